"""Looks into files, converts them and draws, in child processes: what breaks there leaves the program as it was."""

import asyncio
import io
import json
import struct
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import imagesize  # type: ignore[import-untyped]  # it has annotations, and does not say so
from pydantic import TypeAdapter, ValidationError

from adapters.media.child import DRAWINGS, MODELS, PICTURES, STREAMS, TIMELINE, WALL_SECONDS
from adapters.reading import opened
from bot.capabilities import MediaKind
from bot.media import Look, Target
from bot.timeline import Timeline, TrackKind

CHILD = (sys.executable, "-I", str(Path(__file__).with_name("child.py")))
AT_ONCE = 2  # what it may cost in memory, twice
ANSWER_BYTES = 64 * 1024 * 1024
CHUNK = 64 * 1024
LOOK = TypeAdapter(Look)
STILL = frozenset({"image/png", "image/jpeg", "image/webp"})
HEADER_BYTES = 256 * 1024
UNTOLD = (ValueError, LookupError, ArithmeticError, OSError, struct.error)


@dataclass(frozen=True, slots=True)
class Means:
    """How a look is taken: the child's command, before its arguments, and its time in seconds."""

    command: Sequence[str] = CHILD
    seconds: float = WALL_SECONDS


class ChildProbe:
    """Implements `Probe` and `Draws`.

    Whatever decodes is a process each time: it costs a tenth of a second, and its harm ends with it.
    """

    def __init__(self, pixels: int, means: Means | None = None) -> None:
        """Decode no picture of more than so many pixels."""
        self._pixels = pixels
        self._means = means or Means()
        self._turns = asyncio.Semaphore(AT_ONCE)

    @property
    def reads(self) -> frozenset[str]:
        """The media types it can read."""
        return frozenset({*PICTURES, *STREAMS, *MODELS})

    @property
    def stickers(self) -> frozenset[str]:
        """The media types that it only converts."""
        return frozenset(DRAWINGS)

    async def look(self, path: Path, media_type: str) -> Look | None:
        """Look into a file; None when it is broken, or breaks or outlasts whoever looks."""
        try:
            return LOOK.validate_json(await self._ask(path, media_type, str(self._pixels)))
        except ValidationError:
            return None

    async def measure(self, path: Path, media_type: str) -> Look | None:
        """Tell the size of a still picture by its header, which takes no process; look into anything else."""
        size = await asyncio.to_thread(_header, path) if media_type in STILL else None
        return await self.look(path, media_type) if size is None else Look(MediaKind.IMAGE, *size)

    async def convert(self, path: Path, media_type: str, target: Target) -> bytes | None:
        """Make another file of one; None when it breaks, outlasts or overfills whoever tries."""
        return await self._ask(path, media_type, str(self._pixels), target) or None

    async def shrink(self, path: Path, media_type: str, limit: int) -> bytes | None:
        """Make a copy of a film or a still picture in so many bytes; None when that cannot be done, or not well."""
        if media_type not in PICTURES and not media_type.startswith("video/"):
            return None
        return await self._ask(path, media_type, str(self._pixels), str(limit)) or None

    async def draw(self, timeline: Timeline, labels: Mapping[TrackKind, str]) -> bytes | None:
        """Draw a timeline as a PNG; None when that cannot be done."""
        tracks = [{**asdict(track), "label": labels[track.kind]} for track in timeline.tracks]
        told = json.dumps({"duration": timeline.duration, "tracks": tracks}).encode()
        async with self._turns:
            return await self._answer(await self._begin(PIPE, TIMELINE, str(self._pixels)), told) or None

    async def _ask(self, path: Path, *arguments: str) -> bytes:
        async with self._turns:
            async with opened(path) as file:
                child = await self._begin(file, *arguments)
            return await self._answer(child)

    async def _begin(self, given: int | IO[bytes], *arguments: str) -> Process:
        return await asyncio.create_subprocess_exec(
            *self._means.command, *arguments, stdin=given, stdout=PIPE, stderr=DEVNULL, env={}
        )

    async def _answer(self, child: Process, told: bytes = b"") -> bytes:
        try:
            async with asyncio.timeout(self._means.seconds):
                await _tell(child, told)
                said = await _all(child)
                await child.wait()
        except TimeoutError:
            return b""
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
        return said if child.returncode == 0 else b""


def _header(path: Path) -> tuple[int, int] | None:
    """Read the pixels of a picture from its beginning, where they stand there."""
    try:
        with path.open("rb") as file:
            width, height = imagesize.get(io.BytesIO(file.read(HEADER_BYTES)))
    except UNTOLD:
        return None
    return (width, height) if width > 0 and height > 0 else None


async def _tell(child: Process, told: bytes) -> None:
    """Give a child what it waits for; one that ends before it has heard all has said what it can."""
    if child.stdin is None:
        return
    with suppress(ConnectionError):
        child.stdin.write(told)
        await child.stdin.drain()
    child.stdin.close()


async def _all(child: Process) -> bytes:
    """Read all that a child says; nothing of what has no end."""
    said = bytearray()
    while child.stdout and (chunk := await child.stdout.read(CHUNK)):
        said += chunk
        if len(said) > ANSWER_BYTES:
            child.kill()
            return b""
    return bytes(said)
