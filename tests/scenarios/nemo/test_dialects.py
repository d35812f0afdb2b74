"""However the service speaks, the story is the same: each dialect, and each sign of life."""

import pytest

from bot.chat import Phase
from tests.scenarios.nemo.cutting import CuttingRoom

pytestmark = pytest.mark.timeout(60)

AGENT = "Title added: “Hello” (0–3 s). Tell me what to change next."
OURS = "Title added: “Hello” (0–3 s)\n\nTimeline (2 tracks, 10 s):"
# What nobody knows about the service: how it speaks, and between two of its words that it is still there.
WAYS = (
    {"dialect": "flat", "heartbeat": "object"},
    {"dialect": "text", "heartbeat": "event"},
    {"dialect": "adk", "heartbeat": "empty"},
    {"dialect": "adk", "heartbeat": "blank", "partials": True},
    {"dialect": "flat", "heartbeat": "word"},
    {"dialect": "text", "heartbeat": "comment"},
    {"dialect": "adk", "heartbeat": "none"},
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way.values())))
async def test_the_story_is_the_same(stage: CuttingRoom, way: dict[str, object]) -> None:
    """Words come once, signs of life and thoughts never, and the edit is told from when to when."""
    await stage.studio(set={**way, "heartbeat_every": 1.0})
    await stage.says("a city at night")
    await stage.done()
    await stage.says("add a title “Hello” 0-3 s")
    await stage.done(2)
    said = [each.text for each in await stage.shows() if each.phase is not Phase.DONE]
    assert len(said) == len(set(said))
    assert sum(AGENT in text for text in said) == 1
    assert sum(text.startswith(OURS) for text in said) == 1
    assert not any(word in text for text in said for word in ("heartbeat", "ping", "The user wants"))
