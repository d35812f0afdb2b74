"""Whether a NemoVideo account can be used: one call that reads its credits and changes nothing.

A free account is not asked for by a check: the service gives out few.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from adapters.studios.nemo import limits
from adapters.studios.nemo.api import Api
from adapters.studios.nemo.refusals import NAME
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.trouble import TOKEN_REFUSED, NemoError
from adapters.trouble import Trouble, finding
from bot.checks.findings import Account, Finding
from bot.clock import Clock
from bot.texts import check


class NemoInspection:
    """Tries the token once."""

    def __init__(self, account: Account, settings: NemoSettings, clock: Clock) -> None:
        self._account = account
        self._settings = settings
        self._clock = clock

    async def findings(self) -> Sequence[Finding]:
        """Call, and tell apart what can be wrong; without a token only tell what that means."""
        if self._settings.token is None:
            return [self._free()]
        try:
            async with asyncio.timeout(limits.CHECK_TIMEOUT), Api(self._settings, self._clock) as api:
                await api.balance()
        except NemoError as error:
            return [self._refused() if error.code == TOKEN_REFUSED else self._met(error)]
        except (Trouble, TimeoutError) as trouble:
            return [self._met(trouble)]
        return [self._account.fine("keys", partial(check.keys_accepted, studio=NAME))]

    def _free(self) -> Finding:
        days = timedelta(seconds=limits.PASS_LIFE).days
        what = partial(check.account_free, studio=NAME)
        why = partial(check.account_free_why, credits=limits.PASS_CREDITS, days=days)
        return self._account.odd(
            "account", what, why, partial(check.account_free_mend, variable=self._account.variables)
        )

    def _refused(self) -> Finding:
        what, why = partial(check.keys_refused, studio=NAME), partial(check.keys_why, studio=NAME)
        return self._account.bad("keys", what, why, partial(check.keys_mend, variables=self._account.variables))

    def _met(self, trouble: Trouble | TimeoutError) -> Finding:
        return finding(trouble, self._account, NAME, self._settings.base_url)
