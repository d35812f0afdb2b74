"""Typed words become the same command calls that menus make."""

import pytest

from bot.commands.all import COMMANDS
from bot.commands.declare import Command, Option
from bot.commands.parse import Parsed, parse
from bot.texts import command as texts

TWO = Command(
    "two", texts.help_summary, COMMANDS[0].run, (Option("a", texts.help_summary), Option("b", texts.help_summary))
)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("/help", ("help", ())),
        ("/HELP", ("help", ())),
        ("/new", ("new", ())),
        ("/new a fox, in  the snow ", ("new", (("prompt", "a fox, in  the snow"),))),
        ("/new a fox\nin the snow", ("new", (("prompt", "a fox\nin the snow"),))),
        ("/create\na fox", ("create", (("prompt", "a fox"),))),
        ("/two one", ("two", (("a", "one"),))),
        ("/two one two three", ("two", (("a", "one"), ("b", "two three")))),
        ("/help me please", ("help", ())),
        ("/unknown", None),
        ("/", None),
        ("/ help", None),
        ("help", None),
        ("a /help", None),
        ("", None),
    ],
)
def test_words_are_read_as_commands(text: str, parsed: Parsed | None) -> None:
    """Whoever types a command gets what the menu would give; everything else stays a request."""
    assert parse(text, (*COMMANDS, TWO)) == parsed
