"""Statements on what has come in: each event is taken once, and the newest message of a channel is known."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, exists, func, insert, select

from bot.chat import (
    AccountId,
    ButtonPress,
    ChannelId,
    ChannelRef,
    CommandCall,
    CommunityId,
    EventKey,
    Message,
    MessageId,
    SentMessage,
    TurnId,
)
from bot.store.tables import conversations, inbox

# Built once: each event needs it.
SEEN = select(inbox.c.key).where(inbox.c.account == bindparam("account"), inbox.c.key == bindparam("key"))


def seen(connection: Connection, account: AccountId, key: EventKey) -> bool:
    """Tell whether an event was taken before."""
    return connection.execute(SEEN, {"account": account, "key": key}).first() is not None


def take(
    connection: Connection, event: Message | CommandCall | ButtonPress, now: float, turn: TurnId | None = None
) -> bool:
    """Remember an event, and what it became; False when it was taken before."""
    account = event.channel.account
    if seen(connection, account, event.key):
        return False
    heard = {"community": event.channel.community, "channel": event.channel.channel, "message": _heard(event)}
    connection.execute(insert(inbox), {"account": account, "key": event.key, "turn": turn, "at": now, **heard})
    return True


def newest(connection: Connection, account: AccountId) -> Sequence[SentMessage]:
    """List the newest message that was heard in each channel with a conversation."""
    heard = (inbox.c.account == account) & inbox.c.message.is_not(None)
    last = select(inbox.c.channel, func.max(inbox.c.at).label("at")).where(heard).group_by(inbox.c.channel).subquery()
    talked = exists().where(conversations.c.account == account, conversations.c.channel == inbox.c.channel)
    rows = connection.execute(
        select(inbox)
        .join(last, (last.c.channel == inbox.c.channel) & (last.c.at == inbox.c.at))
        .where(heard, talked)
        .order_by(inbox.c.channel)
    )
    found = {row.channel: row for row in rows}  # two in one instant: either will do
    return [
        SentMessage(
            ChannelRef(account, CommunityId(row.community) if row.community else None, ChannelId(row.channel)),
            MessageId(row.message),
        )
        for row in found.values()
    ]


def _heard(event: Message | CommandCall | ButtonPress) -> MessageId | None:
    return event.id or None if isinstance(event, Message) and event.heard else None
