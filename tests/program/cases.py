"""The cases of the kill matrix: where the program is killed, and how one comes there."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.program import stillness
from tests.program.crash import Crash, picture, until
from tests.program.stillness import Moment

LIGHTHOUSE, COSTLY = "a lighthouse", "a costly lighthouse"
ASKED_TWICE = "a costly lighthouse, asked twice"
FINISHED, UNKNOWN, EITHER = ("finished",), ("outcome_unknown",), ("finished", "outcome_unknown")
DAY = 24 * 3600.0
STRIDE = 12  # a request with a picture and two results changes the store about eighty times

Reach = Callable[[Crash], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Case:
    """Where the program is killed, how one comes there, and what must have become of it in the end.

    `answer` is pressed on each question afterwards, nothing where it is empty. With `films` the studio is the one that
    exports: `confirms` counts the renders then, of which each brings a file.
    """

    name: str
    reach: Reach
    ends: tuple[str, ...] = FINISHED
    confirms: int = 0
    answer: str = "Approve"
    files_each: int = 1
    replaces: bool = False
    films: bool = False


def asks(text: str, moment: Moment) -> Reach:
    """Kill in a moment after a request."""

    async def reach(scene: Crash) -> None:
        await scene.killed_in(moment, lambda: scene.says(text))

    return reach


def answers(moment: Moment) -> Reach:
    """Kill in a moment after a question was approved."""

    async def reach(scene: Crash) -> None:
        await scene.killed_in(moment, lambda: _asks_and_approves(scene))

    return reach


def held(call: str, when: str, text: str = LIGHTHOUSE, *, lost: bool = False, file: bytes | None = None) -> Reach:
    """Kill while the studio holds a call; a call that is not lost arrives after the kill."""

    async def reach(scene: Crash) -> None:
        await scene.studio.hold(call, when, lost=lost)
        await scene.says(text, file)
        await kill_and_let_go(scene, call)

    return reach


def deciding(call: str, when: str, *, lost: bool = False) -> Reach:
    """Kill while the studio holds a call that carries out an approval."""

    async def reach(scene: Crash) -> None:
        await scene.says(COSTLY)
        await scene.reaches("awaiting_confirmation")
        await until(scene.asked)
        await scene.studio.hold(call, when, lost=lost)
        await scene.presses("Approve")
        await kill_and_let_go(scene, call)

    return reach


def reused(call: str, when: str, *, lost: bool = False) -> Reach:
    """Kill while the studio holds the second request of a conversation."""

    async def reach(scene: Crash) -> None:
        await scene.says(LIGHTHOUSE)
        await scene.reaches("finished")
        await held(call, when, "the lighthouse at night", lost=lost)(scene)

    return reach


async def _asks_and_approves(scene: Crash) -> None:
    await scene.says(COSTLY)
    await scene.presses("Approve")


async def kill_and_let_go(scene: Crash, call: str) -> None:
    """Kill as soon as the studio holds a call, which arrives then unless it is lost."""
    await scene.held(call)
    await scene.product.kill()
    await scene.studio.order(release=call)


async def in_the_lane(scene: Crash) -> None:
    """One turn works, another waits behind it."""
    await scene.studio.hold("result", "before")
    await scene.says("the lighthouse by day")
    await scene.held("result")
    await scene.says(LIGHTHOUSE)
    await scene.reaches("running", "queued")
    await kill_and_let_go(scene, "result")


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
    await asks(LIGHTHOUSE, leaving("running"))(scene)


async def stopped_at_work(scene: Crash) -> None:
    """A stop of a turn that works is committed, and the card does not say so yet."""
    await scene.studio.hold("result", "before")
    await scene.says(LIGHTHOUSE)
    await scene.held("result")
    await scene.comes_to("running")
    await scene.killed_in(last_word("stopped"), scene.stops)
    await scene.studio.order(release="result")


async def stopped_question(scene: Crash) -> None:
    """A stop of a turn that asks is committed, and the card does not say so yet."""
    await waiting(scene)
    await scene.killed_in(last_word("declined"), scene.stops)


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
        await kill_and_let_go(scene, "chat")

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
    await kill_and_let_go(scene, "confirm")


async def a_day_dead(scene: Crash) -> None:
    """The program is killed while a question waits, and stays dead until the question has run out."""
    await waiting(scene)
    await scene.product.kill()
    await asyncio.to_thread(stillness.age, scene.product.database, DAY)


def expiring(moment: Moment) -> Reach:
    """Kill again in a moment of the start that puts an expired question away."""

    async def reach(scene: Crash) -> None:
        await a_day_dead(scene)
        await scene.killed_in(moment, scene.product.start)

    return reach


def at_random(seed: int, text: str = "two lighthouse pictures") -> Reach:
    """Kill three times, the recoveries too, each after a number of changes that a seed chooses."""

    async def reach(scene: Crash) -> None:
        chance = random.Random(seed)  # noqa: S311 (repeatable, not secret)
        first = seed * STRIDE + chance.randint(1, STRIDE)
        await scene.killed_after(first, lambda: scene.says(text, picture()))
        for _ in range(2):
            await scene.killed_after(chance.randint(1, 2 * STRIDE), scene.product.start)

    return reach


def leaving(state: str, more: str = "") -> Moment:
    """Stand still in a state of a turn."""
    return Moment(_turn(state, more), f"UPDATE OF state ON turns WHEN OLD.state = '{state}'")


def planned(part: str) -> Moment:
    """Stand still before a post is claimed."""
    return Moment(_post(part, "planned"), f"UPDATE ON deliveries WHEN OLD.part LIKE '{part}' AND NEW.state = 'sending'")


def unseen(part: str) -> Moment:
    """Stand still before the page has a post that is on its way."""
    return Moment(_post(part, "sending"), f"INSERT ON web_messages WHEN NEW.part LIKE '{part}'")


def unreceipted(part: str) -> Moment:
    """Stand still where the page has a post that is on its way still."""
    sent = f"UPDATE ON deliveries WHEN OLD.part LIKE '{part}' AND NEW.state = 'sent'"
    return Moment(_post(part, "sending", f"AND {ON_PAGE}"), sent)


def last_word(state: str) -> Moment:
    """Stand still where a turn has ended and its card does not say so."""
    ended = f"EXISTS (SELECT 1 FROM turns WHERE id = OLD.turn AND state = '{state}')"  # noqa: S608 (no foreign text)
    claimed = f"UPDATE ON deliveries WHEN OLD.part = 'card' AND NEW.state = 'sending' AND {ended}"
    return Moment(_turn(state, LAST_WORD), claimed)


def _post(part: str, state: str, more: str = "") -> str:
    return f"SELECT 1 FROM deliveries WHERE part LIKE '{part}' AND state = '{state}' {more}"  # noqa: S608 (no foreign text)


def _turn(state: str, more: str = "") -> str:
    return f"SELECT 1 FROM turns WHERE state = '{state}' {more}"  # noqa: S608 (no foreign text in it)


QUESTION, FILE = "question:%", "file:%"
ON_PAGE = (
    "EXISTS (SELECT 1 FROM web_messages AS shown WHERE shown.source = 'posted' "
    "AND shown.owner = deliveries.owner AND shown.part = deliveries.part)"
)
ANSWERED = "AND EXISTS (SELECT 1 FROM confirmations WHERE turn = turns.id AND decision = 'approve')"
ALL_SENT = "AND EXISTS (SELECT 1 FROM deliveries WHERE turn = turns.id AND part LIKE 'file:%' AND state = 'sent')"
LAST_WORD = "AND EXISTS (SELECT 1 FROM deliveries WHERE turn = turns.id AND part = 'card' AND state != 'sent')"
NOT_TAKEN = Moment(
    "SELECT 1 FROM web_messages WHERE source = 'said' AND taken = 0 "
    "AND NOT EXISTS (SELECT 1 FROM inbox WHERE key = web_messages.id)",
    "INSERT ON inbox",
)
TWO_FILES = Moment("SELECT 1 FROM artifacts WHERE number = 2", "INSERT ON artifacts WHEN NEW.number = 3")
PUT_AWAY = Moment(
    "SELECT 1 FROM turns JOIN confirmations ON turn = turns.id "
    "WHERE turns.state = 'awaiting_confirmation' AND confirmations.state = 'closed'",
    "UPDATE OF state ON turns WHEN OLD.state = 'awaiting_confirmation'",
)

# Every state of a turn and of a post once, the slowest first; after a cut-off answer two looks lie ten seconds apart.
STATES: tuple[Case, ...] = (
    Case("deciding, confirm before, never arrives", deciding("confirm", "before", lost=True), confirms=1),
    Case("deciding, confirm after", deciding("confirm", "after"), confirms=1),
    Case("message kept, not taken", asks(LIGHTHOUSE, NOT_TAKEN)),
    Case("queued", asks(LIGHTHOUSE, leaving("queued"))),
    Case("preparing, save after", held("save", "after")),
    Case("preparing, upload before", held("upload", "before", file=picture())),
    Case("starting, chat before, never arrives", held("chat", "before", lost=True), UNKNOWN),
    Case("starting, chat after", held("chat", "after"), UNKNOWN),
    Case("starting, chat after, known thread", reused("chat", "after"), ("finished", "finished")),
    Case("running", held("result", "before")),
    Case("question sending: before the page", asks(COSTLY, unseen(QUESTION)), confirms=1),
    Case("question sending: on the page, no receipt", asks(COSTLY, unreceipted(QUESTION)), confirms=1),
    Case("awaiting, then approved", waiting, confirms=1),
    Case("awaiting, then declined", waiting, ("declined",), answer="Decline"),
    Case("awaiting, answer stored", answers(leaving("awaiting_confirmation", ANSWERED)), confirms=1),
    Case("fetching, artifact before", held("artifact", "before")),
    Case("sending: planned", asks(LIGHTHOUSE, planned(FILE))),
    Case("sending: before the page has it", asks(LIGHTHOUSE, unseen(FILE))),
    Case("sending: on the page, no receipt", asks(LIGHTHOUSE, unreceipted(FILE))),
    Case("closing: all sent, not ended", asks(LIGHTHOUSE, leaving("running", ALL_SENT))),
    Case("closing: ended, last word unsent", asks(LIGHTHOUSE, last_word("finished"))),
)

OTHER_BARRIERS: tuple[Case, ...] = (
    Case("deciding, result before", deciding("result", "before"), confirms=1),
    Case("deciding, result after", deciding("result", "after"), confirms=1),
    Case("deciding, confirm before, arrives late", deciding("confirm", "before"), confirms=1),
    Case("queued behind another", in_the_lane, ("finished", "finished")),
    Case("preparing, save before", held("save", "before")),
    Case("preparing, upload after", held("upload", "after", file=picture())),
    Case("starting, chat before, arrives late", held("chat", "before"), UNKNOWN),
    Case("starting, chat before, late, known thread", reused("chat", "before"), ("finished", "finished")),
    Case("running, result after", held("result", "after")),
    Case("running, some files came", asks("four lighthouses", TWO_FILES), files_each=4),
    Case("question planned", asks(COSTLY, planned(QUESTION)), confirms=1),
    Case("fetching, artifact after", held("artifact", "after")),
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
    Case("expiring, ended, last word unsent", expiring(last_word("declined")), ("declined",), answer=""),
)

STOPS: tuple[Case, ...] = (
    Case("stop, running", stopped_at_work, ("stopped",)),
    Case("stop, awaiting", stopped_question, ("declined",)),
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
    ),
)

MORE: tuple[Case, ...] = (*LOST, *OTHER_BARRIERS, *HELD_THREADS, *ROUNDS, *EXPIRED, *STOPS, *RANDOM)
