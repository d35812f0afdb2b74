"""What can keep a call to a service from succeeding, by how much is known about its outcome.

Trouble
├── Refusal      the service said no, or that it failed, in words where it had any
├── Unreadable   the service answered, but not in its protocol
├── Unreached    not a byte was sent
└── CutOff       the request left, no whole reply came back
    └── Silent   nothing came for too long
"""

from functools import partial
from http import HTTPStatus

from bot.checks.findings import Account, Finding
from bot.errors import RetryLater
from bot.texts import Say, check, studio

CLIENT_CLOSED = 499
GATEWAY_GAVE_UP = frozenset({HTTPStatus.REQUEST_TIMEOUT, CLIENT_CLOSED})
PAUSE = 15.0
WORDS_SHOWN = 200  # of an answer that nobody understands


class Trouble(Exception):
    """A call that did not succeed."""

    @property
    def proves_nothing_happened(self) -> bool:
        """Whether the call surely had no effect."""
        return False


class Refusal(Trouble):
    """An answer that is no success: its HTTP status, the service's own code and words where there are any."""

    def __init__(self, status: int, code: int | None = None, message: str = "", after: float | None = None) -> None:
        """Keep what was said; `after` in seconds where the service named a pause."""
        super().__init__(f"{status} ({code}): {message}" if code is not None else f"{status}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.after = after

    @property
    def proves_nothing_happened(self) -> bool:
        """Whether the call surely had no effect; a gateway that gave up waiting knows nothing of it."""
        by_status = HTTPStatus.BAD_REQUEST <= self.status < HTTPStatus.INTERNAL_SERVER_ERROR
        return by_status and self.status not in GATEWAY_GAVE_UP


class Unreadable(Trouble):
    """A reply that is not in the protocol, or lacks what it must have."""


class Unreached(Trouble):
    """No connection came about."""

    @property
    def proves_nothing_happened(self) -> bool:
        """Always."""
        return True


class CutOff(Trouble):
    """The connection ended, or went silent, before the reply was whole."""


class Silent(CutOff):
    """The service took the request and said nothing, or no more."""


def again(trouble: Trouble, service: str) -> RetryLater:
    """Let a call be made again in a while, and say what kept it."""
    return RetryLater(PAUSE, _kept(trouble, service))


def _kept(trouble: Trouble, service: str) -> Say:
    match trouble:
        case Refusal():
            return partial(studio.troubled, studio=service, status=trouble.status)
        case Unreadable():
            return partial(studio.unreadable, studio=service)
        case Silent():
            return partial(studio.silent, studio=service)
        case CutOff():
            return partial(studio.cut_off, studio=service)
    return partial(studio.unreachable, studio=service)


def finding(trouble: Trouble | TimeoutError, account: Account, service: str, address: str) -> Finding:
    """Tell what kept the call of a check, where it says nothing of the account's keys."""
    key = f"{account.path}.base_url"
    if isinstance(trouble, Unreached | CutOff | TimeoutError):
        what: Say = partial(check.unreachable, studio=service, address=address)
        return account.bad("reach", what, check.unreachable_why, partial(check.unreachable_mend, key=key))
    what = partial(check.answers_badly, studio=service, said=str(trouble)[:WORDS_SHOWN])
    return account.bad("answer", what, check.unreachable_why, partial(check.answers_badly_mend, key=key))
