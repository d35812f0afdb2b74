"""One program per bot on a machine: two that ask for the same updates would take them from each other (T26)."""

import errno
import hashlib
import socket

import structlog

from adapters.platforms.telegram import limits
from adapters.platforms.telegram.settings import TelegramSettings
from bot.clock import Clock

log = structlog.get_logger()


async def owned(settings: TelegramSettings, clock: Clock) -> socket.socket:
    """Wait until no other program here hears for this bot; the claim ends with the socket, or with the program."""
    said = False
    while (claim := _claimed(settings)) is None:
        if not said:
            log.warning("another program here hears for this bot; standing by", account=settings.account)
        said = True
        await clock.sleep(limits.STANDBY)
    return claim


def is_owned(settings: TelegramSettings) -> bool:
    """Tell whether a program here hears for this bot at the moment."""
    claim = _claimed(settings)
    if claim is not None:
        claim.close()
    return claim is None


def _claimed(settings: TelegramSettings) -> socket.socket | None:
    """Take a name that only one socket can have; it is no file, so that nothing is left behind."""
    name = hashlib.sha256(f"{settings.api_url} {settings.token}".encode()).hexdigest()[:32]
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0atelier-telegram-{name}")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            claim.close()
            return None  # where there are no such names Telegram itself will tell
    return claim
