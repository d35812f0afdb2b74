"""A stage for every story, on each platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.sandbox import film, painter
from adapters.sandbox.server import Sandbox
from tests.clock import ManualClock
from tests.harness import FAULTS
from tests.scenarios.discord_stage import discord
from tests.scenarios.stage import Stage
from tests.scenarios.web_stage import web

PLATFORMS = {"web": web, "discord": discord}
TURNS = 5  # whoever waits here goes over a network and looks again


@pytest.fixture
def small_art(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sandbox make small files: a story is about the way they take."""
    monkeypatch.setattr(painter, "SIDE", 128)
    monkeypatch.setattr(film, "SIZE", (160, 90))
    monkeypatch.setattr(film, "SECONDS", 1)


@pytest.fixture(params=PLATFORMS)
async def stage(request: pytest.FixtureRequest, tmp_path: Path, small_art: None) -> AsyncIterator[Stage]:
    """The product at work; whatever breaks in it fails the story."""
    clock = ManualClock(turns=TURNS)
    with capture_logs() as log:
        async with Sandbox(clock=clock) as sandbox, PLATFORMS[request.param](tmp_path, clock) as platform:
            stage = Stage(platform, sandbox, tmp_path, clock)
            await stage.begins()
            yield stage
            await stage.ends()
    assert not (broken := [each for each in log if each["event"] in FAULTS]), broken
