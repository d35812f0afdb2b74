"""A group and a forum with our people in them, and the product at work there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clock import ManualClock
from tests.emulators.telegram.people import Person
from tests.scenarios.stage import ANN, BOB, Stage, at_work
from tests.scenarios.telegram_stage import Place, TelegramPlatform, telegram


@pytest.fixture
async def here(tmp_path: Path, clock: ManualClock) -> AsyncIterator[TelegramPlatform]:
    """Telegram, with what only it has; at its end it complains of what the real one would have refused."""
    async with telegram(tmp_path, clock) as platform:
        platform.places["private"] = Place(platform.people[ANN.name].dm)
        yield platform


@pytest.fixture
async def stage(here: TelegramPlatform, tmp_path: Path, clock: ManualClock, small_art: None) -> AsyncIterator[Stage]:
    """The product at work on it."""
    async with at_work(here, tmp_path, clock) as stage:
        yield stage


@pytest.fixture
def ann(here: TelegramPlatform) -> Person:
    """Ann's client."""
    return here.people[ANN.name]


@pytest.fixture
def bob(here: TelegramPlatform) -> Person:
    """Bob's client."""
    return here.people[BOB.name]
