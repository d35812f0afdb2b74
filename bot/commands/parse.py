"""Words into a command call, for platforms where commands are typed as text."""

import re
from collections.abc import Sequence
from typing import Any

from bot.commands.declare import Command

WORD = re.compile(r"\S+")
Parsed = tuple[str, tuple[tuple[str, str], ...]]


def parse(text: str, commands: Sequence[Command[Any]], prefix: str = "/") -> Parsed | None:
    """Read `/name words` as a command's name and options, or None when it is not one of ours."""
    if not text.startswith(prefix):
        return None
    word = WORD.match(text, len(prefix))
    typed = (each for each in commands if not each.points)
    command = next((each for each in typed if word and word[0].lower() in each.names), None)
    return (command.name, _options(command, text[word.end() :].strip())) if word and command else None


def _options(command: Command[Any], rest: str) -> tuple[tuple[str, str], ...]:
    names = [option.name for option in command.options]
    words = rest.split(maxsplit=max(0, len(names) - 1)) if rest else []
    return tuple(zip(names, words, strict=False))
