"""Whether the page is open to those it should be open to, and to nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from adapters.platforms.web import limits
from adapters.platforms.web.settings import is_loopback
from bot.checks.findings import Finding, Status, fine
from bot.texts import Say, check

NAME = "exposure"


@dataclass(frozen=True, slots=True)
class WebInspection:
    """Looks at where the page would listen, and what guards it."""

    host: str
    names: tuple[str, ...]
    token: str | None
    variable: str

    async def findings(self) -> Sequence[Finding]:
        """Tell who could come in."""
        return [self._guard(), *([] if self.names or is_loopback(self.host) else [_nameless()])]

    def _guard(self) -> Finding:
        if not self.token:
            return fine(NAME, "web.host", check.page_local) if is_loopback(self.host) else self._open()
        if len(self.token) >= limits.TOKEN_LENGTH:
            return fine(NAME, "web.token_env", check.page_guarded)
        what = partial(check.page_token_short, least=limits.TOKEN_LENGTH)
        return self._troubled(
            "web.token_env", Status.WARN, what, partial(check.page_token_mend, variable=self.variable)
        )

    def _open(self) -> Finding:
        mend = partial(check.page_open_mend, variable=self.variable)
        return self._troubled("web.host", Status.BAD, partial(check.page_open, host=self.host), mend)

    def _troubled(self, about: str, status: Status, what: Say, mend: Say) -> Finding:
        return Finding(NAME, about, status, what, check.page_why, mend)


def _nameless() -> Finding:
    what, why, mend = check.page_nameless, check.page_nameless_why, check.page_nameless_mend
    return Finding(NAME, "web.names", Status.WARN, what, why, mend)
