"""What Telegram refuses, as the core's errors; told apart by its codes, and where those are one by its words."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from telegram import error as told

from adapters.platforms.telegram import limits
from bot.errors import AtelierError, ChannelGone, InDoubt, TooLarge, Unsent
from bot.texts import telegram as texts

NOT_MODIFIED = "message is not modified"
NO_TEXT = "no text in the message to edit"
UNREADABLE = ("image_process_failed", "photo_invalid", "photo_save_file_invalid", "wrong type of the web page content")
MAY_BE_MENDED = ("not enough rights", "have no rights", "chat_write_forbidden", "_forbidden")
CLOSED = "topic_closed"
TOO_LARGE = ("request entity too large", "file is too big", "too large")
NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


def seconds_of(refused: told.RetryAfter) -> float:
    """Tell how long Telegram wants to be left alone."""
    told_ = refused.retry_after
    return told_.total_seconds() if isinstance(told_, dt.timedelta) else float(told_)


def is_unmodified(refused: told.BadRequest) -> bool:
    """Tell whether an edit changed nothing: that is what was wanted."""
    return NOT_MODIFIED in refused.message.lower()


def is_no_photo(refused: told.BadRequest) -> bool:
    """Tell whether Telegram cannot draw a picture as a photo; as a file it takes it."""
    return any(each in refused.message.lower() for each in UNREADABLE)


def is_file(refused: told.BadRequest) -> bool:
    """Tell whether a message that was to get other words is one with a file."""
    return NO_TEXT in refused.message.lower()


def is_closed(refused: told.TelegramError) -> bool:
    """Tell whether a topic is closed, also to us: only who manages topics writes there then."""
    return CLOSED in refused.message.lower()


@contextmanager
def posting(limit: int) -> Iterator[None]:
    """Translate what happens to a post; whoever calls has dealt with waiting and with chats that moved."""
    try:
        yield
    except told.RetryAfter as refused:
        raise Unsent("flood control", seconds_of(refused)) from refused
    except told.BadRequest as refused:
        raise _refusal(refused, limit) from refused
    except told.Forbidden as refused:
        raise _forbidden(refused) from refused
    except told.InvalidToken as refused:
        raise Unsent(str(refused), limits.FORBIDDEN_PAUSE) from refused
    except told.NetworkError as error:
        raise _cut(error, limit) from error
    except told.TelegramError as error:
        raise InDoubt(str(error)) from error


@contextmanager
def changing() -> Iterator[None]:
    """Translate what happens to a change, which may be made twice, and for which nobody waits for a permission."""
    try:
        with posting(limits.FILE_BYTES):
            yield
    except InDoubt as cut:
        raise Unsent(str(cut)) from cut
    except Unsent as refused:
        if isinstance(refused.__cause__, told.Forbidden | told.BadRequest):
            raise ChannelGone(str(refused)) from refused
        raise


def _refusal(refused: told.BadRequest, limit: int) -> AtelierError:
    said = refused.message.lower()
    if any(each in said for each in TOO_LARGE):
        return TooLarge(limit)
    if is_closed(refused):
        return ChannelGone(refused.message, texts.topic_closed)
    if any(each in said for each in MAY_BE_MENDED):
        return Unsent(refused.message, limits.FORBIDDEN_PAUSE, texts.not_allowed)
    return ChannelGone(refused.message)


def _forbidden(refused: told.Forbidden) -> AtelierError:
    """Tell a right that may be given from a person or a group that wants us no more."""
    if any(each in refused.message.lower() for each in MAY_BE_MENDED):
        return Unsent(refused.message, limits.FORBIDDEN_PAUSE, texts.not_allowed)
    return ChannelGone(refused.message)


def _cut(error: told.NetworkError, limit: int) -> AtelierError:
    said = error.message.lower()
    if any(each in said for each in TOO_LARGE):
        return TooLarge(limit)
    if isinstance(error.__cause__, NEVER_SENT):
        return Unsent("Telegram cannot be reached")
    return InDoubt(f"the answer was cut off: {type(error.__cause__ or error).__name__}")
