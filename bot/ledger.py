"""The ledger: every answer to a question is noted, every turn settled once, in the commit that makes it so."""

from sqlalchemy import Connection

from bot.chat import PersonId
from bot.store import confirmations as questions
from bot.store import ledger as rows
from bot.store.confirmations import Confirmation
from bot.store.ledger import Amount, Basis, Entry, Kind
from bot.store.turns import WAITING, Turn, TurnState
from bot.studio import Decision

KINDS = {Decision.APPROVE: Kind.APPROVED, Decision.DECLINE: Kind.DECLINED}
NOTHING = Amount(0.0, Basis.NONE)


def answered(connection: Connection, turn: Turn, known: Confirmation, person: PersonId, now: float) -> None:
    """Note a press that counted: a yes with the price that was shown, a no with nothing."""
    if known.decision is not None:
        amount = _price(known) if known.decision is Decision.APPROVE else NOTHING
        entry = Entry(turn.id, person, KINDS[known.decision], amount, known.asked.key)
        rows.add(connection, turn, entry, now)


def voided(connection: Connection, turn: Turn, known: Confirmation, now: float) -> None:
    """Note that a yes was never carried out."""
    if known.decision is Decision.APPROVE:
        price = _price(known)
        amount = Amount(None if price.credits is None else -price.credits, price.basis)
        rows.add(connection, turn, Entry(turn.id, turn.person, Kind.VOIDED, amount, known.asked.key), now)


def settle(connection: Connection, turn: Turn, after: TurnState, now: float, measured: float | None = None) -> None:
    """Settle a turn that ends here, once; what it came to after it was taken up again is added as a correction.

    `turn` is as it stood before its end: where it stood tells what it can have spent, unless its studio `measured` it.
    """
    if turn.state is TurnState.AWAITING:
        _take_back_pending(connection, turn, now)
    approved = _approved(connection, turn)
    free = turn.attached or turn.wishes.export is not None
    amount = NOTHING if free and not approved else _spent(turn.state, after, approved)
    if measured is not None and not approved:
        amount = Amount(measured, Basis.MEASURED)
    ends = [each.amount for each in rows.of_turn(connection, turn.id) if each.kind in rows.ENDS]
    if not ends:
        rows.add(connection, turn, Entry(turn.id, turn.person, Kind.SETTLED, amount, after), now)
        return
    told = sum(each.credits or 0.0 for each in ends)
    more = (amount.credits or 0.0) - told
    if more or amount.basis is not ends[-1].basis:
        entry = Entry(turn.id, turn.person, Kind.CORRECTED, Amount(more, amount.basis), after)
        rows.add(connection, turn, entry, now)


def _take_back_pending(connection: Connection, turn: Turn, now: float) -> None:
    pending = questions.latest(connection, turn.id)
    if pending is not None and pending.decision is Decision.APPROVE:
        voided(connection, turn, pending, now)
        questions.void(connection, pending.id)


def _approved(connection: Connection, turn: Turn) -> list[Amount]:
    asked = questions.of_turn(connection, turn.id)
    return [_price(each) for each in asked if each.decision is Decision.APPROVE]


def _spent(before: TurnState, after: TurnState, approved: list[Amount]) -> Amount:
    known = [each.credits for each in approved if each.credits is not None]
    total = sum(known) if known else None
    unsure = after is TurnState.UNKNOWN or before in {TurnState.STARTING, TurnState.DECIDING}
    if unsure or len(known) < len(approved):
        return Amount(total, Basis.UNKNOWN)
    if approved:
        return Amount(total, Basis.QUOTED)
    nothing = before in WAITING or before is TurnState.AWAITING or after is TurnState.DECLINED
    return NOTHING if nothing else Amount(None, Basis.UNKNOWN)


def _price(known: Confirmation) -> Amount:
    return Amount(known.asked.cost, Basis.UNKNOWN if known.asked.cost is None else Basis.QUOTED)
