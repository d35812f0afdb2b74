"""What the sandbox has accepted, as values, and the append-only file that lets it survive its own death."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Literal, TypeAlias, TypeVar

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Tools:
    """Which tools a request prefers, insists on and excludes."""

    prefer_tool_categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    include_tools: tuple[str, ...] = ()
    exclude_tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectSaved:
    """A project was made, or got another name."""

    project_id: str
    name: str
    at: float
    kind: Literal["project"] = "project"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request was accepted and its run began.

    `pictures` are the attached pictures we hold, `earlier` the last one made on the thread, `before` its last prompt;
    `at` is in Unix seconds everywhere here.
    """

    run_id: str
    thread_id: str
    project_id: str
    prompt: str
    attachments: tuple[str, ...]
    pictures: tuple[str, ...]
    earlier: str
    before: str
    tools: Tools
    mode: str
    sings: bool
    at: float
    kind: Literal["chat"] = "chat"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The open question of a thread was approved."""

    thread_id: str
    at: float
    kind: Literal["confirm"] = "confirm"


@dataclass(frozen=True, slots=True)
class ModeSet:
    """The account was switched between fast (credits) and unlimited (queue)."""

    unlimited: bool
    at: float
    kind: Literal["mode"] = "mode"


Event: TypeAlias = ProjectSaved | Accepted | Confirmed | ModeSet
E = TypeVar("E")


class Journal(Generic[E]):
    """A file of JSON lines, each an event of the given kinds; without a path it remembers nothing."""

    def __init__(self, path: Path | None, kinds: TypeAdapter[E]) -> None:
        self._path = path
        self._kinds = kinds
        self._turn = asyncio.Lock()

    async def replay(self) -> Sequence[E]:
        """Read what was written before, and cut off a last line that a sudden death left unfinished."""
        return await asyncio.to_thread(_read, self._path, self._kinds) if self._path else ()

    async def append(self, event: E) -> None:
        """Write one line; it is with the operating system when this returns."""
        if self._path:
            line = json.dumps(self._kinds.dump_python(event, mode="json")).encode() + b"\n"
            async with self._turn:
                await asyncio.to_thread(_write, self._path, line)


def _write(path: Path, line: bytes) -> None:
    with path.open("ab") as file:
        file.write(line)


def _read(path: Path, kinds: TypeAdapter[E]) -> Sequence[E]:
    if not path.exists():
        return ()
    whole, _, torn = path.read_bytes().rpartition(b"\n")
    if torn:
        path.write_bytes(whole + b"\n" if whole else b"")
    return [kinds.validate_json(line) for line in whole.splitlines()]
