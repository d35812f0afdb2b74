"""The picture of a timeline goes with the words about it; the words are enough where there is none."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.media.probe import ChildProbe
from bot.capabilities import MediaKind
from bot.chat import MessageId, Post, PostFile
from bot.media import Draws
from bot.packing import beside
from bot.studio import Finished, TimelineTold
from bot.timeline import Segment, Timeline, Track, TrackKind
from tests.clock import ManualClock
from tests.editing import Editor
from tests.harness import CARRIES, RecordingAdapter, Scene, TrustingProbe
from tests.scripted import ScriptedStudio

FILM = Timeline((Track(TrackKind.TEXT, (Segment("Hello", 0, 3),)),), 3)
WIDE = replace(CARRIES, file_bytes=500_000)


class Sketcher(TrustingProbe):
    """Implements `Draws`, or fails at it; counts how often it is asked."""

    def __init__(self, drawn: bytes | None) -> None:
        self.drawn = drawn
        self.asked = 0

    async def draw(self, timeline: Timeline, labels: Mapping[TrackKind, str]) -> bytes | None:
        """Give what there is."""
        self.asked += 1
        return self.drawn


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock) -> Scene:
    """A platform that takes pictures, and a studio of timelines."""
    studio = ScriptedStudio(clock, name="Editor", exports=True, sessions=True)
    return Scene(tmp_path, clock, RecordingAdapter(WIDE), studio)


async def told(scene: Scene, *events: TimelineTold) -> list[Post]:
    """What an edit's turn says when its studio tells this."""
    async with scene.core() as talk:
        await talk.says("add a title")
        await talk.reaches("running")
        scene.studio.job("add a title").tells(*events, Finished())
        (turn,) = await talk.reaches("finished")
        await talk.settled()
        return [each.post for each in scene.adapter.of(turn.id, "text:")]


async def test_a_timeline_is_shown_as_a_picture(scene: Scene) -> None:
    """Who edits by words sees the tracks over time, with the same in words for those who see no pictures."""
    (post,) = await told(replace(scene, probe=ChildProbe(1000)), TimelineTold("end", FILM, ()))
    (file,) = post.files

    assert isinstance(ChildProbe(1000), Draws)
    assert (file.name, file.media_type) == ("timeline.png", "image/png")
    assert "Title: “Hello” (0–3 s)" in post.text
    assert file.alt.startswith("Timeline (1 track, 3 s):")


@pytest.mark.parametrize(
    ("timeline", "drawn"),
    [(FILM, None), (Timeline(), b"\x89PNG\r\n\x1a\nxx"), (FILM, b"x" * WIDE.file_bytes + b"x")],
)
async def test_words_are_enough(scene: Scene, timeline: Timeline, drawn: bytes | None) -> None:
    """What cannot be drawn, has nothing on it, or is too large here, is told in words."""
    (post,) = await told(replace(scene, probe=Sketcher(drawn)), TimelineTold("end", timeline, ()))

    assert post.files == ()
    assert "imeline" in post.text


async def test_the_same_is_drawn_once(scene: Scene) -> None:
    """A timeline that is told again by a later look costs no second picture."""
    sketcher = Sketcher(b"\x89PNG\r\n\x1a\nxx")
    posts = await told(replace(scene, probe=sketcher), *[TimelineTold("end", FILM, ())] * 2)

    assert (len(posts), sketcher.asked) == (1, 1)


def test_long_words_leave_the_picture_to_itself(tmp_path: Path) -> None:
    """Where a caption holds less than the words, the picture comes right after them, and answers the same."""
    picture = PostFile(tmp_path, "timeline.png", "image/png", MediaKind.IMAGE, 9, alt="a" * 200)
    words = Post("w" * (CARRIES.caption + 1), reply_to=MessageId("r"))
    first, second = beside([words], picture, CARRIES)

    assert (first, second.text, second.reply_to) == (words, "", MessageId("r"))
    assert len(second.files[0].alt) == CARRIES.alt


@pytest.mark.parametrize("said", ["status", "show tracks", "状态"])
async def test_who_asks_for_the_timeline_sees_it(tmp_path: Path, clock: ManualClock, said: str) -> None:
    """Whoever asks how the film stands gets its picture with the words, by every name that this has."""
    editor = Editor(clock)
    editor.film = FILM
    scene = Scene(tmp_path, clock, RecordingAdapter(WIDE), editor, probe=Sketcher(b"\x89PNG\r\n\x1a\nxx"))
    async with scene.core() as talk:
        await talk.says("a city")
        await talk.reaches("running")
        editor.jobs[0].tells(Finished())
        await talk.reaches("finished")
        await talk.says(said)
        await talk.sees(lambda: scene.adapter.whispers)

        shown = [post for _, post in scene.adapter.whispers if "Hello" in post.text]
        assert [[file.name for file in post.files] for post in shown] == [["timeline.png"]]
        assert len(editor.jobs) == 1


async def test_a_picture_that_finds_no_room_hides_no_words(tmp_path: Path, clock: ManualClock) -> None:
    """A channel that takes few words beside a picture gets the words alone, in one answer."""
    editor = Editor(clock)
    editor.film = Timeline(tuple(Track(TrackKind.TEXT, (Segment(f"line {n}", 0, 3),)) for n in range(12)), 3)
    scene = Scene(tmp_path, clock, RecordingAdapter(WIDE), editor, probe=Sketcher(b"\x89PNG\r\n\x1a\nxx"))
    async with scene.core() as talk:
        await talk.says("a city")
        await talk.reaches("running")
        editor.jobs[0].tells(Finished())
        await talk.reaches("finished")
        await talk.gives("timeline")
        await talk.sees(lambda: scene.adapter.whispers)

        (told,) = [post for _, post in scene.adapter.whispers if "line 11" in post.text]
        assert told.files == ()
