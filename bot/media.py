"""What is inside a file, what it can be made into, and the contracts of whoever looks, makes and draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from bot.capabilities import MediaKind
from bot.timeline import Timeline, TrackKind


class Target(StrEnum):
    """What a file can be made into: by the media type of that, or by what it is for."""

    FILM = "video/mp4"
    STILL = "image/png"
    PREVIEW = "preview"  # a film's first picture as a JPEG, small enough for every player
    POSTER = "poster"  # the same to be looked at


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds: its size in pixels, its length in seconds, its pictures, each where it has such a thing.

    A `sticker` is made for a chat's own player; elsewhere it shows not at all, or not as people see it.
    """

    kind: MediaKind
    width: int = 0
    height: int = 0
    frames: int = 0
    seconds: float | None = None
    sticker: bool = False


class Probe(Protocol):
    """Looks into files that nobody vouches for, at no risk to the program."""

    @property
    def reads(self) -> frozenset[str]:
        """The media types it can read."""
        ...

    @property
    def stickers(self) -> frozenset[str]:
        """The media types that it can look into but that nobody else reads: they can only be converted."""
        ...

    async def look(self, path: Path, media_type: str) -> Look | None:
        """Look into a file of a type that it reads; None when it could not be read, for whatever reason.

        A picture that is too large to decode is told with its size, undecoded.
        """
        ...

    async def measure(self, path: Path, media_type: str) -> Look | None:
        """Tell the size in pixels and the length of a file by what it costs least; nothing else of it is looked at."""
        ...

    async def convert(self, path: Path, media_type: str, target: Target) -> bytes | None:
        """Make a film or a still picture of a file that was looked into; None when that cannot be done."""
        ...

    async def shrink(self, path: Path, media_type: str, limit: int) -> bytes | None:
        """Make a copy of a film or a still picture in so many bytes; None when that cannot be done, or not well."""
        ...


@runtime_checkable
class Draws(Protocol):
    """A probe that also draws what is no file yet."""

    async def draw(self, timeline: Timeline, labels: Mapping[TrackKind, str]) -> bytes | None:
        """Draw a timeline as a PNG, its tracks numbered and labelled by their kind; None when that cannot be done."""
        ...
