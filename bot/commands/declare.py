"""A command as a value: what it is called, what it takes, who may give it, what it does."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bot.chat import Choice, CommandCall, Completion, Form, Level, Post
from bot.studio import Studio
from bot.texts import Say, Translator

Desk = TypeVar("Desk")
LABEL_LENGTH = 32  # Discord's longest name in a message's menu
MOST_FILES = 10  # that one command takes where it takes files
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")  # valid on Discord and Telegram alike


class Answers(StrEnum):
    """Who sees a command's answer."""

    HERE = "here"
    PRIVATELY = "privately"


class Scope(StrEnum):
    """Where a command makes sense."""

    EVERYWHERE = "everywhere"
    COMMUNITIES = "communities"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a command takes; the last one takes the rest of the line where words are typed.

    `complete` suggests values while one is typed, on the same desk as the command; it only reads. `choices` are all
    there are, each value with its label; such an option completes itself.
    """

    name: str
    summary: Say
    required: bool = False
    complete: Callable[[Any, Completion], Awaitable[Sequence[Choice]]] | None = None
    choices: tuple[tuple[str, Say], ...] = ()

    def listed(self, typed: str, t: Translator) -> tuple[Choice, ...]:
        """Suggest those of the choices that have what was typed in their value or label."""
        word, said = typed.strip().casefold(), [Choice(label(t), value) for value, label in self.choices]
        return tuple(each for each in said if word in each.value.casefold() or word in each.label.casefold())


@dataclass(frozen=True, slots=True)
class Command(Generic[Desk]):
    """One command. `run` works on the core's desk and returns the answer, or None when a turn answers.

    `also` are other names that people try for it. It takes up to `files` attachments. One with a `label` is about a
    message that somebody points at: it stands in the menu of messages, is not typed, and gets no options. What it
    `needs` tells the studios that it is for; elsewhere its phrases are words like any others.
    """

    name: str
    summary: Say
    run: Callable[[Desk, CommandCall], Awaitable[Post | Form | None]]
    options: tuple[Option, ...] = ()
    level: Level = Level.SPEAK
    answers: Answers = Answers.PRIVATELY
    also: tuple[str, ...] = ()
    files: int = 0
    label: Say | None = None
    scope: Scope = Scope.EVERYWHERE
    needs: Callable[[Studio], bool] | None = None

    def __post_init__(self) -> None:
        """Refuse a name that some platform would refuse."""
        wrong = [name for name in self.names if not NAME.fullmatch(name)]
        if wrong:
            message = f"not a command's name: {wrong[0]!r}"
            raise ValueError(message)
        if self.options and self.points:
            message = f"{self.name}: who points at a message types no options"
            raise ValueError(message)

    @property
    def points(self) -> bool:
        """Whether it is about a message that somebody points at."""
        return self.label is not None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is given by, its own first."""
        return (self.name, *self.also)

    def suits(self, studio: Studio) -> bool:
        """Tell whether it does anything with a studio."""
        return self.needs is None or self.needs(studio)
