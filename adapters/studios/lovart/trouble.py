"""What Lovart means when it says no."""

from http import HTTPStatus

from adapters.studios.lovart import limits
from adapters.trouble import Refusal


class LovartError(Refusal):
    """A refusal of Lovart's; its status is told, or what a refusal inside a 200 is equal to.

    `skew` is how many seconds our clock is off the service's, where the reply tells.
    """

    skew = 0.0

    @property
    def refuses(self) -> bool:
        """Whether the service said no, rather than failed."""
        return HTTPStatus.BAD_REQUEST <= self.status < HTTPStatus.INTERNAL_SERVER_ERROR

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
