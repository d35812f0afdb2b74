"""Statements on posts that took several messages: which belong to which."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, insert, select

from bot.chat import ChannelRef, MessageId, SentMessage
from bot.store.tables import deliveries, parts


def note(connection: Connection, sent: SentMessage) -> None:
    """Remember the further messages of a post; again is fine."""
    known = of(connection, sent.channel, sent.id)
    where = {"account": sent.channel.account, "channel": sent.channel.channel, "main": sent.id}
    rows = [{**where, "message": each} for each in sent.also if each not in known]
    if rows:
        connection.execute(insert(parts), rows)


def of(connection: Connection, channel: ChannelRef, main: MessageId) -> Sequence[MessageId]:
    """List the further messages of a post."""
    here = (parts.c.account == channel.account) & (parts.c.channel == channel.channel)
    found = connection.execute(select(parts.c.message).where(here, parts.c.main == main)).scalars()
    return [MessageId(each) for each in found]


def is_shown_by(channel: ChannelRef, message: MessageId) -> ColumnElement[bool]:
    """Tell of a delivery whether one of its messages is this one."""
    main = select(parts.c.main).where(
        parts.c.account == channel.account, parts.c.channel == channel.channel, parts.c.message == message
    )
    return (
        (deliveries.c.account == channel.account)
        & (deliveries.c.channel == channel.channel)
        & ((deliveries.c.message == message) | deliveries.c.message.in_(main))
    )
