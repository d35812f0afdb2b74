"""A sandbox whose time the test turns, and somebody who is in and has a session."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters.sandbox.server import Sandbox, SandboxOptions
from tests.adapters.sandbox.nemo.talking import Talk
from tests.clock import ManualClock


@pytest.fixture
async def stranger(clock: ManualClock) -> AsyncIterator[Talk]:
    """Somebody without a token, before a sandbox that forgets everything in the end."""
    async with Sandbox(SandboxOptions(), clock) as sandbox, aiohttp.ClientSession() as http:
        yield Talk(sandbox, clock, http)


@pytest.fixture
async def talk(stranger: Talk) -> Talk:
    """Somebody anonymous with a session."""
    return await stranger.enter()


@pytest.fixture
async def rich(stranger: Talk) -> Talk:
    """Somebody registered, with a session and more credits than a test needs."""
    stranger.token = stranger.sandbox.nemo_token
    return await stranger.begin()
