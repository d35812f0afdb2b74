"""A service that a test writes by hand, a clock that jumps, and the studio between them."""

from collections.abc import AsyncIterator

import pytest

from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from tests.adapters.studios.nemo.service import TOKEN, NemoService
from tests.contracts.jumping import JumpingClock


@pytest.fixture
def time() -> JumpingClock:
    """Time that passes as soon as somebody waits for it; who follows a stream that is still open needs another."""
    return JumpingClock(1_700_000_000.5)


@pytest.fixture
async def service() -> AsyncIterator[NemoService]:
    """The other side."""
    async with NemoService() as service:
        yield service


@pytest.fixture
async def nemo(service: NemoService, time: JumpingClock) -> AsyncIterator[Nemo]:
    """The whole studio, with a token of the operator's own."""
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address, drain=0.0), time) as nemo:
        yield nemo
