"""Looks into files in child processes: what hangs, bursts or breaks there leaves the program as it was."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from adapters.media.child import MODELS, PICTURES, STREAMS, WALL_SECONDS
from bot.media import Look

CHILD = (sys.executable, "-I", str(Path(__file__).with_name("child.py")))
AT_ONCE = 2  # what it may cost in memory, twice
LOOK = TypeAdapter(Look)


@dataclass(frozen=True, slots=True)
class Means:
    """How a look is taken: the child's command, before its arguments, and its time in seconds."""

    command: Sequence[str] = CHILD
    seconds: float = WALL_SECONDS


class ChildProbe:
    """Implements `Probe` with one process per file: each costs a tenth of a second, and its harm ends with it."""

    def __init__(self, pixels: int, means: Means | None = None) -> None:
        """Decode no picture of more than so many pixels."""
        self._pixels = pixels
        self._means = means or Means()
        self._turns = asyncio.Semaphore(AT_ONCE)

    @property
    def reads(self) -> frozenset[str]:
        """The media types it can read."""
        return frozenset({*PICTURES, *STREAMS, *MODELS})

    async def look(self, path: Path, media_type: str) -> Look | None:
        """Look into a file; None when it is broken, or breaks or outlasts whoever looks."""
        async with self._turns:
            said = await self._ask(path, media_type)
        try:
            return LOOK.validate_json(said)
        except ValidationError:
            return None

    async def _ask(self, path: Path, media_type: str) -> bytes:
        file = await asyncio.to_thread(path.open, "rb")
        try:
            child = await asyncio.create_subprocess_exec(
                *self._means.command, media_type, str(self._pixels), stdin=file, stdout=PIPE, stderr=DEVNULL, env={}
            )
        finally:
            file.close()
        return await self._answer(child)

    async def _answer(self, child: Process) -> bytes:
        try:
            async with asyncio.timeout(self._means.seconds):
                said, _ = await child.communicate()
        except TimeoutError:
            return b""
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
        return said if child.returncode == 0 else b""
