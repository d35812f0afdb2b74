"""Who we are to the service: a token of the operator's own, or a free account that is asked for once and then kept.

A free account is tied to a client id. Both are secrets, so they lie in a file that only its owner may read, and nothing
of them is ever logged or shown; only the account's user id is, in the link by which a person registers.
"""

import asyncio
import json
import os
import tempfile
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from adapters.studios.nemo import limits
from adapters.studios.nemo.replies import Issued
from adapters.studios.nemo.trouble import NemoError
from bot.clock import Clock

Issue = Callable[[str], Awaitable[Issued]]


@dataclass(frozen=True, slots=True)
class Pass:
    """A free account; times in Unix seconds. `refused_at` is when the service last gave no new token."""

    client: str = field(repr=False)
    token: str = field(default="", repr=False)
    user: str = ""
    expires_at: float = 0.0
    refused_at: float = 0.0


class Refused(NemoError):
    """The service gives out no further free account now."""


class Identity:
    """The token of each call; a free account's is asked for when it is first needed, and again when it is refused."""

    def __init__(self, own: str | None, file: Path | None, clock: Clock) -> None:
        self._own = own
        self._file = file
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._pass: Pass | None = None
        self._user = ""

    @property
    def anonymous(self) -> bool:
        """Whether this is a free account that nobody has registered."""
        return self._own is None

    @property
    def user(self) -> str:
        """The account's user id, as far as it was told; it ties the work to whoever registers."""
        return self._user or (self._pass.user if self._pass else "")

    def belongs_to(self, user: str) -> None:
        """Learn the user id from a reply."""
        self._user = user or self._user

    async def token(self, issue: Issue) -> str:
        """Give the present token, or ask for one."""
        if self._own is not None:
            return self._own
        async with self._one_at_a_time:
            held = await self._held()
            if held.token and self._clock.now() < held.expires_at:
                return held.token
            return await self._renew(held, issue)

    async def renewed(self, refused: str, issue: Issue) -> str:
        """Give another token than one that was refused, under the same client id."""
        async with self._one_at_a_time:
            held = await self._held()
            return held.token if held.token != refused else await self._renew(held, issue)

    async def _renew(self, held: Pass, issue: Issue) -> str:
        now = self._clock.now()
        if 0 <= now - held.refused_at < limits.PASS_REST:
            raise Refused(429)
        try:
            got = await issue(held.client)
        except NemoError as error:
            if not error.too_fast:
                raise
            await self._keep(replace(held, refused_at=now))
            raise Refused(error.status, error.code, error.message) from error
        told = got.expires_at or 0.0  # a time that is over already says only that one of the clocks is off
        expires_at = told if told > now else now + limits.PASS_LIFE
        await self._keep(Pass(held.client, got.token, got.user or held.user, expires_at))
        return got.token

    async def _held(self) -> Pass:
        if self._pass is None:
            self._pass = await asyncio.to_thread(_read, self._file) if self._file else None
        if self._pass is None:
            return await self._keep(Pass(str(uuid.uuid4())))
        return self._pass

    async def _keep(self, held: Pass) -> Pass:
        if self._file is not None:
            await asyncio.to_thread(_write, self._file, held)
        self._pass = held
        return held


def _read(file: Path) -> Pass | None:
    with suppress(OSError, ValueError, TypeError):
        held = Pass(**json.loads(file.read_text("utf-8")))
        return held if 0 < len(held.client) <= limits.CLIENT_ID_LENGTH else None
    return None


def _write(file: Path, held: Pass) -> None:
    """Replace the file as a whole; it is nobody else's to read from the first byte on."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)  # made for its owner only
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as fresh:
            json.dump(asdict(held), fresh)
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
