"""What can keep a call from succeeding, by how much is known about its outcome.

Trouble
├── LovartError   the service said no, in words where it had any
├── Unreadable    the service answered, but not in its protocol
├── Unreached     not a byte was sent
└── CutOff        the request left, no whole reply came back
    └── Silent     nothing came for too long
"""

from http import HTTPStatus

from adapters.studios.lovart import limits

CLIENT_CLOSED = 499
GATEWAY_GAVE_UP = frozenset({HTTPStatus.REQUEST_TIMEOUT, CLIENT_CLOSED})


class Trouble(Exception):
    """A call that did not succeed."""


class LovartError(Trouble):
    """A refusal: HTTP status (or its equal for a refusal inside a 200), the body's code, the service's own words."""

    def __init__(self, status: int, code: int | None = None, message: str = "", after: float | None = None) -> None:
        """Keep what was said; `after` in seconds where the service named a pause."""
        super().__init__(f"{status} ({code}): {message}" if code is not None else f"{status}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.after = after
        self.skew = 0.0  # seconds that our clock is off the service's, where the reply tells

    @property
    def refuses(self) -> bool:
        """Whether the service said no, rather than failed."""
        return HTTPStatus.BAD_REQUEST <= self.status < HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def proves_nothing_happened(self) -> bool:
        """Whether the refused call surely had no effect; a gateway that gave up waiting knows nothing of it."""
        return self.refuses and self.status not in GATEWAY_GAVE_UP

    @property
    def denies_keys(self) -> bool:
        """Whether our keys are refused; a 403 without words is the service's edge being shy, which passes."""
        forbidden = self.status == HTTPStatus.FORBIDDEN and bool(self.message)
        return forbidden or self.status == HTTPStatus.UNAUTHORIZED

    @property
    def shy(self) -> bool:
        """Whether the edge turned us away, before anybody looked at the keys."""
        return self.status == HTTPStatus.FORBIDDEN and not self.denies_keys

    @property
    def blames_clock(self) -> bool:
        """Whether a refused signature is only the fault of a clock."""
        return self.denies_keys and abs(self.skew) > limits.CLOCK_SKEW

    @property
    def too_fast(self) -> bool:
        """Whether calls came faster than the service takes them."""
        return self.status == HTTPStatus.TOO_MANY_REQUESTS

    @property
    def passes(self) -> bool:
        """Whether the same read may well succeed later."""
        return self.shy or not self.refuses or self.too_fast


class Unreadable(Trouble):
    """A reply that is no envelope, or lacks what it must have."""


class Unreached(Trouble):
    """No connection came about."""


class CutOff(Trouble):
    """The connection ended, or went silent, before the reply was whole."""


class Silent(CutOff):
    """The service took the request and said nothing, or no more."""
