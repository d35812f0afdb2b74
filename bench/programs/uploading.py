"""Atelier passing films on: its whole core, the real NemoVideo client, files fetched as from a platform's network."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from adapters.downloads import Downloads
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from bench.adapter import ACCOUNT, FedAdapter, message_of
from bench.product import STUDIO, Running, running
from bench.programs.arriving import weighed
from bench.wire import Event, Pass, plan, tell, until_closed
from bot.chat import Attachment, AttachmentRef
from bot.clock import SystemClock

TOKEN = "nmv_usr_bench"  # noqa: S105 (of a stub on loopback: it opens nothing)


class FilmAdapter(FedAdapter):
    """A platform whose messages bring a film that lies at an address."""

    def __init__(self, downloads: Downloads, limit: int) -> None:
        """Films are fetched past the guard of addresses, as from any platform's network."""
        super().__init__()
        self._downloads = downloads
        self._limit = limit

    async def fetch(self, ref: AttachmentRef) -> AsyncIterator[bytes]:
        """Stream the film."""
        async for chunk in self._downloads.stream(ref.opaque, headers={}, limit=self._limit):
            yield chunk


def nemo_of(passing: Pass) -> Nemo:
    """Make the client of the studio of films."""
    return Nemo(NemoSettings(token=TOKEN, base_url=passing.studio, upload_bytes=passing.size), SystemClock())


async def send(product: Running, passing: Pass, number: int) -> None:
    """Let somebody send the film in a channel of its own."""
    film = Attachment("film.mp4", passing.size, AttachmentRef(ACCOUNT, f"{passing.studio}/film.mp4"))
    await product.core.inbox(replace(message_of(Event(number, number, "cut it")), attachments=(film,)))


async def main(passing: Pass) -> None:
    """Pass the film on, tell what it costs."""
    async with Downloads((passing.studio,)) as downloads:
        adapter = FilmAdapter(downloads, passing.size)
        async with running(Path(passing.folder), adapter, {STUDIO: nemo_of(passing)}) as product:
            tell(await weighed(passing, partial(send, product, passing)))
            await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Pass)))
