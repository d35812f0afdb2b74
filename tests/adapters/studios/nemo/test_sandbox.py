"""NemoVideo against the sandbox: every dialect, heartbeat and shape, and what goes wrong, from end to end.

Time is real and runs fast, for two programs share no clock: nothing here waits for a time, only for events.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.sandbox.server import Sandbox, SandboxOptions
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from bot.chat import Attachment, Spooled
from bot.clock import SystemClock
from bot.errors import Mendable, PlaceGone, UserError
from bot.studio import (
    AgentText,
    ArtifactReady,
    Cause,
    Failed,
    Finished,
    Guide,
    Guided,
    Place,
    Prompt,
    TimelineTold,
    TurnEvent,
    TurnRef,
    Upload,
)
from bot.timeline import TrackKind
from tests.adapters.studios.nemo.playing import CONVERSATION, EXPORT, told, words
from tests.scripted import PNG

SPEED = 500.0
QUICK = {"first_recheck": 0.05, "recheck": 0.05, "render_poll": 0.01, "drain": 0.0, "rate_pause": 0.01}


@dataclass
class Desk:
    """An account at the sandbox, with a session and the sandbox's back door."""

    nemo: Nemo
    sandbox: Sandbox
    place: Place

    async def starts(self, text: str, *uploads: Upload) -> TurnRef:
        """Start a turn."""
        return await self.nemo.start(await self.nemo.prepare(Prompt(text, uploads), self.place))

    async def says(self, text: str, *uploads: Upload) -> list[TurnEvent]:
        """Start a turn and follow it to its end."""
        return await told(self.nemo, await self.starts(text, *uploads))

    async def exports(self) -> list[TurnEvent]:
        """Order the film."""
        return await told(self.nemo, await self.nemo.start(await self.nemo.prepare(EXPORT, self.place)))

    async def control(self, **order: object) -> Any:  # noqa: ANN401  (foreign JSON)
        """Give an order to the back door, or only look."""
        async with aiohttp.ClientSession() as http:
            url = f"{self.sandbox.address}/sandbox/control"
            async with http.request("POST" if order else "GET", url, json=order or None) as reply:
                assert reply.status == 200, await reply.text()
                return await reply.json()

    async def posts(self) -> dict[str, int]:
        """Count how often each message was accepted."""
        counted: dict[str, int] = (await self.control())["nemo"]["posts"]
        return counted


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Somebody registered, with a session and more credits than a test needs."""
    async with Sandbox(SandboxOptions(speed=SPEED)) as sandbox:
        settings = NemoSettings(token=sandbox.nemo_token, base_url=sandbox.nemo_base_url, **QUICK)  # type: ignore[arg-type]
        async with Nemo(settings, SystemClock()) as nemo:
            yield Desk(nemo, sandbox, await nemo.open(CONVERSATION))


@pytest.fixture
async def stranger(tmp_path: Path) -> AsyncIterator[Desk]:
    """Somebody anonymous."""
    async with Sandbox(SandboxOptions(speed=SPEED)) as sandbox:
        settings = NemoSettings(passes=tmp_path / "pass", base_url=sandbox.nemo_base_url, **QUICK)  # type: ignore[arg-type]
        async with Nemo(settings, SystemClock()) as nemo:
            yield Desk(nemo, sandbox, await nemo.open(CONVERSATION))


def said(events: list[TurnEvent]) -> list[str]:
    """Give the agent's words."""
    return [event.text for event in events if isinstance(event, AgentText)]


def timelines(events: list[TurnEvent]) -> list[TimelineTold]:
    """Give what was told of the timeline."""
    return [event for event in events if isinstance(event, TimelineTold)]


@pytest.mark.parametrize("partials", [False, True])
@pytest.mark.parametrize("dialect", ["flat", "adk", "text"])
async def test_every_dialect_is_understood(desk: Desk, dialect: str, *, partials: bool) -> None:
    """Whichever way the service speaks, its words come once, its thoughts never, and the change is told."""
    await desk.control(set={"dialect": dialect, "partials": partials})
    await desk.says("a city at night")

    events = await desk.says("add a title “Hello” 0-3 s")

    assert len(said(events)) == len(set(said(events)))
    assert said(events)
    (timeline,) = timelines(events)
    (change,) = timeline.changes or ()
    assert change.kind is TrackKind.TEXT
    assert change.after is not None
    assert (change.after.name, change.after.start, change.after.end) == ("Hello", 0, 3)
    assert isinstance(events[-1], Finished)


@pytest.mark.parametrize("heartbeat", ["empty", "blank", "word", "object", "event", "comment", "none"])
async def test_every_heartbeat_is_only_that(desk: Desk, heartbeat: str) -> None:
    """A sign of life is never shown as words and never ends a turn."""
    await desk.control(set={"heartbeat": heartbeat, "heartbeat_every": 1.0})

    events = await desk.says("a city at night")

    assert isinstance(events[-1], Finished)
    assert not any("heartbeat" in text or "ping" in text for text in said(events))


async def test_a_silent_edit_is_told(desk: Desk) -> None:
    """Nothing was said, and the person hears all the same what was done."""
    await desk.says("a city at night")

    events = await desk.says("silently add music")

    assert said(events) == []
    (timeline,) = timelines(events)
    assert [change.kind for change in timeline.changes or ()] == [TrackKind.AUDIO]


async def test_two_stages_are_told_once(desk: Desk) -> None:
    """A clip that the agent goes on to decorate is told first, then what was added, and nothing of it twice."""
    changes = [each for told in timelines(await desk.says("two-stage: a city")) for each in told.changes or ()]

    kinds = [change.kind for change in changes if change.before is None]
    assert sorted(kinds) == [TrackKind.AUDIO, TrackKind.TEXT, TrackKind.VIDEO]
    assert kinds[0] is TrackKind.VIDEO
    assert len(changes) == 3


@pytest.mark.parametrize("text", ["gui: add a title", "界面：加标题"])
async def test_no_button_is_spoken_of(desk: Desk, text: str) -> None:
    """In either language nobody is sent to a button, and the way to export is told."""
    await desk.says("a city at night")

    events = await desk.says(text)

    assert not any(word in each.lower() for each in said(events) for word in ("click", "点击", "拖拽"))
    assert Guided(Guide.EXPORT) in events


async def test_noise_is_not_shown(desk: Desk) -> None:
    """The trouble that was none stays out of the chat."""
    events = await desk.says("noise: a city at night")

    assert not any("temporary" in text for text in said(events))
    assert isinstance(events[-1], Finished)


@pytest.mark.parametrize(
    ("way", "end"),
    [("hang up before", Finished), ("hang up after", Finished), ("hang up for good", Failed)],
)
async def test_a_cut_stream_is_sent_once(desk: Desk, way: str, end: type[TurnEvent]) -> None:
    """Cut before or after the change, or for good: the state decides, and the message was sent a single time."""
    text = f"a city at night, {way}"

    events = await desk.says(text)

    assert isinstance(events[-1], end)
    assert bool(timelines(events)) is (end is Finished)
    assert await desk.posts() == {text: 1}


@pytest.mark.parametrize("in_stream", [False, True])
async def test_no_credits(stranger: Desk, *, in_stream: bool) -> None:
    """Out of credits before the start or in the middle, an anonymous person gets the link that keeps their work."""
    await stranger.control(set={"poor_in_stream": in_stream}, nemo={"credits": -90})
    if in_stream:
        end = (await stranger.says("a city at night"))[-1]
        assert isinstance(end, Failed)
        assert end.cause is Cause.UNREGISTERED
        link = end.link
    else:
        with pytest.raises(Mendable) as refused:
            await stranger.starts("a city at night")
        link = words(refused.value)
    assert "https://nemovideo.com/register?bind=anon_" in link


async def test_a_token_that_ends_in_the_middle(stranger: Desk) -> None:
    """After a week the token is renewed by itself, and the session goes on."""
    await stranger.says("a city at night")
    await stranger.control(nemo={"forward": 8 * 24 * 3600.0})

    assert isinstance((await stranger.says("add music"))[-1], Finished)


@pytest.mark.parametrize("with_200", [False, True])
async def test_a_lost_session(desk: Desk, *, with_200: bool) -> None:
    """A session that is gone is told as one, however the service puts it."""
    prepared = await desk.nemo.prepare(Prompt("a city at night"), desk.place)
    await desk.control(set={"codes_with_200": with_200}, nemo={"end_sessions": True})

    with pytest.raises(PlaceGone):
        await desk.nemo.start(prepared)
    with pytest.raises(PlaceGone):
        await desk.nemo.prepare(Prompt("add music"), desk.place)


async def test_an_error_inside_the_stream(desk: Desk) -> None:
    """An agent that breaks is said to have, in its words."""
    end = (await desk.says("a city at night, fail"))[-1]

    assert isinstance(end, Failed)
    assert end.cause is Cause.BROKEN
    assert end.text


@pytest.mark.parametrize("shape", ["R1", "R2", "both"])
async def test_a_film_is_exported(desk: Desk, shape: str) -> None:
    """From words to an MP4 in hand, whichever shape the replies have."""
    await desk.control(set={"render_shape": shape})
    await desk.says("a city at night")

    ready, end = await desk.exports()

    assert isinstance(ready, ArtifactReady)
    assert end == Finished(0.0)
    film = b"".join([chunk async for chunk in desk.nemo.fetch(ready.artifact)])
    assert film[4:8] == b"ftyp"
    (render,) = (await desk.control())["nemo"]["renders"]
    assert render["untouched"]


@pytest.mark.parametrize(("fails", "end", "orders"), [("once", Finished, 2), ("always", Failed, 2)])
async def test_a_failed_render_is_ordered_once_more(desk: Desk, fails: str, end: type[TurnEvent], orders: int) -> None:
    """One more order, under another id, and no third."""
    await desk.says("a city at night")
    await desk.control(set={"render_fails": fails})

    assert isinstance((await desk.exports())[-1], end)
    assert len((await desk.control())["nemo"]["renders"]) == orders


async def test_an_export_by_plan(desk: Desk) -> None:
    """A plan without exports is told as that."""
    await desk.says("a city at night")
    await desk.control(set={"export_refused": True})

    with pytest.raises(Mendable) as refused:
        await desk.exports()
    assert "not about credits" in words(refused.value)


async def test_nothing_is_exported_from_nothing(desk: Desk) -> None:
    """An empty session is no film."""
    with pytest.raises(UserError):
        await desk.exports()


async def test_a_picture_becomes_part_of_the_film(desk: Desk, tmp_path: Path) -> None:
    """What was uploaded is on the timeline after the agent was asked to use it."""
    path = tmp_path / "fox"
    path.write_bytes(PNG)
    file = Attachment("fox.png", len(PNG), Spooled(path, "0" * 64, len(PNG), "image/png"))
    upload = await desk.nemo.upload(file, desk.place)

    (timeline,) = timelines(await desk.says("use my picture", upload))

    assert [each.after.name for each in timeline.changes or () if each.after] == ["fox.png"]


async def test_the_price_is_measured(desk: Desk) -> None:
    """What a clip took is the difference of the credits before and after."""
    before = await desk.nemo.balance()
    end = (await desk.says("a city at night"))[-1]
    after = await desk.nemo.balance()

    assert isinstance(end, Finished)
    assert end.cost == before.available - after.available == 100
    assert after.total == after.available + after.frozen


async def test_the_timeline_can_be_read(desk: Desk) -> None:
    """Whoever asks for the status sees what lies there."""
    assert not (await desk.nemo.timeline(desk.place)).exportable
    await desk.says("a city at night")

    assert (await desk.nemo.timeline(desk.place)).exportable


async def test_another_process_takes_over(desk: Desk) -> None:
    """After a restart in the middle the difference is told, and the message was sent once."""
    ref = await desk.starts("a city at night")
    settings = NemoSettings(token=desk.sandbox.nemo_token, base_url=desk.sandbox.nemo_base_url, **QUICK)  # type: ignore[arg-type]
    async with Nemo(settings, SystemClock()) as restarted:
        events = await told(restarted, ref)

    assert timelines(events)
    assert isinstance(events[-1], Finished)
    assert await desk.posts() == {"a city at night": 1}
