"""What the platform had to refuse during a test; nobody may refuse unnoticed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request (or an omission) that the real platform would not have taken, and why."""

    what: str
    code: int
    why: str


class Refusals:
    """All refusals since the start; those that a test allows are no fault of it."""

    def __init__(self) -> None:
        self.all: list[Refusal] = []
        self._allowed: set[int] = set()

    def record(self, what: str, code: int, why: str) -> None:
        """Remember one; `what` is for example "POST /channels/{channel_id}/messages"."""
        self.all.append(Refusal(what, code, why))

    def allow(self, *codes: int) -> None:
        """Refusals with these codes are what the test is about."""
        self._allowed.update(codes)

    @property
    def unexpected(self) -> list[Refusal]:
        """Those that no test asked for."""
        return [each for each in self.all if each.code not in self._allowed]
