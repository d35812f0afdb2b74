"""Telegram: the same load as for the overhead, from an emulated Telegram through python-telegram-bot, on both sides.

Every event is a message in somebody's chat with the bot. It is acknowledged once the bot asks for what came after it:
that is when Telegram forgets it. Atelier does that when the turn is stored, the library of the bare script at once.
"""

from bench import overhead
from bench.figures import Figure, Scale
from bench.wire import Chats, Started


async def measure(scale: Scale) -> tuple[Figure, ...]:
    """Put the load on Atelier and on a bare script that uses python-telegram-bot, one after the other."""
    load = overhead.through("telegram_load", Chats, Started)
    return await overhead.compare(load, ("telegram_fed", "bare_telegram_fed"), scale, "Telegram, ")
