"""Following: what a turn costs that runs at the studio, in memory and processor, on many accounts at once."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.children import program
from bench.figures import Figure, Scale, Target
from bench.wire import LOOPBACK, Expected, Follow, Followed, Listening

EACH_KB = 30
BUSY_PERCENT = 25
KB = 1_000
SELDOM = 1.0  # looks a second: in a short measurement there may be none


async def measure(scale: Scale) -> tuple[Figure, ...]:
    """Follow running turns with Atelier, then look as often at as many threads with the bare script."""
    atelier = await _follow("following", scale, before=("leaving_running",))
    bare = await _follow("bare_following", scale, pause=(scale.running + scale.accounts) / max(atelier.looks, SELDOM))
    return tuple(_figures(scale, atelier, bare))


def _figures(scale: Scale, atelier: Followed, bare: Followed) -> Iterator[Figure]:
    name = f"{scale.running:,} turns running on {scale.accounts} accounts"
    kilobytes = atelier.each / KB
    yield Figure(f"{name}: each", "kB", kilobytes, bare.each / KB, Target("kB", EACH_KB, kilobytes))
    busy = Target("%", BUSY_PERCENT, atelier.percent)
    yield Figure(f"{name}: of a core", "%", atelier.percent, bare.percent, busy)
    yield Figure(f"{name}: looks a second", "", atelier.looks, bare.looks)


async def _follow(name: str, scale: Scale, *, before: tuple[str, ...] = (), pause: float = 0) -> Followed:
    with TemporaryDirectory() as folder:
        async with program("studio", Path(folder), Expected(0)) as studio:
            follow = Follow(
                studio=f"http://{LOOPBACK}:{(await studio.told(Listening)).port}",
                folder=folder,
                turns=scale.running,
                accounts=scale.accounts,
                warm_up=scale.accounts,
                settle=scale.settle,
                watched=scale.watched,
                pause=pause,
            )
            for earlier in before:
                async with program(earlier, Path(folder), follow) as child:
                    await child.told(Follow)
            async with program(name, Path(folder), follow) as child:
                return await child.told(Followed)
