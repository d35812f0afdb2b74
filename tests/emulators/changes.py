"""Waiting for what somebody wants to see."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 10.0


class Changes:
    """Lets tests wait for what they want to see; nothing is asked again before something has changed."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def __call__(self, *_: object) -> None:
        """Something has changed."""
        self._changed.set()

    async def until(self, look: Callable[[], T | None], complaint: Callable[[], str]) -> T:
        """Wait until a look finds something (that is not false), or complain."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (found := look()):
                    self._changed.clear()
                    await self._changed.wait()
                return found
        except TimeoutError:
            raise AssertionError(complaint()) from None
