"""What is refused at the page's door, before anything is stored: played against the real page."""

import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.platforms.web.conftest import Told, Visitor, visit
from tests.adapters.platforms.web.preview import page
from tests.hostile import holding

PATIENCE = 0.05
LONG = 100_000


@dataclass(frozen=True, slots=True)
class Knock:
    """A message that is not taken; with `held`, somebody else holds the page's store meanwhile."""

    situation: str
    text: str = "a red fox"
    files: int = 0
    held: bool = False


KNOCKS = (
    Knock("an empty message", ""),
    Knock("a message of blanks and signs that nobody sees", " \u200b\u2060\n\u3000"),
    Knock("a prompt of 100,000 characters", "x" * LONG),
    Knock("more files than one message takes", files=30),
    Knock("another program holds the bot's notes", held=True),
)


async def refusal(knock: Knock, language: str) -> str:
    """Send the message in a language; gives the sentence it is refused with, and makes sure that nothing is kept."""
    with tempfile.TemporaryDirectory() as folder:
        async with page(Path(folder), busy=PATIENCE) as stage, visit(stage.address) as visitor:
            visitor.headers["Accept-Language"] = language.replace("_", "-")
            async with AsyncExitStack() as trouble:
                if knock.held:
                    await trouble.enter_async_context(holding(Path(folder) / "page.sqlite"))
                status, told = await _sent(visitor, knock)
            assert status >= 400, told
            assert await visitor.sees() == []
            return str(told["error"])


async def _sent(visitor: Visitor, knock: Knock) -> tuple[int, Told]:
    if knock.files:
        return await visitor.sends({f"{number}.txt": b"words" for number in range(knock.files)}, knock.text)
    body = {"id": visitor.next_id(), "text": knock.text}
    async with visitor.asks("POST", f"/api/channels/{visitor.channel}/messages", json=body) as response:
        return response.status, dict(await response.json())
