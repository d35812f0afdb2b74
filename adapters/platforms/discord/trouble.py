"""What Discord refuses, as the core's errors; the numbers are Discord's own codes."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import aiohttp
import discord

from adapters.platforms.discord import limits
from bot.errors import ChannelGone, InDoubt, TooLarge, Unsent

TOO_LARGE = 40005
MAY_PASS = frozenset({20016, 20022, 20028, 30046, 40333})  # slow mode, limits on writing and editing
MAY_BE_MENDED = frozenset({50013, 50083, 160005})  # a permission is missing, a thread is closed or locked


@contextmanager
def posting(limit: int = limits.FILE_BYTES, largest: int = 0) -> Iterator[None]:
    """Translate what happens to a post, whose largest file has so many bytes."""
    try:
        yield
    except discord.HTTPException as refused:
        if _is_too_large(refused):
            raise TooLarge(limits.smaller(limit, largest)) from refused
        raise _explained(refused) from refused
    except discord.RateLimited as refused:
        raise Unsent("rate limit", refused.retry_after) from refused
    except aiohttp.ClientConnectorError as error:
        raise Unsent("Discord cannot be reached") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise InDoubt(f"the answer was cut off: {type(error).__name__}") from error


@contextmanager
def changing() -> Iterator[None]:
    """Translate what happens to a change, which may be made twice, and for which nobody waits for a permission."""
    try:
        with posting():
            yield
    except InDoubt as cut:
        raise Unsent(str(cut)) from cut
    except Unsent as refused:
        if isinstance(refused.__cause__, discord.Forbidden):
            raise ChannelGone(str(refused)) from refused
        raise


def _is_too_large(refused: discord.HTTPException) -> bool:
    return refused.code == TOO_LARGE or refused.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def _explained(refused: discord.HTTPException) -> Unsent | InDoubt | ChannelGone:
    said = f"{refused.status} {refused.code}: {refused.text[:200]}"
    if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return InDoubt(said)
    if refused.status == HTTPStatus.TOO_MANY_REQUESTS or refused.code in MAY_PASS:
        return Unsent(said, limits.BUSY_PAUSE)
    if refused.status == HTTPStatus.UNAUTHORIZED or refused.code in MAY_BE_MENDED:
        return Unsent(said, limits.FORBIDDEN_PAUSE)
    return ChannelGone(said)
