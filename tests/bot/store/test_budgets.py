"""Requests that were counted stay counted: over a restart exactly, over a crash never too few."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.studios.lovart.spending import Spending
from bot import app
from bot.allowance import Made
from bot.errors import RetryLater
from bot.store.budgets import StoredAllowance
from bot.store.database import Database
from bot.store.tables import budgets
from bot.studio import StudioAccountId
from tests.contracts.jumping import JumpingClock

STUDIO = StudioAccountId("studio")
PER_MINUTE, PER_HOUR = 6, 20
MINUTE, HOUR = 60.0, 3_600.0


async def opened(folder: Path) -> Database:
    """Open the file of a folder, as a start does."""
    database = await asyncio.to_thread(Database, f"sqlite:///{folder / 'core.sqlite3'}")
    await database.migrate(app.MIGRATIONS, app.VERSION_TABLE)
    return database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A store that lives on while accounts come and go."""
    database = await opened(tmp_path)
    yield database
    await database.close()


def allowance(database: Database, time: JumpingClock, studio: StudioAccountId = STUDIO) -> StoredAllowance:
    """What one start has of an account."""
    return StoredAllowance(database, time, studio)


async def counted(database: Database, time: JumpingClock, tier: str = "reads") -> int:
    """How many requests the next start is told of."""
    return sum(made.count for made in await allowance(database, time).recall(tier, 5))


async def test_the_hours_count_survives_a_restart(tmp_path: Path) -> None:
    """Broken outcome: after a restart the account sent a second full hour of prompts and was refused by the studio."""
    time = JumpingClock()
    first = await opened(tmp_path)
    ended = allowance(first, time)
    spending = Spending(time, "Lovart", per_minute=100, per_hour=2, allowance=ended)
    await spending.recall()
    await spending.take()
    time.jump(600)
    await spending.take()
    await ended.close()
    await first.close()

    time.jump(600)
    second = await opened(tmp_path)
    spending = Spending(time, "Lovart", per_minute=100, per_hour=2, allowance=allowance(second, time))
    await spending.recall()
    with pytest.raises(RetryLater) as refused:
        await spending.take()
    await second.close()

    assert HOUR - 1200 - MINUTE <= refused.value.after <= HOUR - 1200 + MINUTE


async def test_a_clean_end_leaves_the_exact_number(database: Database) -> None:
    """Who ends in order loses nothing of the budget to caution, and tiers and accounts are not mixed up."""
    time = JumpingClock()
    ended = allowance(database, time)
    await ended.recall("reads", 5)
    await ended.recall("spends", 5)
    for _ in range(13):
        await ended.count("reads")
    await ended.count("spends")
    await ended.close()

    other = await allowance(database, time, StudioAccountId("other")).recall("reads", 5)
    assert (await counted(database, time), await counted(database, time, "spends"), other) == (13, 1, ())


async def test_a_crash_counts_what_may_have_been_lost(database: Database) -> None:
    """After a crash the count is never below the truth, and above it by no more than may stay unwritten."""
    time = JumpingClock()
    crashed = allowance(database, time)
    await crashed.recall("reads", 5)
    for _ in range(13):
        await crashed.count("reads")

    assert 13 <= await counted(database, time) <= 13 + 5


async def test_requests_are_written_in_batches(database: Database) -> None:
    """Broken outcome: every poll of a thread cost a commit of its own."""
    time = JumpingClock()
    mine = allowance(database, time)
    await mine.recall("reads", 10)

    async def written() -> int:
        rows = budgets.select().where(budgets.c.minute != 0)
        return sum(await database.read(lambda connection: [row.count for row in connection.execute(rows).mappings()]))

    for _ in range(4):
        await mine.count("reads")
        await mine.keep()
    assert await written() == 0

    await mine.count("reads")
    await mine.keep()
    assert await written() == 5

    await mine.count("reads")
    time.jump(MINUTE)
    await mine.keep()
    assert await written() == 6


async def test_the_table_stays_small(database: Database) -> None:
    """What is older than an hour is told to nobody and thrown away at the next start."""
    time = JumpingClock()
    old = allowance(database, time)
    await old.recall("reads", 5)
    await old.count("reads")
    await old.close()
    time.jump(HOUR + 2 * MINUTE)

    assert await counted(database, time) == 0
    assert len(await database.read(lambda connection: connection.execute(budgets.select()).all())) == 1


async def test_a_clock_that_was_set_back_forgets_nothing(database: Database) -> None:
    """Requests from a time that has yet to come count as made just now."""
    time = JumpingClock()
    ahead = allowance(database, time)
    await ahead.recall("reads", 5)
    await ahead.count("reads")
    await ahead.close()

    back = JumpingClock(time.now() - 7200)
    assert list(await allowance(database, back).recall("reads", 5)) == [Made(0.0, 1)]


Life = tuple[list[float], bool]
LIVES = st.lists(st.tuples(st.lists(st.floats(0, 400), max_size=30), st.booleans()), min_size=1, max_size=5)


async def _live(mine: StoredAllowance, time: JumpingClock, steps: Sequence[float]) -> list[float]:
    made = []
    spending = Spending(time, "Lovart", PER_MINUTE, PER_HOUR, mine)
    await spending.recall()
    for step in steps:
        time.jump(step)
        with suppress(RetryLater):
            await spending.take()
            made.append(time.now())
    return made


async def _lives(database: Database, studio: StudioAccountId, lives: Sequence[Life]) -> list[float]:
    time, made = JumpingClock(), list[float]()
    for steps, crashes in lives:
        mine = allowance(database, time, studio)
        made += await _live(mine, time, steps)
        if not crashes:
            await mine.close()
        time = JumpingClock(time.now())  # another process: its monotonic clock begins anew
    return made


def test_no_budget_is_ever_exceeded(tmp_path: Path) -> None:
    """However time passes, and however often the program ends or crashes, no window ever holds too many calls."""
    database, accounts = asyncio.run(opened(tmp_path)), itertools.count()

    @settings(max_examples=50, deadline=None)
    @given(LIVES)
    def check(lives: list[Life]) -> None:
        made = asyncio.run(_lives(database, StudioAccountId(f"account {next(accounts)}"), lives))

        for span, most in ((MINUTE, PER_MINUTE), (HOUR, PER_HOUR)):
            fullest = max((sum(start <= each < start + span for each in made) for start in made), default=0)
            assert fullest <= most

    check()
    asyncio.run(database.close())
