"""The serial queues: one turn at a time per conversation, so many per studio account, fair over channels and people."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.chat import ChannelRef, PersonId, TurnId
from bot.clock import Clock
from bot.errors import Crowded, RetryLater, StoreUnavailable
from bot.shares import Round, Slots
from bot.studio import ConversationId, StudioAccountId
from bot.tasks import Tasks

SHORTEST_REST = 0.05
STORE_REST = 5.0
NOBODY = PersonId("")


@dataclass(frozen=True, slots=True)
class LaneKey:
    """Which lane: the conversation, and whose share and slots it uses."""

    conversation: ConversationId
    channel: ChannelRef
    studio: StudioAccountId


@dataclass(slots=True)
class _Lane:
    queue: deque[TurnId] = field(default_factory=deque)
    people: dict[TurnId, PersonId] = field(default_factory=dict)
    at_work: set[TurnId] = field(default_factory=set)
    task: asyncio.Task[None] | None = None
    turn: TurnId | None = None
    resting: bool = False
    enlisted: bool = False
    begun: bool = False
    again: bool = False
    stopped: bool = False


@dataclass(slots=True)
class _Account:
    slots: Slots
    running: int = 0
    held: bool = False
    quiet: asyncio.Event = field(default_factory=asyncio.Event)
    ready: Round[LaneKey] = field(default_factory=Round)


@dataclass(frozen=True, slots=True)
class Work:
    """What the lanes do: carry a turn on (maybe into another lane), note that it broke, tell those who wait.

    `moved` names a lane's turns when somebody moved up, with the number of turns that keep the first of them from
    beginning (0 when it begins); `door` when the account's door shut (True) or opened.
    """

    run: Callable[[TurnId], Awaitable["LaneKey | None"]]
    broke: Callable[[TurnId, str], Coroutine[Any, Any, None]]
    moved: Callable[[tuple[TurnId, ...], int], None]
    door: Callable[[tuple[TurnId, ...], bool], None]


class Lanes:
    """Decides when a turn runs; the store alone knows what a turn is."""

    def __init__(self, work: Work, slots: Callable[[StudioAccountId], int], clock: Clock, tasks: Tasks) -> None:
        """`slots` tells how many turns of an account may run at once, as long as its studio refuses none of them."""
        self._work = work
        self._slots = slots
        self._clock = clock
        self._tasks = tasks
        self._lanes: dict[LaneKey, _Lane] = {}
        self._accounts: dict[StudioAccountId, _Account] = {}
        self._stored = asyncio.Event()
        self._stored.set()

    @contextmanager
    def storing(self) -> Iterator[None]:
        """Let nothing begin before what is being stored now is stored: a burst is taken before any of it is begun.

        The store takes one piece of work after another, so whoever begins waits for the newest one alone.
        """
        self._stored = newest = asyncio.Event()
        try:
            yield
        finally:
            newest.set()

    def submit(
        self, turn: TurnId, key: LaneKey, person: PersonId = NOBODY, *, first: bool = False, at_work: bool = False
    ) -> None:
        """Queue a turn; one that runs already runs once more afterwards, one that waits keeps its place.

        With `first` it is the next to run: whoever rests before it may wait for just what it brings. What the studio is
        `at_work` on only waits for its lane: no door keeps it out, and its slot is taken anyway.
        """
        lane = self._lanes.setdefault(key, _Lane())
        if turn in lane.queue:
            lane.again = lane.again or lane.turn == turn
            return
        lane.queue.insert(0 if first else len(lane.queue), turn)
        lane.people[turn] = person
        if at_work:
            lane.at_work.add(turn)
        if first and lane.resting and lane.task is not None:
            lane.task.cancel()
        self._enlist(key, lane)

    def ahead(self, turn: TurnId, key: LaneKey) -> int:
        """Count the turns that come before this one in its lane."""
        lane = self._lanes.get(key)
        return lane.queue.index(turn) if lane and turn in lane.queue else 0

    def full(self, studio: StudioAccountId) -> int:
        """Count the turns that an account runs while no other may begin; 0 while one may."""
        account = self._accounts.get(studio)
        return account.running if account and account.running >= account.slots.allowed else 0

    def cancel(self, turn: TurnId, key: LaneKey) -> None:
        """Take a turn out of its lane; one that is running or resting is interrupted."""
        lane = self._lanes.get(key)
        if lane is None or turn not in lane.queue:
            return
        if lane.turn == turn and lane.task is not None:
            lane.stopped = True
            if lane.begun:  # a task that has not begun would never come to give its slot back
                lane.task.cancel()
        else:
            self._remove(key, lane, turn)

    def hold(self, studio: StudioAccountId) -> None:
        """Close an account's door: what runs goes on, nothing begins."""
        self._account(studio).held = True
        self._tell_door(studio)

    def release(self, studio: StudioAccountId) -> None:
        """Open an account's door again."""
        account = self._account(studio)
        account.held = False
        self._pump(account)
        self._tell_door(studio)

    async def idle(self, studio: StudioAccountId) -> None:
        """Wait until nothing runs on an account."""
        account = self._account(studio)
        while account.running:
            account.quiet.clear()
            await account.quiet.wait()

    def _tell_door(self, studio: StudioAccountId) -> None:
        held = self._account(studio).held
        for lane in [lane for key, lane in self._lanes.items() if key.studio == studio]:
            if lane.enlisted and not held and (full := self.full(studio)):
                self._work.moved(tuple(lane.queue), full)
            elif lane.enlisted:
                self._work.door(tuple(lane.queue), held)
            elif not held:  # its first one goes on; the others wait for that one alone
                self._work.moved(tuple(lane.queue), 0)

    def _enlist(self, key: LaneKey, lane: _Lane) -> None:
        account = self._account(key.studio)
        if lane.task is None and lane.queue[0] in lane.at_work:
            self._begin(account, key, lane)
        elif not lane.enlisted and lane.task is None:
            lane.enlisted = True
            account.ready.add(key.channel, lane.people[lane.queue[0]], key)
        if account.held and lane.enlisted:
            self._work.door(tuple(lane.queue), True)  # noqa: FBT003 (a callback takes no names)
        self._pump(account)

    def _account(self, studio: StudioAccountId) -> _Account:
        if studio not in self._accounts:
            most = self._slots(studio)
            self._accounts[studio] = _Account(Slots(most, most))
        return self._accounts[studio]

    def _pump(self, account: _Account) -> None:
        while not account.held and account.running < account.slots.allowed and account.ready:
            key = account.ready.take()
            lane = self._lanes.get(key)
            if lane is not None and lane.enlisted:  # else it began meanwhile, with what the studio was at work on
                self._begin(account, key, lane)

    def _learn(self, account: _Account) -> None:
        """Take a studio at its word: no more than what runs besides the refused turn, until a probe shows otherwise."""
        if account.slots.lower(account.running - 1, self._clock.monotonic()):
            self._tasks.start(self._probe(account), "probe")

    async def _probe(self, account: _Account) -> None:
        while account.slots.due is not None:
            if pause := account.slots.pause(self._clock.monotonic()):
                await self._clock.sleep(pause)
            else:
                account.slots.probe(self._clock.monotonic())
                self._pump(account)

    def _begin(self, account: _Account, key: LaneKey, lane: _Lane) -> None:
        lane.enlisted = False
        if not lane.queue:
            del self._lanes[key]
            return
        account.running += 1
        lane.turn = lane.queue[0]
        lane.begun = lane.again = lane.stopped = False
        lane.task = self._tasks.begin(self._drive(account, key, lane, lane.turn), f"lane {key.conversation}")

    async def _drive(self, account: _Account, key: LaneKey, lane: _Lane, turn: TurnId) -> None:
        lane.begun, pause = True, 0.0
        try:
            pause = 0.0 if lane.stopped else await self._carry_on(account, lane, turn)
        except asyncio.CancelledError:
            if not lane.stopped:
                raise
        account.running -= 1
        account.quiet.set()
        self._pump(account)
        if pause and not lane.stopped and lane.queue[0] == turn:
            await self._rest(lane, pause)
        self._leave(key, lane, turn, stays=lane.again or pause > 0)

    async def _carry_on(self, account: _Account, lane: _Lane, turn: TurnId) -> float:
        pauses: list[float] = []

        async def run() -> None:
            try:
                await self._stored.wait()
                elsewhere = await self._work.run(turn)
                if elsewhere is not None:
                    self.submit(turn, elsewhere, lane.people[turn])
            except RetryLater as later:
                pauses.append(max(later.after, SHORTEST_REST))
                if isinstance(later, Crowded):
                    self._learn(account)
            except StoreUnavailable:  # a run goes on from what is stored, whatever was not
                pauses.append(STORE_REST)

        await self._tasks.attempt(run(), f"turn {turn}", lambda failure: self._work.broke(turn, failure))
        return sum(pauses)

    async def _rest(self, lane: _Lane, seconds: float) -> None:
        lane.resting = True
        try:
            await self._clock.sleep(seconds)
        except asyncio.CancelledError:
            if not lane.stopped and lane.queue[0] == lane.turn:  # nobody stopped it or came first: a shutdown
                raise
        finally:
            lane.resting = False

    def _leave(self, key: LaneKey, lane: _Lane, turn: TurnId, *, stays: bool) -> None:
        lane.task = lane.turn = None
        if lane.stopped or not stays:
            self._remove(key, lane, turn)
        if lane.queue:
            self._enlist(key, lane)
        else:
            del self._lanes[key]

    def _remove(self, key: LaneKey, lane: _Lane, turn: TurnId) -> None:
        lane.queue.remove(turn)
        del lane.people[turn]
        lane.at_work.discard(turn)
        self._work.moved(tuple(lane.queue), 0 if lane.task else self.full(key.studio))
