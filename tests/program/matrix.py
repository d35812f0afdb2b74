"""Every state that a turn can die in, as cases: what was killed where, what became of it, and what the others counted.

`python -m tests.program.matrix` runs them all and prints the table.
"""

import asyncio
import random
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.program.crash import Crash, crash, picture, until
from tests.program.studio import Studio, open_studio

AT_ONCE = 4
LONGEST = 40.0
CARD_SAYS = {"finished": "done", "outcome_unknown": "unsure", "declined": "stopped", "failed": "failed"}
AGAIN = " once more"  # where the moment to kill in was missed: the same words would make the same file
LIGHTHOUSE, COSTLY, SLOW = "a lighthouse", "a costly lighthouse", "a slow lighthouse"
FINISHED, UNKNOWN, EITHER = ("finished",), ("outcome_unknown",), ("finished", "outcome_unknown")

Reach = Callable[[Crash], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Case:
    """Where the program is killed, how one comes there, and what must have become of it in the end."""

    name: str
    reach: Reach
    ends: tuple[str, ...] = FINISHED
    confirms: int = 0
    answer: str = "Approve"
    files_each: int = 1
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    name: str
    killed_in: str
    ended: str
    chats: int
    confirms: int
    files: int
    faults: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """Say whether the promise was kept."""
        return "ok" if not self.faults else "; ".join(self.faults)


def table(lines: Sequence[Line]) -> str:
    """Draw the table."""
    rows: list[tuple[str, ...]] = [("killed in", "turns then", "turns after", "chats", "confirms", "files", "verdict")]
    rows += [
        (each.name, each.killed_in, each.ended, *map(str, (each.chats, each.confirms, each.files)), each.verdict)
        for each in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


async def run(case: Case, folder: Path, studio: Studio) -> Line:
    """Bring the program there, kill it, start it again, let everything end, and count."""
    await studio.order(set={"replace_on_waiting": case.replaces})
    async with crash(folder, studio) as scene:
        await case.reach(scene)
        await scene.product.kill()
        killed_in = ", ".join((await scene.states())[scene.missed :]) or "no turn yet"
        await scene.product.start()
        await scene.send_again()
        with suppress(TimeoutError):  # what is still open then is told in the table
            await asyncio.wait_for(scene.settles(case.answer), LONGEST)
        return await _counted(case, scene, killed_in)


async def run_all(cases: Sequence[Case], folder: Path) -> list[Line]:
    """Run cases, some at a time, each on a studio that nobody else uses meanwhile."""
    waiting = deque(enumerate(cases))
    lines: dict[int, Line] = {}

    async def work(name: str) -> None:
        async with open_studio(folder / f"studio-{name}.txt") as studio:
            while waiting:
                number, case = waiting.popleft()
                lines[number] = await run(case, folder / str(number), studio)

    async with asyncio.TaskGroup() as group:
        for number in range(min(AT_ONCE, len(cases))):
            group.create_task(work(str(number)))
    return [lines[number] for number in sorted(lines)]


async def _counted(case: Case, scene: Crash, killed_in: str) -> Line:
    states, files = await scene.states(), await scene.files()
    chats, confirms = await scene.accepted("chat"), await scene.accepted("confirm")
    faults = [
        *_twice("asked", [each["prompt"] for each in chats], await scene.rows("SELECT text FROM turns")),
        *(f"{count} of a file" for count in Counter(files).values() if count > 1),
        *_unlike("turns", tuple(states[scene.missed :]), _ends(case, states)),
        *_unlike("confirms", len(confirms), case.confirms * (1 + scene.missed)),
        *(f"never sent: {part}" for (part,) in await scene.rows(UNSENT)),
        *_unlike("files", len(files), states.count("finished") * case.files_each),
        *_unlike("cards", await scene.phases(), [CARD_SAYS.get(state, state) for state in states]),
    ]
    ended = ", ".join(states[scene.missed :])
    name = f"{case.name} (at try {scene.missed + 1})" if scene.missed else case.name
    return Line(name, killed_in, ended, len(chats), len(confirms), len(files), tuple(faults))


def _ends(case: Case, states: Sequence[str]) -> tuple[str, ...]:
    """Tell how the turns must end; where a kill may fall anywhere, one of the two honest ends is right."""
    return case.ends if case.ends != EITHER or len(states) != 1 or states[0] not in EITHER else (states[0],)


def _twice(what: str, done: Sequence[str], turns: Sequence[tuple[str, ...]]) -> list[str]:
    allowed = Counter(text for (text,) in turns)
    return [f"{what} {count} times: {text}" for text, count in Counter(done).items() if count > allowed[text]]


def _unlike(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found} instead of {wanted}"]


# -------------------------------------------------------------------------------------------- how to come there


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


def reused(call: str, when: str) -> Reach:
    """Kill while the studio holds the second request of a conversation."""

    async def reach(scene: Crash) -> None:
        await scene.says(LIGHTHOUSE)
        await scene.reaches("finished")
        await held(call, when, "the lighthouse at night")(scene)

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


def at_random(seed: int) -> Reach:
    """Kill three times in quick succession, the recoveries too, at moments that a seed chooses."""

    async def reach(scene: Crash) -> None:
        chance = random.Random(seed)  # noqa: S311 (repeatable, not secret)
        saying = asyncio.create_task(scene.says("two slow lighthouse pictures", picture()))
        await asyncio.sleep(chance.uniform(0.0, 1.5))
        await scene.product.kill()
        await saying
        for _ in range(2):
            await scene.product.launch()
            await asyncio.sleep(chance.uniform(0.7, 2.5))
            await scene.product.kill()

    return reach


def _post(part: str, states: str, more: str = "") -> str:
    return f"SELECT 1 FROM deliveries WHERE part LIKE '{part}' AND state IN ({states}) {more}"  # noqa: S608 (no foreign text)


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
    Case("running", at_work),
    Case("running, some files came", half_way, files_each=4),
    Case("question stored, no receipt", asks(COSTLY, _post("question:%", "'planned', 'sending'")), confirms=1),
    Case("awaiting, then approved", waiting, confirms=1),
    Case("awaiting, then declined", waiting, ("declined",), answer="Decline"),
    Case("awaiting, answer stored", answers(_turn("awaiting_confirmation", ANSWERED)), confirms=1),
    Case("fetching, artifact before", held("artifact", "before")),
    Case("fetching, artifact after", held("artifact", "after")),
    Case("sending: planned", asks(LIGHTHOUSE, _post("file:%", "'planned'"))),
    Case("sending: before the page has it", asks(LIGHTHOUSE, _post("file:%", "'sending'", f"AND NOT {ON_PAGE}"))),
    Case("sending: on the page, no receipt", asks(LIGHTHOUSE, _post("file:%", "'sending'", f"AND {ON_PAGE}"))),
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

RANDOM: tuple[Case, ...] = tuple(
    Case(f"three kills at random, seed {seed}", at_random(seed), EITHER, files_each=2) for seed in range(5)
)


async def main(folder: Path) -> int:
    """Run the whole matrix and print its table."""
    cases = (*TABLE, *SLOW_TABLE, *HELD_THREADS, *RANDOM)
    lines = await run_all(cases, folder)
    sys.stdout.write(table(lines) + "\n")
    return sum(bool(each.faults) for each in lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(asyncio.run(main(Path(made))))
