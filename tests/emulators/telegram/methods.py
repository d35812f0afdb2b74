"""The methods by name: what each takes, and what does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.emulators.telegram.parameters import Strict
from tests.emulators.telegram.uploads import Uploads

P = TypeVar("P", bound=Strict)
Answer = object | Awaitable[object]


@dataclass(frozen=True, slots=True)
class Method:
    """One method; `sends` makes it count for flood control."""

    takes: type[Strict]
    does: Callable[[Any, Uploads], Answer]
    sends: bool = False


class Methods(dict[str, Method]):
    """Methods by their names; Telegram does not mind how these are capitalised."""

    def add(self, name: str, takes: type[P], does: Callable[[P, Uploads], Answer], *, sends: bool = False) -> None:
        """Add one."""
        self[name] = Method(takes, does, sends)

    def named(self, name: str) -> tuple[str, Method] | None:
        """The method somebody asks for."""
        return next((each for each in self.items() if each[0].lower() == name.lower()), None)
