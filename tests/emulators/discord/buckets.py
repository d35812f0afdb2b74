"""Rate limits: told in headers, enforced, and a witness of who comes sooner than told.

Windows run by the machine's clock, whatever the world's does: discord.py waits by it. Source: topics/rate-limits.mdx.
"""

import hashlib
import math
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

from bot.clock import Clock
from tests.emulators.discord import limits
from tests.emulators.discord.things import Json

Scope = Literal["user", "global", "shared"]
Key = tuple[str, str]
SECOND = 1.0
IN_FLIGHT = 0.25
"""A call may have left before the answer that names the global limit came in."""

MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_token")


@dataclass(slots=True)
class Window:
    """A bucket's present window, and until when its caller has been told to stay away."""

    most: int
    seconds: float
    opened: float = -math.inf
    used: int = 0
    told: float = -math.inf

    def left(self, now: float) -> float:
        """Seconds until it opens anew."""
        return max(0.0, self.opened + self.seconds - now)


@dataclass(eq=False)
class TooMany(Exception):
    """Try again later; `sooner` if the caller had been told already."""

    retry_after: float
    scope: Scope
    sooner: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """What goes with the answer; discord.py believes a 429 only with `Via`."""
        told = {"Retry-After": str(math.ceil(self.retry_after)), "X-RateLimit-Scope": self.scope, "Via": "1.1 google"}
        return told | ({"X-RateLimit-Global": "true"} if self.scope == "global" else {})

    @property
    def body(self) -> Json:
        """The answer's JSON."""
        words = "The resource is being rate limited." if self.scope == "shared" else "You are being rate limited."
        return {"message": words, "retry_after": self.retry_after, "global": self.scope == "global"}


@dataclass(slots=True)
class Buckets:
    """All windows of one bot; `haste` shortens them, for tests that have no time."""

    clock: Clock
    haste: float = 1.0
    _windows: dict[Key, Window] = field(default_factory=dict)
    _second: deque[float] = field(default_factory=deque)
    _global: float = -math.inf
    _global_told: float = -math.inf
    _invalid: deque[float] = field(default_factory=deque)

    def take(self, key: Key, *, counts: bool) -> dict[str, str]:
        """Count a call and give the headers of its answer; `counts` for the global limit too. Raises `TooMany`."""
        now = self.clock.monotonic()
        if counts:
            self._take_global(now)
        window = self._window(key)
        if now < window.told:
            raise TooMany(_rounded(window.told - now), "user", sooner=True)
        if window.left(now) <= 0:
            window.opened, window.used = now, 0
        window.used += 1
        if window.used >= window.most:
            window.told = now + window.left(now)
        return self._headers(key, window, now)

    def forbid(self, key: Key, seconds: float, scope: Scope) -> TooMany:
        """Tell the caller of a bucket (of all, for the global scope) to stay away."""
        until = self.clock.monotonic() + seconds
        if scope == "global":
            self._global, self._global_told = until, self.clock.monotonic()
        else:
            self._window(key).told = until
        return TooMany(_rounded(seconds), scope)

    def banned(self) -> bool:
        """Say whether too many requests were invalid (D35)."""
        since = self.clock.monotonic() - limits.INVALID_WINDOW
        while self._invalid and self._invalid[0] < since:
            self._invalid.popleft()
        return len(self._invalid) >= limits.INVALID

    def invalid(self) -> None:
        """Count an answer of 401, 403 or 429."""
        self._invalid.append(self.clock.monotonic())

    def _window(self, key: Key) -> Window:
        most, seconds = limits.BUCKETS.get(key[0], limits.ELSE)
        return self._windows.setdefault(key, Window(most, seconds / self.haste))

    def _take_global(self, now: float) -> None:
        if now < self._global:
            raise TooMany(_rounded(self._global - now), "global", sooner=now > self._global_told + IN_FLIGHT)
        while self._second and self._second[0] <= now - SECOND:
            self._second.popleft()
        if len(self._second) >= limits.PER_SECOND * self.haste:
            self._global, self._global_told = now + SECOND, now
            raise TooMany(SECOND, "global")
        self._second.append(now)

    def _headers(self, key: Key, window: Window, now: float) -> dict[str, str]:
        left = _rounded(window.left(now))
        return {
            "X-RateLimit-Limit": str(window.most),
            "X-RateLimit-Remaining": str(max(0, window.most - window.used)),
            "X-RateLimit-Reset": f"{self.clock.now() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(key[0].encode()).hexdigest()[:32],
        }


def key_of(name: str, request: web.Request) -> Key:
    """A call's bucket: its route, and the channel, guild or webhook it is about."""
    return name, "+".join(request.match_info[each] for each in MAJOR if each in request.match_info)


def _rounded(seconds: float) -> float:
    return math.ceil(seconds * 1000) / 1000
