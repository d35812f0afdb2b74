"""Whether a Lovart account can be used: one signed call that reads the account's billing and changes nothing."""

import asyncio
from collections.abc import Sequence
from functools import partial

from adapters.studios.lovart import limits
from adapters.studios.lovart.api import Api
from adapters.studios.lovart.refusals import NAME
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.signing import Keys
from adapters.studios.lovart.trouble import LovartError
from adapters.trouble import Trouble, finding
from bot.checks.findings import Account, Finding
from bot.clock import Clock
from bot.texts import Say, check


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
                await api.unlimited()
                return [self._accepted(), self._time(api.skew)]
        except LovartError as error:
            return [self._refused(error)]
        except (Trouble, TimeoutError) as trouble:
            return [finding(trouble, self._account, NAME, self._settings.base_url)]

    def _accepted(self) -> Finding:
        return self._account.fine("keys", partial(check.keys_accepted, studio=NAME))

    def _time(self, skew: float | None) -> Finding:
        if skew is None or abs(skew) <= limits.CLOCK_NOTICE:
            return self._account.fine("clock", partial(check.clock_together, studio=NAME))
        return self._account.odd("clock", *_apart(skew))

    def _refused(self, error: LovartError) -> Finding:
        if error.blames_clock:  # whether the keys are good too, nobody can tell yet
            return self._account.bad("clock", *_apart(error.skew))
        if error.denies_keys:
            what, why = partial(check.keys_refused, studio=NAME), partial(check.keys_why, studio=NAME)
            return self._account.bad("keys", what, why, partial(check.keys_mend, variables=self._account.variables))
        if error.shy:
            what = partial(check.edge_refuses, studio=NAME)
            return self._account.bad("edge", what, check.unreachable_why, check.edge_mend)
        return finding(error, self._account, NAME, self._settings.base_url)


def _apart(seconds: float) -> tuple[Say, Say, Say]:
    return partial(check.clock_apart, studio=NAME, seconds=seconds), check.clock_why, check.clock_mend


async def _at_once() -> None:
    """Wait for nothing: one call a day is no budget's concern."""
