"""The thread map: which conversation a channel is in, and when it moves to another."""

from sqlalchemy import Connection

from bot.chat import ChannelRef, MessageId
from bot.store import conversations as rows
from bot.store import projects
from bot.store import turns as turn_rows
from bot.studio import Cause, Conversation, StudioAccountId


def enter(
    connection: Connection, channel: ChannelRef, studio: StudioAccountId, reply_to: MessageId | None, now: float
) -> Conversation:
    """Find the conversation a new message belongs to: the one it replies into, else the current, else a new one."""
    answered = turn_rows.of_message(connection, channel, reply_to) if reply_to else None
    if answered is not None:
        return answered.conversation
    current = rows.current(connection, channel)
    chosen = projects.current(connection, channel, current.studio if current else studio)
    if current is None or (chosen and current.place and chosen.place != current.place):
        return take_up(connection, channel, studio, now)
    return current


def take_up(connection: Connection, channel: ChannelRef, studio: StudioAccountId, now: float) -> Conversation:
    """Go on with what the channel last did in the chosen project, or begin there."""
    chosen = projects.current(connection, channel, studio)
    known = rows.latest_in(connection, channel, chosen.place) if chosen else None
    if known is None:
        return anew(connection, channel, studio, now)
    rows.make_current(connection, known)
    return known


def switch(connection: Connection, conversation: Conversation, now: float) -> None:
    """Let a channel go on in a conversation, and its community in that one's project."""
    rows.make_current(connection, conversation)
    if conversation.place is not None:
        chosen = projects.Known(conversation.place, None)
        projects.choose(connection, conversation.channel, conversation.studio, chosen, now)


def anew(connection: Connection, channel: ChannelRef, studio: StudioAccountId, now: float) -> Conversation:
    """Begin another conversation in the project the community works in; it becomes the current one."""
    chosen = projects.current(connection, channel, studio)
    return rows.add(connection, channel, studio, chosen.place if chosen else None, now)


def leave(connection: Connection, conversation: Conversation, cause: Cause | None) -> None:
    """Let nobody come back to what a turn found to be gone: the studio's thread, or the whole place."""
    if cause is Cause.THREAD_GONE and conversation.thread is not None:
        rows.leave_thread(connection, conversation.studio, conversation.thread)
    if cause is Cause.PLACE_GONE:
        chosen = projects.current(connection, conversation.channel, conversation.studio)
        place = conversation.place or (chosen.place if chosen else None)
        if place is not None:
            rows.leave_place(connection, conversation.studio, place)
            projects.leave(connection, conversation.studio, place)


def set_free(connection: Connection, turn: turn_rows.Turn, now: float) -> Conversation | None:
    """Move a waiting turn out of a conversation whose thread a question holds; None when nothing holds it."""
    held = turn.conversation
    if not turn_rows.held(connection, held.id, except_for=turn.id):
        return None
    now_current = rows.current(connection, held.channel)
    if now_current is None or now_current.id == held.id or turn_rows.held(connection, now_current.id, turn.id):
        return branch_off(connection, turn, now)
    turn_rows.reassign(connection, turn.id, now_current.id)
    return now_current


def branch_off(connection: Connection, turn: turn_rows.Turn, now: float) -> Conversation:
    """Move a waiting turn into a new conversation in the same place; it becomes the channel's current one."""
    left = turn.conversation
    made = rows.add(connection, left.channel, left.studio, left.place, now)
    turn_rows.reassign(connection, turn.id, made.id)
    return made
