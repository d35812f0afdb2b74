"""Requests that come as several messages: parts of an album make one queued turn, which waits until they are there.

When it may begin stands in the store, so that a restart between two parts changes nothing.
"""

from dataclasses import replace

from sqlalchemy import Connection

from bot.chat import Attachment, Message, Spooled
from bot.errors import UserError
from bot.store import albums, inbox
from bot.store import turns as rows
from bot.store.turns import Turn, TurnState
from bot.studio import Wishes
from bot.texts import album as texts

QUIET = 2.0  # seconds without another part, after which an album counts as whole
LONGEST = 10.0  # seconds after its first part
AWAY = 5.0  # seconds after a start in which what came meanwhile is told


def whole(connection: Connection, message: Message, now: float) -> Message:
    """Add to the first part that calls us what its author sent before it."""
    if not message.album:
        return message
    before = [
        each for each in albums.take(connection, message.channel, message.album) if each.person.id == message.person.id
    ]
    for each in before:
        inbox.note(connection, each, now)
    words = "\n".join(each.text for each in (*before, message) if each.text)
    files = tuple(file for each in (*before, message) for file in each.attachments)
    return replace(message, text=words, attachments=files)


def join(connection: Connection, turn: Turn, part: Message, wishes: Wishes, now: float) -> None:
    """Add a part to its album's turn. Raises `UserError` when that has begun."""
    if turn.state is not TurnState.QUEUED or turn.stopping:
        raise UserError(texts.too_late)
    known = [_content(each) for each in rows.files(connection, turn.id)]
    rows.attach(connection, turn.id, [each for each in part.attachments if _content(each) not in known])
    if part.text:
        rows.reword(connection, turn.id, "\n".join(filter(None, [turn.text, part.text])), wishes)
    rows.set_not_before(connection, turn.id, max(turn.not_before or now, min(now + QUIET, turn.created_at + LONGEST)))
    inbox.note(connection, part, now, turn.id)


def rest(turn: Turn, now: float) -> float:
    """Tell for how long a turn waits for further parts; 0 when it has all that came in time."""
    return max(0.0, (turn.not_before or now) - now)


def _content(file: Attachment) -> object:
    return file.content.sha256 if isinstance(file.content, Spooled) else file.content
