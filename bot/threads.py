"""The thread map: which conversation a channel is in, or one person there, and when it moves to another."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.chat import ChannelRef, DeliveryKey, MessageId, PersonId
from bot.store import conversations as rows
from bot.store import projects
from bot.store import turns as turn_rows
from bot.studio import AUTO, Cause, Conversation, ConversationId, Reasoning, StudioAccountId, StudioThreadId


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody speaks: the channel, whose conversation it is (None: the channel's), the studio for a new one."""

    channel: ChannelRef
    owner: PersonId | None
    studio: StudioAccountId


def enter(connection: Connection, spot: Spot, reply_to: MessageId | None, now: float) -> Conversation:
    """Find the conversation a new message belongs to: the one it replies into, else the current, else a new one."""
    return replied(connection, spot.channel, reply_to) or _go_on(connection, spot, now)


def meeting(conversation: Conversation) -> DeliveryKey:
    """Name what is said once where a channel meets a studio."""
    where = conversation.channel
    return DeliveryKey(f"{where.account} {where.channel} {conversation.studio}", "greeting")


def replied(connection: Connection, channel: ChannelRef, reply_to: MessageId | None) -> Conversation | None:
    """Find the conversation that a message answered into."""
    answered = turn_rows.of_message(connection, channel, reply_to) if reply_to else None
    return answered.conversation if answered else None


def here(connection: Connection, spot: Spot, reply_to: MessageId | None = None) -> Conversation | None:
    """Tell which conversation a new message would belong to; None where it would begin one."""
    answered = replied(connection, spot.channel, reply_to)
    return answered or _current(connection, spot) or _latest(connection, spot)


def _go_on(connection: Connection, spot: Spot, now: float) -> Conversation:
    return _current(connection, spot) or take_up(connection, spot, now)


def take_up(connection: Connection, spot: Spot, now: float) -> Conversation:
    """Go on with what was last done here in the chosen project, or begin there."""
    known = _latest(connection, spot)
    if known is None:
        return anew(connection, spot, now)
    rows.make_current(connection, known, spot.owner)
    return known


def _current(connection: Connection, spot: Spot) -> Conversation | None:
    current = rows.current(connection, spot.channel, spot.owner)
    chosen = projects.current(connection, spot.channel, spot.studio)
    elsewhere = current is None or current.studio != spot.studio
    if current is None or elsewhere or (chosen and current.place and chosen.place != current.place):
        return None
    return current


def _latest(connection: Connection, spot: Spot) -> Conversation | None:
    chosen = projects.current(connection, spot.channel, spot.studio)
    return rows.latest_in(connection, spot.channel, spot.studio, chosen.place if chosen else None, spot.owner)


def thinking(
    connection: Connection, here: Conversation, wanted: Reasoning | None, owner: PersonId | None, now: float
) -> Conversation:
    """Let a request think as deeply as wanted: where its conversation began otherwise, in a new one."""
    begun = here.reasoning or (AUTO if here.thread else None)
    if begun is not None and wanted is not None and begun != wanted:
        here = anew(connection, Spot(here.channel, owner, here.studio), now)
    if here.reasoning is None:
        rows.begin(connection, here.id, wanted or AUTO)
    return here


def switch(connection: Connection, conversation: Conversation, owner: PersonId | None, now: float) -> None:
    """Let a channel or a person go on in a conversation, and its community in that one's project."""
    rows.make_current(connection, conversation, owner)
    if conversation.place is not None:
        chosen = projects.Known(conversation.place, None)
        projects.choose(connection, conversation.channel, conversation.studio, chosen, now)


def attached(connection: Connection, spot: Spot, thread: StudioThreadId, now: float) -> Conversation:
    """Find or make the conversation for a thread that the studio has; nobody is led into it unless they reply there."""
    known = rows.with_thread(connection, spot.channel, spot.studio, thread)
    if known is not None:
        return known
    return _aside(connection, spot, now, thread)


def apart(connection: Connection, spot: Spot, now: float) -> Conversation:
    """Make a conversation for one request alone: it is not listed, and only a reply leads into it."""
    made = _aside(connection, spot, now, None)
    rows.forget(connection, made.id, now)
    return made


def _aside(connection: Connection, spot: Spot, now: float, thread: StudioThreadId | None) -> Conversation:
    chosen = projects.current(connection, spot.channel, spot.studio)
    place = chosen.place if chosen else None
    made = Conversation(ConversationId(rows.new_id()), spot.channel, spot.studio, place, thread, spot.owner)
    rows.keep(connection, made, now)
    return made


def beside(connection: Connection, spot: Spot, usual: StudioAccountId, now: float) -> Conversation:
    """Find or make the conversation with a studio; one that is not the `usual` one there leads nobody into it."""
    found = here(connection, spot)
    if found is None:
        found = anew(connection, spot, now) if spot.studio == usual else _aside(connection, spot, now, None)
    return found


def anew(connection: Connection, spot: Spot, now: float) -> Conversation:
    """Begin another conversation in the project the community works in; it becomes the current one."""
    chosen = projects.current(connection, spot.channel, spot.studio)
    place = chosen.place if chosen else None
    made = Conversation(ConversationId(rows.new_id()), spot.channel, spot.studio, place, owner=spot.owner)
    return rows.add(connection, made, now)


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
    now_current = rows.current(connection, held.channel, held.owner)
    if now_current is None or now_current.id == held.id or turn_rows.held(connection, now_current.id, turn.id):
        return branch_off(connection, turn, now)
    rows.begin(connection, now_current.id, held.reasoning or AUTO)
    turn_rows.reassign(connection, turn.id, now_current.id)
    return now_current


def branch_off(connection: Connection, turn: turn_rows.Turn, now: float) -> Conversation:
    """Move a waiting turn into a new conversation in the same place; it becomes the channel's current one."""
    left = turn.conversation
    fresh = Conversation(ConversationId(rows.new_id()), left.channel, left.studio, left.place, owner=left.owner)
    made = rows.add(connection, fresh, now)
    rows.begin(connection, made.id, left.reasoning or AUTO)
    turn_rows.reassign(connection, turn.id, made.id)
    return made
