"""A session with the editor: its files, its turns, and the timeline that has come of them at an instant. No clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from adapters.sandbox.nemo import script
from adapters.sandbox.nemo.events import Opened, Taken, Uploaded
from adapters.sandbox.nemo.script import Outcome, Plan, View
from adapters.sandbox.nemo.timeline import Draft, Music, Play

Instant: TypeAlias = tuple[float, float]  # the time in Unix seconds, and how many times too fast everything happens


@dataclass(frozen=True, slots=True)
class Turn:
    """An accepted message and what was planned for it."""

    asked: Taken
    plan: Plan

    def elapsed(self, instant: Instant) -> float:
        """Say how far it has come, in seconds of the plan."""
        now, speed = instant
        return (now - self.asked.at) * speed

    def running(self, instant: Instant) -> bool:
        """Say whether work is going on."""
        return self.elapsed(instant) < self.plan.end

    def outcomes(self, instant: Instant) -> Iterator[tuple[float, Outcome]]:
        """List what has come of it, with the time at which it did."""
        now, speed = instant
        for step in self.plan.steps:
            due = self.asked.at + step.at / speed
            if isinstance(step.item, Outcome) and due <= now:
                yield due, step.item


@dataclass(frozen=True, slots=True)
class Scene:
    """What can be seen of a session: the timeline, if there is one, and the turns that filmed a clip."""

    draft: Draft | None
    filmed: tuple[Turn, ...]


@dataclass(slots=True)
class Session:
    """One project of one person."""

    opened: Opened
    uploads: list[Uploaded] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    gone: bool = False

    def take(self, asked: Taken, speed: float) -> None:
        """Enter a message and plan its turn."""
        self.turns.append(Turn(asked, self.planned(asked, speed)))

    def planned(self, asked: Taken, speed: float) -> Plan:
        """Plan the turn of a message as things stand when it comes."""
        has_draft = self.scene((asked.at, speed)).draft is not None
        edited = any(turn.plan.cost for turn in self.turns)
        return script.plan(asked.text, View(asked.turn_id, has_draft, self._fresh(), edited, asked.poor))

    def running(self, instant: Instant) -> bool:
        """Say whether a turn is."""
        return any(turn.running(instant) for turn in self.turns)

    def scene(self, instant: Instant) -> Scene:
        """See what has come of all turns, each change in its time."""
        came = [
            (due, number, turn, outcome)
            for number, turn in enumerate(self.turns)
            for due, outcome in turn.outcomes(instant)
        ]
        draft: Draft | None = None
        for _, _, turn, outcome in sorted(came, key=lambda each: each[:2]):
            for change in outcome.changes:
                draft = change.on(draft or Draft(self.opened.name, turn.plan.size, {}))
        return Scene(draft, tuple(turn for _, _, turn, outcome in came if outcome.filmed))

    def frozen(self, instant: Instant) -> int:
        """Count the credits that running turns hold."""
        return sum(turn.plan.price for turn in self.turns if turn.running(instant))

    def spent(self, instant: Instant) -> int:
        """Count the credits that turns have cost."""
        return sum(turn.plan.cost for turn in self.turns if not turn.running(instant))

    def _fresh(self) -> Sequence[Uploaded]:
        """List the files that no turn has taken up yet."""
        outcomes = (step.item for turn in self.turns for step in turn.plan.steps if isinstance(step.item, Outcome))
        used = set[str]()
        for change in (change for outcome in outcomes for change in outcome.changes):
            if isinstance(change, Play):
                used |= {segment.source for segment in change.segments}
            if isinstance(change, Music):
                used.add(change.source)
        return [each for each in self.uploads if each.stored not in used]
