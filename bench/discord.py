"""Discord: the same load as for the overhead, from an emulated Discord through discord.py, on both sides.

Most events are messages that mention the bot, every fourth is the command `/create`, and so is all of the burst. What
is acknowledged is an interaction: from its dispatch to its callback in the emulator.
"""

from pathlib import Path

from bench import overhead
from bench.children import program
from bench.figures import Figure, Scale
from bench.wire import LOOPBACK, Arrivals, Expected, Fed, Guild, Joined, Listening, Loaded


async def measure(scale: Scale) -> tuple[Figure, ...]:
    """Put the load on Atelier and on a bare script that uses discord.py, one after the other."""
    return await overhead.compare(_load, ("discord_fed", "bare_discord_fed"), scale, "Discord, ")


async def _load(name: str, scale: Scale, folder: Path) -> tuple[Loaded, Arrivals]:
    load = overhead.load_of(scale)
    async with (
        program("studio", folder, Expected(load.events)) as studio,
        program("discord_load", folder, load) as people,
    ):
        fed = Fed(f"http://{LOOPBACK}:{(await studio.told(Listening)).port}", str(folder), scale.conversations)
        async with program(name, folder, Joined(fed, await people.told(Guild))):
            return await people.told(Loaded), await studio.last(Arrivals)
