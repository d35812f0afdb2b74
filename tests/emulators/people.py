"""How people look and wait at their clients, whichever platform it is."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from tests.emulators.changes import Changes
from tests.emulators.shown import Look

P = TypeVar("P")
L = TypeVar("L", bound=Look[Any, Any])
T = TypeVar("T")


class Client(ABC, Generic[P, L]):
    """Somebody at a client that shows messages in places; `bot` is the id of Atelier, for whose messages they wait."""

    def __init__(self, bot: int, changes: Changes) -> None:
        self._bot = bot
        self._changes = changes

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    @abstractmethod
    def name(self) -> str:
        """What others call them."""

    @abstractmethod
    def sees(self, place: P, /) -> list[L]:
        """What the client shows there, the oldest first."""

    async def finds(
        self,
        place: P,
        text: str = "",
        /,
        *,
        button: str = "",
        files: int = 0,
        after: L | None = None,
        where: Callable[[L], bool] = lambda _: True,
    ) -> L:
        """Wait for a message of Atelier's with this text in it, this button, that many files."""
        since = after.id if after else 0

        def wanted(each: L) -> bool:
            told = each.id > since and each.author == self._bot and text in each.text
            return told and (not button or button in each.labels) and len(each.files) >= files and where(each)

        parts = [repr(text) * bool(text), f"({button})" * bool(button), f"{files} files" * bool(files)]
        missed = " ".join(filter(None, parts)) or "message"
        return await self.until(
            lambda: next(filter(wanted, self.sees(place)), None),
            lambda: f"{self.name} sees no {missed}, only:\n{self.transcript(place)}",
        )

    async def until(self, look: Callable[[], T | None], complaint: Callable[[], str] | str = "it never came") -> T:
        """Wait until a look finds something, asking anew whenever something has changed."""
        return await self._changes.until(look, lambda: complaint if isinstance(complaint, str) else complaint())

    def transcript(self, place: P, /) -> str:
        """What the client shows there, for the reader of a failed test."""
        return "\n".join(str(each) for each in self.sees(place))
