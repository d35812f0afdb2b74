"""A cutting room for every story, on each platform; at the end of each it is looked whether anything was sent twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.media.probe import ChildProbe
from adapters.sandbox.nemo import films
from tests.clock import ManualClock
from tests.scenarios.conftest import PLATFORMS
from tests.scenarios.nemo.cutting import CuttingRoom
from tests.scenarios.stage import played


@pytest.fixture
def small_films(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sandbox render few and small pictures a second."""
    monkeypatch.setattr(films, "SIDE", 96)
    monkeypatch.setattr(films, "RATE", 2)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no timeline drawn, as where nobody can: these stories are told in words."""

    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(ChildProbe, "draw", nothing)


@pytest.fixture(params=PLATFORMS)
async def stage(
    request: pytest.FixtureRequest, clock: ManualClock, tmp_path: Path, small_art: None, small_films: None
) -> AsyncIterator[CuttingRoom]:
    """The product at work on each platform, with NemoVideo."""
    async with (
        PLATFORMS[request.param](tmp_path, clock) as platform,
        played(CuttingRoom, platform, tmp_path, clock) as stage,
    ):
        yield stage


@pytest.fixture(autouse=True)
async def sent_once(stage: CuttingRoom) -> AsyncIterator[None]:
    """No story ends well in which a message reached the agent twice, or while it was still at work on another."""
    yield
    await stage.ends()
    assert await stage.twice() == {}
    assert (await stage.nemo())["overlapping"] == 0
