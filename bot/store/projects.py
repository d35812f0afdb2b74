"""Statements on the projects used by a community, or in a direct message; the one chosen last is the current one."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, select, update

from bot.chat import ChannelRef
from bot.store.tables import projects
from bot.studio import PlaceId, StudioAccountId

# Built once: each message asks for it.
USED = (
    select(projects)
    .where(*(projects.c[each] == bindparam(each) for each in ("account", "studio", "community", "channel")))
    .order_by(projects.c.chosen_at.desc(), projects.c.place)
)


@dataclass(frozen=True, slots=True)
class Known:
    """A project that was used here; `name` is None while it has none that we know of."""

    place: PlaceId
    name: str | None


def current(connection: Connection, channel: ChannelRef, studio: StudioAccountId) -> Known | None:
    """Read the project that new conversations begin in."""
    return next(iter(used(connection, channel, studio)), None)


def used(connection: Connection, channel: ChannelRef, studio: StudioAccountId) -> list[Known]:
    """List the projects used here, the current one first."""
    rows = connection.execute(USED, {"account": channel.account, "studio": studio, **_owner(channel)})
    return [Known(PlaceId(row.place), row.name) for row in rows]


def choose(connection: Connection, channel: ChannelRef, studio: StudioAccountId, project: Known, now: float) -> None:
    """Make a project the current one."""
    values = {"chosen_at": now} if project.name is None else {"chosen_at": now, "name": project.name}
    if not connection.execute(update(projects).where(_this(channel, studio, project.place)).values(**values)).rowcount:
        connection.execute(
            insert(projects).values(
                account=channel.account, studio=studio, place=project.place, **_owner(channel), **values
            )
        )


def join(connection: Connection, channel: ChannelRef, studio: StudioAccountId, place: PlaceId, now: float) -> None:
    """Make a project that was not used here before the current one."""
    known = select(projects.c.place).where(_this(channel, studio, place))
    if connection.execute(known).first() is None:
        choose(connection, channel, studio, Known(place, None), now)


def name(connection: Connection, studio: StudioAccountId, place: PlaceId, name: str) -> None:
    """Remember a project's name wherever it is used."""
    everywhere = and_(projects.c.studio == studio, projects.c.place == place)
    connection.execute(update(projects).where(everywhere).values(name=name))


def forget(connection: Connection, channel: ChannelRef, studio: StudioAccountId, place: PlaceId) -> None:
    """Use a project no longer here; at the studio it stays."""
    connection.execute(delete(projects).where(_this(channel, studio, place)))


def leave(connection: Connection, studio: StudioAccountId, place: PlaceId) -> None:
    """Use a project no longer anywhere: it is no more."""
    connection.execute(delete(projects).where(projects.c.studio == studio, projects.c.place == place))


def _owner(channel: ChannelRef) -> dict[str, str]:
    if channel.community is None:
        return {"community": "", "channel": channel.channel}
    return {"community": channel.community, "channel": ""}


def _here(channel: ChannelRef, studio: StudioAccountId) -> ColumnElement[bool]:
    owner = [projects.c[column] == value for column, value in _owner(channel).items()]
    return and_(projects.c.account == channel.account, projects.c.studio == studio, *owner)


def _this(channel: ChannelRef, studio: StudioAccountId, place: PlaceId) -> ColumnElement[bool]:
    return and_(_here(channel, studio), projects.c.place == place)
