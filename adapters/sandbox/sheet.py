"""A sheet to paint on: shapes in, pigment on layers out; clean like gouache or running like watercolour."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from adapters.sandbox.chance import Chance
from adapters.sandbox.palettes import Colour, mix

Point: TypeAlias = tuple[float, float]
FINER = 2
PAPER: Colour = (251, 248, 241)


@dataclass(frozen=True, slots=True)
class Area:
    """A closed outline."""

    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle or, with a second radius, an ellipse."""

    centre: Point
    radius: float
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A brush line of that width, round at both ends."""

    points: Sequence[Point]
    width: float


Shape: TypeAlias = Area | Disc | Line


@dataclass(frozen=True, slots=True)
class Paint:
    """How shapes are filled: from one colour down to another, `opaque` from 0 to 1, `soft` as a share of the height."""

    top: Colour
    low: Colour | None = None
    opaque: float = 1.0
    soft: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.right - self.left, self.bottom - self.top

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """As Pillow writes it."""
        return self.left, self.top, self.right, self.bottom


class Sheet:
    """Paper of a size in pixels, with a margin around it into which layers may be shifted.

    Shapes are given in units of the height: (0, 0) is the top left corner, (aspect, 1) the bottom right one.
    """

    def __init__(self, size: tuple[int, int], margin: int, chance: Chance, *, watercolour: bool = False) -> None:
        self.width, self.height = size
        self.margin = margin
        self.watercolour = watercolour
        self._chance = chance.branch("sheet")
        self._blots = self._noise(10, 0.24)
        self._grain = self._noise(90, 1.0)

    @property
    def aspect(self) -> float:
        """How many heights the sheet is wide."""
        return self.width / self.height

    @property
    def over(self) -> float:
        """How far beyond the edges a shape must reach to fill the margin."""
        return self.margin / self.height + 0.01

    @property
    def full(self) -> tuple[int, int]:
        """The size in pixels, margins included."""
        return self.width + 2 * self.margin, self.height + 2 * self.margin

    def blank(self) -> Image.Image:
        """Give a new layer with nothing on it."""
        return Image.new("RGBA", self.full, (0, 0, 0, 0))

    def gradient(self, top: Colour, low: Colour) -> Image.Image:
        """Give a layer that is filled from top to bottom."""
        return _gradient(self.full, top, low).convert("RGBA")

    def lay(self, on: Image.Image, shapes: Sequence[Shape], paint: Paint) -> None:
        """Paint the shapes as one stroke of the brush."""
        box = self._box(shapes, paint.soft)
        if min(box.size) <= 0:
            return
        mask = self._mask(shapes, box, paint.soft)
        colour = _gradient(box.size, paint.top, paint.low or paint.top)
        if self.watercolour and not paint.soft:
            mask, colour = self._bleed(mask, colour, box)
        if paint.opaque < 1:
            mask = mask.point([round(level * paint.opaque) for level in range(256)])
        colour.putalpha(mask)
        on.alpha_composite(colour, (box.left, box.top))

    def blots(self, low: int) -> Image.Image:
        """Give the slow unevenness of a wash, as light from `low` to 255."""
        return self._blots.point([low + level * (255 - low) // 255 for level in range(256)])

    def grain(self, low: int) -> Image.Image:
        """Give the tooth of the paper, as light from `low` to 255."""
        return self._grain.point([low + level * (255 - low) // 255 for level in range(256)])

    def _noise(self, cells: int, contrast: float) -> Image.Image:
        """Fine noise compresses badly, so it is made of soft cells."""
        small = Image.frombytes("L", (cells, cells), self._chance.branch(f"noise{cells}").static(cells * cells))
        if contrast < 1:
            fine = Image.frombytes("L", (48, 48), self._chance.branch("fine").static(48 * 48))
            small = Image.blend(small.resize((48, 48), Image.Resampling.BICUBIC), fine, contrast)
        return small.resize(self.full, Image.Resampling.BICUBIC)

    def _pixel(self, point: Point) -> Point:
        return self.margin + point[0] * self.height, self.margin + point[1] * self.height

    def _box(self, shapes: Sequence[Shape], soft: float) -> Box:
        spans = [_span(shape) for shape in shapes]
        left, top = self._pixel((min(span[0] for span in spans), min(span[1] for span in spans)))
        right, bottom = self._pixel((max(span[2] for span in spans), max(span[3] for span in spans)))
        room = 8 + 3 * soft * self.height
        width, height = self.full
        return Box(
            max(0, floor(left - room)),
            max(0, floor(top - room)),
            min(width, ceil(right + room)),
            min(height, ceil(bottom + room)),
        )

    def _mask(self, shapes: Sequence[Shape], box: Box, soft: float) -> Image.Image:
        width, height = box.size
        mask = Image.new("L", (width * FINER, height * FINER), 0)
        draw = ImageDraw.Draw(mask)
        for shape in shapes:
            self._draw(draw, shape, box)
        mask = mask.reduce(FINER)
        return mask.filter(ImageFilter.BoxBlur(soft * self.height)) if soft else mask

    def _draw(self, draw: ImageDraw.ImageDraw, shape: Shape, box: Box) -> None:
        scale = self.height * FINER
        match shape:
            case Area(points):
                draw.polygon(self._local(points, box), fill=255)
            case Disc(centre, radius, height):
                (x, y), rx, ry = self._local([centre], box)[0], radius * scale, (height or radius) * scale
                draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=255)
            case Line(points, width):
                local, thick = self._local(points, box), max(1, round(width * scale))
                draw.line(local, fill=255, width=thick, joint="curve")
                for x, y in (local[0], local[-1]):
                    draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)

    def _local(self, points: Sequence[Point], box: Box) -> list[Point]:
        pixels = (self._pixel(point) for point in points)
        return [((x - box.left) * FINER, (y - box.top) * FINER) for x, y in pixels]

    def _bleed(self, mask: Image.Image, colour: Image.Image, box: Box) -> tuple[Image.Image, Image.Image]:
        """Let the edge run, the wash be uneven, and the pigment gather at the rim."""
        reach = max(1.0, self.height / 400)
        rough = ImageChops.add(
            mask.filter(ImageFilter.GaussianBlur(reach)), self._grain.crop(box.corners).point(_TOOTH), 1, -128
        ).point(_STEEP)
        rim = ImageChops.subtract(rough, rough.filter(ImageFilter.BoxBlur(reach * 3)))
        darker = colour.point([round(level * 0.72) for level in range(256)] * 3)
        pooled = Image.composite(darker, colour, rim)
        uneven = self._blots.crop(box.corners)
        lighter = colour.point([round(level + (255 - level) * 0.34) for level in range(256)] * 3)
        washed = Image.composite(lighter, pooled, uneven.point(_WASH))
        return ImageChops.multiply(rough, uneven.point(_THIN)), washed


_TOOTH = [round(128 + (level - 128) * 0.5) for level in range(256)]
_STEEP = [min(255, max(0, (level - 96) * 4)) for level in range(256)]
_WASH = [round(level * 0.8) for level in range(256)]
_THIN = [255 - round(level * 0.12) for level in range(256)]


def _gradient(size: tuple[int, int], top: Colour, low: Colour) -> Image.Image:
    steps = 64
    column = Image.new("RGB", (1, steps))
    column.putdata([mix(top, low, step / (steps - 1)) for step in range(steps)])
    return column.resize(size, Image.Resampling.BICUBIC)


def _span(shape: Shape) -> tuple[float, float, float, float]:
    match shape:
        case Disc((x, y), radius, height):
            return x - radius, y - (height or radius), x + radius, y + (height or radius)
        case Line(points, width):
            return _around(points, width / 2)
        case Area(points):
            return _around(points, 0.0)


def _around(points: Sequence[Point], room: float) -> tuple[float, float, float, float]:
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across) - room, min(down) - room, max(across) + room, max(down) + room
