"""When what may be sent: one place per chat for messages and edits, within Telegram's limits (T23, T24).

One call at a time goes to a chat: what is sent back with a wait is known before the next one could go out.
What Telegram told to wait for is waited for exactly. Messages come before edits: an edit finds no room while a message
waits for its chat, and goes back to whoever can skip it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.platforms.telegram import limits
from bot.clock import Clock
from bot.errors import Unsent

FORGOTTEN = 10_000


@dataclass(slots=True)
class Window:
    """So many messages in so many seconds; times are those of a clock that only goes forward."""

    most: int
    seconds: float
    sent: deque[float] = field(default_factory=deque)

    def wait(self, now: float, count: int) -> float:
        """Tell how long to wait before `count` messages fit; what fits never waits for an empty window."""
        self._forget(now)
        over = len(self.sent) + min(count, self.most) - self.most
        return max(0.0, self.sent[over - 1] + self.seconds - now) if over > 0 else 0.0

    def note(self, now: float, count: int) -> None:
        """Count messages."""
        self.sent.extend([now] * count)

    def _forget(self, now: float) -> None:
        while self.sent and self.sent[0] + self.seconds <= now:
            self.sent.popleft()


@dataclass(slots=True)
class Place:
    """One chat: what it takes, until when it takes nothing, and how many messages wait for it.

    Until `owed_until` one that was sent back is to come again, and goes before every edit.
    """

    windows: tuple[Window, ...]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    closed_until: float = 0.0
    owed_until: float = 0.0
    waiting: int = 0

    def wait(self, now: float, count: int) -> float:
        """Tell how long to wait before `count` messages may be sent."""
        return max(self.closed_until - now, *(each.wait(now, count) for each in self.windows), 0.0)


class Pacing:
    """Lets calls that make or change messages pass, each when its chat has room."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all = Window(limits.ALL_MESSAGES, limits.ALL_SECONDS + limits.SLACK)
        self._places: dict[int, Place] = {}

    @asynccontextmanager
    async def message(self, chat: int, count: int, patience: float) -> AsyncIterator[None]:
        """Keep a chat that takes messages for a call; raises `Unsent` where that takes longer than `patience`."""
        place = self._place(chat)
        async with _among(place):
            while wait := self._wait(place, count):
                if wait > patience:
                    place.owed_until = self._clock.monotonic() + wait + limits.EDIT_PAUSE
                    raise Unsent("the chat takes no more for now", wait)
                await self._clock.sleep(wait)
            place.owed_until = 0.0
            self._note(place, count)
            yield

    @asynccontextmanager
    async def edit(self, chat: int) -> AsyncIterator[None]:
        """Keep a chat for an edit; raises `Unsent` where messages wait there, or where it takes more than a moment."""
        place = self._place(chat)
        wait = max(self._wait(place, 1), place.owed_until - self._clock.monotonic())
        if place.waiting or wait > limits.EDIT_PATIENCE:
            raise Unsent("an edit waits for the chat's pace", max(wait, limits.CHAT_PAUSE))
        async with place.lock:
            while wait := self._wait(place, 1):
                await self._clock.sleep(wait)
            self._note(place, 1)
            yield

    def close(self, chat: int, seconds: float) -> None:
        """Note that Telegram wants to be left alone for so long."""
        place = self._place(chat)
        place.closed_until = max(place.closed_until, self._clock.monotonic() + seconds)

    def is_free(self, chat: int) -> bool:
        """Tell whether nothing is on its way to a chat, and Telegram does not want to be left alone there."""
        place = self._place(chat)
        return not place.lock.locked() and self._clock.monotonic() >= place.closed_until

    def _wait(self, place: Place, count: int) -> float:
        now = self._clock.monotonic()
        return max(place.wait(now, count), self._all.wait(now, count))

    def _note(self, place: Place, count: int) -> None:
        now = self._clock.monotonic()
        for each in (*place.windows, self._all):
            each.note(now, count)

    def _place(self, chat: int) -> Place:
        if chat not in self._places:
            self._places = {} if len(self._places) > FORGOTTEN else self._places
            short = Window(limits.CHAT_BURST, limits.CHAT_PAUSE * limits.CHAT_BURST + limits.SLACK)
            long = Window(limits.GROUP_MESSAGES, limits.GROUP_SECONDS + limits.SLACK)
            self._places[chat] = Place((short, long) if chat < 0 else (short,))
        return self._places[chat]


@asynccontextmanager
async def _among(place: Place) -> AsyncIterator[None]:
    """Stand in line for a chat."""
    place.waiting += 1
    try:
        async with place.lock:
            yield
    finally:
        place.waiting -= 1
