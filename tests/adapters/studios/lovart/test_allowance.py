"""The account's budgets over restarts: another process on the same store goes on counting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.studios.lovart.pacing import Pacing
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bot import app
from bot.errors import RetryLater
from bot.store.budgets import StoredAllowance
from bot.store.database import Database
from bot.studio import Place, PlaceId, Prepared, Prompt, StudioAccountId
from tests.adapters.studios.lovart.conftest import Words
from tests.adapters.studios.lovart.service import CHAT, RESULT, Service, made, ok, snapshot
from tests.contracts.jumping import JumpingClock

ACCOUNT = StudioAccountId("lovart")
FIRST = Prepared(Prompt("a red fox"), Place(PlaceId("prj-1")))


@asynccontextmanager
async def remembered(folder: Path, time: JumpingClock) -> AsyncIterator[StoredAllowance]:
    """The account's allowance in a folder's store, for one life of the program."""
    database = await asyncio.to_thread(Database, f"sqlite:///{folder / 'core.sqlite3'}")
    await database.migrate(app.MIGRATIONS, app.VERSION_TABLE)
    yield StoredAllowance(database, time, ACCOUNT)
    await database.close()


@pytest.fixture
def settings(service: Service) -> LovartSettings:
    """An account that may send two prompts an hour."""
    return LovartSettings(access_key="ak", secret_key="sk", base_url=service.address, spends_per_hour=2)


async def test_a_restart_does_not_give_the_hour_back(
    tmp_path: Path, time: JumpingClock, service: Service, settings: LovartSettings, words: Words
) -> None:
    """Broken outcome: each restart let the account send a full hour of prompts again, which the studio refused."""
    service.says(CHAT, ok(thread_id="thr-1"))
    for _ in range(2):
        async with remembered(tmp_path, time) as allowance, Lovart(settings, time, allowance) as lovart:
            await lovart.start(FIRST)

    async with remembered(tmp_path, time) as allowance, Lovart(settings, time, allowance) as lovart:
        with pytest.raises(RetryLater) as refused:
            await lovart.start(FIRST)

    assert len(service.asked(CHAT)) == 2
    assert "as this account may send for now" in words(refused.value)
    assert "in 60 minutes" in words(refused.value)


async def test_following_writes_down_what_was_asked(
    tmp_path: Path, time: JumpingClock, service: Service, settings: LovartSettings
) -> None:
    """A process that never ends in order leaves its exact count from batch to batch, written between two looks."""
    service.says(CHAT, ok(thread_id="thr-1"))
    service.says(RESULT, *[snapshot("running")] * 40, snapshot("done", made("a.png")))
    async with (
        remembered(tmp_path, time) as crashing,
        remembered(tmp_path, time) as next_one,
        Lovart(settings, time, crashing) as lovart,
    ):
        ref = await lovart.start(FIRST)
        async for _ in lovart.follow(ref):
            pass
        told = await next_one.recall("reads", 1)

    assert sum(made.count for made in told if made.age) >= 25


@pytest.mark.parametrize(("per_hour", "per_minute", "waited"), [(120, 6, 60), (40, 300, 100)])
async def test_reads_before_a_restart_are_missing_after_it(
    tmp_path: Path, time: JumpingClock, per_hour: int, per_minute: int, waited: float
) -> None:
    """A minute's reads that were used up are waited for after a restart, and so is the hour's pace."""
    async with remembered(tmp_path, time) as allowance:
        pacing = Pacing(time, 3.0, per_hour, per_minute, allowance)
        await pacing.recall()
        for _ in range(min(per_minute, per_hour // 10)):
            await pacing.admit()
        await allowance.close()
    assert time.slept == []

    async with remembered(tmp_path, time) as allowance:
        pacing = Pacing(time, 3.0, per_hour, per_minute, allowance)
        await pacing.recall()
        await pacing.admit()
    assert sum(time.slept) == pytest.approx(waited)
