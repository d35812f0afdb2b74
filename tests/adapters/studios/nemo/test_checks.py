"""Whether a NemoVideo account can be used, asked with one call that changes nothing."""

import pytest

from adapters.studios.nemo.api import CREDITS
from adapters.studios.nemo.checks import NemoInspection
from adapters.studios.nemo.settings import NemoSettings
from bot.checks.findings import Account, Status
from tests.adapters.studios.lovart.service import Says, refusal
from tests.adapters.studios.nemo.playing import ENGLISH
from tests.adapters.studios.nemo.service import TOKEN, NemoService
from tests.contracts.jumping import JumpingClock

FILMS = Account("studios.films", "NEMO_TOKEN")


def inspection(address: str, time: JumpingClock) -> NemoInspection:
    """Look at an account."""
    return NemoInspection(FILMS, NemoSettings(token=TOKEN, base_url=address), time)


async def test_a_good_token_is_found_good(service: NemoService, time: JumpingClock) -> None:
    """One read tells that the account can be used, and nothing else is asked."""
    (found,) = await inspection(service.address, time).findings()

    assert (found.status, found.name) == (Status.OK, "keys")
    assert [seen.path for seen in service.seen] == [CREDITS]


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        (refusal(401, 1001, "expired"), "keys"),
        (Says(cut=True), "reach"),
        (Says(200, raw=b"<html>"), "answer"),
        (refusal(403, 403, "go away"), "answer"),
    ],
)
async def test_what_is_wrong_is_told_apart(service: NemoService, time: JumpingClock, reply: Says, name: str) -> None:
    """A refused token, a service that is not there and one that makes no sense are mended in different places."""
    service.says(CREDITS, reply)

    (found,) = await inspection(service.address, time).findings()

    assert (found.status, found.name) == (Status.BAD, name)


async def test_nobody_there_is_told(time: JumpingClock) -> None:
    """An address where nothing listens is named as that."""
    (found,) = await inspection("http://127.0.0.1:1", time).findings()

    assert found.name == "reach"


async def test_a_free_account_is_told_and_not_asked_for(service: NemoService, time: JumpingClock) -> None:
    """Who set no token learns what a free account means, and the look takes none of the few that there are."""
    looking = NemoInspection(FILMS, NemoSettings(base_url=service.address), time)

    (found,) = await looking.findings()

    assert (found.status, found.name, found.about) == (Status.WARN, "account", "studios.films")
    assert found.why is not None
    assert found.mend is not None
    assert "100 credits" in found.why(ENGLISH)
    assert "7 days" in found.why(ENGLISH)
    assert "NEMO_TOKEN" in found.mend(ENGLISH)
    assert service.seen == []
