"""The sign that something is being worked on, where a platform has one that fades by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.adapter import ShowsTyping
from bot.chat import ChannelRef
from bot.errors import AtelierError
from bot.workshop import Workshop

FIRST = 1.0  # seconds: the card comes by then, and takes the sign away where it stands
LONGEST = 600.0  # seconds after which nobody looks at the sign any more, and the card says enough

log = structlog.get_logger()


class Presence:
    """Shows the sign as long as a turn is at work."""

    def __init__(self, workshop: Workshop) -> None:
        """The workshop has the adapters."""
        self._workshop = workshop

    @asynccontextmanager
    async def of(self, channel: ChannelRef) -> AsyncIterator[None]:
        """Show it again and again, until what is done inside is done."""
        adapter = self._workshop.adapter(channel)
        if not isinstance(adapter, ShowsTyping) or adapter.typing_lasts is None:
            yield
            return
        showing = asyncio.create_task(self._show(adapter, channel, adapter.typing_lasts))
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _show(self, adapter: ShowsTyping, channel: ChannelRef, pause: float) -> None:
        clock = self._workshop.clock
        until = clock.monotonic() + LONGEST
        try:
            await clock.sleep(FIRST)
            while clock.monotonic() < until:
                await adapter.typing(channel)
                await clock.sleep(pause)
        except AtelierError as refused:
            log.info("no sign of work", reason=str(refused))
