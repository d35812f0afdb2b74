"""The cases of the kill matrix: where the program is killed, and how one comes there."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.program import stillness
from tests.program.crash import Crash, picture, until

AGAIN = " once more"  # where the moment to kill in was missed: the same words would make the same file
LIGHTHOUSE, COSTLY, SLOW = "a lighthouse", "a costly lighthouse", "a slow lighthouse"
ASKED_TWICE = "a costly lighthouse, asked twice"
FINISHED, UNKNOWN, EITHER = ("finished",), ("outcome_unknown",), ("finished", "outcome_unknown")
USUAL = 90.0
DAY = 24 * 3600.0
STRIDE = 4
PATIENT = 150.0  # a thread that shows nothing new is looked at for a minute

Reach = Callable[[Crash], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Case:
    """Where the program is killed, how one comes there, and what must have become of it in the end.

    `answer` is pressed on each question afterwards, nothing where it is empty; `longest` in seconds, all in all.
    """

    name: str
    reach: Reach
    ends: tuple[str, ...] = FINISHED
    confirms: int = 0
    answer: str = "Approve"
    files_each: int = 1
    replaces: bool = False
    longest: float = USUAL


def asks(text: str, state: str) -> Reach:
    """Kill as soon as a query over the store finds the moment after a request."""

    async def reach(scene: Crash) -> None:
        await scene.killed_in(state, lambda: scene.says(text + AGAIN * scene.missed))

    return reach


def answers(state: str) -> Reach:
    """Kill in the moment after a question was approved."""

    async def reach(scene: Crash) -> None:
        await scene.killed_in(state, lambda: _asks_and_approves(scene))

    return reach


def held(call: str, when: str, text: str = LIGHTHOUSE, *, lost: bool = False, file: bytes | None = None) -> Reach:
    """Kill while the studio holds a call; a call that is not lost arrives after the kill."""

    async def reach(scene: Crash) -> None:
        await scene.studio.hold(call, when, lost=lost)
        await scene.says(text, file)
        await _kill_and_let_go(scene, call)

    return reach


def deciding(call: str, when: str, *, lost: bool = False) -> Reach:
    """Kill while the studio holds a call that carries out an approval."""

    async def reach(scene: Crash) -> None:
        await scene.says(COSTLY)
        await scene.reaches("awaiting_confirmation")
        await until(scene.asked)
        await scene.studio.hold(call, when, lost=lost)
        await scene.presses("Approve")
        await _kill_and_let_go(scene, call)

    return reach


def reused(call: str, when: str, *, lost: bool = False) -> Reach:
    """Kill while the studio holds the second request of a conversation."""

    async def reach(scene: Crash) -> None:
        await scene.says(LIGHTHOUSE)
        await scene.reaches("finished")
        await held(call, when, "the lighthouse at night", lost=lost)(scene)

    return reach


async def _asks_and_approves(scene: Crash) -> None:
    await scene.says(COSTLY + AGAIN * scene.missed)
    await scene.presses("Approve")


async def _kill_and_let_go(scene: Crash, call: str) -> None:
    await scene.held(call)
    await scene.product.kill()
    await scene.studio.order(release=call)


async def in_the_lane(scene: Crash) -> None:
    """One turn works, another waits behind it."""
    await scene.says(SLOW)
    await scene.says(LIGHTHOUSE)
    await scene.reaches("running", "queued")


async def at_work(scene: Crash) -> None:
    """A turn is followed."""
    await scene.says(SLOW)
    await scene.reaches("running")


async def half_way(scene: Crash) -> None:
    """Some of four files have come."""
    await scene.says("four slow lighthouses")
    await until(scene.files)


async def waiting(scene: Crash) -> None:
    """A question waits for its answer."""
    await scene.says(COSTLY)
    await scene.reaches("awaiting_confirmation")
    await until(scene.asked)


async def next_to_a_question(scene: Crash) -> None:
    """A question waits, and somebody asks for something else in the channel."""
    await waiting(scene)
    await scene.says(LIGHTHOUSE)
    await scene.reaches("awaiting_confirmation", "finished")


async def after_a_no(scene: Crash) -> None:
    """A question was declined, the studio still holds it, and somebody goes on in the channel."""
    await waiting(scene)
    await scene.presses("Decline")
    await scene.reaches("declined")
    await scene.says(SLOW)
    await scene.reaches("declined", "running")


def stopped(text: str, state: str) -> Reach:
    """Kill as a stop is committed, before the card says so."""

    async def reach(scene: Crash) -> None:
        async def act() -> None:
            await scene.says(text + AGAIN * scene.missed)
            await scene.comes_to(state)
            await scene.stops()

        await scene.killed_in(f"{_turn('stopped', LAST_WORD)} UNION {_turn('declined', LAST_WORD)}", act)

    return reach


def stop_asked(*before: str) -> Reach:
    """Kill while the studio holds a call in whose middle a stop was pressed, after other requests were done."""

    async def reach(scene: Crash) -> None:
        for text in before:
            await scene.says(text)
            await scene.comes_to("finished")
        await scene.studio.hold("chat", "after")
        await scene.says("the lighthouse by day")
        await scene.held("chat")
        await scene.stops()
        await scene.finds(_turn("starting", "AND stopping = 1"))
        await _kill_and_let_go(scene, "chat")

    return reach


async def second_question(scene: Crash) -> None:
    """One question was approved, and the next one waits."""
    await scene.says(ASKED_TWICE)
    await scene.presses("Approve")
    await scene.finds("SELECT 1 FROM confirmations GROUP BY turn HAVING count(*) = 2")
    await scene.comes_to("awaiting_confirmation")
    await until(scene.asked)


async def second_confirmed(scene: Crash) -> None:
    """The studio holds the call that carries out a second approval."""
    await second_question(scene)
    await scene.studio.hold("confirm", "after")
    await scene.presses("Approve")
    await _kill_and_let_go(scene, "confirm")


async def a_day_dead(scene: Crash) -> None:
    """The program is killed while a question waits, and stays dead until the question has run out."""
    await waiting(scene)
    await scene.product.kill()
    await asyncio.to_thread(stillness.age, scene.product.database, DAY)


def expiring(state: str) -> Reach:
    """Kill again in a moment of the start that puts an expired question away."""

    async def reach(scene: Crash) -> None:
        await a_day_dead(scene)
        await scene.product.launch()
        await scene.killed_in(state, scene.product.comes_up, tries=1)

    return reach


def at_random(seed: int) -> Reach:
    """Kill three times, the recoveries too, each after a number of commits that a seed chooses."""

    async def reach(scene: Crash) -> None:
        chance = random.Random(seed)  # noqa: S311 (repeatable, not secret)
        saying = asyncio.create_task(scene.says("two lighthouse pictures", picture()))
        await scene.killed_after(seed * STRIDE + chance.randint(1, STRIDE))
        await saying
        for _ in range(2):
            await scene.product.launch()
            await scene.killed_after(chance.randint(1, 2 * STRIDE))

    return reach


def _post(part: str, states: str, more: str = "") -> str:
    return f"SELECT 1 FROM deliveries WHERE part LIKE '{part}' AND state IN ({states}) {more}"  # noqa: S608 (no foreign text)


def _sending(part: str, *, there: bool) -> str:
    """Look for a post on its way that the page has already, or has not yet."""
    return _post(part, "'sending'", f"AND {'' if there else 'NOT '}{ON_PAGE}")


def _turn(state: str, more: str = "") -> str:
    return f"SELECT 1 FROM turns WHERE state = '{state}' {more}"  # noqa: S608 (no foreign text in it)


UNSENT = "SELECT part FROM deliveries WHERE state IN ('planned', 'sending')"
NOT_TAKEN = (
    "SELECT 1 FROM web_messages WHERE source = 'said' AND taken = 0 "
    "AND NOT EXISTS (SELECT 1 FROM inbox WHERE key = web_messages.id)"
)
ON_PAGE = (
    "EXISTS (SELECT 1 FROM web_messages AS shown WHERE shown.source = 'posted' "
    "AND shown.owner = deliveries.owner AND shown.part = deliveries.part)"
)
ANSWERED = "AND EXISTS (SELECT 1 FROM confirmations WHERE turn = turns.id AND decision = 'approve')"
ALL_SENT = "AND EXISTS (SELECT 1 FROM deliveries WHERE turn = turns.id AND part LIKE 'file:%' AND state = 'sent')"
PUT_AWAY = (
    "SELECT 1 FROM turns JOIN confirmations ON turn = turns.id "
    "WHERE turns.state = 'awaiting_confirmation' AND confirmations.state = 'closed'"
)
LAST_WORD = "AND EXISTS (SELECT 1 FROM deliveries WHERE turn = turns.id AND part = 'card' AND state != 'sent')"

TABLE: tuple[Case, ...] = (
    Case("message kept, not taken", asks(LIGHTHOUSE, NOT_TAKEN)),
    Case("queued, alone", asks(LIGHTHOUSE, _turn("queued"))),
    Case("queued behind another", in_the_lane, ("finished", "finished")),
    Case("preparing, save before", held("save", "before")),
    Case("preparing, save after", held("save", "after")),
    Case("preparing, upload before", held("upload", "before", file=picture())),
    Case("preparing, upload after", held("upload", "after", file=picture())),
    Case("starting, as it is committed", asks(LIGHTHOUSE, _turn("starting")), UNKNOWN),
    Case("starting, chat before, never arrives", held("chat", "before", lost=True), UNKNOWN),
    Case("starting, chat before, arrives late", held("chat", "before"), UNKNOWN),
    Case("starting, chat after", held("chat", "after"), UNKNOWN),
    Case("starting, chat after, known thread", reused("chat", "after"), ("finished", "finished")),
    Case("starting, chat before, late, known thread", reused("chat", "before"), ("finished", "finished")),
    Case("running", at_work),
    Case("running, some files came", half_way, files_each=4),
    Case("question planned", asks(COSTLY, _post("question:%", "'planned'")), confirms=1),
    Case("question sending: before the page", asks(COSTLY, _sending("question:%", there=False)), confirms=1),
    Case("question sending: on the page, no receipt", asks(COSTLY, _sending("question:%", there=True)), confirms=1),
    Case("awaiting, then approved", waiting, confirms=1),
    Case("awaiting, then declined", waiting, ("declined",), answer="Decline"),
    Case("awaiting, answer stored", answers(_turn("awaiting_confirmation", ANSWERED)), confirms=1),
    Case("fetching, artifact before", held("artifact", "before")),
    Case("fetching, artifact after", held("artifact", "after")),
    Case("sending: planned", asks(LIGHTHOUSE, _post("file:%", "'planned'"))),
    Case("sending: before the page has it", asks(LIGHTHOUSE, _sending("file:%", there=False))),
    Case("sending: on the page, no receipt", asks(LIGHTHOUSE, _sending("file:%", there=True))),
    Case("closing: all sent, not ended", asks(LIGHTHOUSE, _turn("running", ALL_SENT))),
    Case("closing: ended, last word unsent", asks(LIGHTHOUSE, _turn("finished", LAST_WORD))),
)

# Reading alone must find out what became of an answer, in two looks that lie ten seconds apart.
SLOW_TABLE: tuple[Case, ...] = (
    Case("deciding, as it is committed", answers(_turn("deciding")), confirms=1),
    Case("deciding, result before", deciding("result", "before"), confirms=1),
    Case("deciding, result after", deciding("result", "after"), confirms=1),
    Case("deciding, confirm before, never arrives", deciding("confirm", "before", lost=True), confirms=1),
    Case("deciding, confirm before, arrives late", deciding("confirm", "before"), confirms=1),
    Case("deciding, confirm after", deciding("confirm", "after"), confirms=1),
)

HELD_THREADS: tuple[Case, ...] = tuple(
    case
    for replaces in (False, True)
    for case in (
        Case(
            f"question open, new request, {'replaced' if replaces else '409'} on its thread",
            next_to_a_question,
            ("finished", "finished"),
            confirms=1,
            replaces=replaces,
        ),
        Case(
            f"declined, new request, {'replaced' if replaces else '409'} on its thread",
            after_a_no,
            ("declined", "finished"),
            replaces=replaces,
        ),
    )
)

ROUNDS: tuple[Case, ...] = (
    Case("awaiting the second question", second_question, confirms=2),
    Case("deciding the second, confirm after", second_confirmed, confirms=2),
)

EXPIRED: tuple[Case, ...] = (
    Case("awaiting, dead until it expired", a_day_dead, ("declined",), answer=""),
    Case("expiring, question put away", expiring(PUT_AWAY), ("declined",), answer=""),
    Case("expiring, ended, last word unsent", expiring(_turn("declined", LAST_WORD)), ("declined",), answer=""),
)

STOPS: tuple[Case, ...] = (
    Case("stop, running", stopped(SLOW, "running"), ("stopped",)),
    Case("stop, awaiting", stopped(COSTLY, "awaiting_confirmation"), ("declined",)),
    Case("stop asked in starting, chat after", stop_asked(), UNKNOWN),
    Case("stop asked in starting, known thread", stop_asked(LIGHTHOUSE), ("finished", "stopped")),
)

RANDOM: tuple[Case, ...] = tuple(
    Case(f"three kills at random, seed {seed}", at_random(seed), EITHER, files_each=2) for seed in range(7)
)

# A lost request on a known thread is looked for during a whole minute: it goes first, beside all others.
LOST: tuple[Case, ...] = (
    Case(
        "starting, chat never arrives, known thread",
        reused("chat", "before", lost=True),
        ("finished", "outcome_unknown"),
        longest=PATIENT,
    ),
)

ALL: tuple[Case, ...] = (*LOST, *SLOW_TABLE, *TABLE, *HELD_THREADS, *ROUNDS, *EXPIRED, *STOPS, *RANDOM)
