"""Where a picture plays: hills, mountains, the sea, a forest, a city, or nowhere. Each gives layers, back to front."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sin

from PIL import Image

from adapters.sandbox.chance import Chance
from adapters.sandbox.curves import peaks, placed, ridge
from adapters.sandbox.palettes import Palette, mix
from adapters.sandbox.sheet import PAPER, Area, Disc, Line, Paint, Point, Sheet

WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Layer:
    """A painted sheet and how far it moves in a film: sideways and up and down, in margins, and when in the swing."""

    image: Image.Image
    sway: float = 0.0
    bob: float = 0.0
    phase: float = 0.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What every part of a picture is made from."""

    sheet: Sheet
    palette: Palette
    chance: Chance

    @property
    def span(self) -> tuple[float, float]:
        """From the left edge to the right one, margins included."""
        return -self.sheet.over, self.sheet.aspect + self.sheet.over

    def across(self, share: float) -> float:
        """That share of the way from left to right."""
        return share * self.sheet.aspect


def sky(setting: Setting, sun_at: Point) -> list[Layer]:
    """Paint the sky, its light, and clouds or stars."""
    sheet, palette = setting.sheet, setting.palette
    ground = sheet.gradient(palette.sky, palette.horizon)
    if sheet.watercolour:
        ground = Image.composite(ground, Image.new("RGBA", sheet.full, (*PAPER, 255)), sheet.blots(150))
    _shine(setting, ground, sun_at)
    above = sheet.blank()
    (_stars if palette.dark else _clouds)(setting, above)
    return [Layer(ground), Layer(above, sway=0.3)]


def _shine(setting: Setting, on: Image.Image, at: Point) -> None:
    sheet, light = setting.sheet, setting.palette.light
    radius = setting.chance.between(0.09, 0.13)
    sheet.lay(on, [Disc(at, radius * 2.6)], Paint(light, opaque=0.28, soft=0.12))
    sheet.lay(on, [Disc(at, radius * 1.3)], Paint(light, opaque=0.5, soft=0.04))
    sheet.lay(on, [Disc(at, radius)], Paint(light, mix(light, setting.palette.bloom, 0.22)))


def _clouds(setting: Setting, on: Image.Image) -> None:
    chance = setting.chance.branch("clouds")
    for _ in range(3):
        x, y = setting.across(chance.between(0.05, 0.95)), chance.between(0.08, 0.36)
        width = chance.between(0.09, 0.17)
        puffs = [
            Disc((x + width * chance.between(-1, 1), y + chance.between(-0.012, 0.012)), width * 0.55, width * 0.14)
            for _ in range(6)
        ]
        setting.sheet.lay(on, puffs, Paint(mix(setting.palette.light, WHITE, 0.6), opaque=0.5, soft=0.008))


def _stars(setting: Setting, on: Image.Image) -> None:
    chance = setting.chance.branch("stars")
    left, right = setting.span
    dots = [
        Disc((chance.between(left, right), chance.between(-0.1, 0.6)), 0.001 + 0.0022 * chance.unit() ** 3)
        for _ in range(110)
    ]
    for dot in dots:
        setting.sheet.lay(on, [dot], Paint(setting.palette.light, opaque=chance.between(0.4, 0.95), soft=0.0006))


def hills(setting: Setting) -> list[Layer]:
    """Paint rolling hills that grow darker as they come nearer."""
    return [_hill(setting, step, 4) for step in range(4)]


def _hill(setting: Setting, step: int, count: int) -> Layer:
    palette, chance = setting.palette, setting.chance.branch(f"hill{step}")
    share = step / (count - 1)
    colour = mix(palette.far, palette.near, share**1.15)
    outline = ridge(setting.span, 0.56 + 0.12 * step, 0.12 - 0.015 * step, chance, 0.8 + 0.15 * step)
    layer = setting.sheet.blank()
    setting.sheet.lay(layer, [Area(_clipped(outline))], Paint(colour, mix(colour, palette.horizon, 0.42 - 0.3 * share)))
    if 0 < step < count - 1:
        _trees(setting, layer, outline, chance)
    return Layer(layer, sway=0.25 + 0.2 * step)


def _clipped(outline: Sequence[Point]) -> list[Point]:
    return [(x, min(y, 1.15)) for x, y in outline]


def _trees(setting: Setting, on: Image.Image, outline: Sequence[Point], chance: Chance) -> None:
    for x, y in outline[5:-7:9]:
        if chance.happens(0.55):
            size = chance.between(0.02, 0.045)
            leaf = mix(setting.palette.leaf, setting.palette.near, chance.between(0.0, 0.6))
            setting.sheet.lay(on, [Line([(x, y + 0.01), (x, y - size)], size * 0.12)], Paint(setting.palette.near))
            setting.sheet.lay(on, [Disc((x, y - size * 1.5), size * 0.55, size)], Paint(leaf))


def mountains(setting: Setting) -> list[Layer]:
    """Paint snowy ranges above a lake."""
    return [_range(setting, 0), _range(setting, 1), _lake(setting), _shore(setting)]


def _range(setting: Setting, step: int) -> Layer:
    palette, chance, sheet = setting.palette, setting.chance.branch(f"range{step}"), setting.sheet
    colour = mix(palette.far, palette.near, 0.12 + 0.5 * step)
    level, height = 0.7 + 0.02 * step, 0.46 - 0.16 * step
    outline = peaks(setting.span, level, height, chance)
    layer = sheet.blank()
    sheet.lay(layer, [Area(_clipped(outline))], Paint(colour, mix(colour, palette.horizon, 0.55)))
    for before, top, after in zip(outline, outline[1:], outline[2:], strict=False):
        if top[1] < min(before[1], after[1]) and top[1] < level - height * 0.42:
            _snow(setting, layer, (before, top, after), height)
    return Layer(layer, sway=0.2 + 0.2 * step)


def _snow(setting: Setting, on: Image.Image, peak: tuple[Point, Point, Point], height: float) -> None:
    before, top, after = peak
    left, right = _toward(top, before, 0.42), _toward(top, after, 0.42)
    middle = (top[0] + (after[0] - top[0]) * 0.08, top[1] + height * 0.2)
    zigzag = [top, right, _toward(right, middle, 0.45), middle, _toward(left, middle, 0.5), left]
    lit = mix(setting.palette.light, WHITE, 0.7)
    setting.sheet.lay(on, [Area(zigzag)], Paint(lit, mix(lit, setting.palette.far, 0.25), opaque=0.92))
    shade = [top, right, _toward(after, right, 0.1), after, (middle[0], after[1]), middle]
    setting.sheet.lay(on, [Area(shade)], Paint(setting.palette.near, opaque=0.16))


def _toward(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _lake(setting: Setting) -> Layer:
    sheet, palette, chance = setting.sheet, setting.palette, setting.chance.branch("lake")
    left, right = setting.span
    layer = sheet.blank()
    water = mix(palette.sky, palette.near, 0.35)
    sheet.lay(layer, [Area([(left, 0.72), (right, 0.72), (right, 1.15), (left, 1.15)])], Paint(water, palette.near))
    for _ in range(16):
        x, y, width = setting.across(chance.unit()), chance.between(0.735, 0.93), chance.between(0.03, 0.16)
        sheet.lay(layer, [Line([(x, y), (x + width, y)], 0.0035)], Paint(palette.light, opaque=0.4))
    return Layer(layer, sway=0.5)


def _shore(setting: Setting) -> Layer:
    layer, chance = setting.sheet.blank(), setting.chance.branch("shore")
    outline = ridge(setting.span, 0.93, 0.08, chance, 0.7)
    setting.sheet.lay(
        layer,
        [Area(_clipped(outline))],
        Paint(mix(setting.palette.leaf, setting.palette.near, 0.6), setting.palette.near),
    )
    for x, y in outline[2:-4:5]:
        _fir(setting, layer, (x, y + 0.015), chance.between(0.07, 0.17), setting.palette.near)
    return Layer(layer, sway=0.9)


def _fir(setting: Setting, on: Image.Image, foot: Point, size: float, colour: tuple[int, int, int]) -> None:
    steps = 4
    tiers = [
        Area(
            placed(
                [
                    (0.0, -1.0 + 0.21 * tier),
                    (0.13 + 0.07 * tier, -0.6 + 0.2 * tier),
                    (-0.13 - 0.07 * tier, -0.6 + 0.2 * tier),
                ],
                foot,
                size,
            )
        )
        for tier in range(steps)
    ]
    setting.sheet.lay(on, [*tiers, Line([foot, (foot[0], foot[1] - size * 0.2)], size * 0.07)], Paint(colour))


def forest(setting: Setting) -> list[Layer]:
    """Paint rows of firs that step out of the mist."""
    return [_row(setting, step) for step in range(_ROWS)]


_ROWS = 4
_CLEARING = 0.26


def _row(setting: Setting, step: int) -> Layer:
    palette, chance, sheet = setting.palette, setting.chance.branch(f"row{step}"), setting.sheet
    colour = mix(mix(palette.far, palette.horizon, 0.35), palette.near, step / 3)
    base, size = 0.6 + 0.1 * step, 0.26 + 0.07 * step
    outline = ridge(setting.span, base, 0.05, chance)
    layer, front = sheet.blank(), step == _ROWS - 1
    place = [chance.between(*setting.span) for _ in range(17 - 3 * step)]
    for x in sorted(place):
        if not front or abs(x / sheet.aspect - 0.5) > _CLEARING:
            _fir(setting, layer, (x, base + 0.05), size * chance.between(0.65, 1.15), colour)
    sheet.lay(layer, [Area(_clipped(outline))], Paint(colour, mix(colour, palette.horizon, 0.0 if front else 0.5)))
    return Layer(layer, sway=0.2 + 0.25 * step)


def sea(setting: Setting) -> list[Layer]:
    """Paint waves with foam, the light on the water, and a sail far out."""
    return [_horizon(setting), *(_wave(setting, step) for step in range(5))]


def _horizon(setting: Setting) -> Layer:
    sheet, palette, chance = setting.sheet, setting.palette, setting.chance.branch("water")
    left, right = setting.span
    layer = sheet.blank()
    sheet.lay(
        layer,
        [Area([(left, 0.53), (right, 0.53), (right, 1.15), (left, 1.15)])],
        Paint(mix(palette.far, palette.light, 0.2), palette.far),
    )
    for _ in range(18):
        x, y = setting.across(0.68) + chance.between(-0.16, 0.16), chance.between(0.54, 0.66)
        sheet.lay(
            layer, [Line([(x, y), (x + chance.between(0.02, 0.08), y)], 0.0032)], Paint(palette.light, opaque=0.7)
        )
    _sail(setting, layer)
    return Layer(layer, sway=0.1)


def _sail(setting: Setting, on: Image.Image) -> None:
    palette, at = setting.palette, (setting.across(0.3), 0.555)
    hull = Area(placed([(-0.5, 0.0), (0.5, 0.0), (0.32, 0.2), (-0.36, 0.2)], at, 0.13))
    main = Area(placed([(0.02, -1.05), (0.42, -0.08), (0.02, -0.08)], at, 0.13))
    jib = Area(placed([(-0.04, -0.9), (-0.04, -0.08), (-0.4, -0.08)], at, 0.13))
    setting.sheet.lay(on, [hull], Paint(palette.near))
    setting.sheet.lay(on, [main], Paint(mix(palette.light, WHITE, 0.5), palette.light))
    setting.sheet.lay(on, [jib], Paint(palette.bloom))


def _wave(setting: Setting, step: int) -> Layer:
    palette, chance, sheet = setting.palette, setting.chance.branch(f"wave{step}"), setting.sheet
    colour = mix(mix(palette.far, palette.leaf, 0.5), palette.near, step / 4)
    crest = _crest(setting, step, chance.unit() * 2 * pi)
    layer = sheet.blank()
    body = [*crest, (crest[-1][0], 1.15), (crest[0][0], 1.15)]
    sheet.lay(layer, [Area(body)], Paint(mix(colour, palette.light, 0.3), colour))
    foam = mix(palette.light, WHITE, 0.75)
    tips = [(x, y + 0.003 + 0.001 * step) for x, y in crest]
    lace = [
        *crest,
        *((x, y + (0.003 + 0.0022 * step) * (0.3 + 2 * sin(x * 19 + 2 * step) ** 2)) for x, y in tips[::-1]),
    ]
    sheet.lay(layer, [Area(lace)], Paint(foam, opaque=0.85))
    spray = [
        Disc((x, y - chance.between(0.0, 0.02)), chance.between(0.001, 0.002 + 0.0012 * step))
        for x, y in crest[:: max(2, 7 - step)]
    ]
    sheet.lay(layer, spray, Paint(foam, opaque=0.8))
    return Layer(layer, sway=0.8 * (1 if step % 2 else -1), bob=0.2 + 0.07 * step, phase=1.3 * step)


def _crest(setting: Setting, step: int, phase: float) -> list[Point]:
    left, right = setting.span
    level, height, pace = 0.62 + 0.085 * step, 0.014 + 0.0085 * step, 17 - 2.2 * step
    line = [left + (right - left) * at / 160 for at in range(161)]
    return [(x, level - height * _swell(x * pace + phase)) for x in line]


def _swell(x: float) -> float:
    """Sharpen the tops and flatten the troughs, as water does."""
    sharp: float = 1.6 * (1 - abs(sin(x / 2))) ** 1.4
    return sharp - 0.5 + 0.18 * sin(x * 0.37)


def city(setting: Setting) -> list[Layer]:
    """Paint a skyline in three depths with its windows lit."""
    return [_skyline(setting, step) for step in range(3)]


def _skyline(setting: Setting, step: int) -> Layer:
    chance, sheet = setting.chance.branch(f"street{step}"), setting.sheet
    colour = mix(setting.palette.far, setting.palette.near, 0.15 + 0.42 * step)
    layer = sheet.blank()
    x, right = setting.span
    while x < right:
        width = chance.between(0.05, 0.1) + 0.018 * step
        top = chance.between(0.3, 0.62) + 0.13 * step
        _tower(setting, layer, (x, top, width), (colour, chance))
        x += width + chance.between(0.0, 0.012)
    return Layer(layer, sway=0.25 + 0.3 * step)


def _tower(
    setting: Setting, on: Image.Image, place: tuple[float, float, float], look: tuple[tuple[int, int, int], Chance]
) -> None:
    (x, top, width), (colour, chance) = place, look
    block: list[Area | Disc | Line] = [Area([(x, top), (x + width, top), (x + width, 1.15), (x, 1.15)])]
    if chance.happens(0.35):
        block.append(
            Area([(x, top + 0.001), (x + width / 2, top - width * chance.between(0.4, 1.1)), (x + width, top + 0.001)])
        )
    elif chance.happens(0.4):
        block.append(Line([(x + width / 2, top), (x + width / 2, top - 0.07)], 0.004))
    setting.sheet.lay(
        on, block, Paint(mix(colour, setting.palette.light, 0.12), mix(colour, setting.palette.horizon, 0.16))
    )
    _windows(setting, on, place, chance)


def _windows(setting: Setting, on: Image.Image, place: tuple[float, float, float], chance: Chance) -> None:
    x, top, width = place
    pane = width / 7
    lit = [
        Area([(left, y), (left + pane, y), (left + pane, y + pane * 1.5), (left, y + pane * 1.5)])
        for left in (x + pane, x + 3 * pane, x + 5 * pane)
        for y in (top + pane * (1.4 + 2.9 * floor) for floor in range(int((1.0 - top) / pane / 2.9) + 1))
        if chance.happens(0.42)
    ]
    if lit:
        glow = mix(setting.palette.bloom, setting.palette.light, 0.55)
        setting.sheet.lay(on, lit, Paint(glow, setting.palette.bloom, opaque=0.9))


def shapes(setting: Setting) -> list[Layer]:
    """Paint arcs, discs and bars that balance each other: what there is when the prompt names no place."""
    return [_figure(setting, step) for step in range(12)]


def _figure(setting: Setting, step: int) -> Layer:
    palette, chance, layer = setting.palette, setting.chance.branch(f"figure{step}"), setting.sheet.blank()
    colour = chance.pick((palette.bloom, palette.near, palette.leaf, palette.far, palette.coat, palette.light))
    column, row = step % 4, step // 4
    x, y = setting.across((column + chance.between(0.35, 0.65)) / 4), (row + chance.between(0.35, 0.65)) / 3
    size = chance.between(0.07, 0.19)
    kind = int(chance.unit() * 3)
    if kind == 0:
        outline: list[Area | Disc | Line] = [Disc((x, y), size)]
    elif kind == 1:
        half = [(size * 1.1 * sin(a * pi / 24 + pi / 2), -size * 1.1 * sin(a * pi / 24)) for a in range(25)]
        outline = [Area([(x + dx, y + dy) for dx, dy in half])]
    else:
        outline = [Line([(x - size, y + size), (x + size, y - size)], chance.between(0.015, 0.05))]
    setting.sheet.lay(layer, outline, Paint(colour, mix(colour, palette.light, 0.35), opaque=0.88))
    return Layer(layer, sway=chance.between(-1, 1), bob=chance.between(0.1, 0.6), phase=step)
