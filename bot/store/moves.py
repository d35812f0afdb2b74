"""Statements that take everything along when a channel, and the community that it alone was, gets another id.

Lanes and turns know their channel through the conversation. What stands in the audit stays as it was written down.
"""

from sqlalchemy import Connection, Table, update

from bot.chat import ChannelRef
from bot.settings import Scope
from bot.store.tables import (
    channels,
    conversations,
    deliveries,
    inbox,
    ledger,
    overrides,
    parts,
    projects,
    switches,
    waiting_parts,
)

IN_CHANNELS = (conversations, channels, projects, inbox, deliveries, ledger, switches, parts, waiting_parts)
IN_COMMUNITIES = (conversations, projects, inbox, deliveries, ledger, switches)


def move(connection: Connection, before: ChannelRef, after: ChannelRef) -> None:
    """Give everything of one channel to another; what stands there already makes room."""
    for table in IN_COMMUNITIES:
        _rename(connection, table, "community", before, after)
    for table in IN_CHANNELS:
        _rename(connection, table, "channel", before, after)
    for scope, old, new in (
        (Scope.COMMUNITY, before.community, after.community),
        (Scope.CHANNEL, before.channel, after.channel),
    ):
        here = (overrides.c.account == before.account) & (overrides.c.scope == scope) & (overrides.c.place == old)
        connection.execute(update(overrides).prefix_with("OR REPLACE", dialect="sqlite").where(here).values(place=new))


def _rename(connection: Connection, table: Table, column: str, before: ChannelRef, after: ChannelRef) -> None:
    here = (table.c.account == before.account) & (table.c[column] == getattr(before, column))
    changed = update(table).prefix_with("OR REPLACE", dialect="sqlite").where(here)
    connection.execute(changed.values({column: getattr(after, column)}))
