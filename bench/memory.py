"""Memory: what a turn costs that only waits, queued or for an answer, and whether waiting is idle."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.children import program
from bench.figures import Figure, Scale, Target
from bench.wire import Held, Wait

EACH_KB = 10
IDLE_PERCENT = 5
KB = 1_000


async def measure(scale: Scale) -> tuple[Figure, ...]:
    """Fill three processes side by side: turns queued, turns awaiting an answer, and the bare script's tasks."""
    queued, awaiting, bare = await asyncio.gather(
        _hold("waiting", scale, awaiting=False, before=("leaving",)),
        _hold("waiting", scale, awaiting=True, before=("leaving",)),
        _hold("bare_waiting", scale, awaiting=False),
    )
    count = f"{scale.left + scale.coming:,} turns"
    return (*_figures(f"{count} queued", queued, bare), *_figures(f"{count} awaiting an answer", awaiting, bare))


def _figures(name: str, held: Held, bare: Held) -> Iterator[Figure]:
    for way, each in (("that came in", held.came), ("taken up after a restart", held.left)):
        kilobytes = each / KB
        yield Figure(f"{name}: each {way}", "kB", kilobytes, bare.came / KB, Target("kB", EACH_KB, kilobytes))
    idle = Target("%", IDLE_PERCENT, held.idle_percent)
    yield Figure(f"{name}: idle, of a core", "%", held.idle_percent, bare.idle_percent, idle)


async def _hold(name: str, scale: Scale, *, awaiting: bool, before: tuple[str, ...] = ()) -> Held:
    with TemporaryDirectory() as folder:
        wait = Wait(
            left=scale.left,
            coming=scale.coming,
            folder=folder,
            awaiting=awaiting,
            warm_up=scale.warm_up,
            settle=scale.settle,
            idle=scale.idle,
        )
        for earlier in before:
            async with program(earlier, Path(folder), wait) as child:
                await child.told(Wait)
        async with program(name, Path(folder), wait) as child:
            return await child.told(Held)
