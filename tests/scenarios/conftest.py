"""A stage for every story, on each platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.sandbox import film, painter
from tests.clock import ManualClock
from tests.scenarios.discord_stage import discord
from tests.scenarios.stage import Stage, at_work
from tests.scenarios.telegram_stage import telegram
from tests.scenarios.web_stage import web

PLATFORMS = {"web": web, "discord": discord, "telegram": telegram}
TURNS = 5  # whoever waits here goes over a network and looks again


@pytest.fixture
def small_art(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sandbox make small files: a story is about the way they take."""
    monkeypatch.setattr(painter, "SIDE", 128)
    monkeypatch.setattr(film, "SIZE", (160, 90))
    monkeypatch.setattr(film, "SECONDS", 1)


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still until somebody looks."""
    return ManualClock(turns=TURNS)


@pytest.fixture(params=PLATFORMS)
async def stage(
    request: pytest.FixtureRequest, clock: ManualClock, tmp_path: Path, small_art: None
) -> AsyncIterator[Stage]:
    """The product at work on each platform."""
    async with PLATFORMS[request.param](tmp_path, clock) as platform, at_work(platform, tmp_path, clock) as stage:
        yield stage
