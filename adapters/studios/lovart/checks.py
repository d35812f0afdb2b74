"""Whether a Lovart account can be used: one signed call that reads the account's billing and changes nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from adapters.studios.lovart import limits
from adapters.studios.lovart.api import Api
from adapters.studios.lovart.refusals import NAME
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.signing import Keys
from adapters.studios.lovart.trouble import LovartError
from adapters.trouble import CutOff, Trouble, Unreached
from bot.checks.findings import Finding, Status, fine
from bot.clock import Clock
from bot.texts import Say, check


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the operator wrote it: the path of its table, and the variables that hold its keys."""

    path: str
    variables: tuple[str, ...]


class LovartInspection:
    """Tries the keys once."""

    def __init__(self, account: Account, settings: LovartSettings, clock: Clock) -> None:
        self._account = account
        self._settings = settings
        self._clock = clock

    async def findings(self) -> Sequence[Finding]:
        """Call, and tell apart what can be wrong."""
        keys = Keys(self._settings.access_key, self._settings.secret_key)
        try:
            async with (
                asyncio.timeout(limits.CHECK_TIMEOUT),
                Api(self._settings.base_url, keys, self._clock, _at_once) as api,
            ):
                await api.mode()
                return [self._accepted(), self._time(api.skew)]
        except LovartError as error:
            return self._refused(error)
        except (Unreached, CutOff, TimeoutError):
            return [self._unreachable()]
        except Trouble as trouble:
            return [self._strange(str(trouble))]

    def _accepted(self) -> Finding:
        return fine("keys", self._account.path, partial(check.keys_accepted, studio=NAME))

    def _time(self, skew: float | None) -> Finding:
        if skew is None or abs(skew) <= limits.CLOCK_NOTICE:
            return fine("clock", self._account.path, partial(check.clock_together, studio=NAME))
        return self._clock_off(skew, Status.WARN)

    def _clock_off(self, skew: float, status: Status) -> Finding:
        what = partial(check.clock_apart, studio=NAME, seconds=skew)
        return Finding("clock", self._account.path, status, what, check.clock_why, check.clock_mend)

    def _refused(self, error: LovartError) -> Sequence[Finding]:
        if error.denies_keys and abs(error.skew) > limits.CLOCK_SKEW:
            return [self._clock_off(error.skew, Status.BAD)]  # whether the keys are good too, nobody can tell yet
        if error.denies_keys:
            mend: Say = partial(check.keys_mend, variables=", ".join(self._account.variables))
            what = partial(check.keys_refused, studio=NAME)
            return [self._bad("keys", what, partial(check.keys_why, studio=NAME), mend)]
        if error.shy:
            return [self._bad("edge", partial(check.edge_refuses, studio=NAME), check.unreachable_why, check.edge_mend)]
        return [self._strange(str(error))]

    def _unreachable(self) -> Finding:
        what = partial(check.unreachable, studio=NAME, address=self._settings.base_url)
        mend = partial(check.unreachable_mend, key=f"{self._account.path}.base_url")
        return self._bad("reach", what, check.unreachable_why, mend)

    def _strange(self, said: str) -> Finding:
        what = partial(check.answers_badly, studio=NAME, said=said[: limits.WORDS_SHOWN])
        mend = partial(check.answers_badly_mend, key=f"{self._account.path}.base_url")
        return self._bad("answer", what, check.unreachable_why, mend)

    def _bad(self, name: str, what: Say, why: Say, mend: Say) -> Finding:
        return Finding(name, self._account.path, Status.BAD, what, why, mend)


async def _at_once() -> None:
    """Wait for nothing: one call a day is no budget's concern."""
