"""Statements on the ledger; nothing in it is ever changed or removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Row, bindparam, exists, func, insert, select

from bot.chat import ChannelRef, PersonId, TurnId
from bot.store.tables import ledger
from bot.store.turns import Turn
from bot.studio import StudioAccountId


class Kind(StrEnum):
    """What an entry tells; `CORRECTED` adds to a settlement after its turn was taken up again."""

    APPROVED = "approved"
    DECLINED = "declined"
    VOIDED = "voided"
    SETTLED = "settled"
    CORRECTED = "corrected"


class Basis(StrEnum):
    """How an amount is known; `NONE` where surely nothing was spent."""

    QUOTED = "quoted"
    MEASURED = "measured"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Amount:
    """Credits and how they are known; with an unknown basis they are the known part, None where there is none."""

    credits: float | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; `person` is whoever caused it, `note` the question it is about."""

    turn: TurnId
    person: PersonId
    kind: Kind
    amount: Amount
    note: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used in a while: ended turns, their known credits, and how many cost nobody knows what."""

    turns: int
    credits: float
    unknown: int


# Built once, as in the statements on turns.
ADD = insert(ledger)
OF_TURN = select(ledger).where(ledger.c.turn == bindparam("turn")).order_by(ledger.c.id)

ENDS = (Kind.SETTLED, Kind.CORRECTED)
Scope = ColumnElement[bool]


def add(connection: Connection, turn: Turn, entry: Entry, now: float) -> None:
    """Append an entry in the name of a turn."""
    row = {
        "at": now,
        "studio": turn.conversation.studio,
        "account": turn.channel.account,
        "community": turn.channel.community,
        "channel": turn.channel.channel,
        "conversation": turn.conversation.id,
        "turn": turn.id,
        "person": entry.person,
        "kind": entry.kind,
        "credits": entry.amount.credits,
        "basis": entry.amount.basis,
        "note": entry.note,
    }
    connection.execute(ADD, row)


def of_turn(connection: Connection, turn: TurnId) -> Sequence[Entry]:
    """List a turn's entries, oldest first."""
    return [_entry(row) for row in connection.execute(OF_TURN, {"turn": turn})]


def by_person(channel: ChannelRef, person: PersonId) -> Scope:
    """Mean what one person asked for on an account."""
    return (ledger.c.account == channel.account) & (ledger.c.person == person)


def by_channel(channel: ChannelRef) -> Scope:
    """Mean what was asked for in a channel."""
    return (ledger.c.account == channel.account) & (ledger.c.channel == channel.channel)


def by_studio(studio: StudioAccountId) -> Scope:
    """Mean what was asked of a studio account, from anywhere."""
    return ledger.c.studio == studio


def usage(connection: Connection, scope: Scope, since: float) -> Usage:
    """Add up what has ended since an instant."""
    counted = (scope, ledger.c.kind.in_(ENDS), ledger.c.at >= since)
    total = select(func.count(ledger.c.turn.distinct()), func.coalesce(func.sum(ledger.c.credits), 0.0))
    turns, credits_ = connection.execute(total.where(*counted)).one()
    later = ledger.alias()
    mended = exists().where(later.c.turn == ledger.c.turn, later.c.kind.in_(ENDS), later.c.id > ledger.c.id)
    open_ = select(func.count()).select_from(ledger).where(*counted, ledger.c.basis == Basis.UNKNOWN, ~mended)
    return Usage(int(turns), float(credits_), int(connection.execute(open_).scalar_one()))


def _entry(row: Row[tuple[str, ...]]) -> Entry:
    amount = Amount(row.credits, Basis(row.basis))
    return Entry(TurnId(row.turn), PersonId(row.person), Kind(row.kind), amount, row.note)
