"""Requests that may have to wait for Discord's limits, without holding up whoever asked for them.

discord.py waits by itself for as long as Discord told, and sends nothing sooner. A request that takes longer than its
patience goes on in the background; whoever asks for the same again joins it, and nobody overtakes it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

from bot.clock import Clock

Got = TypeVar("Got")
Waited = TypeVar("Waited")


class StillWaiting(Exception):
    """A request has not been answered yet, and goes on."""


class Errands(Generic[Got]):
    """Requests under way, by what they are about."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._under_way: dict[Hashable, asyncio.Task[Got]] = {}

    async def run(self, about: Hashable, request: Callable[[], Coroutine[Any, Any, Got]], patience: float) -> Got:
        """Make a request, or join the one under way; raises `StillWaiting` after so many seconds."""
        task = self._under_way.get(about)
        if task is None:
            self._under_way[about] = task = asyncio.create_task(request())
            task.add_done_callback(lambda done: self._forget(about, done))
        return await self._wait(task, patience)

    async def settle(self, about: Hashable, patience: float) -> None:
        """Let what is under way end first; raises `StillWaiting` when that takes too long."""
        task = self._under_way.get(about)
        if task is not None:
            await self._wait(asyncio.gather(task, return_exceptions=True), patience)

    async def close(self) -> None:
        """Drop what is under way."""
        tasks = [*self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _wait(self, answer: asyncio.Future[Waited], patience: float) -> Waited:
        alarm = asyncio.ensure_future(self._clock.sleep(patience))
        try:
            waited: list[asyncio.Future[Any]] = [answer, alarm]
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()
        if not answer.done():
            raise StillWaiting
        return answer.result()

    def _forget(self, about: Hashable, task: asyncio.Task[Got]) -> None:
        self._under_way.pop(about, None)
        if not task.cancelled():
            task.exception()  # whoever still waits gets it; where nobody does, it was told by the next try
