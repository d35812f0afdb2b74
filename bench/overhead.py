"""Overhead: from a message that leaves the load to the first byte of its `POST /chat` at the studio.

Each side has a load and a studio in processes of their own. A message's clock starts when the load writes it, so what
waits in the socket of a busy program counts too, on both sides alike.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from bench.children import Broken, program
from bench.figures import Figure, Scale, Target, percentile
from bench.wire import LOOPBACK, Arrivals, Expected, Fed, Listening, Load, Loaded

Place = TypeVar("Place")

MEDIAN_MS = 15
SLOWEST_MS = 50
BURST_SECONDS = 1
TAKEN_SECONDS = 1
MS = 1_000
BARE_DRAIN = 1.0  # seconds: the bare script has nothing under way once the studio has answered


Put = Callable[[str, Scale, Path], Awaitable[tuple[Loaded, Arrivals]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one side showed: ms to the studio and to the acknowledgement, seconds for the burst, messages lost.

    `late` is by how many ms the load missed its own timetable: what the machine, not the program, is to blame for.
    """

    late: tuple[float, ...]
    reached: tuple[float, ...]
    taken: tuple[float, ...]
    burst_taken: float
    burst_reached: float
    lost: int


async def measure(scale: Scale) -> tuple[Figure, ...]:
    """Put the same load on Atelier and on the bare script, one after the other."""
    return await compare(_load, ("fed", "bare_fed"), scale)


async def compare(put: Put, names: tuple[str, str], scale: Scale, where: str = "") -> tuple[Figure, ...]:
    """Put a load on Atelier and on a bare script, by the names of their programs; figures begin with `where`."""
    atelier = await _run(put, names[0], scale)
    bare = await _run(put, names[1], replace(scale, drain=min(scale.drain, BARE_DRAIN)))
    return tuple(replace(each, name=f"{where}{each.name}") for each in _figures(scale, atelier, bare))


def through(people: str, kind: type[Place], joined: Callable[[Fed, Place], object]) -> Put:
    """Put the load on through an emulated platform, by the name of its program, which first tells the place it is."""

    async def put(name: str, scale: Scale, folder: Path) -> tuple[Loaded, Arrivals]:
        load = load_of(scale)
        async with (
            program("studio", folder, Expected(load.events)) as studio,
            program(people, folder, load) as crowd,
        ):
            fed = Fed(f"http://{LOOPBACK}:{(await studio.told(Listening)).port}", str(folder), scale.conversations)
            async with program(name, folder, joined(fed, await crowd.told(kind))):
                return await crowd.told(Loaded), await studio.last(Arrivals)

    return put


def _figures(scale: Scale, atelier: Seen, bare: Seen) -> Iterable[Figure]:
    usual, typical = median(bare.reached), median(atelier.reached)
    slow, acknowledged = percentile(atelier.reached, 99), percentile(atelier.taken, 99)
    more = "ms more than the bare median"
    name = f"message to studio, {scale.rate:g}/s for {scale.seconds:g} s"
    burst = f"burst of {scale.burst}"
    yield Figure(f"{name}: median", "ms", typical, usual, Target(more, MEDIAN_MS, typical - usual))
    yield Figure(f"{name}: p99", "ms", slow, percentile(bare.reached, 99), Target(more, SLOWEST_MS, slow - usual))
    yield Figure(
        "the same load, acknowledged: p99",
        "ms",
        acknowledged,
        percentile(bare.taken, 99),
        Target("ms", TAKEN_SECONDS * MS, acknowledged),
    )
    told = Target("s", BURST_SECONDS, atelier.burst_taken)
    yield Figure(f"{burst}, all acknowledged", "s", atelier.burst_taken, bare.burst_taken, told)
    yield Figure(f"{burst}, all at the studio", "s", atelier.burst_reached, bare.burst_reached)
    yield Figure("the load's own lateness: p99", "ms", percentile(atelier.late, 99), percentile(bare.late, 99))
    yield Figure("messages that never came there", "", atelier.lost, bare.lost, Target("", 0, atelier.lost))


async def _run(put: Put, name: str, scale: Scale) -> Seen:
    with TemporaryDirectory() as folder:
        loaded, arrivals = await put(name, scale, Path(folder))
    return _seen(loaded, arrivals.first_bytes, scale)


def load_of(scale: Scale, port: int = 0) -> Load:
    """Tell the load what to do."""
    count = round(scale.rate * scale.seconds)
    return Load(port, scale.rate, count, scale.conversations, scale.burst, scale.drain)


async def _load(name: str, scale: Scale, folder: Path) -> tuple[Loaded, Arrivals]:
    async with program("studio", folder, Expected(load_of(scale).events)) as studio:
        address = f"http://{LOOPBACK}:{(await studio.told(Listening)).port}"
        async with program(name, folder, Fed(address, str(folder), scale.conversations)) as fed:
            port = (await fed.told(Listening)).port
            async with program("load", folder, load_of(scale, port)) as sender:
                return await sender.told(Loaded), await studio.last(Arrivals)


def _seen(loaded: Loaded, reached: Mapping[int, float], scale: Scale) -> Seen:
    steady = round(scale.rate * scale.seconds)
    burst = [number for number in loaded.sent if number >= steady]
    usual = [number for number in loaded.sent if number < steady]
    return Seen(
        late=tuple((loaded.sent[each] - loaded.sent[0] - each / scale.rate) * MS for each in usual),
        reached=_since_sent(loaded, reached, usual),
        taken=_since_sent(loaded, loaded.taken, usual),
        burst_taken=_until_last(loaded, loaded.taken, burst),
        burst_reached=_until_last(loaded, reached, burst),
        lost=len(loaded.sent.keys() - reached.keys()),
    )


def _since_sent(loaded: Loaded, instants: Mapping[int, float], numbers: Iterable[int]) -> tuple[float, ...]:
    found = tuple((instants[each] - loaded.sent[each]) * MS for each in numbers if each in instants)
    if not found:
        raise Broken("no message came through")
    return found


def _until_last(loaded: Loaded, instants: Mapping[int, float], numbers: list[int]) -> float:
    """Tell the seconds until the last that came; endless where none did before everybody's patience was over."""
    return max((instants[each] - loaded.sent[each] for each in numbers if each in instants), default=inf)
