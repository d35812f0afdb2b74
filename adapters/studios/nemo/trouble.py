"""What can keep a call from succeeding, by how much is known about its outcome.

Trouble
├── NemoError    the service said no, by its own code or by an HTTP status
├── Unreadable   the service answered, but not in its protocol
├── Unreached    not a byte was sent
└── CutOff       the request left, no whole reply came back
"""

from http import HTTPStatus

TOKEN_REFUSED = 1001
SESSION_GONE = 1002
NO_CREDITS = 2001
WRONG_FORMAT = 4001
TOO_LARGE = 4002
GATEWAY_GAVE_UP = frozenset({HTTPStatus.REQUEST_TIMEOUT, 499})
REFUSALS = frozenset({TOKEN_REFUSED, SESSION_GONE, NO_CREDITS, WRONG_FORMAT, TOO_LARGE, 400, 402, 429})
MEANINGS: dict[int, int] = {  # an HTTP status that comes without a code of the service's own → the code it stands for
    HTTPStatus.UNAUTHORIZED: TOKEN_REFUSED,
    HTTPStatus.NOT_FOUND: SESSION_GONE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: WRONG_FORMAT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TOO_LARGE,
}


class Trouble(Exception):
    """A call that did not succeed."""


class NemoError(Trouble):
    """A refusal: its HTTP status, the service's code (told, or what the status stands for), its own words."""

    def __init__(self, status: int, code: int | None = None, message: str = "", after: float | None = None) -> None:
        """Keep what was said; `after` in seconds where the service named a pause."""
        super().__init__(f"{status} ({code}): {message}")
        self.status = status
        self.code = code or MEANINGS.get(status)
        self.message = message
        self.after = after

    @property
    def refuses(self) -> bool:
        """Whether the service said no, rather than failed: then the call surely had no effect."""
        by_status = HTTPStatus.BAD_REQUEST <= self.status < HTTPStatus.INTERNAL_SERVER_ERROR
        return self.code in REFUSALS or (by_status and self.status not in GATEWAY_GAVE_UP)

    @property
    def too_fast(self) -> bool:
        """Whether calls came faster than the service takes them."""
        return HTTPStatus.TOO_MANY_REQUESTS in {self.status, self.code}

    @property
    def by_plan(self) -> bool:
        """Whether the account's plan does not allow it, which is not about credits."""
        return self.code != NO_CREDITS and HTTPStatus.PAYMENT_REQUIRED in {self.status, self.code}


class Unreadable(Trouble):
    """A reply that is not in the protocol, or lacks what it must have."""


class Unreached(Trouble):
    """No connection came about."""


class CutOff(Trouble):
    """The connection ended, or went silent, before the reply was whole."""
