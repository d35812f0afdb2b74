"""Files that are opened in a thread, beside the loop."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

Held = TypeVar("Held")


class Holder(Generic[Held]):
    """Something that a thread opens. Whoever comes last closes it: who wanted it may be gone before it is open."""

    def __init__(self, begin: Callable[[], Held], end: Callable[[Held], object]) -> None:
        self._begin = begin
        self._end = end
        self._lock = threading.Lock()
        self._over = False
        self._held: list[Held] = []

    def open(self) -> Held:
        """Open it, in a thread."""
        held = self._begin()
        with self._lock:
            self._held.append(held)
            if self._over:
                self._close()
        return held

    def close(self) -> None:
        """Close it, now or as soon as it is open."""
        with self._lock:
            self._over = True
            self._close()

    def _close(self) -> None:
        while self._held:
            self._end(self._held.pop())


@asynccontextmanager
async def held(begin: Callable[[], Held], end: Callable[[Held], object]) -> AsyncIterator[Held]:
    """Open something beside the loop, until the end of the block. Raises what `begin` raises."""
    holder = Holder(begin, end)
    try:
        yield await asyncio.to_thread(holder.open)
    finally:
        holder.close()


def opened(path: Path) -> AbstractAsyncContextManager[BinaryIO]:
    """Open a file to be read. Raises `OSError`."""
    return held(partial(_open, path), methodcaller("close"))


def _open(path: Path) -> BinaryIO:
    return path.open("rb")
