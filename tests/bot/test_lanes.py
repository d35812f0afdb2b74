"""Who runs when: one turn per conversation, so many per account, fair over channels, and nobody is forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from bot.chat import AccountId, ChannelId, ChannelRef, PersonId, TurnId
from bot.errors import Crowded, RetryLater
from bot.lanes import LaneKey, Lanes, Work
from bot.shares import PROBE_AFTER
from bot.studio import ConversationId, StudioAccountId
from bot.tasks import Tasks
from bot.texts import as_written
from tests.clock import ManualClock

ACCOUNT = StudioAccountId("studio")
TURNS = 20


def key(conversation: str, channel: str = "room", studio: StudioAccountId = ACCOUNT) -> LaneKey:
    """A lane of a conversation in a channel."""
    return LaneKey(ConversationId(conversation), ChannelRef(AccountId("web"), None, ChannelId(channel)), studio)


@dataclass
class Floor:
    """The work behind the lanes: each run goes on until the test lets it end."""

    clock: ManualClock
    begun: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    moved: list[tuple[tuple[TurnId, ...], int]] = field(default_factory=list)
    door: list[tuple[tuple[TurnId, ...], bool]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    ends: dict[str, "asyncio.Future[LaneKey | None]"] = field(default_factory=dict)
    broke_breaks: bool = False

    @asynccontextmanager
    async def lanes(self, slots: int = 10) -> AsyncIterator[Lanes]:
        """Open the floor; it is closed by cancelling its group, as a shutdown is."""
        with suppress(asyncio.CancelledError):
            async with asyncio.TaskGroup() as group:
                work = Work(self._run, self._broke, self._moved, lambda *told: self.door.append(told))
                yield Lanes(work, lambda _: slots, self.clock, Tasks(group))
                await settle()
                raise asyncio.CancelledError

    def end(self, turn: str, result: LaneKey | None = None) -> None:
        """Let a running turn end."""
        self.ends[turn].set_result(result)

    def fail(self, turn: str, error: Exception) -> None:
        """Let a running turn raise."""
        self.ends[turn].set_exception(error)

    def _moved(self, waiting: tuple[TurnId, ...], full: int) -> None:
        self.moved.append((waiting, full))

    async def _run(self, turn: TurnId) -> LaneKey | None:
        self.begun.append(turn)
        self.running.append(turn)
        self.ends[turn] = asyncio.get_running_loop().create_future()
        try:
            return await self.ends[turn]
        except asyncio.CancelledError:
            self.cancelled.append(turn)
            raise
        finally:
            self.running.remove(turn)

    async def _broke(self, turn: TurnId, failure: str) -> None:
        self.broken.append((turn, failure))
        if self.broke_breaks:
            raise ZeroDivisionError


async def settle() -> None:
    """Let every task go as far as it goes."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


@pytest.fixture
def floor(clock: ManualClock) -> Floor:
    """Nothing runs yet."""
    return Floor(clock)


async def test_what_comes_at_once_is_stored_before_any_of_it_begins(floor: Floor) -> None:
    """Broken outcome: of 200 requests at once the first were worked on while the last had not been acknowledged."""
    async with floor.lanes() as lanes:
        with lanes.storing():
            with lanes.storing():
                lanes.submit(TurnId("first"), key("one"))
                await settle()
                assert floor.begun == []
            await settle()
            assert floor.begun == ["first"]
            lanes.submit(TurnId("second"), key("two"))
            await settle()
            assert floor.begun == ["first", "second"], "what came before it was stored"


async def test_one_turn_at_a_time_in_a_conversation(floor: Floor) -> None:
    """Requests of one conversation run one after the other, first in, first out."""
    async with floor.lanes() as lanes:
        for turn in "abc":
            lanes.submit(TurnId(turn), key("one"))
        await settle()
        assert (floor.running, lanes.ahead(TurnId("c"), key("one"))) == (["a"], 2)

        floor.end("a")
        await settle()
        assert (floor.running, lanes.ahead(TurnId("c"), key("one"))) == (["b"], 1)
        assert floor.moved == [(("b", "c"), 0)]


async def test_conversations_run_side_by_side_up_to_the_accounts_slots(floor: Floor) -> None:
    """An account never has more turns in hand than it may, and a free slot is used at once."""
    async with floor.lanes(slots=2) as lanes:
        for number in range(4):
            lanes.submit(TurnId(f"t{number}"), key(f"c{number}"))
        lanes.submit(TurnId("other"), key("c9", studio=StudioAccountId("another")))
        await settle()
        assert floor.running == ["t0", "t1", "other"]

        floor.end("t1")
        await settle()
        assert floor.running == ["t0", "other", "t2"]


async def test_channels_take_turns(floor: Floor) -> None:
    """A channel with many conversations does not keep a quiet one waiting behind all of them."""
    async with floor.lanes(slots=1) as lanes:
        for number in range(3):
            lanes.submit(TurnId(f"busy{number}"), key(f"b{number}", "busy"))
        lanes.submit(TurnId("quiet0"), key("q0", "quiet"))
        lanes.submit(TurnId("quiet1"), key("q0", "quiet"))
        lanes.submit(TurnId("third"), key("x", "third"))
        for _ in range(6):
            await settle()
            floor.end(floor.running[0])
        await settle()

        assert floor.begun == ["busy0", "busy1", "quiet0", "third", "busy2", "quiet1"]


async def test_a_turn_that_runs_runs_once_more_when_it_is_submitted_again(floor: Floor) -> None:
    """An answer that comes while its turn still runs is not lost, and is not run beside it."""
    async with floor.lanes() as lanes:
        lanes.submit(TurnId("a"), key("one"))
        lanes.submit(TurnId("b"), key("one"))
        await settle()
        for _ in range(3):
            lanes.submit(TurnId("a"), key("one"))
        lanes.submit(TurnId("b"), key("one"))
        await settle()
        assert floor.running == ["a"]

        for turn in "aab":
            floor.end(turn)
            await settle()
        assert floor.begun == ["a", "a", "b"]
        assert floor.running == []


async def test_an_answered_turn_goes_before_those_that_wait(floor: Floor) -> None:
    """Who answered a question does not queue again behind everybody else."""
    async with floor.lanes() as lanes:
        lanes.submit(TurnId("a"), key("one"))
        lanes.submit(TurnId("b"), key("one"))
        await settle()
        lanes.submit(TurnId("answered"), key("one"), first=True)
        for turn in ("a", "answered", "b"):
            await settle()
            floor.end(turn)

        assert floor.begun == ["a", "answered", "b"]


async def test_a_turn_that_must_wait_keeps_its_place_and_gives_up_its_slot(floor: Floor, clock: ManualClock) -> None:
    """A studio's 'later' blocks neither the account nor the order of the conversation."""
    async with floor.lanes(slots=1) as lanes:
        lanes.submit(TurnId("a"), key("one"))
        lanes.submit(TurnId("b"), key("one"))
        lanes.submit(TurnId("elsewhere"), key("two"))
        await settle()
        floor.fail("a", RetryLater(30, as_written("busy")))
        await settle()
        assert (floor.running, lanes.ahead(TurnId("b"), key("one"))) == (["elsewhere"], 1)

        floor.end("elsewhere")
        await clock.advance(29)
        assert floor.running == []
        await clock.advance(1)
        assert floor.begun == ["a", "elsewhere", "a"]


async def test_a_turn_without_a_pause_does_not_spin(floor: Floor, clock: ManualClock) -> None:
    """A studio that says 'at once' again and again does not take the processor."""
    async with floor.lanes() as lanes:
        lanes.submit(TurnId("a"), key("one"))
        await settle()
        floor.fail("a", RetryLater(0, as_written("busy")))
        await settle()

        assert (floor.begun, clock.sleeping) == (["a"], 1)


@pytest.mark.parametrize("state", ["enlisted", "beginning", "running", "resting"])
async def test_a_cancelled_turn_leaves_its_lane_and_the_next_one_runs(
    floor: Floor, clock: ManualClock, state: str
) -> None:
    """Broken outcome: a turn cancelled in the moment it began kept its slot and its lane for ever."""
    async with floor.lanes(slots=1) as lanes:
        if state == "enlisted":
            lanes.submit(TurnId("before"), key("zero"))
        lanes.submit(TurnId("a"), key("one"))
        lanes.submit(TurnId("b"), key("one"))
        if state != "beginning":
            await settle()
        if state == "resting":
            floor.fail("a", RetryLater(600, as_written("busy")))
            await settle()
        lanes.cancel(TurnId("a"), key("one"))
        if state == "enlisted":
            floor.end("before")
        await settle()

        assert floor.running == ["b"]
        assert floor.moved[0][0] == ("b",)
        assert clock.sleeping == 0
        floor.end("b")
        lanes.submit(TurnId("after"), key("three"))
        await settle()
        assert floor.running == ["after"]


async def test_a_cancelled_waiting_turn_never_runs(floor: Floor) -> None:
    """Those behind a cancelled turn move up."""
    async with floor.lanes() as lanes:
        for turn in "abc":
            lanes.submit(TurnId(turn), key("one"))
        await settle()
        lanes.cancel(TurnId("b"), key("one"))
        lanes.cancel(TurnId("never heard of"), key("one"))
        lanes.cancel(TurnId("b"), key("no such lane"))
        floor.end("a")
        await settle()

        assert (floor.begun, floor.moved) == (["a", "c"], [(("a", "c"), 0), (("c",), 0)])


async def test_the_only_turn_cancelled_before_its_turn_leaves_nothing(floor: Floor) -> None:
    """An empty lane takes no slot."""
    async with floor.lanes(slots=1) as lanes:
        lanes.submit(TurnId("a"), key("one"))
        lanes.submit(TurnId("b"), key("two"))
        lanes.submit(TurnId("c"), key("three"))
        lanes.cancel(TurnId("b"), key("two"))
        await settle()
        floor.end("a")
        await settle()

        assert floor.running == ["c"]


async def test_a_broken_run_is_told_and_stops_nobody_else(floor: Floor) -> None:
    """A fault in one turn has a name, and the lane goes on."""
    with capture_logs() as log:
        async with floor.lanes(slots=1) as lanes:
            lanes.submit(TurnId("a"), key("one"))
            lanes.submit(TurnId("b"), key("one"))
            await settle()
            floor.fail("a", ZeroDivisionError())
            await settle()
            assert floor.running == ["b"]

    ((turn, failure),) = floor.broken
    assert (turn, [each["failure"] for each in log]) == ("a", [failure])


async def test_even_when_the_telling_breaks_the_lane_goes_on(floor: Floor) -> None:
    """Broken outcome: a fault while a fault was told blocked the lane and kept the account's slot for ever."""
    floor.broke_breaks = True
    with capture_logs() as log:
        async with floor.lanes(slots=1) as lanes:
            lanes.submit(TurnId("a"), key("one"))
            lanes.submit(TurnId("b"), key("one"))
            await settle()
            floor.fail("a", ZeroDivisionError())
            await settle()
            assert floor.running == ["b"]

    assert [each["event"] for each in log] == ["work broke", "work broke"]


async def test_a_turn_that_belongs_elsewhere_goes_on_there(floor: Floor) -> None:
    """A turn that moved to another conversation runs in that one's lane, behind who is there."""
    async with floor.lanes() as lanes:
        lanes.submit(TurnId("there"), key("two"))
        lanes.submit(TurnId("a"), key("one"))
        lanes.submit(TurnId("b"), key("one"))
        await settle()
        floor.end("a", key("two"))
        await settle()
        assert (floor.running, lanes.ahead(TurnId("a"), key("two"))) == (["there", "b"], 1)

        floor.end("there")
        await settle()
        assert floor.running == ["b", "a"]


async def test_a_shutdown_in_the_middle_of_everything_is_quiet(floor: Floor, clock: ManualClock) -> None:
    """Work that runs, rests, waits or has only just begun is dropped without a warning."""
    with capture_logs() as log:
        async with floor.lanes(slots=3) as lanes:
            for number in range(4):
                lanes.submit(TurnId(f"t{number}"), key(f"c{number}"))
            await settle()
            floor.fail("t0", RetryLater(30, as_written("busy")))
            await settle()
            assert floor.running == ["t1", "t2", "t3"]

    assert (sorted(floor.cancelled), log, clock.sleeping) == (["t1", "t2", "t3"], [], 0)


async def test_a_task_that_never_began_leaves_no_warning(floor: Floor) -> None:
    """Broken outcome: what was begun in the moment of a shutdown was reported as never awaited."""
    with suppress(asyncio.CancelledError):
        async with asyncio.TaskGroup() as group:
            work = Work(floor._run, floor._broke, floor._moved, lambda *_: None)
            lanes = Lanes(work, lambda _: 1, floor.clock, Tasks(group))
            lanes.submit(TurnId("a"), key("one"))
            raise asyncio.CancelledError

    assert floor.begun == []


async def test_a_full_account_is_told(floor: Floor) -> None:
    """Who becomes first in a lane of a full account is told how many fill it; a free slot is no reason to wait."""
    async with floor.lanes(slots=2) as lanes:
        for turn, lane in (("a", "one"), ("b", "two"), ("c", "three"), ("d", "one")):
            lanes.submit(TurnId(turn), key(lane))
        await settle()
        assert (lanes.full(ACCOUNT), lanes.full(StudioAccountId("another"))) == (2, 0)

        floor.end("a")
        await settle()
        assert floor.moved == [(("d",), 2)]

        floor.end("b")
        floor.end("c")
        await settle()
        assert (floor.running, lanes.full(ACCOUNT)) == (["d"], 0)


async def test_a_refusal_for_crowding_lowers_the_slots_until_a_probe(floor: Floor, clock: ManualClock) -> None:
    """A studio that refuses a third turn gets two at once, and ten minutes later is asked for a third again."""
    async with floor.lanes(slots=3) as lanes:
        for number in range(5):
            lanes.submit(TurnId(f"t{number}"), key(f"c{number}"))
        await settle()
        floor.fail("t2", Crowded(20, as_written("too many")))
        await settle()
        assert floor.running == ["t0", "t1"]

        await clock.advance(20)
        await settle()
        assert floor.running == ["t0", "t1"]

        await clock.advance(PROBE_AFTER)
        await settle()
        assert floor.running == ["t0", "t1", "t3"]


async def test_the_last_slot_is_never_taken(floor: Floor, clock: ManualClock) -> None:
    """A studio that others keep busy is asked again all the same: the account keeps one slot."""
    async with floor.lanes(slots=1) as lanes:
        lanes.submit(TurnId("a"), key("one"))
        await settle()
        floor.fail("a", Crowded(20, as_written("too many")))
        await settle()
        await clock.advance(20)
        await settle()
        assert floor.running == ["a"]


async def test_what_the_studio_is_at_work_on_passes_the_door_and_counts(floor: Floor) -> None:
    """Broken outcome: a turn that /show took up again waited behind the door, and the mode was switched under it."""
    async with floor.lanes(1) as lanes:
        lanes.hold(ACCOUNT)
        lanes.submit(TurnId("new"), key("a"))
        lanes.submit(TurnId("shown"), key("a"), first=True, at_work=True)
        await settle()
        assert floor.running == ["shown"]

        idle = asyncio.create_task(lanes.idle(ACCOUNT))
        await settle()
        assert not idle.done()
        floor.end("shown")
        await settle()
        assert idle.done()
        assert floor.running == []

        lanes.release(ACCOUNT)
        await settle()
        assert floor.running == ["new"]
        floor.end("new")


async def test_what_the_studio_is_at_work_on_takes_a_slot_that_is_not_there(floor: Floor) -> None:
    """An account that is full follows one turn more, and nothing new begins before there is room again."""
    async with floor.lanes(1) as lanes:
        lanes.submit(TurnId("1"), key("a"))
        lanes.submit(TurnId("shown"), key("b"), at_work=True)
        lanes.submit(TurnId("2"), key("c"))
        await settle()
        assert floor.running == ["1", "shown"]

        floor.end("1")
        await settle()
        assert floor.running == ["shown"]
        floor.end("shown")
        await settle()
        assert floor.running == ["2"]
        floor.end("2")


async def test_people_of_a_channel_take_turns(floor: Floor) -> None:
    """One person's many conversations do not keep another of the same channel waiting behind all of them."""
    async with floor.lanes(slots=1) as lanes:
        for number in range(3):
            lanes.submit(TurnId(f"eager{number}"), key(f"e{number}"), PersonId("eager"))
        lanes.submit(TurnId("patient"), key("p"), PersonId("patient"))
        await settle()
        while floor.running:
            floor.end(floor.running[0])
            await settle()
    assert floor.begun == ["eager0", "eager1", "patient", "eager2"]
