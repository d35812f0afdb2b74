"""What a check finds, as a value; the contract of everything that can be looked at before Atelier starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bot.chat import ChannelRef
from bot.texts import Say


class Status(StrEnum):
    """How it stands: fine, fine but to be known, or in the way of a start or of the work."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    `name` is the kind of check and stays the same for ever: programs read it. `about` is a setting's path, or a thing's
    own name. What is not `OK` says why it matters and how to mend it.
    """

    name: str
    about: str
    status: Status
    what: Say
    why: Say | None = None
    mend: Say | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the operator wrote it: the path of its table, and the variables that hold its secrets."""

    path: str
    variables: str

    def fine(self, name: str, what: Say) -> Finding:
        """Say that something is as it should be."""
        return fine(name, self.path, what)

    def odd(self, name: str, what: Say, why: Say, mend: Say) -> Finding:
        """Say what is to be known."""
        return Finding(name, self.path, Status.WARN, what, why, mend)

    def bad(self, name: str, what: Say, why: Say, mend: Say) -> Finding:
        """Say what is in the way."""
        return Finding(name, self.path, Status.BAD, what, why, mend)


class Inspection(Protocol):
    """What an adapter, or a part of the core, can tell about its own set-up."""

    async def findings(self) -> Sequence[Finding]:
        """Look: at most about 20 seconds, changing nothing, spending nothing, naming no secret. Raises nothing."""
        ...


@runtime_checkable
class Examines(Protocol):
    """An adapter that can look at one channel while it is at work."""

    async def examine(self, channel: ChannelRef) -> Sequence[Finding]:
        """Look whether everything that it takes is allowed there; as `Inspection.findings` does."""
        ...


def fine(name: str, about: str, what: Say) -> Finding:
    """Say that something is as it should be."""
    return Finding(name, about, Status.OK, what)
