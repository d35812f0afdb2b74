"""Draws a timeline: tracks over time, as a PNG. `child.py` runs this by its path, so it stands alone as well.

Names are written with the first font of `FONTS` that this machine has; what it has no letters for is left out, and a
segment with nothing left has its number instead, as the words beside the picture count.
"""

import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, TypedDict

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH = 1200
SHARPER = 2  # drawn larger, then brought down to size
EDGE = 24
GUTTER = 168
AXIS = 40
ROW = 68
GAP = 8
LETTERS = 26
SMALL = 22
PAD = 12
ROUND = 10
TRACKS = 12
SEGMENTS = 200
LABELS = 9  # of the time axis, at most
LEAST = 5  # of a segment's width
LEAST_TOLD = 3  # a shorter beginning of a name says less than its number
BAR = 7 * SHARPER
BARS = (0.3, 0.55, 0.8, 0.5, 0.95, 0.65, 0.4, 0.75, 1.0, 0.6, 0.35, 0.7, 0.45)
STEPS = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)

GROUND, LANE, LINE, INK, FAINT, DARK = "#191c24", "#242833", "#343a48", "#f2f4f8", "#aeb6c6", "#10131a"
COLOURS = {"video": "#78aefc", "audio": "#5fd3a2", "text": "#f5c563", "other": "#c6a7f7"}
# Chinese, Japanese and Korean first, with the face for Simplified Chinese where a file has several.
FONTS = (
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansSC-Regular.otf", 0),
    ("NotoSansSC[wght].ttf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
    ("Hiragino Sans GB.ttc", 0),
    ("STHeiti Medium.ttc", 0),
    ("Arial Unicode.ttf", 0),
    ("DejaVuSans.ttf", 0),
    ("LiberationSans-Regular.ttf", 0),
)


class Segment(TypedDict):
    """One stretch of a track, in seconds."""

    name: str
    start: float
    end: float
    volume: float | None


class Track(TypedDict):
    """One level of the film, under its label."""

    kind: str
    label: str
    segments: list[Segment]


class Timeline(TypedDict):
    """What is drawn; `duration` in seconds."""

    duration: float
    tracks: list[Track]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the picture: what lies on a track beside each other, with its order there."""

    number: int
    label: str
    kind: str
    segments: list[tuple[int, Segment]]


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the picture, in its pixels."""

    left: float
    top: float
    right: float
    bottom: float


class Pen:
    """Writes with one font in two sizes, and only letters that it has."""

    def __init__(self, draw: "ImageDraw") -> None:
        """Find the font."""
        self.draw = draw
        self._fonts = {size: _font(size * SHARPER) for size in (LETTERS, SMALL)}
        self._nothing = {size: _look(font, "\uffff") for size, font in self._fonts.items()}

    def readable(self, text: str, size: int = LETTERS) -> str:
        """Leave out what cannot be written."""
        font, nothing = self._fonts[size], self._nothing[size]
        known = (mark for mark in text if mark.isprintable() and (mark == " " or _look(font, mark) != nothing))
        return " ".join("".join(known).split())

    def fitted(self, text: str, room: float, size: int = LETTERS) -> str:
        """Shorten a text to some width; empty where not even its beginning fits."""
        font = self._fonts[size]
        if font.getlength(text) <= room:
            return text
        dots = "…" if self.readable("…", size) else "."
        while text and font.getlength(text.rstrip() + dots) > room:
            text = text[:-1]
        return text.rstrip() + dots if text else ""

    def write(self, at: tuple[float, float], text: str, colour: str, size: int = LETTERS, anchor: str = "lm") -> None:
        """Write one line."""
        self.draw.text(at, text, colour, self._fonts[size], anchor)

    def length(self, text: str, size: int = LETTERS) -> float:
        """Measure a line."""
        return self._fonts[size].getlength(text)


def sketch(told: BinaryIO) -> bytes:
    """Draw what comes as JSON."""
    from PIL import Image, ImageDraw

    timeline: Timeline = json.loads(told.read())
    rows = [row for number, track in enumerate(timeline["tracks"], 1) for row in _rows(number, track)][:TRACKS]
    height = EDGE + AXIS + len(rows) * (ROW + GAP) - GAP + EDGE
    image = Image.new("RGB", (WIDTH * SHARPER, height * SHARPER), GROUND)
    pen, time = Pen(ImageDraw.Draw(image)), _length(timeline)
    for at, row in enumerate(rows):
        _lane(pen, at, row)
    _axis(pen, time, height - EDGE)
    for at, row in enumerate(rows):
        for order, segment in row.segments:
            _segment(pen, _placed(at, segment, time), row.kind, segment, f"{row.number}.{order}")
    out = io.BytesIO()
    image.resize((WIDTH, height), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _rows(number: int, track: Track) -> list[Row]:
    """Lay what overlaps on a track below each other, so that nothing covers anything."""
    rows = [Row(number, track["label"], track["kind"], [])]
    for order, segment in enumerate(track["segments"][:SEGMENTS], 1):
        free = next((row for row in rows if all(_apart(segment, each) for _, each in row.segments)), None)
        if free is None:
            rows.append(free := Row(number, "", track["kind"], []))
        free.segments.append((order, segment))
    return rows


def _apart(one: Segment, other: Segment) -> bool:
    return one["end"] <= other["start"] or other["end"] <= one["start"]


def _font(size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    for name, face in FONTS:
        try:
            return ImageFont.truetype(name, size, face)
        except OSError:
            continue
    usual = ImageFont.load_default(size)
    if not isinstance(usual, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    return usual


def _look(font: "FreeTypeFont", mark: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(mark)
    return mask.size, bytes(mask)


def _length(timeline: Timeline) -> float:
    ends = (segment["end"] for track in timeline["tracks"] for segment in track["segments"])
    return max(timeline["duration"], *ends, 0.1)


def _x(seconds: float, time: float) -> float:
    left, right = (EDGE + GUTTER) * SHARPER, (WIDTH - EDGE) * SHARPER
    return left + (right - left) * min(seconds, time) / time


def _row(at: int) -> tuple[float, float]:
    top = (EDGE + AXIS + at * (ROW + GAP)) * SHARPER
    return top, top + ROW * SHARPER


def _lane(pen: Pen, at: int, row: Row) -> None:
    """Draw a row's ground, with its track's number and label before the first."""
    top, bottom = _row(at)
    colour, middle = COLOURS.get(row.kind, COLOURS["other"]), (top + bottom) / 2
    pen.draw.rounded_rectangle((_x(0, 1), top, _x(1, 1), bottom), ROUND * SHARPER, LANE)
    pen.draw.rounded_rectangle((EDGE * SHARPER, top, (EDGE + 8) * SHARPER, bottom), 4 * SHARPER, colour)
    if row.label:
        label = f"{row.number}  {pen.readable(row.label)}"
        pen.write(((EDGE + 8 + PAD) * SHARPER, middle), pen.fitted(label, (GUTTER - 8 - 2 * PAD) * SHARPER), INK)


def _axis(pen: Pen, time: float, bottom: float) -> None:
    """Draw the seconds, as many as there is room for."""
    room = pen.length("00:00 ", SMALL)
    for at in ticks(time):
        x = _x(at, time)
        pen.draw.line((x, (EDGE + AXIS - 10) * SHARPER, x, bottom * SHARPER), LINE, SHARPER)
        anchor = "lm" if not at else "rm" if x + room / 2 > _x(1, 1) else "mm"
        pen.write((x, (EDGE + AXIS / 2 - 6) * SHARPER), _clock(at), FAINT, SMALL, anchor)


def ticks(time: float) -> list[float]:
    """Choose the times that are told of a film: round ones, and not too many."""
    step = next((each for each in STEPS if time / each <= LABELS), time / LABELS)
    return [number * step for number in range(int(time / step) + 1)]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f}:{rest:02.0f}" if float(rest).is_integer() else f"{minutes:.0f}:{rest:04.1f}"


def _placed(at: int, segment: Segment, time: float) -> Box:
    top, bottom = _row(at)
    left, inset = _x(segment["start"], time), 4 * SHARPER
    left = min(left, _x(1, 1) - LEAST * SHARPER)
    right = max(_x(segment["end"], time) - SHARPER, left + LEAST * SHARPER)
    return Box(left, top + inset, right, bottom - inset)


def _segment(pen: Pen, box: Box, kind: str, segment: Segment, number: str) -> None:
    colour = COLOURS.get(kind, COLOURS["other"])
    radius = min(ROUND * SHARPER, (box.right - box.left) / 2)
    pen.draw.rounded_rectangle((box.left, box.top, box.right, box.bottom), radius, colour, LANE, SHARPER)
    inside = Box(box.left + PAD * SHARPER, box.top, box.right - PAD * SHARPER, box.bottom)
    if segment["volume"] is not None:
        inside = _volume(pen, inside, f"{segment['volume'] * 100:.0f} %")
    said, size = _name(pen, segment["name"], number, inside.right - inside.left)
    pen.write((inside.left, (box.top + box.bottom) / 2), said, DARK, size)
    if kind == "audio":
        _waves(pen, replace(inside, left=inside.left + pen.length(f"{said} ", size)), segment["volume"])


def _volume(pen: Pen, inside: Box, said: str) -> Box:
    """Tell how loud it is at the end of a segment that has room for it, and give what is left."""
    if pen.length(said, SMALL) > (inside.right - inside.left) / 2:
        return inside
    pen.write((inside.right, (inside.top + inside.bottom) / 2), said, DARK, SMALL, "rm")
    return replace(inside, right=inside.right - pen.length(f"{said}  ", SMALL))


def _name(pen: Pen, name: str, number: str, room: float) -> tuple[str, int]:
    """Give the name as far as it can be written and fits, else the number, else nothing; with its size."""
    readable = pen.readable(name)
    if not any(map(str.isalnum, readable)):
        readable = number
    size = LETTERS if pen.length(readable) <= room else SMALL
    said = pen.fitted(readable, room, size)
    told = len(said) > LEAST_TOLD or said == readable
    return (said if told else pen.fitted(number, room, size)), size


def _waves(pen: Pen, inside: Box, volume: float | None) -> None:
    """Hint at sound behind a name: bars that say nothing but how loud it is."""
    middle, most = (inside.top + inside.bottom) / 2, (inside.bottom - inside.top) * 0.42
    loud = 0.35 + 0.65 * min(1.0, 1.0 if volume is None else volume)
    for number in range(max(0, round((inside.right - inside.left) / BAR))):
        x, high = inside.left + number * BAR, most * BARS[number % len(BARS)] * loud
        pen.draw.line((x, middle - high, x, middle + high), "#4cc091", 3 * SHARPER)
