"""A scripted service, a clock that jumps, and the studio between them."""

from collections.abc import AsyncIterator, Callable

import pytest

from adapters.studios.lovart.api import Api
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.signing import Keys
from adapters.studios.lovart.studio import Lovart
from bot import texts
from bot.errors import RetryLater, UserError
from tests.adapters.studios.lovart.service import Service
from tests.contracts.jumping import JumpingClock

KEYS = Keys("ak_example_0001", "sk_example_secret_0001")
Words = Callable[[UserError | RetryLater], str]


@pytest.fixture
def words() -> Words:
    """Reads an error in English; numbers and spans are written once beforehand, for their data come from files."""
    english = texts.load().of("en")
    english.duration(1), english.number(1)
    return lambda error: error.say(english)


@pytest.fixture
def time() -> JumpingClock:
    """Time that passes as soon as somebody waits for it."""
    return JumpingClock(1_700_000_000.5)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """The other side."""
    async with Service() as service:
        yield service


@pytest.fixture
async def api(service: Service, time: JumpingClock) -> AsyncIterator[Api]:
    """The calls alone."""

    async def admit() -> None:
        return

    async with Api(service.address + "/", KEYS, time, admit) as api:
        yield api


@pytest.fixture
async def lovart(service: Service, time: JumpingClock) -> AsyncIterator[Lovart]:
    """The whole studio."""
    settings = LovartSettings(access_key=KEYS.access, secret_key=KEYS.secret, base_url=service.address)
    async with Lovart(settings, time) as lovart:
        yield lovart
