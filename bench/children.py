"""Processes of a benchmark, seen from whoever started them: told what to do, listened to, always ended."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from bench.wire import line

Noun = TypeVar("Noun")

ROOT = Path(__file__).parents[1]
LONGEST_LINE = 1 << 24
PATIENCE = 150.0
GRACE = 10.0


class Broken(Exception):
    """A process of a benchmark ended, or fell silent, before it had said what it should; with its last words."""


class Child:
    """One running process."""

    def __init__(self, process: Process, log: Path) -> None:
        """Its errors go to `log`."""
        self._process = process
        self._log = log

    async def told(self, kind: type[Noun]) -> Noun:
        """Wait for what it says next."""
        return TypeAdapter(kind).validate_json(await self.line())

    async def last(self, kind: type[Noun]) -> Noun:
        """Ask it to end, and wait for its last word."""
        self.release()
        return await self.told(kind)

    async def line(self) -> bytes:
        """Wait for its next line."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                if self._process.stdout is not None and (said := await self._process.stdout.readline()):
                    return said
        raise Broken(await asyncio.to_thread(self._log.read_text, "utf-8") or "it said nothing")

    def release(self) -> None:
        """Let it end by itself: that is what closing its input means."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def end(self) -> None:
        """Let it end, by force if it must be."""
        self.release()
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._process.wait()
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    def terminate(self) -> None:
        """Ask a program that knows nothing of benchmarks to end."""
        with suppress(ProcessLookupError):
            self._process.terminate()


@asynccontextmanager
async def program(name: str, folder: Path, plan: object = None) -> AsyncIterator[Child]:
    """Run one of `bench.programs` with its plan, until the end of the block."""
    arguments = [] if plan is None else [line(plan).decode()]
    async with python("-m", f"bench.programs.{name}", *arguments, log=folder / f"{name}.log") as child:
        yield child


@asynccontextmanager
async def python(*arguments: str, log: Path, environment: Mapping[str, str] | None = None) -> AsyncIterator[Child]:
    """Run this Python with some arguments, until the end of the block."""
    with await asyncio.to_thread(log.open, "ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *arguments),
            stdin=PIPE,
            stdout=PIPE,
            stderr=errors,
            cwd=ROOT,
            env=environment,
            limit=LONGEST_LINE,
        )
    child = Child(process, log)
    try:
        yield child
    finally:
        await child.end()
