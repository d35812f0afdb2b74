"""Does the ledger balance: what it tells about each turn beside what the studio was really told to spend."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# What the sandbox asks for one picture, question after question.
PRICES = (14.0, 7.0)
ENDS = ("settled", "corrected")
BASIS = {"declined": "none", "outcome_unknown": "unknown", "stopped": "unknown"}
ENTRIES = "SELECT turn, kind, credits, basis FROM ledger ORDER BY id"
TURNS = "SELECT id, state FROM turns ORDER BY created_at"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    turn: str
    kind: str
    credits: float | None
    basis: str


def told(entries: Sequence[Entry]) -> str:
    """Say what the turns came to."""
    return ", ".join(f"{each.credits or 0:g} {each.basis}" for each in entries if each.kind in ENDS)


def faults(turns: Sequence[tuple[str, ...]], entries: Sequence[Entry], confirmed: Sequence[int]) -> list[str]:
    """List what does not balance; `confirmed` counts the questions of each turn that the studio saw approved."""
    return [
        fault
        for (id_, state), times in zip(turns, confirmed, strict=True)
        for fault in _of_turn(state, [each for each in entries if each.turn == id_], times)
    ]


def unsettled(turns: Sequence[tuple[str, ...]], entries: Sequence[Entry]) -> list[str]:
    """List the turns that are not settled exactly once, where the price is whatever was measured."""
    settled = Counter(each.turn for each in entries if each.kind == "settled")
    return [
        f"ledger: {settled[id_]} settlements of a turn that is {state}" for id_, state in turns if settled[id_] != 1
    ]


def _of_turn(state: str, entries: Sequence[Entry], confirmed: int) -> list[str]:
    price = sum(PRICES[:confirmed])
    kinds = [each.kind for each in entries]
    found = {
        "settlements": (kinds.count("settled"), 1),
        "approvals carried out": (kinds.count("approved") - kinds.count("voided"), confirmed),
        "approved credits": (_sum(entries, "approved", "voided"), price),
        "settled credits": (_sum(entries, *ENDS), price),
        "basis": (_basis(entries), BASIS.get(state, "quoted" if confirmed else "unknown")),
    }
    return [f"ledger: {what} {was} instead of {wanted}" for what, (was, wanted) in found.items() if was != wanted]


def _sum(entries: Sequence[Entry], *kinds: str) -> float:
    return sum(each.credits or 0.0 for each in entries if each.kind in kinds)


def _basis(entries: Sequence[Entry]) -> str:
    return next((each.basis for each in reversed(entries) if each.kind in ENDS), "nothing")
