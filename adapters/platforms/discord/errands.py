"""Requests that may have to wait for Discord's limits, without holding up whoever asked for them.

discord.py waits by itself for as long as Discord told, and sends nothing sooner. A request that takes longer than its
patience goes on in the background; whoever asks for the same again gets its outcome, and nobody overtakes it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

from bot.clock import Clock

Got = TypeVar("Got")
MOST = 1000  # outcomes that nobody has asked for


class StillWaiting(Exception):
    """A request has not been answered yet, and goes on."""


class Errands(Generic[Got]):
    """Requests under way, and outcomes that were not waited for, by what they are about."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: OrderedDict[Hashable, tuple[object, asyncio.Task[Got]]] = OrderedDict()

    async def run(
        self, about: Hashable, what: object, request: Callable[[], Coroutine[Any, Any, Got]], patience: float
    ) -> Got:
        """Make a request, or take the outcome of the same one; raises `StillWaiting` after so many seconds.

        One about the same with something else in it is let end first.
        """
        asked, task = self._known.get(about, (what, None))
        if task is not None and asked != what:
            await self._wait(task, patience)
            task = None
        if task is None:
            task = self._begin(about, what, request)
        await self._wait(task, patience)
        if self._known.get(about) == (what, task):
            del self._known[about]
        return task.result()

    async def close(self) -> None:
        """Drop what is under way."""
        tasks = [task for _, task in self._known.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(
        self, about: Hashable, what: object, request: Callable[[], Coroutine[Any, Any, Got]]
    ) -> asyncio.Task[Got]:
        while len(self._known) > MOST and next(iter(self._known.values()))[1].done():
            self._known.popitem(last=False)
        task = asyncio.create_task(request())
        task.add_done_callback(_seen)
        self._known[about] = what, task
        return task

    async def _wait(self, task: asyncio.Task[Got], patience: float) -> None:
        alarm = asyncio.ensure_future(self._clock.sleep(patience))
        waited: list[asyncio.Future[Any]] = [task, alarm]
        try:
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()
        if not task.done():
            raise StillWaiting


def _seen(task: asyncio.Task[Any]) -> None:
    """Take note of a failure that nobody may come to ask for; the next try would tell it again."""
    if not task.cancelled():
        task.exception()
