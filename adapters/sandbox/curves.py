"""Outlines: smooth curves through points, ridges, and points moved, turned and mirrored. Pure geometry."""

from collections.abc import Sequence
from math import cos, pi, sin

from adapters.sandbox.chance import Chance
from adapters.sandbox.sheet import Point


def smooth(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """Run a closed curve through the points."""
    count = len(points)
    return [
        _between([points[(at + offset) % count] for offset in (-1, 0, 1, 2)], step / steps)
        for at in range(count)
        for step in range(steps)
    ]


def path(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """Run an open curve through the points."""
    padded = [points[0], *points, points[-1]]
    legs = [padded[at : at + 4] for at in range(len(points) - 1)]
    return [_between(leg, step / steps) for leg in legs for step in range(steps)] + [points[-1]]


def ribbon(points: Sequence[Point], widths: Sequence[float]) -> list[Point]:
    """Outline a brush stroke along the points that is as wide as `widths` says, as a tail or a leaf is."""
    spine, thick = path(points), path([(width, 0.0) for width in widths])
    sides = [_normal(spine, at) for at in range(len(spine))]
    count = len(spine) - 1
    reach = [thick[round(at * (len(thick) - 1) / count)][0] / 2 for at in range(len(spine))]
    left = [(x + nx * r, y + ny * r) for (x, y), (nx, ny), r in zip(spine, sides, reach, strict=True)]
    right = [(x - nx * r, y - ny * r) for (x, y), (nx, ny), r in zip(spine, sides, reach, strict=True)]
    return left + right[::-1]


def placed(points: Sequence[Point], at: Point, scale: float, *, flip: bool = False) -> list[Point]:
    """Move an outline to a place in a size, mirrored if wanted."""
    return [(at[0] + (-x if flip else x) * scale, at[1] + y * scale) for x, y in points]


def turned(points: Sequence[Point], angle: float) -> list[Point]:
    """Turn an outline around the origin; the angle in radians."""
    return [(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)) for x, y in points]


def ridge(span: tuple[float, float], level: float, height: float, chance: Chance, bumps: float = 1.0) -> list[Point]:
    """Draw the rolling line of hills from side to side, closed far below."""
    left, right = span
    swells = [
        (chance.between(1.2, 2.2) * bumps * (2.1**octave), chance.unit() * 2 * pi, 0.5**octave) for octave in range(3)
    ]
    line = [left + (right - left) * step / 90 for step in range(91)]
    top = [(x, level - height * sum(a * sin(f * x * pi + p) for f, p, a in swells) / 2) for x in line]
    return [*top, (right, 3.0), (left, 3.0)]


def peaks(span: tuple[float, float], level: float, height: float, chance: Chance) -> list[Point]:
    """Draw a jagged range from side to side, closed far below."""
    left, right = span
    points, x, up = [(left, level)], left, True
    while x < right:
        x += chance.between(0.08, 0.2)
        rise = chance.between(0.45, 1.0) if up else chance.between(0.0, 0.35)
        points.append((x, level - height * rise))
        up = not up
    return [*points, (x, 3.0), (left, 3.0)]


def _between(four: Sequence[Point], t: float) -> Point:
    x, y = (_spline([point[axis] for point in four], t) for axis in (0, 1))
    return x, y


def _spline(four: Sequence[float], t: float) -> float:
    a, b, c, d = four
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _normal(spine: Sequence[Point], at: int) -> Point:
    (x0, y0), (x1, y1) = spine[max(0, at - 1)], spine[min(len(spine) - 1, at + 1)]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
    return -(y1 - y0) / length, (x1 - x0) / length
