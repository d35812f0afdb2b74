"""Statements on requests that come as several messages: the turn of an album, and parts that wait for one."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from bot.chat import ChannelRef, Message
from bot.store.rows import MESSAGE, dump, load
from bot.store.tables import waiting_parts

KEPT_FOR = 60.0  # seconds after which no part comes that calls us


def lay_by(connection: Connection, part: Message, now: float) -> None:
    """Keep a part that calls nobody, until one of its album does; once."""
    account, key = part.channel.account, part.key
    same = (waiting_parts.c.account == account) & (waiting_parts.c.key == key)
    connection.execute(delete(waiting_parts).where(same | (waiting_parts.c.at < now - KEPT_FOR)))
    row = {"account": account, "key": key, "channel": part.channel.channel, "album": part.album}
    connection.execute(insert(waiting_parts).values(**row, part=dump(MESSAGE, part), at=now))


def take(connection: Connection, channel: ChannelRef, album: str) -> Sequence[Message]:
    """Take the parts of an album that were laid by, in the order in which they came."""
    here = (waiting_parts.c.account == channel.account) & (waiting_parts.c.channel == channel.channel)
    these = here & (waiting_parts.c.album == album)
    found = connection.execute(select(waiting_parts.c.part).where(these).order_by(waiting_parts.c.at)).scalars().all()
    connection.execute(delete(waiting_parts).where(these))
    return [load(MESSAGE, each) for each in found]
