"""Who or what stands in a picture: a fox, a cat, flowers, somebody. Each gives the layers in front of the place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from PIL import Image

from adapters.sandbox.chance import Chance
from adapters.sandbox.curves import path, placed, ribbon, smooth, turned
from adapters.sandbox.outlines import (
    BACK,
    BLAZE,
    CHEST,
    DRESS,
    EYE,
    FACE,
    FRINGE,
    HAUNCHES,
    LEG,
    LIPS,
    LOCKS,
    NECK,
    NOSE,
    PETAL,
    RUFF,
    SHOULDERS,
    Beast,
)
from adapters.sandbox.palettes import Colour, mix
from adapters.sandbox.places import WHITE, Layer, Setting
from adapters.sandbox.sheet import Area, Disc, Line, Paint, Point

INK: Colour = (46, 34, 38)


@dataclass(frozen=True, slots=True)
class Pen:
    """Paints in a figure's own units (the origin in its middle) at a place, in a size, mirrored or not."""

    setting: Setting
    on: Image.Image
    at: Point
    size: float
    flip: bool = False

    def fill(self, outlines: Sequence[Sequence[Point]], paint: Paint) -> None:
        """Fill outlines with one wash."""
        self.setting.sheet.lay(self.on, [Area(self._put(outline)) for outline in outlines], paint)

    def both(self, outline: Sequence[Point], paint: Paint) -> None:
        """Fill an outline and its mirror image."""
        self.fill([outline, [(-x, y) for x, y in outline]], paint)

    def dots(self, centres: Sequence[Point], size: tuple[float, float], paint: Paint) -> None:
        """Fill ellipses of one size."""
        spots = self._put(centres)
        self.setting.sheet.lay(self.on, [Disc(spot, size[0] * self.size, size[1] * self.size) for spot in spots], paint)

    def lines(self, strokes: Sequence[Sequence[Point]], width: float, paint: Paint) -> None:
        """Draw strokes of one width."""
        self.setting.sheet.lay(self.on, [Line(self._put(stroke), width * self.size) for stroke in strokes], paint)

    def moved(self, by: Point, size: float) -> "Pen":
        """Take a pen for a part of the figure, in the part's own units."""
        at = placed([by], self.at, self.size, flip=self.flip)[0]
        return Pen(self.setting, self.on, at, self.size * size, self.flip)

    def _put(self, points: Sequence[Point]) -> list[Point]:
        return placed(points, self.at, self.size, flip=self.flip)


def animal(setting: Setting, beast: Beast, variation: int) -> list[Layer]:
    """Paint the animal in one of its poses: sitting, from near, asleep."""
    poses: tuple[Callable[[Pen, Beast], None], ...] = (_sitting, _near, _asleep, _sitting)
    at, size = _STANDS[variation % len(poses)]
    pen = Pen(setting, setting.sheet.blank(), (setting.across(at[0]), at[1]), size, flip=variation % 2 == 1)
    poses[variation % len(poses)](pen, beast)
    return [Layer(pen.on, sway=0.75, bob=0.06), _grass(setting)]


_STANDS = (((0.5, 0.60), 0.40), ((0.5, 0.56), 0.34), ((0.48, 0.76), 0.36), ((0.46, 0.64), 0.36))


def _coats(pen: Pen) -> tuple[Colour, Colour, Colour]:
    coat = pen.setting.palette.coat
    return coat, mix(coat, (60, 20, 20), 0.38), mix((255, 250, 242), coat, 0.06)


def _head(pen: Pen, beast: Beast) -> None:
    coat, deep, pale = _coats(pen)
    dark = mix(deep, INK, 0.6)
    ear = smooth(beast.ear)
    pen.both(ear, Paint(deep, coat))
    pen.both(
        [(-0.5 + (x + 0.5) * 0.56 - 0.02, -0.52 + (y + 0.56) * 0.58) for x, y in ear],
        Paint(mix(dark, coat, 0.15), dark),
    )
    pen.fill([smooth(beast.skull)], Paint(mix(coat, WHITE, 0.1), coat))
    pen.fill(
        [smooth(BLAZE)],
        Paint(deep, coat, opaque=0.35),
    )
    pen.both(smooth(beast.mask), Paint(pale, WHITE))
    _face(pen, beast)


def _face(pen: Pen, beast: Beast) -> None:
    eye = smooth(EYE)
    pen.both(eye, Paint(INK))
    pen.dots([(-0.34, 0.0), (0.38, 0.0)], (0.035, 0.035), Paint(WHITE))
    pen.fill(
        [smooth([(x, y + beast.nose) for x, y in NOSE])],
        Paint(INK),
    )
    if not beast.socks:
        _whiskers(pen)


def _whiskers(pen: Pen) -> None:
    right = [
        path([(0.24, 0.46 + 0.08 * row), (0.62, 0.40 + 0.11 * row), (1.08, 0.40 + 0.17 * row)]) for row in range(3)
    ]
    pen.lines([*right, *([(-x, y) for x, y in line] for line in right)], 0.014, Paint(WHITE, opaque=0.85))
    mouth = path([(-0.20, 0.58), (-0.10, 0.63), (0.0, 0.54), (0.10, 0.63), (0.20, 0.58)])
    pen.lines([[(0.0, 0.46), (0.0, 0.54)], mouth], 0.024, Paint(INK))


def _sitting(pen: Pen, beast: Beast) -> None:
    coat, deep, pale = _coats(pen)
    _tail(pen, beast, ((0.30, 0.58), (0.72, 0.62), (0.98, 0.28), (0.86, -0.16), (0.62, -0.42)))
    haunch = smooth(HAUNCHES)
    pen.fill([haunch], Paint(coat, deep))
    chest = smooth(CHEST)
    pen.fill([chest], Paint(pale, mix(pale, coat, 0.12)))
    legs = smooth(LEG)
    pen.both(legs, Paint(coat, mix(deep, INK, 0.75 if beast.socks else 0.0)))
    _head(pen.moved((0.0, -0.42), 0.46), beast)


def _tail(pen: Pen, beast: Beast, spine: Sequence[Point]) -> None:
    coat, deep, pale = _coats(pen)
    widths = [width * 0.72 for width in beast.tail]
    whole = ribbon(spine, widths)
    pen.fill([whole], Paint(coat, deep))
    if beast.socks:
        half = len(whole) // 2
        share = round(half * 0.7)
        tip = [*whole[share:half], *whole[half : len(whole) - share]]
        pen.fill([tip], Paint(pale, mix(pale, coat, 0.15)))


def _near(pen: Pen, beast: Beast) -> None:
    coat, deep, pale = _coats(pen)
    shoulders = smooth(SHOULDERS)
    pen.fill([shoulders], Paint(coat, deep))
    ruff = smooth(RUFF)
    pen.fill([ruff], Paint(mix(pale, coat, 0.3), pale))
    _head(pen.moved((0.0, -0.10), 0.92), beast)


def _asleep(pen: Pen, beast: Beast) -> None:
    coat, deep, _ = _coats(pen)
    back = smooth(BACK)
    pen.fill([back], Paint(mix(coat, WHITE, 0.08), deep))
    _curled(pen.moved((-0.42, 0.10), 0.40), beast)
    _tail(pen, beast, ((0.84, 0.10), (0.62, 0.38), (0.10, 0.42), (-0.34, 0.40), (-0.70, 0.34)))


def _curled(pen: Pen, beast: Beast) -> None:
    coat, deep, pale = _coats(pen)
    pen.both(smooth(beast.ear), Paint(deep, coat))
    pen.fill([smooth(beast.skull)], Paint(mix(coat, WHITE, 0.14), coat))
    pen.both(smooth(beast.mask), Paint(pale, WHITE))
    lids = [path([(-0.56, 0.06), (-0.40, 0.15), (-0.22, 0.10)])]
    pen.lines([*lids, *([(-x, y) for x, y in line] for line in lids)], 0.05, Paint(INK))
    pen.dots([(0.0, beast.nose + 0.04)], (0.11, 0.07), Paint(INK))


def _grass(setting: Setting) -> Layer:
    sheet, palette, chance = setting.sheet, setting.palette, setting.chance.branch("grass")
    layer = sheet.blank()
    left, right = setting.span
    for _ in range(46):
        x, tall = chance.between(left, right), chance.between(0.06, 0.2)
        away = abs(x / sheet.aspect - 0.5)
        bend = chance.between(-0.05, 0.05)
        blade = ribbon(
            [(x, 1.06), (x + bend * 0.4, 1.04 - tall * 0.5), (x + bend, 1.02 - tall * (0.55 + away))],
            [0.012, 0.009, 0.001],
        )
        sheet.lay(layer, [Area(blade)], Paint(mix(palette.leaf, palette.near, chance.unit()), palette.near))
    _blossoms(setting, layer)
    return Layer(layer, sway=1.0, bob=0.04)


def _blossoms(setting: Setting, on: Image.Image) -> None:
    chance = setting.chance.branch("blossoms")
    for _ in range(9):
        x, y = chance.pick((chance.between(0.0, 0.26), chance.between(0.74, 1.0))), chance.between(0.84, 0.97)
        petals = [Disc((setting.across(x) + 0.011 * cos(a), y + 0.011 * sin(a)), 0.0085) for a in _turns(5)]
        setting.sheet.lay(on, petals, Paint(mix(setting.palette.bloom, setting.palette.light, chance.unit() * 0.6)))
        setting.sheet.lay(on, [Disc((setting.across(x), y), 0.006)], Paint(setting.palette.light))


def _turns(count: int) -> list[float]:
    return [2 * pi * at / count for at in range(count)]


def flowers(setting: Setting) -> list[Layer]:
    """Paint a handful of flowers, near, on stems with leaves."""
    chance = setting.chance.branch("flowers")
    places = [(0.5, 0.40, 0.17), (0.24, 0.54, 0.12), (0.77, 0.52, 0.13), (0.37, 0.74, 0.09), (0.66, 0.76, 0.085)]
    layers = [_flower(setting, place, chance.branch(str(place))) for place in places[::-1]]
    return [*layers, _grass(setting)]


def _flower(setting: Setting, place: tuple[float, float, float], chance: Chance) -> Layer:
    layer, palette = setting.sheet.blank(), setting.palette
    pen = Pen(setting, layer, (setting.across(place[0]), place[1]), place[2], flip=chance.happens(0.5))
    foot = (chance.between(-0.5, 0.5), (1.1 - place[1]) / place[2])
    stem = [(0.0, 0.0), (0.16, foot[1] * 0.4), foot]
    green = mix(palette.leaf, palette.near, 0.35)
    pen.lines([path(stem)], 0.075, Paint(green))
    for side in (-1, 1):
        leaf = [(0.12, foot[1] * 0.55), (0.12 + side * 0.55, foot[1] * 0.42), (0.12 + side * 0.95, foot[1] * 0.40)]
        pen.fill([ribbon(leaf, [0.04, 0.34, 0.02])], Paint(mix(palette.leaf, palette.light, 0.12), green))
    _bloom(pen, chance)
    return Layer(layer, sway=0.7, bob=0.15, phase=chance.unit() * pi)


def _bloom(pen: Pen, chance: Chance) -> None:
    palette = pen.setting.palette
    colour = chance.pick(
        (palette.bloom, palette.coat, mix(palette.bloom, WHITE, 0.35), mix(palette.bloom, palette.near, 0.3))
    )
    petal = smooth(PETAL)
    for ring, (count, size, pale) in enumerate(((9, 1.0, 0.0), (7, 0.68, 0.22), (5, 0.4, 0.42))):
        tint = mix(colour, WHITE, pale)
        for angle in _turns(count):
            outline = [(x * size, y * size) for x, y in turned(petal, angle + ring * 0.3)]
            pen.fill([outline], Paint(tint, mix(tint, palette.near, 0.16), opaque=0.9))
    pen.dots([(0.0, 0.0)], (0.17, 0.17), Paint(mix(palette.light, (240, 180, 60), 0.6), (214, 140, 40)))


def portrait(setting: Setting, variation: int) -> list[Layer]:
    """Paint somebody's head and shoulders, plain as a poster."""
    pen = Pen(setting, setting.sheet.blank(), (setting.across(0.5), 0.5), 0.36, flip=variation % 2 == 1)
    palette, chance = setting.palette, setting.chance.branch("person")
    skin = chance.pick(((241, 205, 178), (224, 172, 135), (176, 120, 84), (122, 80, 58)))
    hair = chance.pick(((58, 40, 38), (122, 72, 40), (32, 30, 44), (196, 150, 84), palette.coat))
    _hair_behind(pen, hair)
    dress = mix(palette.bloom, palette.near, 0.15)
    pen.fill(
        [smooth(DRESS)],
        Paint(dress, palette.near),
    )
    pen.fill(
        [smooth(NECK)],
        Paint(mix(skin, INK, 0.22), skin),
    )
    _features(pen, skin, hair)
    return [Layer(pen.on, sway=0.6, bob=0.08), _grass(setting)]


def _hair_behind(pen: Pen, hair: Colour) -> None:
    pen.fill([smooth(LOCKS)], Paint(mix(hair, WHITE, 0.12), hair))


def _features(pen: Pen, skin: Colour, hair: Colour) -> None:
    face = smooth(FACE)
    pen.fill([face], Paint(mix(skin, WHITE, 0.12), skin))
    pen.dots([(-0.24, 0.16), (0.24, 0.16)], (0.10, 0.07), Paint((230, 120, 110), opaque=0.3))
    fringe = smooth(FRINGE)
    pen.fill([fringe], Paint(mix(hair, WHITE, 0.2), hair))
    lids = [path([(-0.28, 0.0), (-0.18, 0.05), (-0.08, 0.0)]), path([(0.08, 0.0), (0.18, 0.05), (0.28, 0.0)])]
    pen.lines([*lids, path([(0.02, 0.04), (-0.05, 0.17), (0.02, 0.19)])], 0.02, Paint(mix(INK, hair, 0.3)))
    lips = smooth(LIPS)
    pen.fill([lips], Paint((196, 82, 84), (170, 60, 70)))
