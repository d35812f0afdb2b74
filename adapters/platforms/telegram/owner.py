"""One program per bot on a machine: two that ask for the same updates would take them from each other (T26)."""

import asyncio
import fcntl
import hashlib
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

import structlog

from adapters.platforms.telegram import limits
from adapters.platforms.telegram.settings import TelegramSettings
from bot.clock import Clock

log = structlog.get_logger()


async def owned(settings: TelegramSettings, clock: Clock) -> ExitStack:
    """Wait until no other program here hears for this bot; the claim ends with the stack, or with the program."""
    path, said = _place(settings), False
    while (held := await asyncio.to_thread(_claimed, path)) is None:
        if not said:
            log.warning("another program here hears for this bot; standing by", account=settings.account)
        said = True
        await clock.sleep(limits.STANDBY)
    return held


def _place(settings: TelegramSettings) -> Path:
    name = hashlib.sha256(f"{settings.api_url} {settings.token}".encode()).hexdigest()[:32]
    return Path(tempfile.gettempdir()) / f"atelier-telegram-{name}.lock"


def _claimed(path: Path) -> ExitStack | None:
    with ExitStack() as claim:
        with suppress(PermissionError):  # somebody else's on this machine: Telegram itself will tell
            file = claim.enter_context(path.open("a"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
        return claim.pop_all()
