"""Windows stay in step: every change reaches each of them, in order, also after a gap."""

import asyncio

from bot.chat import DeliveryKey, Post
from tests.adapters.platforms.web.conftest import Visitor, events, next_message, visit
from tests.adapters.platforms.web.preview import STUDIO, Stage
from tests.clock import ManualClock


async def test_a_new_message_reaches_an_open_window(stage: Stage, visitor: Visitor) -> None:
    """A post appears without anybody asking for it."""
    async with visitor.asks("GET", "/api/events?channel=studio") as response:
        stream = events(response)
        await stage.adapter.post(STUDIO, Post("hello"), DeliveryKey("turn", "1"))
        assert (await next_message(stream)).data["text"] == "hello"


async def test_an_edit_is_the_same_message_again(stage: Stage, visitor: Visitor) -> None:
    """A window learns of a change as the message's present state under a newer revision."""
    async with visitor.asks("GET", "/api/events") as response:
        stream = events(response)
        sent = await stage.adapter.post(STUDIO, Post("working"), DeliveryKey("turn", "1"))
        first = await next_message(stream)
        await stage.adapter.edit(sent, Post("done"))
        second = await next_message(stream)
    assert (first.data["id"], first.data["text"]) == (second.data["id"], "working")
    assert second.data["text"] == "done"
    assert (second.id or 0) > (first.id or 0)


async def test_a_window_goes_on_where_it_was(stage: Stage, visitor: Visitor) -> None:
    """After a lost connection exactly the missed changes come, by the number the browser names itself."""
    sent = await stage.adapter.post(STUDIO, Post("one"), DeliveryKey("turn", "1"))
    await stage.adapter.post(STUDIO, Post("two"), DeliveryKey("turn", "2"))
    async with visitor.asks("GET", "/api/events?after=0") as response:
        stream = events(response)
        assert [(await next_message(stream)).data["text"] for _ in range(2)] == ["one", "two"]
        seen = 3  # the first channel was revision 1
    await stage.adapter.edit(sent, Post("one, mended"))
    await stage.adapter.post(STUDIO, Post("three"), DeliveryKey("turn", "3"))
    async with visitor.asks("GET", "/api/events?after=0", headers={"Last-Event-ID": str(seen)}) as response:
        stream = events(response)
        assert [(await next_message(stream)).data["text"] for _ in range(2)] == ["one, mended", "three"]


async def test_history_says_where_events_go_on(stage: Stage, visitor: Visitor) -> None:
    """Between loading a channel and listening nothing is lost and nothing comes twice."""
    await stage.adapter.post(STUDIO, Post("before"), DeliveryKey("turn", "1"))
    told = await visitor.gets("/api/channels/studio/history")
    await stage.adapter.post(STUDIO, Post("after"), DeliveryKey("turn", "2"))
    async with visitor.asks("GET", f"/api/events?after={told['revision']}") as response:
        assert (await next_message(events(response))).data["text"] == "after"


async def test_a_deleted_message_goes_from_every_window(stage: Stage, visitor: Visitor) -> None:
    """Taking a message back reaches open windows and leaves no words behind."""
    sent = await stage.adapter.post(STUDIO, Post("a secret"), DeliveryKey("turn", "1"))
    await stage.adapter.delete(sent)
    await stage.adapter.delete(sent)
    async with visitor.asks("GET", "/api/events") as response:
        gone = (await next_message(events(response))).data
    assert (gone["gone"], gone["text"]) == (True, "")
    assert await visitor.sees() == []


async def test_a_whisper_reaches_one_person(stage: Stage, visitor: Visitor) -> None:
    """What is meant for one person is shown in none of the others' windows."""
    await visitor.says("hello")
    person = (await stage.inbox.heard.get()).person
    await stage.adapter.whisper(STUDIO, person, Post("between us"), DeliveryKey("event", "answer"))
    await stage.adapter.whisper(STUDIO, person, Post("between us"), DeliveryKey("event", "answer"))
    assert [each["text"] for each in await visitor.sees()] == ["hello", "between us"]
    async with visit(stage.address) as other:
        assert [each["text"] for each in await other.sees()] == ["hello"]


async def test_a_new_channel_is_told(visitor: Visitor) -> None:
    """A channel made in one window appears in the list of all."""
    await visitor.gets("/api/channels")
    async with visitor.asks("GET", "/api/events?after=1") as response:
        async with visitor.asks("POST", "/api/channels", json={"name": "Sketches"}):
            pass
        event = await anext(events(response))
    assert (event.name, event.data) == ("channel", {"id": "sketches", "name": "Sketches"})


async def test_silence_is_filled(stage: Stage, visitor: Visitor, clock: ManualClock) -> None:
    """A quiet stream is kept alive, so that nothing between server and browser cuts it."""
    async with visitor.asks("GET", "/api/events?after=9") as response:
        await clock.asleep(2)  # the daily cleaning, and this stream
        await clock.advance(15)
        read = b""
        while b": still here" not in read:
            read += await asyncio.wait_for(response.content.readline(), 10)


async def test_open_windows_do_not_keep_the_program(stage: Stage, visitor: Visitor) -> None:
    """A page that goes down sends its windows home instead of waiting for them."""
    async with visitor.asks("GET", "/api/events") as response:
        stage.adapter._site.history.feed.close()
        assert b"retry" in await asyncio.wait_for(response.content.read(), 10)
