"""Statements on what people set: one text per setting and scope, each change written down in the audit."""

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, or_, select, update

from bot.chat import ChannelRef, Person, PersonId
from bot.settings import Override, Scope
from bot.store import audit
from bot.store.tables import overrides

PLACES = (Scope.COMMUNITY, Scope.CHANNEL, Scope.PERSON)


# Built once: it is read many times for each message.
HERE = select(overrides).where(
    overrides.c.account == bindparam("account"),
    or_(*((overrides.c.scope == scope) & (overrides.c.place == bindparam(scope.value)) for scope in PLACES)),
)


def here(connection: Connection, channel: ChannelRef, person: PersonId) -> tuple[Override, ...]:
    """Read everything that is set for a person in a channel."""
    places = {scope.value: place for scope, place in _names(channel, person).items()}
    rows = connection.execute(HERE, {"account": channel.account, **places})
    return tuple(Override(Scope(row.scope), row.name, row.text, row.by, row.at) for row in rows)


def put(connection: Connection, channel: ChannelRef, person: Person, wish: Override, now: float) -> None:
    """Set something in a scope, or take it back where its text is empty."""
    this = _place(wish.scope, channel, person.id) & (overrides.c.name == wish.name)
    before = connection.execute(select(overrides.c.text).where(this)).scalar_one_or_none()
    values = {"text": wish.text, "person": person.id, "by": person.name, "at": now}
    if not wish.text:
        connection.execute(delete(overrides).where(this))
    elif not connection.execute(update(overrides).where(this).values(**values)).rowcount:
        place = _names(channel, person.id)[wish.scope]
        named = {"account": channel.account, "scope": wish.scope, "place": place, "name": wish.name}
        connection.execute(insert(overrides).values(**named, **values))
    what = (("setting", wish.name), ("scope", wish.scope.value), ("place", _names(channel, person.id)[wish.scope]))
    deed = audit.Deed(person.id, channel.account, channel.community, "setting", what, before, wish.text or None)
    audit.note(connection, deed, now)


def _place(scope: Scope, channel: ChannelRef, person: PersonId) -> ColumnElement[bool]:
    return and_(
        overrides.c.account == channel.account,
        overrides.c.scope == scope,
        overrides.c.place == _names(channel, person)[scope],
    )


def _names(channel: ChannelRef, person: PersonId) -> dict[Scope, str]:
    return {
        Scope.COMMUNITY: channel.community or "",
        Scope.CHANNEL: channel.channel,
        Scope.PERSON: person,
    }
