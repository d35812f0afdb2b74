"""The cases of the kill matrix with films: a message that streams, a render that is polled, and the film's way."""

from tests.program.cases import (
    EITHER,
    FILE,
    FINISHED,
    UNKNOWN,
    Case,
    Reach,
    asks,
    at_random,
    held,
    kill_and_let_go,
    last_word,
    leaving,
    planned,
    unreceipted,
    unseen,
)
from tests.program.crash import Crash, picture
from tests.program.stillness import Moment

CITY, EXPORT = "a city at night", "export"
BOTH = ("finished", "finished")


def held_film(call: str, when: str, *, lost: bool = False) -> Reach:
    """Kill while the studio holds a call of an export."""

    async def reach(scene: Crash) -> None:
        await _filmed(scene)
        await scene.studio.hold(call, when, lost=lost)
        await scene.says(EXPORT)
        await kill_and_let_go(scene, call)

    return reach


def exports(moment: Moment) -> Reach:
    """Kill in a moment after an export was asked for."""

    async def reach(scene: Crash) -> None:
        await _filmed(scene)
        await scene.killed_in(moment, lambda: scene.says(EXPORT))

    return reach


def edits(call: str, when: str, *, lost: bool = False) -> Reach:
    """Kill while the studio holds a message that edits a film."""

    async def reach(scene: Crash) -> None:
        await _filmed(scene)
        await held(call, when, "add music", lost=lost)(scene)

    return reach


async def streaming(scene: Crash) -> None:
    """A message is accepted, and its stream is open."""
    await scene.says(f"two-stage: {CITY}")
    await scene.comes_to("running")


async def rendering(scene: Crash) -> None:
    """An export is accepted, and its render is not done."""
    await scene.studio.order(set={"render_polls": 5})
    await _filmed(scene)
    await scene.says(EXPORT)
    await scene.comes_to("running")


async def _filmed(scene: Crash) -> None:
    await scene.says(CITY)
    await scene.comes_to("finished")


def _message(name: str, reach: Reach, ends: tuple[str, ...] = FINISHED) -> Case:
    return Case(f"message: {name}", reach, ends, films=True)


def _export(name: str, reach: Reach) -> Case:
    return Case(f"export: {name}", reach, BOTH, confirms=1, films=True)


FILM_STATES: tuple[Case, ...] = (
    _export("rendering", rendering),
    _export("render after", held_film("render", "after")),
    _message("run_sse after", held("run_sse", "after", CITY)),
    _message("streaming", streaming),
)

# The slowest first: a message that was lost is looked for on the service's own schedule.
MORE_FILMS: tuple[Case, ...] = (
    _message("run_sse before, never arrives", held("run_sse", "before", CITY, lost=True), UNKNOWN),
    _message("an edit never arrives", edits("run_sse", "before", lost=True), ("finished", "outcome_unknown")),
    _message("an edit, run_sse after", edits("run_sse", "after"), BOTH),
    _message("session after", held("session", "after", CITY)),
    _message("nemo_upload after", held("nemo_upload", "after", CITY, file=picture())),
    _message("run_sse before, arrives late", held("run_sse", "before", CITY)),
    _message("all told, not ended", asks(CITY, leaving("running"))),
    _export("state before", held_film("state", "before")),
    _export("render before, never arrives", held_film("render", "before", lost=True)),
    _export("render before, arrives late", held_film("render", "before")),
    _export("render_status before", held_film("render_status", "before")),
    _export("fetching, film before", held_film("film", "before")),
    _export("sending: planned", exports(planned(FILE))),
    _export("sending: on the page, no receipt", exports(unreceipted(FILE))),
    _export("sending: before the page has it", exports(unseen(FILE))),
    _export("ended, last word unsent", exports(last_word("finished"))),
    *(_message(f"three kills at random, seed {seed}", at_random(seed, CITY), EITHER) for seed in range(4)),
)
