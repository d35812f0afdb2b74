"""Threads that are none: work is done on the loop, a few of its turns later, as a seed decides; so an order repeats."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from random import Random
from typing import Any, cast

from bot.store.database import Database

SLOWEST = 3
SPINS = 5_000

Work = tuple["Future[Any]", Callable[[], Any]]


class SteadyThreads(ThreadPoolExecutor):
    """Does what it is given one after the other, now or a few turns of the loop later."""

    def __init__(self, dice: Random | None) -> None:
        """Without dice everything is done as soon as the loop comes round."""
        super().__init__(1)
        self._dice = dice
        self._waiting: deque[Work] = deque()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401
        """Take a piece of work."""
        future: Future[Any] = Future()
        self._waiting.append((future, lambda: fn(*args, **kwargs)))
        if len(self._waiting) == 1:
            self._after(self._pause(), self._do_next)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Do what is left."""
        while self._waiting:
            _do(*self._waiting.popleft())

    def _pause(self) -> int:
        return self._dice.randint(0, SLOWEST) if self._dice else 0

    def _after(self, turns: int, what: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(what if turns == 0 else lambda: self._after(turns - 1, what))

    def _do_next(self) -> None:
        if self._waiting:
            _do(*self._waiting.popleft())
        if self._waiting:
            self._after(self._pause(), self._do_next)


def _do(future: "Future[Any]", work: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except Exception as error:  # noqa: BLE001  as a thread would
        future.set_exception(error)


def steady_store(dice: Random | None) -> type[Database]:
    """Make the real store, but for its threads."""

    class SteadyStore(Database):
        def __init__(self, url: str) -> None:
            super().__init__(url)
            self._writer, self._reader = SteadyThreads(dice), SteadyThreads(dice)

    return SteadyStore


async def quiet() -> None:
    """Wait until nothing can go on but by time, the studio or somebody outside."""
    ready = cast("Any", asyncio.get_running_loop())._ready
    for _ in range(SPINS):
        await asyncio.sleep(0)
        if not ready:
            return
    raise AssertionError("something goes round and round")


async def cut(task: "asyncio.Task[Any]") -> None:
    """Cancel a task and see it out."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
