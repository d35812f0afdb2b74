"""Small solid bodies: a cut stone in the colours of the prompt. Real binary glTF files."""

import json
import struct
from array import array
from itertools import combinations
from math import sqrt
from pathlib import Path

from adapters.sandbox.chance import Chance
from adapters.sandbox.painter import Order, caption
from adapters.sandbox.palettes import palette_for

Vector = tuple[float, float, float]
_GOLDEN = (1 + sqrt(5)) / 2
_MAGIC, _VERSION, _JSON, _BIN = 0x46546C67, 2, 0x4E4F534A, 0x004E4942
_FLOAT, _TRIANGLES, _VERTEX_BUFFER = 5126, 4, 34962


def cast(order: Order, path: Path) -> None:
    """Cast the order into a file: one mesh with flat faces and one material."""
    triangles = _stone(Chance(f"{order.motif.prompt}#{order.motif.variation}"))
    places = array("f", [number for triangle in triangles for corner in triangle for number in corner])
    normals = array("f", [number for triangle in triangles for number in 3 * _normal(triangle)])
    path.write_bytes(_container(_described(order, places), places.tobytes() + normals.tobytes()))


def _stone(chance: Chance) -> list[tuple[Vector, Vector, Vector]]:
    """Cut an icosahedron, stretched a little each way."""
    stretch = (chance.between(0.75, 1.0), chance.between(0.95, 1.35), chance.between(0.75, 1.0))
    corners = [
        point for a in (-1.0, 1.0) for b in (-_GOLDEN, _GOLDEN) for point in ((0.0, a, b), (a, b, 0.0), (b, 0.0, a))
    ]
    faces = [face for face in combinations(corners, 3) if all(_near(one, two) for one, two in combinations(face, 2))]
    return [_outward(*(_scaled(corner, stretch) for corner in face)) for face in faces]


def _near(one: Vector, other: Vector) -> bool:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) < _EDGE_SQUARED + 0.1


_EDGE_SQUARED = 4.0


def _scaled(point: Vector, by: Vector) -> Vector:
    return point[0] * by[0] / 2, point[1] * by[1] / 2, point[2] * by[2] / 2


def _outward(one: Vector, two: Vector, three: Vector) -> tuple[Vector, Vector, Vector]:
    """Order the corners so that the face looks away from the middle."""
    normal = _normal((one, two, three))
    faces_out = sum(a * b for a, b in zip(normal, one, strict=True)) > 0
    return (one, two, three) if faces_out else (one, three, two)


def _normal(triangle: tuple[Vector, Vector, Vector]) -> Vector:
    one, two, three = triangle
    a, b = (tuple(q - p for p, q in zip(one, other, strict=True)) for other in (two, three))
    x, y, z = a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    length = sqrt(x * x + y * y + z * z)
    return x / length, y / length, z / length


def _described(order: Order, places: "array[float]") -> dict[str, object]:
    """Describe the mesh as glTF 2.0 does."""
    size, count = len(places) * places.itemsize, len(places) // 3
    colour = palette_for(order.motif.prompt, order.motif.variation, Chance(order.motif.prompt)).bloom
    look = {
        "baseColorFactor": [*(_linear(level) for level in colour), 1.0],
        "metallicFactor": 0.1,
        "roughnessFactor": 0.5,
    }
    bounds = {"min": [min(places[axis::3]) for axis in range(3)], "max": [max(places[axis::3]) for axis in range(3)]}
    vector = {"componentType": _FLOAT, "count": count, "type": "VEC3"}
    return {
        "asset": {"version": "2.0", "generator": caption(order), "extras": {"prompt": order.motif.prompt}},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": "stone"}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1}, "material": 0, "mode": _TRIANGLES}]}],
        "materials": [{"pbrMetallicRoughness": look}],
        "accessors": [{"bufferView": 0, **vector, **bounds}, {"bufferView": 1, **vector}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": at * size, "byteLength": size, "target": _VERTEX_BUFFER} for at in (0, 1)
        ],
        "buffers": [{"byteLength": 2 * size}],
    }


def _linear(level: int) -> float:
    light: float = (level / 255) ** 2.2
    return round(light, 4)


def _container(described: dict[str, object], body: bytes) -> bytes:
    text = json.dumps(described).encode()
    text += b" " * (-len(text) % 4)
    size = 12 + 8 + len(text) + 8 + len(body)
    head = struct.pack("<III", _MAGIC, _VERSION, size)
    return head + struct.pack("<II", len(text), _JSON) + text + struct.pack("<II", len(body), _BIN) + body
