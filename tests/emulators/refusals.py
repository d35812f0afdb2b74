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
        self._allowed: set[int | str] = set()

    def record(self, what: str, code: int, why: str) -> None:
        """Remember one; `what` is for example "POST /channels/{channel_id}/messages"."""
        self.all.append(Refusal(what, code, why))

    def allow(self, *known: int | str) -> None:
        """Refusals with these codes, or with these words in their reasons, are what the test is about."""
        self._allowed.update(known)

    @property
    def unexpected(self) -> list[Refusal]:
        """Those that no test asked for."""
        return [each for each in self.all if not self._expected(each)]

    def _expected(self, refusal: Refusal) -> bool:
        return refusal.code in self._allowed or any(
            isinstance(words, str) and words in refusal.why for words in self._allowed
        )
