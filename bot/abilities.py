"""What only some studios can do, beside what `bot.studio` asks of all: small protocols, asked for with `isinstance`."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from bot.capabilities import MediaKind
from bot.studio import Balance, Mode, Model, Place, PlaceId, Project, TurnRef, Upload
from bot.texts import Translator
from bot.timeline import Timeline


@runtime_checkable
class Greets(Protocol):
    """A studio that introduces itself to a channel that meets it for the first time."""

    def greeting(self, t: Translator) -> str:
        """Tell what it does, and what to try."""
        ...


@runtime_checkable
class HasModes(Protocol):
    """A studio whose account is either fast or unlimited."""

    async def mode(self) -> Mode:
        """Read the account's mode."""
        ...

    async def set_mode(self, mode: Mode) -> None:
        """Change it for everybody on the account; raises `UserError` when not entitled."""
        ...


@runtime_checkable
class HasModels(Protocol):
    """A studio with a catalogue of models."""

    async def models(self) -> Sequence[Model]:
        """List the models in the studio's own order."""
        ...


@runtime_checkable
class HasBalance(Protocol):
    """A studio that tells its credits."""

    async def balance(self) -> Balance:
        """Read the account's credits."""
        ...


@runtime_checkable
class HasProjects(Protocol):
    """A studio whose places have names."""

    async def create(self, name: str) -> Project:
        """Make a place; an empty name leaves it without one."""
        ...

    async def find(self, text: str) -> Project | None:
        """Find a place by its id or the address of its page; None when there is no such place."""
        ...

    async def rename(self, place: PlaceId, name: str) -> None:
        """Give a place another name."""
        ...


@runtime_checkable
class HasCanvas(Protocol):
    """A studio whose places show pictures and films that people bring."""

    async def put(self, place: Place, source: Upload | str, kind: MediaKind) -> None:
        """Show an uploaded file, or one at a public address that was looked at before; costs nothing.

        Raises `UserError` for a kind of file that a canvas does not take.
        """
        ...


@runtime_checkable
class HasTimeline(Protocol):
    """A studio whose films are timelines until they are exported."""

    async def timeline(self, place: Place) -> Timeline:
        """Read the present timeline; raises `PlaceGone` when it is no more."""
        ...


@runtime_checkable
class Stops(Protocol):
    """A studio that can end a running turn."""

    async def stop(self, ref: TurnRef) -> None:
        """Ask for the end; what was spent stays spent."""
        ...
