"""Statements on the switches of a studio account's mode, and on the buttons that decide them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Row, func, insert, select, update

from bot.chat import AccountId, ButtonToken, ChannelId, ChannelRef, CommunityId, Person, PersonId
from bot.store.tables import conversations, switch_buttons, switches, turns
from bot.store.turns import OPEN
from bot.studio import Mode, StudioAccountId


class SwitchState(StrEnum):
    """Where a switch stands; `WAITING` until the account is idle."""

    OFFERED = "offered"
    WAITING = "waiting"
    FLIPPING = "flipping"
    OVER = "over"


class Choice(StrEnum):
    """What a button under the question does."""

    IDLE = "idle"
    NOW = "now"
    LEAVE = "leave"


UNDER_WAY = frozenset({SwitchState.WAITING, SwitchState.FLIPPING})


@dataclass(frozen=True, slots=True)
class Switch:
    """A wish to change an account's mode; `person` is whoever touched it last, `asked_at` in Unix seconds."""

    id: str
    studio: StudioAccountId
    mode: Mode
    channel: ChannelRef
    person: PersonId
    locale: str | None
    state: SwitchState
    asked_at: float


@dataclass(frozen=True, slots=True)
class Affected:
    """What others have running or waiting on an account."""

    turns: int
    people: int
    channels: int


def add(connection: Connection, switch: Switch) -> None:
    """Store a switch."""
    connection.execute(
        insert(switches).values(
            id=switch.id,
            studio=switch.studio,
            mode=switch.mode,
            account=switch.channel.account,
            community=switch.channel.community,
            channel=switch.channel.channel,
            person=switch.person,
            locale=switch.locale,
            state=switch.state,
            asked_at=switch.asked_at,
        )
    )


def name_button(connection: Connection, token: ButtonToken, switch: str, choice: Choice) -> None:
    """Store what a token stands for."""
    connection.execute(insert(switch_buttons).values(token=token, switch=switch, choice=choice))


def meaning(connection: Connection, token: ButtonToken) -> tuple[Switch, Choice] | None:
    """Read what a token stands for."""
    row = connection.execute(select(switch_buttons).where(switch_buttons.c.token == token)).one_or_none()
    return (get(connection, row.switch), Choice(row.choice)) if row else None


def get(connection: Connection, id: str) -> Switch:  # noqa: A002 (it is the id)
    """Read one switch."""
    return _switch(connection.execute(select(switches).where(switches.c.id == id)).one())


def move(connection: Connection, id: str, before: frozenset[SwitchState], after: SwitchState) -> bool:  # noqa: A002
    """Take a switch from one of some states to another; False when it was no longer there."""
    statement = update(switches).where(switches.c.id == id, switches.c.state.in_(sorted(before)))
    return connection.execute(statement.values(state=after)).rowcount == 1


def touched(connection: Connection, id: str, person: PersonId) -> None:  # noqa: A002
    """Remember who decided a switch."""
    connection.execute(update(switches).where(switches.c.id == id).values(person=person))


def under_way(connection: Connection, studio: StudioAccountId | None = None) -> Sequence[Switch]:
    """List the switches that were decided and are not done, of one account or of all."""
    found = select(switches).where(switches.c.state.in_(sorted(UNDER_WAY)))
    mine = found if studio is None else found.where(switches.c.studio == studio)
    return [_switch(row) for row in connection.execute(mine)]


def affected(connection: Connection, studio: StudioAccountId, asker: Person, account: AccountId) -> Affected:
    """Count what everybody but the asker has running or waiting on an account."""
    own = (turns.c.person == asker.id) & (conversations.c.account == account)
    place = conversations.c.account + " " + conversations.c.channel
    who = conversations.c.account + " " + turns.c.person
    counted = select(func.count(), func.count(who.distinct()), func.count(place.distinct())).select_from(
        turns.join(conversations, conversations.c.id == turns.c.conversation)
    )
    row = connection.execute(
        counted.where(conversations.c.studio == studio, turns.c.state.in_(sorted(OPEN)), ~own)
    ).one()
    return Affected(*map(int, row))


def _switch(row: Row[tuple[str, ...]]) -> Switch:
    channel = ChannelRef(
        AccountId(row.account), CommunityId(row.community) if row.community else None, ChannelId(row.channel)
    )
    return Switch(
        row.id,
        StudioAccountId(row.studio),
        Mode(row.mode),
        channel,
        PersonId(row.person),
        row.locale,
        SwitchState(row.state),
        row.asked_at,
    )
