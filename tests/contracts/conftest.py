"""A scene for what the core does with each kind of platform."""

from pathlib import Path

import pytest

from tests.clock import ManualClock
from tests.harness import RecordingAdapter, Scene
from tests.scripted import ScriptedStudio


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock) -> Scene:
    """A folder, a platform, a studio; no core runs yet."""
    return Scene(tmp_path, clock, RecordingAdapter(), ScriptedStudio(clock))
