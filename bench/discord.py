"""Discord: the same load as for the overhead, from an emulated Discord through discord.py, on both sides.

Most events are messages that mention the bot, every fourth is the command `/create`, and so is all of the burst. What
is acknowledged is an interaction: from its dispatch to its callback in the emulator.
"""

from bench import overhead
from bench.figures import Figure, Scale
from bench.wire import Guild, Joined


async def measure(scale: Scale) -> tuple[Figure, ...]:
    """Put the load on Atelier and on a bare script that uses discord.py, one after the other."""
    load = overhead.through("discord_load", Guild, Joined)
    return await overhead.compare(load, ("discord_fed", "bare_discord_fed"), scale, "Discord, ")
