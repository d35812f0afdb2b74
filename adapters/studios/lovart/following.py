"""One follower at work: reads, waits out what passes, and hands on what a `Watch` makes of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from adapters.studios.lovart import limits
from adapters.studios.lovart.replies import Result
from adapters.studios.lovart.trouble import LovartError
from adapters.studios.lovart.watching import Watch
from adapters.trouble import Trouble
from bot.clock import Clock
from bot.studio import Cause, ConfirmationAsked, Failed, Finished, Progress, TurnEvent

DOUBLINGS = 10  # beyond which a growing pause has long met its ceiling


@dataclass(frozen=True, slots=True)
class Step:
    """What one look brought, and the seconds until the next; None when there is none."""

    events: tuple[TurnEvent, ...]
    pause: float | None


class Following:
    """The looks of one `follow`; `usual` tells the pause that the account's budget allows."""

    def __init__(
        self, read: Callable[[], Awaitable[Result]], watch: Watch, clock: Clock, usual: Callable[[], float]
    ) -> None:
        self._read = read
        self._watch = watch
        self._clock = clock
        self._usual = usual
        self._troubles = 0
        self._refusals = 0

    async def step(self) -> Step:
        """Look once."""
        try:
            result = await self._read()
        except Trouble as trouble:
            return self._troubled(trouble)
        self._troubles = self._refusals = 0
        events = (Progress(), *self._watch.take(result, self._clock.now()))
        over = isinstance(events[-1], ConfirmationAsked | Finished | Failed)
        return Step(events, None if over else self._watch.pause or self._usual())

    def _troubled(self, trouble: Trouble) -> Step:
        self._troubles += 1
        lasting = isinstance(trouble, LovartError) and not trouble.passes
        self._refusals = self._refusals + 1 if lasting else 0
        failure = self._failure(trouble)
        if failure is not None:
            return Step((failure,), None)
        growing = self._usual() * 2.0 ** min(self._troubles, DOUBLINGS)
        after = trouble.after if isinstance(trouble, LovartError) else None
        return Step((Progress(),), min(growing, limits.LONGEST_PAUSE) if after is None else after)

    def _failure(self, trouble: Trouble) -> Failed | None:
        if not isinstance(trouble, LovartError) or not self._refusals:
            return None
        if trouble.denies_keys:
            cause = Cause.CLOCK_OFF if trouble.blames_clock else Cause.BAD_KEYS
            return Failed(cause) if self._refusals >= limits.DENIALS else None
        if trouble.status == HTTPStatus.NOT_FOUND:
            return Failed(Cause.THREAD_GONE) if self._refusals >= limits.STRANGE_REFUSALS else None
        cause = Cause.BROKEN
        return Failed(cause, trouble.message) if self._refusals >= limits.STRANGE_REFUSALS else None
