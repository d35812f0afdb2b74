"""The back door: faults and barriers do what they say, and what was accepted is told."""

import asyncio
import http.client
import json

import pytest

from adapters.sandbox.server import Sandbox, SandboxOptions
from tests.adapters.sandbox.conftest import Talk, artifacts, opened
from tests.adapters.sandbox.openapi_client import Reply, fetch
from tests.clock import ManualClock


async def accepted(talk: Talk) -> list[str]:
    """List the calls that were accepted."""
    return [each["call"] for each in (await talk.control())["accepted"]]


async def test_a_fault_answers_so_many_times(talk: Talk) -> None:
    """A named call fails as ordered, as often as ordered, and is not accepted meanwhile."""
    body = {"code": 2012, "message": "Phone verification required"}
    await talk.control(
        fault={"call": "chat", "times": 2, "status": 402, "body": body, "headers": {"X-Request-Id": "7"}}
    )
    replies = [await talk.asks("a fox") for _ in range(3)]

    assert [reply.status for reply in replies] == [402, 402, 200]
    assert (replies[0].json, replies[0].headers["X-Request-Id"]) == (body, "7")
    assert await accepted(talk) == ["chat"]
    assert (await talk.control())["calls"] == {"save": 1, "chat": 3}


@pytest.mark.parametrize(("when", "spent"), [("before", []), ("after", ["chat"])])
async def test_a_connection_can_be_cut_before_or_after_accepting(talk: Talk, when: str, spent: list[str]) -> None:
    """The client sees the same reset; only the journal knows whether credits were spent."""
    await talk.control(fault={"call": "chat", "when": when, "reset": True})

    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        await talk.asks("a fox")
    assert await accepted(talk) == spent


async def test_a_reply_can_be_html(talk: Talk) -> None:
    """A gateway's error page comes instead of JSON."""
    await talk.control(fault={"call": "result", "html": True})
    reply = await talk.get("/chat/result", thread_id="t")

    assert (reply.status, reply.headers.get_content_type()) == (502, "text/html")


async def test_a_reply_can_break_off_in_the_middle(talk: Talk) -> None:
    """Half a JSON body and half a file arrive with the length of the whole."""
    thread = await talk.starts("a fox")
    await talk.clock.advance(4)
    url = artifacts(await talk.result(thread))[0][1]
    for call in ("result", "artifact"):
        await talk.control(fault={"call": call, "half": True})

    with pytest.raises(http.client.IncompleteRead):
        await talk.get("/chat/result", thread_id=thread)
    with pytest.raises(http.client.IncompleteRead):
        await talk.fetch(url)
    assert (await talk.fetch(url)).status == 200


async def test_latency_is_waited_by_the_clock(talk: Talk) -> None:
    """A slow call is answered when its time has come, truly."""
    await talk.control(fault={"call": "mode_query", "latency": 30})
    call = asyncio.create_task(talk.post("/mode/query", {}))
    await talk.clock.asleep()
    assert not call.done()
    await talk.clock.advance(30)

    assert (await call).status == 200


@pytest.mark.parametrize(("when", "spent"), [("before", []), ("after", ["chat"])])
async def test_a_barrier_holds_a_call_before_or_after_accepting(talk: Talk, when: str, spent: list[str]) -> None:
    """A held call stands exactly where it was ordered to stand, until it is released."""
    await talk.control(hold="chat", when=when)
    call = asyncio.create_task(talk.asks("a fox"))
    state = await talk.held()
    assert [each["call"] for each in state["accepted"]] == spent
    await talk.control(release="chat")

    assert (await call).status == 200
    assert await accepted(talk) == ["chat"]
    assert (await talk.control())["barriers"] == []


async def test_a_sandbox_with_held_calls_stops(clock: ManualClock) -> None:
    """A test that ends with a barrier in place does not hang, and a call of it may be cut."""
    async with Sandbox(SandboxOptions(), clock) as sandbox:
        talk = await opened(sandbox, clock)
        await talk.control(hold="mode_query")
        call = asyncio.create_task(talk.post("/mode/query", {}))
        await talk.held()
    (result,) = await asyncio.gather(call, return_exceptions=True)

    assert isinstance(result, Reply | OSError | http.client.HTTPException)


async def test_clear_takes_everything_back(talk: Talk) -> None:
    """One order ends all faults and barriers."""
    await talk.control(fault={"call": "chat", "status": 500}, hold="confirm")
    state = await talk.control(clear=True)

    assert (state["faults"], state["barriers"]) == ([], [])
    assert (await talk.asks("a fox")).status == 200


@pytest.mark.parametrize(
    "order",
    [
        {"fault": {"call": "chta"}},
        {"hold": "chat", "when": "soon"},
        {"set": {"strict": True}},
        {"set": {"strict_cdn": 1}},
    ],
)
async def test_a_misspelt_order_is_refused(talk: Talk, order: dict[str, object]) -> None:
    """An order that would silently do nothing is an error."""
    body = json.dumps(order).encode()
    reply = await asyncio.to_thread(fetch, f"{talk.sandbox.address}/sandbox/control", "POST", body)

    assert reply.status == 400


async def test_the_front_page_says_what_this_is(talk: Talk) -> None:
    """Who opens the address in a browser is told where they are."""
    reply = await asyncio.to_thread(fetch, talk.sandbox.address + "/")

    assert b"Atelier sandbox" in reply.body
