"""A command as a value: what it is called, what it takes, who may give it, what it does."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bot.chat import Choice, CommandCall, Completion, Level, Post
from bot.texts import Say

Desk = TypeVar("Desk")
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")  # valid on Discord and Telegram alike


class Answers(StrEnum):
    """Who sees a command's answer."""

    HERE = "here"
    PRIVATELY = "privately"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a command takes; the last one takes the rest of the line where words are typed.

    `complete` suggests values while one is typed, on the same desk as the command; it only reads.
    """

    name: str
    summary: Say
    required: bool = False
    complete: Callable[[Any, Completion], Awaitable[Sequence[Choice]]] | None = None


@dataclass(frozen=True, slots=True)
class Command(Generic[Desk]):
    """One command. `run` works on the core's desk and returns the answer, or None when a turn answers.

    `also` are other names that people try for it.
    """

    name: str
    summary: Say
    run: Callable[[Desk, CommandCall], Awaitable[Post | None]]
    options: tuple[Option, ...] = ()
    level: Level = Level.SPEAK
    answers: Answers = Answers.PRIVATELY
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a name that some platform would refuse."""
        wrong = [name for name in self.names if not NAME.fullmatch(name)]
        if wrong:
            message = f"not a command's name: {wrong[0]!r}"
            raise ValueError(message)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is given by, its own first."""
        return (self.name, *self.also)
