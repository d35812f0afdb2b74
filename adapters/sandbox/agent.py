"""The scripted agent: what has become of a commission after so many seconds. Pure: no protocol, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from adapters.sandbox import wishes
from adapters.sandbox.lines import lines_for
from adapters.sandbox.wishes import Kind, Wishes, Word

FIRST_WORDS = 0.3
QUESTION_AFTER = 1.5
TEXT_ONLY_AFTER = 2.0
ENDED_AFTER = 3.0
CLOSING = 0.5
PACE = {Kind.IMAGE: 3.0, Kind.VIDEO: 8.0, Kind.MUSIC: 5.0, Kind.SOLID: 5.0}
SLOWNESS = 10.0
LATENESS = 4.0
# A false `done` lies between these two, and the work itself starts later than a client looks again (5 s).
FALSE_DONE = (1.0, 4.5)
EARLY_START = 7.0
PRICE = {Kind.IMAGE: 14, Kind.VIDEO: 48, Kind.MUSIC: 10, Kind.SOLID: 14}


class Status(StrEnum):
    """The words a studio has for the state of a run."""

    RUNNING = "running"
    DONE = "done"
    ABORT = "abort"


@dataclass(frozen=True, slots=True)
class Commission:
    """One request to the agent, and whether there are pictures to work from: attached, or made earlier in the talk.

    What the prompt asks for is read once, in `wishes`.
    """

    prompt: str
    tools: tuple[str, ...] = ()
    attached: bool = False
    earlier: bool = False
    sings: bool = True
    wishes: Wishes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wishes", wishes.read(self.prompt, self.tools, sings=self.sings))


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the agent."""

    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file, by its number within the commission."""

    index: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A tool that did not deliver."""

    tool: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What can be seen of a run at one instant.

    `busy` is the truth about the work, whatever `status` claims; `price`, in credits, is set while a question waits.
    """

    status: Status
    items: tuple[Said | Made, ...] = ()
    price: int | None = None
    failures: tuple[Failure, ...] = ()
    busy: bool = False


def snapshot(commission: Commission, elapsed: float, decisions: Sequence[float] = ()) -> Snapshot:
    """See the run `elapsed` seconds after it was accepted; `decisions` are the seconds at which it was confirmed."""
    wanted = commission.wishes
    rounds = 1 + wanted.has(Word.TWICE) if wanted.has(Word.COSTLY) else 0
    since = elapsed - max(decisions[:rounds], default=0.0)
    if len(decisions) < rounds:
        seen = _asking(wanted, since, len(decisions))
    elif _fruitless(commission, wanted):
        seen = _without_fruit(commission, wanted, since)
    else:
        seen = _working(commission, wanted, since)
    return replace(seen, items=(*_opening(commission, wanted, elapsed), *seen.items))


def most(commission: Commission) -> int:
    """Say how many files the commission can yield."""
    wanted = commission.wishes
    return 0 if _fruitless(commission, wanted) else wanted.count


def _opening(commission: Commission, wanted: Wishes, elapsed: float) -> tuple[Said, ...]:
    if elapsed < FIRST_WORDS or _text_only(commission, wanted):
        return ()
    lines = lines_for(commission.prompt)
    if wanted.has(Word.UPSCALE):
        return (Said(lines.will_enlarge),)
    edits = commission.attached and wanted.kind is Kind.IMAGE
    return (Said(lines.will_edit if edits else lines.will_make(wanted.kind, wanted.count)),)


def _asking(wanted: Wishes, waited: float, answered: int) -> Snapshot:
    if waited < QUESTION_AFTER:
        return Snapshot(Status.RUNNING, busy=True)
    price = PRICE[wanted.kind] * wanted.count
    return Snapshot(Status.DONE, price=price // 2 if answered else price)


def _text_only(commission: Commission, wanted: Wishes) -> bool:
    blind = wanted.has(Word.UPSCALE) and not (commission.attached or commission.earlier)
    return wanted.has(Word.REFUSE) or blind


def _fruitless(commission: Commission, wanted: Wishes) -> bool:
    return wanted.has(Word.FAIL) or wanted.has(Word.ABORT) or _text_only(commission, wanted)


def _without_fruit(commission: Commission, wanted: Wishes, worked: float) -> Snapshot:
    lines = lines_for(commission.prompt)
    text_only = _text_only(commission, wanted)
    if worked < _slowed(wanted, TEXT_ONLY_AFTER if text_only else ENDED_AFTER):
        return Snapshot(Status.RUNNING, busy=True)
    if wanted.has(Word.ABORT):
        return Snapshot(Status.ABORT)
    if text_only:
        return Snapshot(Status.DONE, (Said(lines.refused if wanted.has(Word.REFUSE) else lines.no_picture),))
    return Snapshot(Status.DONE, (Said(lines.failed),), failures=(_failure(wanted),))


def _failure(wanted: Wishes) -> Failure:
    return Failure(f"generate_{wanted.kind}", "MODEL_UNAVAILABLE", "The model did not answer in time.")


def _working(commission: Commission, wanted: Wishes, worked: float) -> Snapshot:
    if not wanted.has(Word.EARLY):
        return _producing(commission, wanted, worked)
    if worked >= EARLY_START:
        return _producing(commission, wanted, worked - EARLY_START)
    seems_done = FALSE_DONE[0] <= worked < FALSE_DONE[1]
    return Snapshot(Status.DONE if seems_done else Status.RUNNING, busy=True)


def _producing(commission: Commission, wanted: Wishes, worked: float) -> Snapshot:
    pace, total = _slowed(wanted, PACE[wanted.kind]), wanted.count
    ended = worked >= pace * total + CLOSING
    shown = _shown_late(wanted, worked - pace * total) if wanted.has(Word.LATE) else min(total, int(worked / pace))
    files = tuple(Made(index) for index in range(max(0, shown)))
    if not ended:
        return Snapshot(Status.RUNNING, files, busy=True)
    lines = lines_for(commission.prompt)
    return Snapshot(Status.DONE, (*files, Said(lines.finished_one if total == 1 else lines.finished_all(total))))


def _shown_late(wanted: Wishes, overdue: float) -> int:
    return wanted.count if overdue >= CLOSING + LATENESS else 0


def _slowed(wanted: Wishes, seconds: float) -> float:
    return seconds * SLOWNESS if wanted.has(Word.SLOW) else seconds
