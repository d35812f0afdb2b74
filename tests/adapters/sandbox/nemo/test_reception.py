"""Tokens, sessions and credits: who gets in, until when, and how it is refused."""

import re
from datetime import UTC, datetime

import aiohttp
import pytest

from tests.adapters.sandbox.nemo.talking import RENDER, Talk

WEEK = 7 * 24 * 3600.0
TOKEN = "/api/auth/anonymous-token"
SESSIONS = "/api/tasks/me/with-session/nemo_agent"
OPEN = {"task_name": "project", "language": "en"}


async def test_a_token_comes_with_all_four_fields(stranger: Talk) -> None:
    """A client that reads user, credits or expiry finds them, in the forms that were seen."""
    data = (await stranger.post(TOKEN, Authorization="", X_Client_Id="c1")).data

    assert re.fullmatch(r"nmv_usr_[\w-]{20,}", data["token"])
    assert re.fullmatch(r"anon_[0-9a-f]{16}", data["user_id"])
    assert data["credits"] == 100
    expires = datetime.strptime(data["expires_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert expires.timestamp() == stranger.clock.now() + WEEK


@pytest.mark.parametrize("client_id", ["", "c" * 65])
async def test_a_client_id_is_needed_and_not_too_long(stranger: Talk, client_id: str) -> None:
    """Without an id, or with one of more than 64 characters, there is no token."""
    assert (await stranger.post(TOKEN, X_Client_Id=client_id)).refused == (400, 400)
    assert (await stranger.post(TOKEN, X_Client_Id="c" * 64)).status == 200


async def test_a_client_gets_one_token_a_week(stranger: Talk) -> None:
    """While its token lives a client is told to wait; after a week it gets another, as the same person."""
    first = (await stranger.post(TOKEN, X_Client_Id="c1")).data
    again = await stranger.post(TOKEN, X_Client_Id="c1")
    await stranger.control(nemo={"forward": WEEK})
    second = (await stranger.post(TOKEN, X_Client_Id="c1")).data

    assert again.refused == (429, 429)
    assert again.headers["Retry-After"] == "30"
    assert second["token"] != first["token"]
    assert second["user_id"] == first["user_id"]


async def test_an_address_gets_ten_tokens_a_week(stranger: Talk) -> None:
    """The eleventh client of an address is refused, one at another address is not, and a week later all may."""
    for number in range(10):
        assert (await stranger.post(TOKEN, X_Client_Id=f"c{number}")).status == 200
    assert (await stranger.post(TOKEN, X_Client_Id="c10")).refused == (429, 429)
    elsewhere = aiohttp.TCPConnector(local_addr=("127.0.0.2", 0))
    async with aiohttp.ClientSession(connector=elsewhere) as http:
        other = Talk(stranger.sandbox, stranger.clock, http)
        assert (await other.post(TOKEN, X_Client_Id="c10")).status == 200
    await stranger.control(nemo={"forward": WEEK})
    assert (await stranger.post(TOKEN, X_Client_Id="c11")).status == 200


async def test_the_limits_can_be_switched_off(stranger: Talk) -> None:
    """Whoever tests something else need not count tokens."""
    await stranger.control(switches={"rate_limits": False})

    assert [(await stranger.post(TOKEN, X_Client_Id="c1")).status for _ in range(12)] == [200] * 12


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", SESSIONS),
        ("POST", "/run_sse"),
        ("POST", "/api/upload-video/nemo_agent/me/1"),
        ("GET", "/api/state/nemo_agent/me/1/latest"),
        ("GET", "/api/credits/balance/simple"),
        ("POST", RENDER),
        ("GET", f"{RENDER}/render_1"),
        ("POST", f"{RENDER}/render_1/cancel"),
        ("GET", "/api/render/proxy/render_1/download"),
        ("POST", "/api/auth/claim-token"),
    ],
)
async def test_nobody_enters_without_a_token(stranger: Talk, method: str, path: str) -> None:
    """Every endpoint but one refuses no token, a wrong one, and another scheme."""
    for credentials in ("", "Bearer nmv_usr_wrong", f"Basic {stranger.sandbox.nemo_token}"):
        assert (await stranger.call(method, path, {}, Authorization=credentials)).refused == (401, 1001)


async def test_a_token_expires(talk: Talk) -> None:
    """An anonymous token opens nothing after a week, and the next one finds the session again."""
    await talk.control(nemo={"forward": WEEK - 1})
    assert (await talk.told())["session_id"] == talk.session
    await talk.control(nemo={"forward": 1.0})
    assert (await talk.get("/api/credits/balance/simple")).refused == (401, 1001)

    talk.token = (await talk.post(TOKEN, X_Client_Id="0b7c2f60")).data["token"]
    assert (await talk.told())["session_id"] == talk.session


async def test_a_new_token_can_be_a_new_person(talk: Talk) -> None:
    """Where renewing forgets, the old session is not to be found."""
    await talk.control(switches={"renewal_forgets": True}, nemo={"forward": WEEK})
    talk.token = (await talk.post(TOKEN, X_Client_Id="0b7c2f60")).data["token"]

    assert (await talk.get(f"/api/state/nemo_agent/me/{talk.session}/latest")).refused == (404, 1002)


async def test_a_session_has_a_number_as_text(talk: Talk) -> None:
    """The id has 19 digits, more than a float holds, and comes as a string, with task and person."""
    data = (await talk.post(SESSIONS, {"task_name": "project"})).data

    assert re.fullmatch(r"\d{19}", data["session_id"])
    assert data["task_id"].startswith("task_")
    assert data["user_id"] == talk.user
    assert data["session_id"] != talk.session


@pytest.mark.parametrize("body", [{}, {"task_name": ""}, {**OPEN, "language": "English!"}, {**OPEN, "more": 1}])
async def test_a_session_of_a_strange_shape_is_refused(talk: Talk, body: object) -> None:
    """A body that lacks a name, or has what nobody knows, opens nothing."""
    assert (await talk.post(SESSIONS, body)).refused == (400, 400)


@pytest.mark.parametrize("whose", ["nobody's", "somebody else's", "a lost one", "another name's"])
async def test_unknown_and_foreign_sessions_are_one_to_a_client(talk: Talk, whose: str) -> None:
    """A session that is not there, or not yours, answers 1002 at every endpoint that names one."""
    user = "me"
    match whose:
        case "nobody's":
            talk.session = "1" * 19
        case "somebody else's":
            other = await Talk(talk.sandbox, talk.clock, talk.http).enter("c2")
            talk.token = other.token
        case "a lost one":
            await talk.control(nemo={"end_sessions": True})
        case _:
            user = "anon_0000000000000000"
    draft = {"d": 1, "t": [{"tt": 0, "sg": [{"d": 1}]}]}
    replies = [
        await talk.get(f"/api/state/nemo_agent/{user}/{talk.session}/latest"),
        await talk.post(f"/api/upload-video/nemo_agent/{user}/{talk.session}", {"urls": [], "source_type": "url"}),
    ]
    if user == "me":
        replies += [
            await talk.submits(draft=draft),
            await talk.post("/api/auth/claim-token", {"task_id": "task_1", "session_id": talk.session}),
        ]
    said = await talk.sends("hello", user_id=user)

    assert [reply.refused for reply in replies] == [(404, 1002)] * len(replies)
    assert (said.status, (await said.json())["code"]) == (404, 1002)
    assert (await talk.control())["nemo"]["accepted"] == []


async def test_a_persons_own_name_is_as_good_as_me(talk: Talk) -> None:
    """Older clients write the real user id where newer ones write `me`."""
    assert (await talk.get(f"/api/state/nemo_agent/{talk.user}/{talk.session}/latest")).status == 200


async def test_a_link_into_the_browser_is_no_token(talk: Talk) -> None:
    """The claim token has its own beginning, lasts a week, and opens no endpoint."""
    told = await talk.told()
    data = (await talk.post("/api/auth/claim-token", {k: told[k] for k in ("task_id", "session_id")})).data

    assert data["claim_token"].startswith("clm_")
    assert data["expires_in"] == 604_800
    talk.token = data["claim_token"]
    assert (await talk.get("/api/credits/balance/simple")).refused == (401, 1001)


async def test_codes_may_come_with_200(talk: Talk) -> None:
    """A service that says no inside the envelope only can be switched on; HTTP's own refusals stay what they are."""
    await talk.control(switches={"codes_with_200": True})

    assert (await talk.get("/api/state/nemo_agent/me/1/latest")).refused == (200, 1002)
    assert (await talk.post(TOKEN, X_Client_Id="")).refused == (400, 400)


async def test_credits_are_given_and_taken(talk: Talk, rich: Talk) -> None:
    """An anonymous person begins with 100, a registered one with more, and a test changes both."""
    await rich.control(nemo={"credits": -30})

    assert await rich.balance() == (1070, 0, 1070)
    assert (await rich.told())["user_id"].startswith("user_")
    assert (await (await Talk(rich.sandbox, rich.clock, rich.http).enter("c9")).balance()) == (100, 0, 100)
