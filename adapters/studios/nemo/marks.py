"""What a turn remembers from before its start, in words that the core keeps and never reads."""

import uuid
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from adapters.studios.nemo.replies import State


@dataclass(frozen=True, slots=True)
class Ordered:
    """An export's two ids, both chosen before it is ordered: the second is for ordering it once more."""

    first: str
    second: str
    format: str


@dataclass(frozen=True, slots=True)
class Before:
    """The session's state and the account's credits as they were; `ordered` where the turn is an export.

    Once the turn has `told` of a change, the state is the one that it told of.
    """

    state: State
    available: float | None = None
    ordered: Ordered | None = None
    told: bool = False


BEFORE: TypeAdapter[Before] = TypeAdapter(Before)


def ordered(format_: str) -> Ordered:
    """Choose the ids of an export."""
    return Ordered(f"render_{uuid.uuid4()}", f"render_{uuid.uuid4()}", format_)


def write(before: Before) -> tuple[str, ...]:
    """Write it down."""
    return (BEFORE.dump_json(before).decode(),)


def read(baseline: tuple[str, ...]) -> Before:
    """Read it again; a turn that only looks remembers nothing."""
    try:
        return BEFORE.validate_json(baseline[0]) if baseline else Before(State())
    except ValidationError:
        return Before(State())
