"""However the service speaks, the story is the same: each dialect, each sign of life, each shape of a render."""

import pytest

from bot.chat import Phase
from bot.filetypes import media_type
from tests.scenarios.nemo.cutting import CuttingRoom

pytestmark = [pytest.mark.timeout(60), pytest.mark.usefixtures("undrawn")]

CITY, TITLE = "a city at night", "add a title “Hello” 0-3 s"
AGENT = "Title added: “Hello” (0–3 s). Tell me what to change next."
OURS = "Title added: “Hello” (0–3 s)\n\nTimeline (2 tracks, 10 s):"
# What nobody knows about the service: how it speaks, how it says between two words that it is still there, while a
# clip is made and while it is edited, and how it tells of renders.
WAYS = (
    ({"dialect": "flat"}, "object", "word", "R1"),
    ({"dialect": "text"}, "event", "comment", "R2"),
    ({"dialect": "adk"}, "empty", "none", "both"),
    ({"dialect": "adk", "partials": True}, "blank", "empty", "R2"),
)


@pytest.mark.parametrize(("speaks", "first", "then", "shape"), WAYS, ids=["flat", "text", "adk", "adk in pieces"])
async def test_the_story_is_the_same(
    stage: CuttingRoom, speaks: dict[str, object], first: str, then: str, shape: str
) -> None:
    """Words come once, signs of life and thoughts never, the edit is told from when to when, and the film comes."""
    await stage.studio(set={**speaks, "heartbeat": first, "heartbeat_every": 1.0, "render_shape": shape})
    await stage.says(CITY)
    await stage.done()
    await stage.studio(set={"heartbeat": then})
    await stage.says(TITLE)
    await stage.done(2)
    await stage.rests()
    said = [each.text for each in await stage.shows() if each.phase is not Phase.DONE]
    assert len(said) == len(set(said))
    assert sum(AGENT in text for text in said) == 1
    assert sum(text.startswith(OURS) for text in said) == 1
    assert not any(word in text for text in said for word in ("heartbeat", "ping", "The user wants"))
    await stage.says("export")
    (film,) = await stage.sees_files("video", 1)
    assert media_type(await stage.reads(film)) == "video/mp4"
    assert await stage.posts() == {CITY: 1, TITLE: 1}
