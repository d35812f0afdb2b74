"""Timelines as pictures: whatever is in them, the picture is small, and everything has its place in it."""

import io

import pytest
from PIL import Image, ImageDraw

from adapters.media import sketch
from adapters.media.probe import ChildProbe, Means
from bot.timeline import Segment, Timeline, Track, TrackKind

LABELS = {TrackKind.VIDEO: "Video", TrackKind.AUDIO: "Music", TrackKind.TEXT: "Title", TrackKind.OTHER: "Other"}
CITY, SONG, TITLE = Segment("city", 0, 10), Segment("Lo-fi", 0, 10, 0.35), Segment("城市", 5, 10)
FILM = Timeline(
    (
        Track(TrackKind.VIDEO, (CITY,)),
        Track(TrackKind.AUDIO, (SONG,)),
        Track(TrackKind.TEXT, (TITLE,)),
    ),
    10.0,
)


async def drawn(timeline: Timeline) -> Image.Image:
    """The picture of a timeline."""
    made = await ChildProbe(1000).draw(timeline, LABELS)
    assert made is not None
    return Image.open(io.BytesIO(made)).convert("RGB")


def share(image: Image.Image, colour: str, box: tuple[float, float, float, float]) -> float:
    """How much of a part of a picture has one colour."""
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    part = image.crop(box)
    return sum(pixel == wanted for pixel in part.get_flattened_data()) / (part.width * part.height)


def lane(number: int, first: float, last: float) -> tuple[float, float, float, float]:
    """Where a track is between two shares of the whole time."""
    left, width = sketch.EDGE + sketch.GUTTER, sketch.WIDTH - 2 * sketch.EDGE - sketch.GUTTER
    top = sketch.EDGE + sketch.AXIS + number * (sketch.ROW + sketch.GAP)
    return left + width * first, top + 8, left + width * last, top + sketch.ROW - 8


async def test_each_segment_lies_at_its_time() -> None:
    """A title of the second half is drawn in the second half of its track, in the colour of titles."""
    image = await drawn(FILM)

    assert image.width == 1200
    assert share(image, sketch.COLOURS["text"], lane(2, 0.02, 0.48)) == 0
    assert share(image, sketch.COLOURS["text"], lane(2, 0.52, 0.98)) > 0.8
    assert share(image, sketch.COLOURS["video"], lane(0, 0.02, 0.98)) > 0.8


async def test_what_overlaps_lies_below_each_other() -> None:
    """Broken outcome: of two titles at the same time the picture showed the later one alone."""
    titles = (Segment("one", 0, 5), Segment("two", 0, 5), Segment("three", 5, 10))
    image = await drawn(Timeline((Track(TrackKind.TEXT, titles),), 10))

    assert share(image, sketch.COLOURS["text"], lane(0, 0.02, 0.48)) > 0.8
    assert share(image, sketch.COLOURS["text"], lane(1, 0.02, 0.48)) > 0.8
    assert share(image, sketch.COLOURS["text"], lane(0, 0.52, 0.98)) > 0.8
    assert share(image, sketch.COLOURS["text"], lane(1, 0.52, 0.98)) == 0


async def test_a_name_is_written() -> None:
    """Two timelines that differ only in a name have different pictures, in whatever letters the name is."""
    named = [Timeline((Track(TrackKind.VIDEO, (Segment(name, 0, 9),)),), 9) for name in ("city", "beach", "été")]
    pictures = [(await drawn(each)).tobytes() for each in named]

    assert len(set(pictures)) == 3


async def test_what_no_font_has_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken outcome: a machine without Chinese letters drew empty boxes in place of every name."""
    monkeypatch.setattr(sketch, "FONTS", ())
    pen = sketch.Pen(sheet())

    assert pen.readable("城市 city 🎬") == "city"
    assert sketch._name(pen, "城市", "1.2", 500) == ("1.2", sketch.LETTERS)
    assert sketch._name(pen, "city", "1.2", 500) == ("city", sketch.LETTERS)
    assert sketch._name(pen, "city", "1.2", 1) == ("", sketch.SMALL)


def sheet() -> ImageDraw.ImageDraw:
    """Something to write on."""
    return ImageDraw.Draw(Image.new("RGB", (8, 8)))


@pytest.mark.parametrize(
    "segments",
    [
        (Segment("", 0, 0),),
        (Segment("late", 1_000_000, 1_000_000),),
        (Segment("\n\u202e\x00", 0, 1), Segment("backwards", 3, 1)),
        tuple(Segment(str(number), number, number + 1, 3.0) for number in range(400)),
        (Segment("x" * 300, 0, 0.001),),
    ],
)
async def test_odd_timelines_are_drawn_all_the_same(segments: tuple[Segment, ...]) -> None:
    """Whatever a studio tells, there is a picture of bounded size."""
    image = await drawn(Timeline((Track(TrackKind.OTHER, segments),) * 30, 0))

    assert image.width == 1200
    assert image.height < 1200


@pytest.mark.parametrize(
    ("time", "told"),
    [(0.1, [0]), (3, [0, 0.5, 1, 1.5, 2, 2.5, 3]), (24, [0, 5, 10, 15, 20]), (61, [0, 10, 20, 30, 40, 50, 60])],
)
def test_the_axis_tells_round_times(time: float, told: list[float]) -> None:
    """The times over the tracks are those that people count in."""
    assert sketch.ticks(time) == told


@pytest.mark.parametrize("time", [600, 5000, 1_000_000])
def test_the_axis_has_room(time: float) -> None:
    """However long the film is, the times beside each other can be told apart."""
    assert 4 < len(sketch.ticks(time)) <= sketch.LABELS + 1


async def test_who_cannot_draw_says_so() -> None:
    """A child that breaks leaves the words alone, and the program as it was."""
    assert await ChildProbe(1000, Means(("false",))).draw(FILM, LABELS) is None
