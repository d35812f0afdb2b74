"""Every state that a turn can die in, as cases: what was killed where, what became of it, and what the others counted.

`python -m tests.program.matrix` runs them all and prints the table.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from aiohttp import ClientError

from tests.program import balance, stillness
from tests.program.balance import Entry
from tests.program.cases import EITHER, MORE, STATES, Case
from tests.program.crash import Crash, crash
from tests.program.films import FILM_STATES, MORE_FILMS
from tests.program.studio import Studio, open_studio

AT_ONCE = 6
LONGEST = 300.0
LAST_LINES = 12
CARD_SAYS = {
    "finished": "done",
    "outcome_unknown": "unsure",
    "declined": "stopped",
    "stopped": "stopped",
    "failed": "failed",
}
PAINTED, FILMED = ("chat", "confirm", "prompt"), ("run_sse", "render", "text")  # the calls, and a request's words
NAMES = "\n\n["  # files that go with a message to a film are named behind its words
UNSENT = "SELECT part FROM deliveries WHERE state IN ('planned', 'sending')"
STANDS = (
    "SELECT id, state, stopping, text FROM turns",
    "SELECT turn, state, decision, asked FROM confirmations",
    "SELECT turn, part, state, attempts FROM deliveries",
    balance.ENTRIES,
)
# What a case that never comes to its moment, or a program that does not come back, ends in.
BROKEN = (AssertionError, ClientError, LookupError, OSError, sqlite3.Error, TimeoutError)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; `stood` is what the store, the studio and the log held where something is wrong."""

    name: str
    killed_in: str
    ended: str
    chats: int = 0
    confirms: int = 0
    files: int = 0
    ledger: str = ""
    faults: tuple[str, ...] = ()
    stood: str = ""

    @property
    def verdict(self) -> str:
        """Say whether the promise was kept."""
        return "ok" if not self.faults else "; ".join(self.faults)


HEADINGS = ("killed in", "turns then", "turns after", "sent", "confirms, renders", "files", "ledger", "verdict")


def table(lines: Sequence[Line]) -> str:
    """Draw the table, and below it what stood where a row is red."""
    rows: list[tuple[str, ...]] = [HEADINGS]
    rows += [
        (
            *(each.name, each.killed_in, each.ended),
            *(str(each.chats), str(each.confirms), str(each.files), each.ledger, each.verdict),
        )
        for each in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS) - 1)]
    drawn = [
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1])) for row in rows
    ]
    return "\n".join([*drawn, *(f"\n{each.name}\n{each.stood}" for each in lines if each.faults)])


async def run(case: Case, folder: Path, studio: Studio) -> Line:
    """Bring the program there, kill it, start it again, let everything end, and count; what breaks is a red row."""
    try:
        async with crash(folder, studio, films=case.films) as scene:
            await studio.order(set={"replace_on_waiting": case.replaces})
            try:
                async with asyncio.timeout(LONGEST):
                    return await _play(case, scene)
            except BROKEN as error:
                return await _broken(case, folder, studio, error)
    except BROKEN as error:
        return await _broken(case, folder, studio, error)


async def _broken(case: Case, folder: Path, studio: Studio, error: Exception) -> Line:
    fault = f"never came to its end: {type(error).__name__} {error}".rstrip()
    return Line(case.name, "?", "?", faults=(fault,), stood=await _stood(folder, studio))


async def _play(case: Case, scene: Crash) -> Line:
    await case.reach(scene)
    await scene.product.kill()
    killed_in = ", ".join(await scene.states()) or "no turn yet"
    await scene.product.start()
    await scene.send_again()
    await scene.settles(case.answer)
    return await _counted(case, scene, killed_in)


async def _stood(folder: Path, studio: Studio) -> str:
    """Tell what the store, the studio and the log hold."""
    told: list[str] = []
    for query in STANDS:
        with suppress(sqlite3.Error):
            found = await asyncio.to_thread(stillness.rows, folder / "data" / "atelier.sqlite3", query)
            told += [f"  {query}", *(f"    {row}" for row in found)]
    with suppress(*BROKEN):
        known = await studio.order()
        told += [f"  studio: {json.dumps({name: known[name] for name in ('calls', 'faults', 'barriers')})}"]
        told += [f"    {json.dumps(each)}" for each in known["accepted"][-LAST_LINES:]]
    with suppress(OSError):
        log = await asyncio.to_thread((folder / "log.txt").read_text)
        told += ["  log:", *(f"    {line}" for line in log.splitlines()[-LAST_LINES:])]
    return "\n".join(told)


async def run_all(cases: Sequence[Case], folder: Path, tell: Callable[[Line], object] = lambda _: None) -> list[Line]:
    """Run cases, some at a time, each on a studio that nobody else uses meanwhile; tells each row as it comes."""
    waiting = deque(enumerate(cases))
    lines: dict[int, Line] = {}

    async def work(name: str) -> None:
        async with open_studio(folder / f"studio-{name}.txt") as studio:
            while waiting:
                number, case = waiting.popleft()
                lines[number] = await run(case, folder / str(number), studio)
                tell(lines[number])

    async with asyncio.TaskGroup() as group:
        for number in range(min(AT_ONCE, len(cases))):
            group.create_task(work(str(number)))
    return [lines[number] for number in sorted(lines)]


async def _counted(case: Case, scene: Crash, killed_in: str) -> Line:
    states, files = await scene.states(), await scene.files("video" if case.films else "")
    asked, ordered, words = FILMED if case.films else PAINTED
    chats, confirms = await scene.accepted(asked), await scene.accepted(ordered)
    entries = [Entry(*row) for row in await scene.rows(balance.ENTRIES)]
    said = [each[words].partition(NAMES)[0] for each in chats]
    faults = (
        *_twice("asked", said, await scene.rows("SELECT text FROM turns")),
        *(f"{count} of a file" for count in Counter(files).values() if count > 1),
        *_unlike("turns", tuple(states), _ends(case, states)),
        *_unlike("confirms", len(confirms), case.confirms),
        *(f"never sent: {part}" for (part,) in await scene.rows(UNSENT)),
        *_unlike("files", len(files), case.confirms if case.films else states.count("finished") * case.files_each),
        *_unlike("cards", await scene.phases(), [CARD_SAYS.get(state, state) for state in states]),
        *(await _filmed(scene, entries) if case.films else await _painted(scene, entries, confirms)),
    )
    return Line(
        name=case.name,
        killed_in=killed_in,
        ended=", ".join(states),
        chats=len(chats),
        confirms=len(confirms),
        files=len(files),
        ledger=balance.told(entries),
        faults=faults,
        stood=await _stood(scene.product.folder, scene.studio) if faults else "",
    )


async def _painted(scene: Crash, entries: Sequence[Entry], confirms: Sequence[dict[str, str]]) -> list[str]:
    return balance.faults(await scene.rows(balance.TURNS), entries, await _confirmed(scene, confirms))


async def _filmed(scene: Crash, entries: Sequence[Entry]) -> list[str]:
    """List what is wrong beside the counts: a message that met another at work, a film of something else, a bill."""
    renders = [(each["status"], each["untouched"]) for each in await scene.accepted("render")]
    told = Counter(each["text"] for each in await scene.messages() if each["author"] == "atelier" and each["text"])
    return [
        *(f"told {count} times: {text}" for text, count in told.items() if count > 1 and not text.startswith("Done")),
        *_unlike("messages beside a running one", (await scene.studio.order())["nemo"]["overlapping"], 0),
        *_unlike("renders", [each for each in renders if each != ("completed", True)], []),
        *balance.unsettled(await scene.rows(balance.TURNS), entries),
    ]


async def _confirmed(scene: Crash, confirms: Sequence[dict[str, str]]) -> list[int]:
    """Count the approvals that the studio saw, for each turn: they belong to the newest request on their thread."""
    asked: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for each in sorted([*await scene.accepted("chat"), *confirms], key=itemgetter("at")):
        if each["call"] == "chat":
            asked[each["thread_id"]] = each["prompt"]
        else:
            seen[asked[each["thread_id"]]] += 1
    return [seen[text] for (text,) in await scene.rows("SELECT text FROM turns ORDER BY created_at")]


def _ends(case: Case, states: Sequence[str]) -> tuple[str, ...]:
    """Tell how the turns must end; where a kill may fall anywhere, one of the two honest ends is right."""
    return case.ends if case.ends != EITHER or len(states) != 1 or states[0] not in EITHER else (states[0],)


def _twice(what: str, done: Sequence[str], turns: Sequence[tuple[str, ...]]) -> list[str]:
    allowed = Counter(text for (text,) in turns)
    return [f"{what} {count} times: {text}" for text, count in Counter(done).items() if count > allowed[text]]


def _unlike(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found} instead of {wanted}"]


async def main(folder: Path) -> int:
    """Run the whole matrix and print its table."""
    cases = (*MORE, *STATES, *MORE_FILMS, *FILM_STATES)
    lines = await run_all(cases, folder, lambda line: sys.stderr.write(f"{line.name}: {line.verdict}\n"))
    sys.stdout.write(table(lines) + "\n")
    return sum(bool(each.faults) for each in lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(asyncio.run(main(Path(made))))
