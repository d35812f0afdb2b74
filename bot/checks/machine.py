"""Whether the machine can run Atelier: its Python, its clock, the ports that are asked for."""

import asyncio
import errno
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bot.checks.findings import Finding, Status, fine
from bot.clock import Clock
from bot.texts import Say, check, upkeep

OLDEST = (3, 11)
DAY = 24 * 3600.0


class Machine:
    """Looks at the interpreter and the clock."""

    def __init__(self, clock: Clock, version: tuple[int, ...] = tuple(sys.version_info[:3])) -> None:
        self._clock = clock
        self._version = version

    async def findings(self) -> Sequence[Finding]:
        """Look at both."""
        installed = await asyncio.to_thread(lambda: Path(__file__).stat().st_mtime)
        return [self._python(), self._time(installed)]

    def _python(self) -> Finding:
        version = ".".join(map(str, self._version))
        if self._version >= OLDEST:
            return fine("python", version, partial(upkeep.python_fine, version=version))
        what = partial(upkeep.python_old, version=version)
        return Finding("python", version, Status.BAD, what, upkeep.python_why, upkeep.python_mend)

    def _time(self, installed: float) -> Finding:
        if self._clock.now() > installed - DAY:
            return fine("clock", "system", check.clock_plausible)
        return Finding("clock", "system", Status.BAD, check.clock_behind, check.clock_why, check.clock_mend)


@dataclass(frozen=True, slots=True)
class Door:
    """A setting that asks for a port, and where; port 0 is any free one."""

    key: str
    host: str
    port: int


class Ports:
    """Looks whether each port can be had; while Atelier runs, its ports are rightly taken."""

    def __init__(self, doors: Sequence[Door], *, running: bool) -> None:
        self._doors = doors
        self._running = running

    async def findings(self) -> Sequence[Finding]:
        """Take each port for a moment, and let it go."""
        tried = await asyncio.to_thread(lambda: [self._try(door) for door in self._doors])
        return [*tried, *self._twice()]

    def _try(self, door: Door) -> Finding:
        if not door.port:
            return fine("ports", door.key, upkeep.port_any)
        wrong = _listen(door)
        if wrong is None:
            return fine("ports", door.key, partial(upkeep.port_free, port=door.port))
        return self._taken(door) if wrong.errno == errno.EADDRINUSE else _impossible(door, wrong)

    def _taken(self, door: Door) -> Finding:
        if self._running:
            return fine("ports", door.key, partial(upkeep.port_ours, port=door.port))
        mend = partial(upkeep.port_taken_mend, key=door.key, port=door.port)
        return _bad(door, partial(upkeep.port_taken, port=door.port), mend)

    def _twice(self) -> Iterator[Finding]:
        for at, door in enumerate(self._doors):
            for other in self._doors[:at]:
                if door.port and door.port == other.port:
                    mend = partial(upkeep.port_taken_mend, key=door.key, port=door.port)
                    yield _bad(door, partial(upkeep.port_twice, port=door.port, other=other.key), mend)


def _listen(door: Door) -> OSError | None:
    host = door.host or None
    try:
        for found in socket.getaddrinfo(host, door.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE):
            _listen_at(*found)
    except OSError as error:
        return error
    return None


def _listen_at(family: int, kind: int, protocol: int, _name: str, address: tuple[Any, ...]) -> None:
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)


def _impossible(door: Door, wrong: OSError) -> Finding:
    known = isinstance(wrong, socket.gaierror) or wrong.errno is None
    reason = str(wrong.strerror if known else os.strerror(wrong.errno or 0)).lower()
    what = partial(upkeep.port_impossible, host=door.host, port=door.port, reason=reason)
    return _bad(door, what, partial(upkeep.port_impossible_mend, key=door.key))


def _bad(door: Door, what: Say, mend: Say) -> Finding:
    return Finding("ports", door.key, Status.BAD, what, upkeep.port_why, mend)
