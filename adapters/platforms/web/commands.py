"""The commands as the page's menu, kept by comparison."""

from collections.abc import Sequence
from typing import Any, TypedDict

from bot.commands.declare import Command
from bot.texts import Translator


class OptionView(TypedDict):
    """An option as the menu shows it."""

    name: str
    summary: str
    required: bool


class CommandView(TypedDict):
    """A command as the menu shows it."""

    name: str
    summary: str
    options: list[OptionView]


def menu(commands: Sequence[Command[Any]], t: Translator) -> list[CommandView]:
    """Render the commands that are typed in one language."""
    return [
        {
            "name": each.name,
            "summary": each.summary(t),
            "options": [
                {"name": option.name, "summary": option.summary(t), "required": option.required}
                for option in each.options
            ],
        }
        for each in commands
        if not each.points
    ]


def differ(known: Sequence[Command[Any]], published: Sequence[Command[Any]], t: Translator) -> bool:
    """Compare two lists by what a person would see and by who sees the answers."""
    answers = [(each.name, each.answers) for each in known] != [(each.name, each.answers) for each in published]
    return answers or menu(known, t) != menu(published, t)


class Menu:
    """The commands that the page knows at present."""

    def __init__(self) -> None:
        self._known: tuple[Command[Any], ...] = ()

    @property
    def known(self) -> tuple[Command[Any], ...]:
        """What was published last."""
        return self._known

    def publish(self, commands: Sequence[Command[Any]], t: Translator) -> bool:
        """Take a list over where it differs; tell whether it did."""
        if not differ(self._known, commands, t):
            return False
        self._known = tuple(commands)
        return True
