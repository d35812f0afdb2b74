"""Wakes the windows that watch when something was written."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.clock import Clock


class Feed:
    """Who is watching now; a change wakes all of them, and each reads what it has not seen."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Event] = set()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the page is going down."""
        return self._closed

    def open(self) -> None:
        """Let watchers in (again)."""
        self._closed = False

    def close(self) -> None:
        """Send every watcher home."""
        self._closed = True
        self.changed()

    def changed(self) -> None:
        """Wake every watcher."""
        for watcher in self._watchers:
            watcher.set()

    @contextmanager
    def watch(self) -> Iterator[asyncio.Event]:
        """Lend an event that is set with every change."""
        woken = asyncio.Event()
        self._watchers.add(woken)
        try:
            yield woken
        finally:
            self._watchers.discard(woken)


async def woken_within(woken: asyncio.Event, clock: Clock, seconds: float) -> bool:
    """Wait for a change, but no longer than that; tell whether there was one."""
    async with asyncio.TaskGroup() as group:
        waits = [group.create_task(woken.wait()), group.create_task(clock.sleep(seconds))]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
    return woken.is_set()
