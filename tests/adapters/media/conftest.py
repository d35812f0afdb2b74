"""What the tests of looking into files and of making others share."""

import asyncio
from pathlib import Path

import pytest

from adapters.media.probe import ChildProbe

PIXELS = 1_000_000


@pytest.fixture
def probe() -> ChildProbe:
    """A probe with a small limit."""
    return ChildProbe(PIXELS)


async def put(folder: Path, content: bytes) -> Path:
    """Lay a file down."""
    await asyncio.to_thread((folder / "file").write_bytes, content)
    return folder / "file"
