"""Statements on the thread map."""

import secrets

from sqlalchemy import Connection, Row, insert, select, update

from bot.chat import AccountId, ChannelId, ChannelRef, CommunityId
from bot.store.tables import channels, conversations
from bot.studio import Conversation, ConversationId, PlaceId, StudioAccountId, StudioThreadId


def new_id() -> str:
    """Make a short random id."""
    return secrets.token_hex(8)


def get(connection: Connection, id: ConversationId) -> Conversation:  # noqa: A002 (it is the id)
    """Read one conversation."""
    return from_row(connection.execute(select(conversations).where(conversations.c.id == id)).one(), id)


def current(connection: Connection, channel: ChannelRef) -> Conversation | None:
    """Read the conversation that a channel is in."""
    row = connection.execute(
        select(conversations)
        .join(channels, channels.c.current == conversations.c.id)
        .where(channels.c.account == channel.account, channels.c.channel == channel.channel)
    ).one_or_none()
    return from_row(row, ConversationId(row.id)) if row else None


def latest_place(connection: Connection, channel: ChannelRef, studio: StudioAccountId) -> PlaceId | None:
    """Find the place that the community last worked in; a direct message counts for itself."""
    same = conversations.c.community == channel.community
    alone = (conversations.c.community.is_(None)) & (conversations.c.channel == channel.channel)
    return connection.execute(
        select(conversations.c.place)
        .where(conversations.c.account == channel.account, conversations.c.studio == studio)
        .where(alone if channel.community is None else same)
        .where(conversations.c.place.is_not(None))
        .order_by(conversations.c.created_at.desc())
        .limit(1)
    ).scalar_one_or_none()


def add(
    connection: Connection, channel: ChannelRef, studio: StudioAccountId, place: PlaceId | None, now: float
) -> Conversation:
    """Begin a conversation and make it the channel's current one."""
    made = Conversation(ConversationId(new_id()), channel, studio, place)
    connection.execute(
        insert(conversations).values(
            id=made.id,
            account=channel.account,
            community=channel.community,
            channel=channel.channel,
            studio=studio,
            place=place,
            created_at=now,
        )
    )
    make_current(connection, made)
    return made


def make_current(connection: Connection, conversation: Conversation) -> None:
    """Let a channel continue in this conversation from now on."""
    where = conversation.channel
    changed = connection.execute(
        update(channels)
        .where(channels.c.account == where.account, channels.c.channel == where.channel)
        .values(current=conversation.id)
    )
    if not changed.rowcount:
        connection.execute(
            insert(channels).values(account=where.account, channel=where.channel, current=conversation.id)
        )


def bind(connection: Connection, id: ConversationId, place: PlaceId, thread: StudioThreadId | None) -> None:  # noqa: A002
    """Remember where in the studio a conversation lives; a thread that is not known yet stays as it was."""
    values: dict[str, str] = {"place": place} if thread is None else {"place": place, "thread": thread}
    connection.execute(update(conversations).where(conversations.c.id == id).values(**values))


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
    )
