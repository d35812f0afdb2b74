"""A guild with our people in it, and the product at work there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clock import ManualClock
from tests.emulators.discord.people import Person
from tests.scenarios.discord_stage import DiscordPlatform, discord
from tests.scenarios.stage import ANN, BOB, Stage, at_work


@pytest.fixture
async def here(tmp_path: Path, clock: ManualClock) -> AsyncIterator[DiscordPlatform]:
    """Discord, with what only it has; at its end it complains of what the real one would have refused."""
    async with discord(tmp_path, clock) as platform:
        yield platform


@pytest.fixture
async def stage(here: DiscordPlatform, tmp_path: Path, clock: ManualClock, small_art: None) -> AsyncIterator[Stage]:
    """The product at work on it."""
    async with at_work(here, tmp_path, clock) as stage:
        yield stage


@pytest.fixture
def ann(here: DiscordPlatform) -> Person:
    """Ann's client."""
    return here.people[ANN.name]


@pytest.fixture
def bob(here: DiscordPlatform) -> Person:
    """Bob's client."""
    return here.people[BOB.name]
