"""Who we are to NemoVideo: a free account asked for once, kept to ourselves, renewed when it is worn out."""

import json
import stat
from pathlib import Path

import pytest

from adapters.studios.nemo import limits
from adapters.studios.nemo.api import ISSUE
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from bot.errors import Mendable
from tests.adapters.studios.lovart.service import refusal
from tests.adapters.studios.nemo.playing import prepared, words
from tests.adapters.studios.nemo.service import STATE, TOKEN, NemoService, holds, issued
from tests.contracts.jumping import JumpingClock

WORN_OUT = refusal(401, 1001, "token expired")


def free(service: NemoService, folder: Path) -> NemoSettings:
    """Set up an account without a token."""
    return NemoSettings(passes=folder / "secret" / "nemo.json", base_url=service.address)


async def test_a_free_account_is_asked_for_once(service: NemoService, time: JumpingClock, tmp_path: Path) -> None:
    """The service gives one a week, so the same is used over restarts."""
    for _ in range(2):
        async with Nemo(free(service, tmp_path), time) as nemo:
            await prepared(nemo)
            await prepared(nemo)

    asked = service.asked(ISSUE)
    assert len(asked) == 1
    assert 0 < len(asked[0].headers["X-Client-Id"]) <= limits.CLIENT_ID_LENGTH
    assert "Authorization" not in asked[0].headers
    assert {seen.headers["Authorization"] for seen in service.asked(STATE)} == {"Bearer nmv_usr_1"}


async def test_nobody_else_may_read_it(service: NemoService, time: JumpingClock, tmp_path: Path) -> None:
    """Token and client id lie in a file for its owner only, and no temporary file is left beside it."""
    async with Nemo(free(service, tmp_path), time) as nemo:
        await prepared(nemo)

    (file,) = (tmp_path / "secret").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_secrets_are_in_no_text(service: NemoService, time: JumpingClock, tmp_path: Path) -> None:
    """Nothing that may be logged shows the token or the client id."""
    async with Nemo(free(service, tmp_path), time) as nemo:
        await prepared(nemo)
        held = nemo._api.identity._pass

    assert held is not None
    assert held.token not in repr(held)
    assert held.client not in repr(held)
    assert TOKEN not in repr(NemoSettings(token=TOKEN))


async def test_a_worn_out_token_is_renewed(service: NemoService, time: JumpingClock, tmp_path: Path) -> None:
    """An expired token is replaced in the middle, under the same client id, and the request goes on."""
    service.says(ISSUE, issued("nmv_usr_1"), issued("nmv_usr_2"))
    async with Nemo(free(service, tmp_path), time) as nemo:
        await prepared(nemo)
        service.says(STATE, WORN_OUT, holds())
        await prepared(nemo)

    first, second = (seen.headers["X-Client-Id"] for seen in service.asked(ISSUE))
    assert first == second
    assert service.asked(STATE)[-1].headers["Authorization"] == "Bearer nmv_usr_2"


async def test_a_known_expiry_needs_no_refusal(service: NemoService, tmp_path: Path) -> None:
    """A token whose time is over is renewed before it is sent."""
    early = JumpingClock(4_070_900_000.0)
    async with Nemo(free(service, tmp_path), early) as nemo:
        await prepared(nemo)
    early.jump(10 * 24 * 3600.0)
    async with Nemo(free(service, tmp_path), early) as nemo:
        await prepared(nemo)

    assert len(service.asked(ISSUE)) == 2


async def test_a_refused_account_is_not_asked_for_again(
    service: NemoService, time: JumpingClock, tmp_path: Path
) -> None:
    """Where the service gives no account, it is left in peace for a while, also over a restart, and people are told."""
    service.says(ISSUE, refusal(429, 429, "one per week"))
    for _ in range(2):
        async with Nemo(free(service, tmp_path), time) as nemo:
            with pytest.raises(Mendable) as refused:
                await prepared(nemo)
            assert "token of their own" in words(refused.value)
    assert len(service.asked(ISSUE)) == 1

    service.says(ISSUE, issued())
    time.jump(limits.PASS_REST)
    async with Nemo(free(service, tmp_path), time) as nemo:
        await prepared(nemo)
    client = {seen.headers["X-Client-Id"] for seen in service.asked(ISSUE)}
    assert len(client) == 1


async def test_an_own_token_is_not_replaced(service: NemoService, nemo: Nemo) -> None:
    """A refused token of the operator's own is told, and no free account takes its place."""
    service.says(STATE, WORN_OUT)

    with pytest.raises(Mendable) as refused:
        await prepared(nemo)
    assert "does not accept this bot's keys" in words(refused.value)
    assert service.asked(ISSUE) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"client": ""}', json.dumps({"client": "x" * 65})])
async def test_a_spoiled_file_is_replaced(
    service: NemoService, time: JumpingClock, tmp_path: Path, content: str
) -> None:
    """A file that makes no sense costs the old account, not the start."""
    settings = free(service, tmp_path)
    assert settings.passes is not None
    settings.passes.parent.mkdir()
    settings.passes.write_text(content)
    async with Nemo(settings, time) as nemo:
        await prepared(nemo)

    assert json.loads(settings.passes.read_text())["token"] == "nmv_usr_1"
