"""The list of faults: whatever the control endpoint names can be ordered, and happens."""

import asyncio
import http.client
import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp
import pytest

from adapters.sandbox.kinds import BARRIERS, ELSEWHERE, KINDS
from tests.adapters.sandbox.conftest import Talk, artifacts
from tests.adapters.sandbox.openapi_client import Reply, fetch

MADE_BY = 4  # seconds that a picture takes
SKEW = 600

# What a client sees of a kind that replaces the reply to a call.
REPLIES: dict[str, Callable[[Reply], bool]] = {
    "html": lambda reply: reply.status == HTTPStatus.OK and reply.body.startswith(b"<!doctype html"),
    "null": lambda reply: reply.json["data"] is None,
    "array": lambda reply: reply.json == [1, 2],
    "status": lambda reply: reply.status == HTTPStatus.SERVICE_UNAVAILABLE,
    "error": lambda reply: reply.status == HTTPStatus.INTERNAL_SERVER_ERROR,
    "bad_keys": lambda reply: reply.status == HTTPStatus.UNAUTHORIZED,
    "no_credits": lambda reply: "used up" in reply.json["message"],
    "crowded": lambda reply: reply.json["message"].startswith("Concurrent task limit"),
    "busy": lambda reply: (reply.status, reply.json["code"]) == (409, 2011),
    "rate_limit": lambda reply: reply.status == HTTPStatus.TOO_MANY_REQUESTS and reply.headers["Retry-After"] == "90",
    "project_gone": lambda reply: reply.data["valid"] is False,
    "thread_gone": lambda reply: reply.status == HTTPStatus.NOT_FOUND,
    "token_refused": lambda reply: (reply.status, reply.json["code"]) == (401, 1001),
    "session_lost": lambda reply: (reply.status, reply.json["code"]) == (404, 1002),
    "session_unknown": lambda reply: (reply.status, [*reply.json]) == (404, ["detail"]),
    "out_of_credits": lambda reply: (reply.status, reply.json["code"]) == (402, 2001),
    "type_refused": lambda reply: (reply.status, reply.json["code"]) == (415, 4001),
    "size_refused": lambda reply: (reply.status, reply.json["code"]) == (413, 4002),
    "export_refused": lambda reply: (reply.status, reply.json["code"]) == (402, 402),
    "too_often": lambda reply: (reply.status, reply.headers["Retry-After"]) == (429, "30"),
}
# The same for kinds of files.
FILES: dict[str, Callable[[Reply], bool]] = {
    "wrong_type": lambda reply: reply.body.startswith(b"\x89PNG") and reply.headers.get_content_type() == "text/html",
    "page": lambda reply: reply.status == HTTPStatus.OK and reply.body.startswith(b"<!doctype html"),
    "heavy": lambda reply: reply.body.startswith(b"\x89PNG") and reply.body.endswith(bytes(11 * 1024 * 1024)),
    "missing": lambda reply: reply.status == HTTPStatus.NOT_FOUND,
    "forbidden": lambda reply: reply.status == HTTPStatus.FORBIDDEN,
}
APART = {"latency", "silence", "reset", "half", "clock_skew", "stale_done", "lagging", "private_address"}
APART_FILES = {"private_redirect", "endless", "short"}


async def made(talk: Talk) -> tuple[str, str]:
    """Let a picture be made; gives its thread and its address."""
    thread = await talk.starts("a fox")
    await talk.clock.advance(MADE_BY)
    return thread, artifacts(await talk.result(thread))[0][1]


def test_every_kind_is_tried_here() -> None:
    """A kind that is listed without a test that sees it happen is not in the list."""
    assert set(KINDS) == {*REPLIES, *FILES, *APART, *APART_FILES}


async def test_the_control_endpoint_lists_what_it_takes(talk: Talk) -> None:
    """Whoever looks learns every kind with its meaning and fields, every parameter, every barrier, and every call."""
    offers = (await talk.control())["offers"]

    assert [each["kind"] for each in offers["faults"]] == list(KINDS)
    assert all(each["about"] for each in offers["faults"])
    assert set(offers["barriers"]) == set(BARRIERS) == {"before", "after"}
    fields = {name for each in offers["faults"] for name in each["fields"]}
    assert fields <= set(offers["parameters"])
    assert all(offers["parameters"].values())
    assert {"chat", "result", "artifact"} <= set(offers["calls"])


@pytest.mark.parametrize("kind", KINDS)
async def test_a_listed_kind_can_be_ordered_as_it_is_listed(talk: Talk, kind: str) -> None:
    """An order of its name, with a call where the kind has none, is taken and shown as set."""
    offers = (await talk.control())["offers"]["faults"]
    (fields,) = (each["fields"] for each in offers if each["kind"] == kind)
    (fault,) = (await talk.control(fault={"call": "save", **fields, "kind": kind}))["faults"]

    assert fault["kind"] == kind
    assert {name: fault[name] for name in fields} == fields


async def test_an_unknown_kind_is_refused_in_words(talk: Talk) -> None:
    """A misspelt kind is answered with those there are."""
    body = json.dumps({"fault": {"kind": "htlm", "call": "chat"}}).encode()
    reply = await asyncio.to_thread(fetch, f"{talk.sandbox.address}/sandbox/control", "POST", body)

    assert reply.status == HTTPStatus.BAD_REQUEST
    assert b"no kind of fault called 'htlm'" in reply.body
    assert all(kind.encode() in reply.body for kind in KINDS)


@pytest.mark.parametrize("kind", REPLIES)
async def test_a_kind_replaces_the_reply_once(talk: Talk, kind: str) -> None:
    """The reply is the one the kind promises, and the next is as usual."""
    await talk.control(fault={"kind": kind, "call": "mode_query"})

    assert REPLIES[kind](await talk.post("/mode/query", {}))
    assert (await talk.post("/mode/query", {})).data["unlimited"] is False


@pytest.mark.parametrize(("kind", "error"), [("reset", OSError), ("half", http.client.IncompleteRead)])
async def test_a_connection_breaks(talk: Talk, kind: str, error: type[Exception]) -> None:
    """No whole reply comes."""
    await talk.control(fault={"kind": kind, "call": "mode_query"})

    with pytest.raises((error, http.client.RemoteDisconnected)):
        await talk.post("/mode/query", {})


async def test_silence_lasts_until_it_is_cleared(talk: Talk) -> None:
    """A call is taken and nothing comes, however much time passes; clearing cuts it off."""
    await talk.control(fault={"kind": "silence", "call": "mode_query"})
    call = asyncio.create_task(talk.post("/mode/query", {}))
    while "mode_query" not in (await talk.control())["calls"]:
        pass
    await talk.clock.advance(10_000)
    assert not call.done()
    await talk.control(clear=True)

    with pytest.raises((OSError, http.client.RemoteDisconnected)):
        await call


async def test_latency_delays_a_call(talk: Talk) -> None:
    """The reply comes when the ordered time is over."""
    await talk.control(fault={"kind": "latency", "call": "mode_query", "latency": 7.0})
    call = asyncio.create_task(talk.post("/mode/query", {}))
    await talk.clock.asleep()
    assert not call.done()
    await talk.clock.advance(7)

    assert (await call).status == HTTPStatus.OK


async def test_a_skewed_clock_shows_in_the_reply(talk: Talk) -> None:
    """The refusal carries the time by which it refused, so that a client can tell whose clock is wrong."""
    at_once = await talk.post("/mode/query", {})
    await talk.control(fault={"kind": "clock_skew", "call": "mode_query", "skew": float(SKEW)})
    refused = await talk.post("/mode/query", {})
    times = [parsedate_to_datetime(each.headers["Date"]).timestamp() for each in (at_once, refused)]

    assert refused.status == HTTPStatus.UNAUTHORIZED
    assert times[1] - times[0] == SKEW


async def test_a_result_can_lie(talk: Talk) -> None:
    """Too early, without its files, or with files that lie in somebody's own network: each once, then the truth."""
    thread, url = await made(talk)
    for kind in ("stale_done", "lagging", "private_address"):
        await talk.control(fault={"kind": kind, "call": "result"})
    lies = [(await talk.get("/chat/result", thread_id=thread)).data for _ in range(3)]

    assert (lies[0]["status"], lies[0]["items"]) == ("done", [])
    assert (artifacts(lies[1]), bool(lies[1]["items"])) == ([], True)
    assert artifacts(lies[2]) == [("image", ELSEWHERE)]
    assert artifacts((await talk.get("/chat/result", thread_id=thread)).data) == [("image", url)]


@pytest.mark.parametrize("kind", FILES)
async def test_a_kind_spoils_a_file_once(talk: Talk, kind: str) -> None:
    """The file comes as the kind promises, and the next time as it is."""
    _, url = await made(talk)
    await talk.control(fault={"kind": kind})
    spoilt, whole = await talk.fetch(url), await talk.fetch(url)

    assert FILES[kind](spoilt)
    assert whole.body.startswith(b"\x89PNG")


async def test_a_file_comes_short_leads_away_or_never_ends(talk: Talk) -> None:
    """Three ways in which no file arrives, each once."""
    _, url = await made(talk)
    await talk.control(fault={"kind": "short"})
    with pytest.raises(http.client.IncompleteRead):
        await talk.fetch(url)

    headers = {"Referer": "https://www.lovart.ai/", "User-Agent": "Mozilla/5.0"}
    async with aiohttp.ClientSession(headers=headers) as session:
        await talk.control(fault={"kind": "private_redirect"})
        async with session.get(url, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (HTTPStatus.FOUND, ELSEWHERE)
        size = len((await talk.fetch(url)).body)
        await talk.control(fault={"kind": "endless"})
        async with session.get(url) as response:
            assert response.content_length is None
            assert len(await response.content.readexactly(10 * size)) == 10 * size
