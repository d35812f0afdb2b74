"""Any order of requests, stops and refusals leaves the lanes whole."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import PersonId, TurnId
from bot.errors import Crowded, RetryLater
from bot.lanes import Lanes
from bot.shares import PROBE_AFTER
from bot.texts import as_written
from tests.bot.test_lanes import Floor, key, settle
from tests.clock import ManualClock

SLOTS = 3
CONVERSATIONS = 5
CHANNELS = 2
PEOPLE = 3
ROUNDS = 60  # far more than any order needs: who is still waiting then is stuck

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["submit", "submit", "submit", "cancel", "end", "busy", "crowded", "wait"]), st.integers(0, 99)
    ),
    min_size=20,  # shorter orders hardly ever fill the slots
    max_size=50,
)


@dataclass
class Order:
    """One order of events, and what the lanes owe after it."""

    floor: Floor
    lanes: Lanes
    owed: dict[str, list[str]] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)
    count: int = 0

    def take(self, step: str, number: int) -> None:
        """Let one thing happen; `number` chooses to whom."""
        running = sorted(self.floor.running)
        if step == "submit":
            self._submit(number % CONVERSATIONS, number % PEOPLE)
        elif step == "cancel":
            self._cancel(number)
        elif running and step == "end":
            self.end(running[number % len(running)])
        elif running and step in ("busy", "crowded"):
            refusal = Crowded if step == "crowded" else RetryLater
            self.floor.fail(running[number % len(running)], refusal(number, as_written(step)))

    def end(self, turn: str) -> None:
        """Let a running turn end, and note it."""
        self.floor.end(turn)
        self.ended.append(turn)

    def check(self) -> None:
        """Never more at once than there are slots, never two of one conversation."""
        places = [turn.split("/")[0] for turn in self.floor.running]
        assert len(places) <= SLOTS
        assert len(set(places)) == len(places)

    def _submit(self, place: int, person: int) -> None:
        turn = f"c{place}/{self.count}"
        self.count += 1
        self.owed.setdefault(f"c{place}", []).append(turn)
        self.lanes.submit(TurnId(turn), key(f"c{place}", f"room{place % CHANNELS}"), PersonId(f"p{person}"))

    def _cancel(self, number: int) -> None:
        waiting = [turn for turns in self.owed.values() for turn in turns if turn not in self.ended]
        if waiting:
            turn = waiting[number % len(waiting)]
            place = turn.split("/")[0]
            self.owed[place].remove(turn)
            self.lanes.cancel(TurnId(turn), key(place, f"room{int(place[1:]) % CHANNELS}"))


@settings(max_examples=40, deadline=None)
@given(STEPS)
async def test_no_order_overfills_reorders_or_sticks(steps: list[tuple[str, int]]) -> None:
    """Whatever the order: slots hold, a conversation's turns end first in first out, and every one of them ends."""
    clock = ManualClock()
    floor = Floor(clock)
    async with floor.lanes(slots=SLOTS) as lanes:
        order = Order(floor, lanes)
        for step, number in steps:
            order.take(step, number)
            await (clock.advance(number) if step == "wait" else settle())
            order.check()
        for _ in range(ROUNDS):
            for turn in sorted(floor.running):
                order.end(turn)
            await clock.advance(PROBE_AFTER)
            order.check()
        finished = {place: [turn for turn in order.ended if turn.startswith(f"{place}/")] for place in order.owed}
        assert (finished, floor.running, floor.broken) == (order.owed, [], [])
