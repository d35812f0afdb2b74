"""What a client shows of a message, whichever platform it is."""

from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar


class Labelled(Protocol):
    """A button, as far as it is told by what it says."""

    @property
    def label(self) -> str:
        """What it says."""
        ...


B = TypeVar("B", bound=Labelled)
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Look(Generic[B, F]):
    """A message as it looked when somebody looked; `answers` is the id of the message it replies to."""

    id: int
    author: int
    name: str
    text: str
    files: tuple[F, ...]
    buttons: tuple[B, ...]
    edited: bool
    answers: int | None
    form: dict[str, Any] = field(repr=False)

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button.label for button in self.buttons]

    def button(self, label: str) -> B:
        """The button that says this."""
        found = next((each for each in self.buttons if each.label == label), None)
        assert found, f"there is no button {label!r}, only {self.labels}"
        return found
