"""A Telegram with the adapter in it."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.platforms.telegram.house import House, house
from tests.clock import ManualClock


@pytest.fixture
async def home(clock: ManualClock) -> AsyncIterator[House]:
    """The adapter at home, as most operators set it up."""
    async with house(clock) as built:
        yield built
