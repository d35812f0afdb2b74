"""A studio of timelines: what it tells becomes words, and its places belong to one conversation and pass away."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat import EventKey, Message, MessageId
from bot.errors import PlaceGone
from bot.store import ledger
from bot.store.ledger import Basis
from bot.studio import Cause, Export, Failed, Finished, Guide, Guided, Progress, Prompt, TimelineTold, Wishes
from bot.texts import as_written
from bot.timeline import Change, Segment, Timeline, Track, TrackKind
from tests.clock import ManualClock
from tests.editing import Editor
from tests.harness import ANN, GARDEN, ROOM, RecordingAdapter, Scene
from tests.scripted import picture

TITLE = Segment("Hello", 0, 3)
FILM = Timeline((Track(TrackKind.TEXT, (TITLE,)),), 3)


@pytest.fixture
def editor(clock: ManualClock) -> Editor:
    """The studio by itself."""
    return Editor(clock)


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock, editor: Editor) -> Scene:
    """A platform and a studio of timelines."""
    return Scene(tmp_path, clock, RecordingAdapter(), editor)


async def test_a_turn_without_a_file_ends_well(scene: Scene) -> None:
    """An edit brings no file, and is done all the same: told in words, with what it cost."""
    async with scene.core() as talk:
        await talk.says("add a title")
        await talk.reaches("running")
        added = TimelineTold("end", FILM, (Change(TrackKind.TEXT, None, TITLE),))
        scene.studio.job("add a title").tells(added, Finished(50))
        (ended,) = await talk.reaches("finished")
        await talk.settled()

        (told,) = scene.adapter.of(ended.id, "text:")
        assert told.post.text.startswith("Title added: “Hello” (0–3 s)\n\nTimeline (1 track, 3 s):")
        assert "50 credits used" in talk.card(ended).text


async def test_what_was_measured_is_in_the_ledger(scene: Scene) -> None:
    """A price that the studio measured is booked as measured, not as unknown."""
    async with scene.core() as talk:
        await talk.says("add a title")
        await talk.reaches("running")
        scene.studio.job("add a title").tells(Finished(50))
        (ended,) = await talk.reaches("finished")
        entries = await talk.workshop.database.read(lambda connection: ledger.of_turn(connection, ended.id))

        assert [(each.amount.credits, each.amount.basis) for each in entries] == [(50, Basis.MEASURED)]


async def test_talk_of_windows_becomes_advice(scene: Scene) -> None:
    """Whoever is told to press Export is told what to write instead."""
    async with scene.core() as talk:
        await talk.says("add a title")
        await talk.reaches("running")
        scene.studio.job("add a title").tells(Guided(Guide.EXPORT), Finished())
        await talk.reaches("finished")
        await talk.settled()

        assert scene.adapter.saying("Write “export”")


async def test_the_card_tells_the_last_sign_of_life(scene: Scene) -> None:
    """Whoever waits long sees that the studio is still there, and since when it was not heard."""
    async with scene.core() as talk:
        await talk.says("add a title")
        (turn,) = await talk.reaches("running")
        scene.studio.job("add a title").tells(Progress(busy=120, quiet=60))

        await talk.sees(
            lambda: "still working after 2 minutes, last sign of life 60 seconds ago" in talk.card(turn).text
        )


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (Cause.UNREGISTERED, "Registering on its site"),
        (Cause.NO_CREDITS, "topped up on its site"),
        (Cause.PLAN, "not about credits"),
    ],
)
async def test_a_page_that_helps_is_named(scene: Scene, cause: Cause, says: str) -> None:
    """Who is out of credits, or has the wrong plan, is led where that changes."""
    async with scene.core() as talk:
        await talk.says("add a title")
        await talk.reaches("running")
        scene.studio.job("add a title").tells(Failed(cause, link="https://example.org/register?bind=anon_7"))
        (ended,) = await talk.reaches("failed")
        await talk.settled()

        assert says in talk.card(ended).text
        assert "https://example.org/register?bind=anon_7" in talk.card(ended).text


@pytest.mark.parametrize(
    ("cause", "state", "says"),
    [
        (Cause.CUT_OFF, "failed", "Nothing was sent a second time"),
        (Cause.QUIET, "stopped", "/show looks again"),
        (Cause.NOTHING, "failed", "ended without changing anything"),
    ],
)
async def test_an_end_without_a_result_is_explained(scene: Scene, cause: Cause, state: str, says: str) -> None:
    """A lost connection, endless work and work without effect are three things, and what can be done is said."""
    async with scene.core() as talk:
        await talk.says("add a title")
        await talk.reaches("running")
        scene.studio.job("add a title").tells(Failed(cause))
        (ended,) = await talk.reaches(state)
        await talk.settled()

        assert says in talk.card(ended).text


async def test_two_channels_share_no_timeline(scene: Scene) -> None:
    """Broken outcome: the first channel's session became its community's project, and everybody cut the same film."""
    async with scene.core() as talk:
        await talk.says("a city", channel=ROOM)
        await talk.reaches("running")
        scene.clock.leap(1)
        await talk.says("a forest", channel=GARDEN)
        await talk.reaches("running", "running")

        assert [each.place for each in scene.studio.opened] == [None, None]


async def test_a_session_is_opened_in_the_askers_language(scene: Scene) -> None:
    """The studio learns in which language it is spoken to."""
    async with scene.core() as talk:
        await talk.says("一座城市", person=replace(ANN, locale="zh-CN"))
        await talk.reaches("running")

        assert scene.studio.opened[0].language == "zh-CN"


@pytest.mark.parametrize("call", ["prepare", "start"])
async def test_a_lost_session_is_begun_anew(scene: Scene, call: str) -> None:
    """A session that passed away costs nobody the request: it goes on in a new one, and the person is told."""
    async with scene.core() as talk:
        await talk.says("a city")
        await talk.reaches("running")
        scene.studio.job("a city").tells(Finished())
        await talk.reaches("finished")
        scene.clock.leap(1)
        scene.studio.refuses(call, PlaceGone(as_written("gone")))
        await talk.says("add a title")
        await talk.reaches("finished", "running")
        await talk.settled()

        assert scene.studio.opened[-1].place is None
        assert scene.studio.job("add a title").prompt.thread is None
        assert scene.adapter.saying("no longer has this conversation's timeline")


async def test_a_session_is_begun_anew_once(scene: Scene) -> None:
    """A studio that loses every session at once does not keep a request going for ever."""
    async with scene.core() as talk:
        scene.studio.refuses("prepare", *[PlaceGone(as_written("gone"))] * 3)
        await talk.says("a city")
        (ended,) = await talk.reaches("failed")

        assert ended.cause is Cause.PLACE_GONE
        assert len(scene.studio.opened) == 2


async def test_an_export_is_a_turn(scene: Scene) -> None:
    """The film is asked for by the same door as everything else, and is no prompt."""
    async with scene.core() as talk:
        await talk.says("a city")
        await talk.reaches("running")
        first = scene.studio.job("a city")
        first.tells(Finished())
        (turn,) = await talk.reaches("finished")
        scene.clock.leap(1)
        message = Message(EventKey("x"), MessageId("x"), ROOM, ANN, "export")
        assert await talk.core.turns.open(message, Wishes(export="mp4"))
        await talk.reaches("finished", "running")
        second = scene.studio.jobs[-1]
        second.tells(picture("film"), Finished(0.0))
        await talk.reaches("finished", "finished")

        assert isinstance(first.prepared.request, Prompt)
        assert second.prepared.request == Export(turn.conversation.thread or first.ref.thread, "mp4")


async def test_stop_reaches_the_studio(scene: Scene, editor: Editor) -> None:
    """What can be taken back is."""
    async with scene.core() as talk:
        await talk.says("a city")
        await talk.reaches("running")
        await talk.presses("Stop")
        await talk.reaches("stopped")
        await talk.sees(lambda: editor.stopped)

        assert editor.stopped == [scene.studio.job("a city").ref]
