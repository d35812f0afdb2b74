"""What NemoVideo means when it says no."""

from http import HTTPStatus

from adapters.trouble import Refusal

TOKEN_REFUSED = 1001
SESSION_GONE = 1002
NO_CREDITS = 2001
WRONG_FORMAT = 4001
TOO_LARGE = 4002
REFUSALS = frozenset({TOKEN_REFUSED, SESSION_GONE, NO_CREDITS, WRONG_FORMAT, TOO_LARGE, 400, 402, 429})
MEANINGS: dict[int, int] = {  # an HTTP status that comes without a code of the service's own → the code it stands for
    HTTPStatus.UNAUTHORIZED: TOKEN_REFUSED,
    HTTPStatus.NOT_FOUND: SESSION_GONE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: WRONG_FORMAT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TOO_LARGE,
}


class NemoError(Refusal):
    """A refusal of NemoVideo's; where it told no code of its own, the one that its status stands for."""

    def __init__(self, status: int, code: int | None = None, message: str = "", after: float | None = None) -> None:
        """Keep what was said; `after` in seconds where the service named a pause."""
        super().__init__(status, code or MEANINGS.get(status), message, after)

    @property
    def refuses(self) -> bool:
        """Whether the service said no, rather than failed."""
        return self.code in REFUSALS or super().proves_nothing_happened

    @property
    def proves_nothing_happened(self) -> bool:
        """Whether the call surely had no effect."""
        return self.refuses

    @property
    def too_fast(self) -> bool:
        """Whether calls came faster than the service takes them."""
        return HTTPStatus.TOO_MANY_REQUESTS in {self.status, self.code}

    @property
    def by_plan(self) -> bool:
        """Whether the account's plan does not allow it, which is not about credits."""
        return self.code != NO_CREDITS and HTTPStatus.PAYMENT_REQUIRED in {self.status, self.code}
