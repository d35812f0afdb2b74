"""Atelier under load: its whole core and its real Lovart client, over an account without limits and known projects."""

import asyncio
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bench.adapter import FedAdapter, channel_of
from bench.product import STUDIO, running
from bench.wire import ACCESS_KEY, SECRET_KEY, Fed, plan, until_closed
from bot.clock import SystemClock
from bot.store import conversations
from bot.studio import Conversation, ConversationId, PlaceId

UNLIMITED = 1_000_000
RECHECK = 1.0


def know_projects(connection: Connection, count: int) -> None:
    """Begin the conversations, each in a project that the studio knows."""
    for number in range(count):
        made = Conversation(
            ConversationId(conversations.new_id()), channel_of(number), STUDIO, PlaceId(f"project-{number}")
        )
        conversations.add(connection, made, float(number))


async def main(fed: Fed) -> None:
    """Serve until the end is asked for."""
    settings = LovartSettings(
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        base_url=fed.studio,
        recheck=RECHECK,
        concurrent=UNLIMITED,
        reads_per_minute=UNLIMITED,
        reads_per_hour=UNLIMITED,
        spends_per_minute=UNLIMITED,
        spends_per_hour=UNLIMITED,
    )
    adapter = FedAdapter()
    async with running(Path(fed.folder), adapter, {STUDIO: Lovart(settings, SystemClock())}) as product:
        await product.database.write(partial(know_projects, count=fed.conversations))
        product.tasks.start(adapter.run(product.core.inbox), "adapter")
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Fed)))
