"""Files opened in a thread are closed, whoever is gone by then."""

import asyncio
import threading
from pathlib import Path

import pytest

from adapters.reading import held, opened


async def test_a_file_is_open_inside_and_closed_after(tmp_path: Path) -> None:
    """Whoever reads need not think of the end."""
    path = tmp_path / "file"
    await asyncio.to_thread(path.write_bytes, b"fox")
    async with opened(path) as file:
        assert await asyncio.to_thread(file.read) == b"fox"

    assert file.closed


async def test_a_file_that_is_not_there_is_told() -> None:
    """The error is that of opening it."""
    with pytest.raises(FileNotFoundError):
        async with opened(Path("nowhere")):
            pass


async def test_what_opens_too_late_is_closed_all_the_same() -> None:
    """Broken outcome: a program that stopped while a file was being opened left it open."""
    may_open, is_closed = threading.Event(), threading.Event()

    async def use() -> None:
        async with held(may_open.wait, lambda _: is_closed.set()):
            pass

    using = asyncio.create_task(use())
    await asyncio.sleep(0)
    using.cancel()
    await asyncio.gather(using, return_exceptions=True)
    assert not is_closed.is_set()
    may_open.set()

    assert await asyncio.to_thread(is_closed.wait, 5)
