"""The bytes of a stream: three dialects, every form of a heartbeat, and how it can be spoilt."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from adapters.sandbox.nemo.dialects import HEARTBEATS
from adapters.sandbox.nemo.speech import ENGLISH
from tests.adapters.sandbox.nemo.talking import Talk, hear, words

FOX = "a red fox"


async def test_the_usual_dialect_is_the_kits(rich: Talk) -> None:
    """Roles, ids and the state's difference are where Google's kit has them; the reasoning is marked as such."""
    await rich.says(FOX)
    heard = await rich.says("add a title 'Hi' 0-3 s")
    thought, called, answered, said = heard.events

    assert thought["content"]["parts"][0]["thought"] is True
    assert [part.keys() for part in called["content"]["parts"]] == [{"text"}, {"functionCall"}]
    call, response = called["content"]["parts"][1]["functionCall"], answered["content"]["parts"][0]["functionResponse"]
    assert call["id"] == response["id"]
    assert [event["content"]["role"] for event in heard.events] == ["model", "model", "user", "model"]
    assert answered["actions"]["stateDelta"] == {"draft": (await rich.state())["draft"]}
    assert len({event["id"] for event in heard.events}) == 4
    assert len({event["invocationId"] for event in heard.events}) == 1
    assert "partial" not in said
    assert heard.body.endswith(b"\n\n")


async def test_a_text_may_come_in_pieces_first(rich: Talk) -> None:
    """The pieces are marked, and the whole follows them."""
    await rich.control(switches={"partials": True})
    heard = await rich.says("hello")
    pieces = words([event for event in heard.events if event.get("partial")])

    assert len(pieces) > 3
    assert "".join(pieces) == words(heard.events)[-1] == ENGLISH.hello


async def test_events_may_be_flat(rich: Talk) -> None:
    """Typed objects: text, tool call, tool result; no thoughts."""
    await rich.control(switches={"dialect": "flat"})
    await rich.says(FOX)
    heard = await rich.says("add a title 'Hi'")

    assert [event["type"] for event in heard.events] == ["text", "tool_call", "tool_result", "text"]
    assert heard.events[0]["content"] == ENGLISH.will_edit
    assert heard.events[1]["name"] == heard.events[2]["name"] == "edit_multitrack"


async def test_events_may_be_nothing_but_text(rich: Talk) -> None:
    """The poorest dialect tells words only, and of a silent turn nothing at all."""
    await rich.control(switches={"dialect": "text"})
    heard = await rich.says(FOX)
    silent = await rich.says("silently add a title")

    assert heard.events == [{"text": ENGLISH.will_make}, {"text": ENGLISH.clip_ready}]
    assert silent.events == []


@pytest.mark.parametrize("dialect", ["flat", "text", "adk"])
async def test_an_error_inside_the_stream_is_told_in_every_dialect(rich: Talk, dialect: str) -> None:
    """The last frame is a bare error."""
    await rich.control(switches={"dialect": dialect})

    assert [*(await rich.says(f"{FOX}, fail")).events[-1]] == ["error"]


@pytest.mark.parametrize("form", HEARTBEATS)
async def test_a_heartbeat_has_every_form(rich: Talk, form: str) -> None:
    """The bytes are those of the form that is set, as often as is set."""
    await rich.control(switches={"heartbeat": form, "heartbeat_every": 3.0})
    heard = await rich.says(FOX)
    expected = {
        "empty": b"data:",
        "blank": b"data: ",
        "word": b"data: heartbeat",
        "object": b'data: {"type":"heartbeat"}',
        "event": b"event: heartbeat\ndata:",
        "comment": b": ping",
    }

    assert heard.frames.count(expected.get(form, b"data:")) == (0 if form == "none" else 3)


async def test_a_stream_can_be_cut_in_the_middle(rich: Talk) -> None:
    """Half of the events come, then the connection breaks; the message was accepted and the work goes on."""
    await rich.control(fault={"call": "run_sse", "kind": "half"})
    heard = await rich.says(FOX)
    await rich.clock.advance(30)

    assert heard.cut
    assert heard.events
    assert ENGLISH.clip_ready not in words(heard.events)
    assert "draft" in await rich.state()


async def test_the_reply_to_an_accepted_message_can_be_lost(rich: Talk) -> None:
    """Accepted, and not even a status comes back."""
    await rich.control(fault={"call": "run_sse", "kind": "reset", "when": "after"})
    with pytest.raises(aiohttp.ClientError):
        await rich.sends(FOX)

    assert (await rich.control())["nemo"]["posts"] == {FOX: 1}


@pytest.mark.parametrize(("when", "accepted"), [("before", {}), ("after", {FOX: 1})])
async def test_a_message_can_be_held(rich: Talk, when: str, accepted: dict[str, int]) -> None:
    """A program can be killed exactly there: before, nothing is known of it; after, it is taken and nobody was told."""
    await rich.control(hold="run_sse", when=when)
    call = asyncio.create_task(rich.sends(FOX))
    while not (state := await rich.control())["barriers"][0]["held"]:
        pass
    await rich.control(release="run_sse")
    heard = asyncio.create_task(hear(await call))
    await rich.passes(30, heard)

    assert state["nemo"]["posts"] == accepted
    assert ENGLISH.clip_ready in words((await heard).events)


async def test_an_error_can_come_as_json_instead_of_a_stream(rich: Talk) -> None:
    """A client that does not look at the type would read JSON as events."""
    await rich.control(fault={"call": "run_sse", "kind": "too_often"})
    reply = await rich.sends(FOX)
    body: Any = json.loads(await reply.read())

    assert (reply.status, reply.content_type, body["code"]) == (429, "application/json", 429)
    assert (await rich.control())["nemo"]["accepted"] == []


async def test_streams_end_with_the_sandbox(rich: Talk) -> None:
    """Broken, a stream went on for an hour after the sandbox's end because its listener had left before."""
    heard = asyncio.create_task(hear(await rich.sends(f"{FOX}, endless")))
    (await rich.sends(f"{FOX}, endless")).close()
    await rich.clock.asleep(2)
    await rich.sandbox.__aexit__(None, None, None)

    assert (await heard).cut
    assert rich.clock.sleeping == 0
