"""What is inside a file, and the contract of whoever looks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.capabilities import MediaKind


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds: its size in pixels, its length in seconds, its pictures, each where it has such a thing."""

    kind: MediaKind
    width: int = 0
    height: int = 0
    frames: int = 0
    seconds: float | None = None


class Probe(Protocol):
    """Looks into files that nobody vouches for, at no risk to the program."""

    @property
    def reads(self) -> frozenset[str]:
        """The media types it can read."""
        ...

    async def look(self, path: Path, media_type: str) -> Look | None:
        """Look into a file of a type that it reads; None when it could not be read, for whatever reason.

        A picture that is too large to decode is told with its size, undecoded.
        """
        ...
