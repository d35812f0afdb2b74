"""What only some studios can do, beside what `bot.studio` asks of all: small protocols, asked for with `isinstance`."""

from typing import Protocol, runtime_checkable

from bot.texts import Translator


@runtime_checkable
class Greets(Protocol):
    """A studio that introduces itself to a channel that meets it for the first time."""

    def greeting(self, t: Translator) -> str:
        """Tell what it does, and what to try."""
        ...
