"""When what may be sent: one place per chat for messages and edits, within Telegram's limits (T23, T24).

One call at a time goes to a chat: what is sent back with a wait is known before the next one could go out.
What Telegram told to wait for is waited for exactly. Results come before answers, and both before edits: what is of a
later rank finds no room while an earlier one waits for its chat, and goes back to whoever brings it again or skips it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import IntEnum

from adapters.platforms.telegram import limits
from bot.clock import Clock
from bot.errors import Unsent

FORGOTTEN = 10_000


class Rank(IntEnum):
    """Who goes first where there is not room for all."""

    RESULT = 0
    ANSWER = 1
    EDIT = 2


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

    `owed` tells by rank until when one that waits, or was sent back, is to go before every later rank.
    """

    windows: tuple[Window, ...]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    closed_until: float = 0.0
    owed: dict[Rank, float] = field(default_factory=dict)
    waiting: int = 0

    def wait(self, now: float, count: int) -> float:
        """Tell how long to wait before `count` messages may be sent."""
        return max(self.closed_until - now, *(each.wait(now, count) for each in self.windows), 0.0)

    def owe(self, rank: Rank, until: float) -> None:
        """Keep later ranks back until then."""
        self.owed[rank] = max(self.owed.get(rank, 0.0), until)


class Pacing:
    """Lets calls that make or change messages pass, each when its chat has room."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all = Window(limits.ALL_MESSAGES, limits.ALL_SECONDS + limits.SLACK)
        self._places: dict[int, Place] = {}

    @asynccontextmanager
    async def message(self, chat: int, count: int, patience: float, rank: Rank = Rank.RESULT) -> AsyncIterator[None]:
        """Keep a chat that takes messages for a call; raises `Unsent` where that takes longer than `patience`.

        An answer does not stand in line behind what waits for long: whoever brings it would stand there too.
        """
        place = self._place(chat)
        if rank is not Rank.RESULT:
            self._wait(place, count, patience, rank)
        async with _among(place):
            await self._room(place, count, patience, rank)
            with self._counted(place, count):
                yield

    @asynccontextmanager
    async def edit(self, chat: int) -> AsyncIterator[None]:
        """Keep a chat for an edit; raises `Unsent` where messages wait there, or where it takes more than a moment."""
        place = self._place(chat)
        self._wait(place, 1, limits.EDIT_PATIENCE, Rank.EDIT)
        if place.waiting:
            raise Unsent("an edit lets a message pass", limits.CHAT_PAUSE)
        async with place.lock:
            await self._room(place, 1, limits.EDIT_PATIENCE, Rank.EDIT)
            with self._counted(place, 1):
                yield

    def close(self, chat: int, seconds: float) -> None:
        """Note that Telegram wants to be left alone for so long."""
        place = self._place(chat)
        place.closed_until = max(place.closed_until, self._clock.monotonic() + seconds)

    def is_free(self, chat: int) -> bool:
        """Tell whether nothing is on its way to a chat, and Telegram does not want to be left alone there."""
        place = self._place(chat)
        return not place.lock.locked() and self._clock.monotonic() >= place.closed_until

    async def _room(self, place: Place, count: int, patience: float, rank: Rank) -> None:
        """Wait until so many messages fit."""
        while wait := self._wait(place, count, patience, rank):
            await self._clock.sleep(wait)

    def _wait(self, place: Place, count: int, patience: float, rank: Rank) -> float:
        """Tell how long to wait; raises `Unsent` where that is beyond `patience`, or an earlier rank is to go first."""
        now = self._clock.monotonic()
        wait = max(place.wait(now, count), self._all.wait(now, count))
        owed = max((until - now for each, until in place.owed.items() if each < rank), default=0.0)
        if wait <= patience and owed <= 0:
            place.owe(rank, now + wait)
            return wait
        place.owe(rank, now + max(wait, owed) + limits.EDIT_PAUSE)  # by when it is back
        raise Unsent("the chat takes no more for now", max(wait, owed, limits.CHAT_PAUSE))

    @contextmanager
    def _counted(self, place: Place, count: int) -> Iterator[None]:
        """Count messages: Telegram may count them as late as when they are there whole."""
        self._all.note(self._clock.monotonic(), count)
        try:
            yield
        finally:
            for each in place.windows:
                each.note(self._clock.monotonic(), count)

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
