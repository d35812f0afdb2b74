"""Atelier's own core over an adapter and a studio, with its real store in a folder."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from adapters.media.probe import ChildProbe
from bot import texts
from bot.adapter import Adapter
from bot.app import MIGRATIONS, VERSION_TABLE, Core, assemble
from bot.clock import SystemClock
from bot.config import Limits
from bot.store.database import Database
from bot.studio import Studio, StudioAccountId
from bot.tasks import Tasks
from bot.workshop import Workshop

STUDIO = StudioAccountId("bench")


class _Over(Exception):
    """The core is no longer needed."""


@dataclass(frozen=True, slots=True)
class Running:
    """A core at work, with its store and its background."""

    core: Core
    database: Database
    tasks: Tasks


@asynccontextmanager
async def running(folder: Path, adapter: Adapter, studios: Mapping[StudioAccountId, Studio]) -> AsyncIterator[Running]:
    """Run a core until the end of the block, put together as the product puts it together."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    async with open_store(folder) as database, AsyncExitStack() as stack:
        for studio in studios.values():
            await stack.enter_async_context(studio)
        first = next(iter(studios))
        workshop = Workshop(database, SystemClock(), texts.load(), {adapter.account: adapter}, studios, first, folder)
        async with _assembled(workshop) as product:
            yield product


@asynccontextmanager
async def open_store(folder: Path) -> AsyncIterator[Database]:
    """Open the store in a folder, made where it is missing, until the end of the block."""
    database = Database(f"sqlite:///{folder / 'atelier.sqlite3'}")
    try:
        await database.migrate(MIGRATIONS, VERSION_TABLE)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def _assembled(workshop: Workshop) -> AsyncIterator[Running]:
    try:
        async with asyncio.TaskGroup() as group:
            tasks = Tasks(group)
            limits = Limits()
            core = assemble(workshop, tasks, limits, ChildProbe(limits.picture_pixels))
            gc.collect()
            gc.freeze()  # as the program does once it has started
            yield Running(core, workshop.database, tasks)
            raise _Over  # noqa: TRY301 (the way to end a task group)
    except* _Over:
        pass
