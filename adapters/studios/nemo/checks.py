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
from adapters.trouble import CutOff, Trouble, Unreached
from bot.checks.findings import Finding, Status, fine
from bot.clock import Clock
from bot.texts import Say, check


class NemoInspection:
    """Tries the token once; `variable` holds it, `path` is the account's table."""

    def __init__(self, path: str, variable: str, settings: NemoSettings, clock: Clock) -> None:
        self._path = path
        self._variable = variable
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
            return [self._refused() if error.code == TOKEN_REFUSED else self._strange(str(error))]
        except (Unreached, CutOff, TimeoutError):
            return [self._unreachable()]
        except Trouble as trouble:
            return [self._strange(str(trouble))]
        return [fine("keys", self._path, partial(check.keys_accepted, studio=NAME))]

    def _free(self) -> Finding:
        days = timedelta(seconds=limits.PASS_LIFE).days
        what = partial(check.account_free, studio=NAME)
        why = partial(check.account_free_why, credits=limits.PASS_CREDITS, days=days)
        mend = partial(check.account_free_mend, variable=self._variable)
        return Finding("account", self._path, Status.WARN, what, why, mend)

    def _refused(self) -> Finding:
        mend: Say = partial(check.keys_mend, variables=self._variable)
        return self._bad("keys", partial(check.keys_refused, studio=NAME), partial(check.keys_why, studio=NAME), mend)

    def _unreachable(self) -> Finding:
        what = partial(check.unreachable, studio=NAME, address=self._settings.base_url)
        mend = partial(check.unreachable_mend, key=f"{self._path}.base_url")
        return self._bad("reach", what, check.unreachable_why, mend)

    def _strange(self, said: str) -> Finding:
        what = partial(check.answers_badly, studio=NAME, said=said[: limits.WORDS_SHOWN])
        mend = partial(check.answers_badly_mend, key=f"{self._path}.base_url")
        return self._bad("answer", what, check.unreachable_why, mend)

    def _bad(self, name: str, what: Say, why: Say, mend: Say) -> Finding:
        return Finding(name, self._path, Status.BAD, what, why, mend)
