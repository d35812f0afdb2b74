"""The settings as an adapter may show them: as fields of a form, and the wish to change one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.chat import ChannelRef, Choice, Person


@dataclass(frozen=True, slots=True)
class SettingScope:
    """Where a setting can be set: its word and name, what is set there (empty for nothing), why this person may not."""

    word: str
    label: str
    text: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class SettingField:
    """A setting as a form shows it to one person; `text` is what counts, `shown` and `origin` say it in words.

    `form` is `choice`, `yes_no`, `number` (between `least` and `most`) or `models` (names with commas between them).
    """

    name: str
    label: str
    about: str
    form: str
    text: str
    shown: str
    origin: str
    choices: tuple[Choice, ...]
    scopes: tuple[SettingScope, ...]
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A wish to set something in one scope; an empty `text` takes back what was set there."""

    channel: ChannelRef
    person: Person
    name: str
    scope: str
    text: str


@runtime_checkable
class HasSettings(Protocol):
    """An inbox behind which there are settings, for adapters that show them as a form."""

    async def language(self, channel: ChannelRef, person: Person) -> str | None:
        """Tell the language that was chosen there, None where nobody chose."""
        ...

    async def settings(self, channel: ChannelRef, person: Person) -> Sequence[SettingField]:
        """Show every setting as it counts there for somebody; reads only."""
        ...

    async def change(self, wish: SettingChange) -> None:
        """Set something. Raises `UserError` when it cannot be, or not by them."""
        ...
