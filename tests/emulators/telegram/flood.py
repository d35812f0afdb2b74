"""Flood control (T23, T24): one message a second in a chat, twenty a minute in a group, thirty a second in all.

A chat forgives a short burst. Every item of an album is a message, and an edit counts like one. After a 429 the chat
(or the bot) stays closed until the time that was told is over; a call before that is the caller's fault.
"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from bot.clock import Clock
from tests.emulators.refusals import Refusals
from tests.emulators.telegram import limits
from tests.emulators.telegram.errors import TOO_MANY, Refused, too_many

EVERYWHERE = 0


@dataclass(slots=True)
class Window:
    """So many in so long."""

    count: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float, weight: int) -> float:
        """How long until so many more fit; what is larger than the window fits when it is empty."""
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        over = len(self.taken) + min(weight, self.count) - self.count
        return self.taken[over - 1] + self.seconds - now if over > 0 else 0.0

    def take(self, now: float, weight: int) -> None:
        """Count so many."""
        self.taken.extend([now] * weight)


def _of_chat(chat: int) -> list[Window]:
    if chat == EVERYWHERE:
        return [Window(limits.PER_SECOND, 1.0)]
    burst = Window(limits.CHAT_BURST, limits.CHAT_BURST * limits.PER_CHAT_SECONDS)
    return [burst, Window(limits.PER_GROUP_MINUTE, limits.MINUTE)] if chat < 0 else [burst]


class Windows(defaultdict[int, list[Window]]):
    """The windows of each chat, made when they are first needed."""

    def __missing__(self, chat: int) -> list[Window]:
        """Open those of a chat."""
        return self.setdefault(chat, _of_chat(chat))


class Flood:
    """Admits or refuses what is sent; `on` switches all of it but the waiting that was told."""

    def __init__(self, clock: Clock, refusals: Refusals, *, on: bool) -> None:
        self.on = on
        self._clock = clock
        self._refusals = refusals
        self._windows = Windows()
        self._closed: dict[tuple[str, int], float] = {}

    def close(self, method: str, chat: int, seconds: float) -> Refused:
        """Take no more of this there for so long; give the refusal that says so."""
        self._closed[method, chat] = self._clock.monotonic() + seconds
        return too_many(max(1, math.ceil(seconds)))

    def admit(self, method: str, chat: int | None) -> None:
        """Refuse what comes before the time that was told."""
        now = self._clock.monotonic()
        keys = [(name, place) for name in (method, "") for place in {chat or EVERYWHERE, EVERYWHERE}]
        until = max((self._closed.get(key, 0.0) for key in keys), default=0.0)
        if now < until:
            self._refusals.record(method, TOO_MANY, f"{until - now:.3f} s sooner than told, in {chat}")
            raise too_many(max(1, math.ceil(until - now)))

    def count(self, chat: int, weight: int) -> None:
        """Count what is sent, or refuse it and close the chat for as long as it takes."""
        if not self.on:
            return
        now = self._clock.monotonic()
        for place in (chat, EVERYWHERE):
            wait = max(window.wait(now, weight) for window in self._windows[place])
            if wait > 0:
                raise self.close("", place, math.ceil(wait))
        for window in [*self._windows[chat], *self._windows[EVERYWHERE]]:
            window.take(now, weight)
