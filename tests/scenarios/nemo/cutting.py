"""The stage with NemoVideo as the studio that channels begin with, and Lovart beside it; and what goes into a film."""

import asyncio
import io
import sqlite3
import wave
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from typing import Any

import av

from adapters.studios.nemo import limits
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from bot.app import DATABASE
from bot.store.database import Database
from bot.studio import Studio, StudioAccountId
from tests.backdoor import knock
from tests.scenarios.stage import STUDIO, Seen, Stage

FILMS = StudioAccountId("films")
ASKED = "SELECT text FROM turns"
NAMES = "\n\n["  # files that go with a message are named behind its words
HERTZ = 8000


class CuttingRoom(Stage):
    """The account is a registered person's, until a story says that it is nobody's and restarts."""

    registered = True
    upload_bytes = limits.UPLOAD_BYTES

    async def calls(self) -> dict[str, int]:
        """Count the calls that came to the sandbox, whatever became of them."""
        return dict((await knock(self.sandbox.address))["calls"])

    async def nemo(self, **order: object) -> dict[str, Any]:
        """Give the sandbox an order, or only look; tells what its NemoVideo accepted."""
        return dict((await knock(self.sandbox.address, **order))["nemo"])

    async def called(self) -> bool | None:
        """Tell whether a message went to the agent, for those who wait for it."""
        return "run_sse" in await self.calls() or None

    async def posts(self) -> dict[str, int]:
        """Count how often each message reached the agent."""
        return dict((await self.nemo())["posts"])

    async def twice(self) -> dict[str, int]:
        """List the messages that reached the agent more often than people asked for it."""
        asked = Counter(text for (text,) in await asyncio.to_thread(self._rows, ASKED))
        sent = Counter[str]()
        for text, count in (await self.posts()).items():
            sent[text.partition(NAMES)[0]] += count
        return {text: count for text, count in sent.items() if count > asked[text]}

    async def cards(self, words: str, count: int = 1, *, where: str = STUDIO) -> list[Seen]:
        """Wait until so many cards say this."""

        async def found() -> list[Seen] | None:
            cards = [each for each in await self.shows(where=where) if each.phase is not None and words in each.text]
            return cards if len(cards) >= count else None

        return await self.until(found, f"{count} cards with {words!r}", where=where)

    async def done(self, count: int = 1, *, where: str = STUDIO) -> Seen:
        """Wait until so many requests are done, and not one more; gives the newest one's card."""
        cards = await self.cards("Done ·", count, where=where)
        assert len(cards) == count, cards
        return cards[-1]

    def _studios(self, database: Database) -> Mapping[StudioAccountId, Studio]:
        settings = NemoSettings(
            token=self.sandbox.nemo_token if self.registered else None,
            passes=self.folder / "studios" / "films.json",
            base_url=self.sandbox.nemo_base_url,
            upload_bytes=self.upload_bytes,
            drain=0.0,
        )
        return {FILMS: Nemo(settings, self.clock), **super()._studios(database)}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"{(self.folder / DATABASE).as_uri()}?mode=ro", uri=True)) as store:
            return store.execute(query).fetchall()


@cache
def clip(shade: int = 0) -> bytes:
    """A second of film in a shade of grey."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        frame = av.VideoFrame(64, 48, "yuv420p")
        frame.planes[0].update(bytes([shade]) * frame.planes[0].buffer_size)
        for frame.pts in range(10):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


@cache
def song() -> bytes:
    """A second of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, HERTZ, 0, "NONE", ""))
        file.writeframes(bytes(2 * HERTZ))
    return out.getvalue()
