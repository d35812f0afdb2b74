"""Atelier under load: its whole core and its real Lovart client, over an account without limits and known projects."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bench.adapter import FedAdapter, channel_of
from bench.product import STUDIO, running
from bench.wire import ACCESS_KEY, SECRET_KEY, Fed, plan, until_closed
from bot.chat import ChannelRef
from bot.clock import SystemClock
from bot.store import conversations
from bot.studio import Conversation, ConversationId, PlaceId

UNLIMITED = 1_000_000
RECHECK = 1.0


def know_projects(connection: Connection, channels: Sequence[ChannelRef]) -> None:
    """Begin a conversation in each channel, in a project that the studio knows."""
    for number, channel in enumerate(channels):
        made = Conversation(ConversationId(conversations.new_id()), channel, STUDIO, PlaceId(f"project-{number}"))
        conversations.add(connection, made, float(number))


def unlimited(studio: str) -> Lovart:
    """Make the client of an account without limits."""
    settings = LovartSettings(
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        base_url=studio,
        recheck=RECHECK,
        concurrent=UNLIMITED,
        reads_per_minute=UNLIMITED,
        reads_per_hour=UNLIMITED,
        spends_per_minute=UNLIMITED,
        spends_per_hour=UNLIMITED,
    )
    return Lovart(settings, SystemClock())


async def main(fed: Fed) -> None:
    """Serve until the end is asked for."""
    adapter, channels = FedAdapter(), [channel_of(number) for number in range(fed.conversations)]
    async with running(Path(fed.folder), adapter, {STUDIO: unlimited(fed.studio)}) as product:
        await product.database.write(partial(know_projects, channels=channels))
        product.tasks.start(adapter.run(product.core.inbox), "adapter")
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Fed)))
