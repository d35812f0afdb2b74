"""Statements on the thread map."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from bot.chat import AccountId, ChannelId, ChannelRef, CommunityId, PersonId
from bot.store.tables import channels, conversations, turns
from bot.studio import Conversation, ConversationId, PlaceId, StudioAccountId, StudioThreadId
from bot.texts import shortened

NOBODY = ""  # the owner of what a channel shares
TOPIC_LENGTH = 60  # characters

# Built once: each message needs these, and a statement costs more in building than in running.
CURRENT = (
    select(conversations)
    .join(channels, channels.c.current == conversations.c.id)
    .where(*(channels.c[each] == bindparam(each) for each in ("account", "channel", "owner")))
)
CHANGE = update(conversations).where(conversations.c.id == bindparam("this"))
UNNAMED = CHANGE.where(conversations.c.topic.is_(None))
FRESH = CHANGE.where(conversations.c.reasoning.is_(None))


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is about, how many requests it had, and when the last one came (Unix seconds)."""

    conversation: Conversation
    topic: str
    requests: int
    last: float


def new_id() -> str:
    """Make a short random id."""
    return secrets.token_hex(8)


def current(connection: Connection, channel: ChannelRef, owner: PersonId | None = None) -> Conversation | None:
    """Read the conversation that a channel is in, or one person of it where they do not share it."""
    row = connection.execute(
        CURRENT, {"account": channel.account, "channel": channel.channel, "owner": owner or NOBODY}
    ).one_or_none()
    return from_row(row, ConversationId(row.id)) if row else None


def latest_in(
    connection: Connection,
    channel: ChannelRef,
    studio: StudioAccountId,
    place: PlaceId | None,
    owner: PersonId | None = None,
) -> Conversation | None:
    """Find what was used last in a studio's place, or anywhere in it, of what a channel shares or somebody owns."""
    same = conversations.c.owner.is_(None) if owner is None else conversations.c.owner == owner
    there = conversations.c.studio == studio
    if place is not None:
        there &= conversations.c.place == place
    of_it = select(func.max(turns.c.created_at)).where(turns.c.conversation == conversations.c.id)
    asked = of_it.correlate(conversations).scalar_subquery()
    row = connection.execute(
        select(conversations)
        .where(conversations.c.account == channel.account, conversations.c.channel == channel.channel)
        .where(there, conversations.c.forgotten_at.is_(None), same)
        .order_by(func.coalesce(asked, conversations.c.created_at).desc(), conversations.c.created_at.desc())
        .limit(1)
    ).one_or_none()
    return from_row(row, ConversationId(row.id)) if row else None


def topics(connection: Connection, channel: ChannelRef, studio: StudioAccountId) -> list[Topic]:
    """List a channel's conversations with a studio that have begun and were not forgotten, the last used first."""
    last = func.max(turns.c.created_at).label("last")
    rows = connection.execute(
        select(conversations, func.count(turns.c.id).label("requests"), last)
        .join(turns, turns.c.conversation == conversations.c.id)
        .where(conversations.c.account == channel.account, conversations.c.channel == channel.channel)
        .where(conversations.c.studio == studio, conversations.c.forgotten_at.is_(None))
        .group_by(conversations.c.id)
        .order_by(last.desc())
    )
    return [Topic(from_row(row, ConversationId(row.id)), row.topic or "", row.requests, row.last) for row in rows]


def name_after(connection: Connection, id: ConversationId, text: str) -> None:  # noqa: A002
    """Give a conversation without a topic the beginning of a text as its topic."""
    connection.execute(UNNAMED, {"this": id, "topic": shortened(text, TOPIC_LENGTH)})


def rename(connection: Connection, id: ConversationId, topic: str) -> None:  # noqa: A002
    """Give a conversation another topic."""
    connection.execute(update(conversations).where(conversations.c.id == id).values(topic=topic))


def forget(connection: Connection, id: ConversationId, now: float) -> None:  # noqa: A002
    """List a conversation no longer, and let no channel continue in it; a reply to its results still does."""
    connection.execute(update(conversations).where(conversations.c.id == id).values(forgotten_at=now))
    connection.execute(delete(channels).where(channels.c.current == id))


def with_thread(
    connection: Connection, channel: ChannelRef, studio: StudioAccountId, thread: StudioThreadId
) -> Conversation | None:
    """Find a channel's conversation that goes on in a studio's thread."""
    row = connection.execute(
        select(conversations)
        .where(conversations.c.account == channel.account, conversations.c.channel == channel.channel)
        .where(conversations.c.studio == studio, conversations.c.thread == thread)
        .limit(1)
    ).one_or_none()
    return from_row(row, ConversationId(row.id)) if row else None


def add(connection: Connection, made: Conversation, now: float) -> Conversation:
    """Begin a conversation and make it the current one of its channel, or of its owner there."""
    keep(connection, made, now)
    make_current(connection, made, made.owner)
    return made


def keep(connection: Connection, made: Conversation, now: float) -> None:
    """Store a conversation that nobody is led into."""
    connection.execute(
        insert(conversations).values(
            id=made.id,
            account=made.channel.account,
            community=made.channel.community,
            channel=made.channel.channel,
            studio=made.studio,
            place=made.place,
            thread=made.thread,
            owner=made.owner,
            created_at=now,
        )
    )


def make_current(connection: Connection, conversation: Conversation, owner: PersonId | None) -> None:
    """Let a channel, or one person there, continue in this conversation from now on."""
    where, whose = conversation.channel, owner or NOBODY
    changed = connection.execute(
        update(channels)
        .where(channels.c.account == where.account, channels.c.channel == where.channel, channels.c.owner == whose)
        .values(current=conversation.id)
    )
    if not changed.rowcount:
        connection.execute(
            insert(channels).values(account=where.account, channel=where.channel, owner=whose, current=conversation.id)
        )


def begin(connection: Connection, id: ConversationId, reasoning: str) -> None:  # noqa: A002
    """Remember how deeply a conversation thinks; its first request fixes it."""
    connection.execute(FRESH, {"this": id, "reasoning": reasoning})


def bind(connection: Connection, id: ConversationId, place: PlaceId, thread: StudioThreadId | None) -> None:  # noqa: A002
    """Remember where in the studio a conversation lives; a thread that is not known yet stays as it was."""
    values: dict[str, str] = {"place": place} if thread is None else {"place": place, "thread": thread}
    connection.execute(CHANGE, {"this": id, **values})


def leave_thread(connection: Connection, studio: StudioAccountId, thread: StudioThreadId) -> None:
    """Forget a thread that is no more, wherever it was in use."""
    used = (conversations.c.studio == studio) & (conversations.c.thread == thread)
    connection.execute(update(conversations).where(used).values(thread=None))


def leave_place(connection: Connection, studio: StudioAccountId, place: PlaceId) -> None:
    """Forget a place that is no more, with the threads in it, wherever it was in use."""
    used = (conversations.c.studio == studio) & (conversations.c.place == place)
    connection.execute(update(conversations).where(used).values(place=None, thread=None))


def from_row(row: Row[tuple[str, ...]], id: ConversationId) -> Conversation:  # noqa: A002
    """Read a conversation out of a row that carries its columns."""
    channel = ChannelRef(
        AccountId(row.account), CommunityId(row.community) if row.community else None, ChannelId(row.channel)
    )
    return Conversation(
        id,
        channel,
        StudioAccountId(row.studio),
        PlaceId(row.place) if row.place else None,
        StudioThreadId(row.thread) if row.thread else None,
        PersonId(row.owner) if row.owner else None,
        row.reasoning,
    )
