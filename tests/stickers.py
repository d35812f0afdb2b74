"""What chats call stickers, made here: drawings in motion, animated pictures, films with nothing behind them."""

import gzip
import io
import json

import av
from PIL import Image, ImageDraw

SECONDS = 1
RATE = 30
SIZE = (96, 64)
RED = (255, 0, 0, 255)


def drawing(**changes: object) -> bytes:
    """A Lottie drawing of our own: a red ball that comes out of nothing and rolls over an empty sheet."""
    still = {"a": 0, "k": [0, 0]}
    ball = [
        {"ty": "el", "p": still, "s": {"a": 0, "k": [32, 32]}},
        {"ty": "fl", "c": {"a": 0, "k": [1, 0, 0, 1]}, "o": {"a": 0, "k": 100}, "r": 1},
        {"ty": "tr", "p": still, "a": still, "s": {"a": 0, "k": [100, 100]}, "r": _one(0), "o": _one(100)},
    ]
    ease = {"i": {"x": 0.5, "y": 0.5}, "o": {"x": 0.5, "y": 0.5}}
    rolls = {"a": 1, "k": [{"t": 0, "s": [24, 32], **ease}, {"t": 60, "s": [72, 32]}]}
    comes = {"a": 1, "k": [{"t": 0, "s": [0], **ease}, {"t": 20, "s": [100]}]}
    stands = {"o": comes, "r": _one(0), "p": rolls, "a": still, "s": {"a": 0, "k": [100, 100]}}
    layer = {"ddd": 0, "ind": 1, "ty": 4, "sr": 1, "ks": stands, "ip": 0, "op": 61, "st": 0, "bm": 0}
    layers = [{**layer, "shapes": [{"ty": "gr", "it": ball}]}]
    head = {"v": "5.5.7", "fr": 60, "ip": 0, "op": 60, "w": SIZE[0], "h": SIZE[1], "ddd": 0, "assets": []}
    return json.dumps(head | {"layers": layers} | changes).encode()


def packed(content: bytes | None = None) -> bytes:
    """The same as Telegram has it."""
    return gzip.compress(drawing() if content is None else content, mtime=0)


def animated(kind: str = "PNG", count: int = 5) -> bytes:
    """A ball that moves over an empty sheet, a fifth of a second in each place."""
    out = io.BytesIO()
    first, *more = [ball(30 + 10 * number) for number in range(count)]
    first.save(out, kind, save_all=True, append_images=more, duration=200)
    return out.getvalue()


def film(shape: str = "yuva420p", size: tuple[int, int] = SIZE) -> bytes:
    """A second of a red ball as WebM, where `shape` allows it with nothing behind it."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as file:
        stream = file.add_stream("libvpx-vp9", rate=RATE, options={"cpu-used": "8", "deadline": "realtime"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, shape
        plain = av.VideoFrame(*size, "rgba")
        plain.planes[0].update(ball(48, size).tobytes())
        frame = plain.reformat(format=shape)
        for frame.pts in range(RATE * SECONDS):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def ball(at: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A red ball on nothing."""
    sheet = Image.new("RGBA", size)
    ImageDraw.Draw(sheet).ellipse((at - 16, 16, at + 16, 48), fill=RED)
    return sheet


def _one(value: int) -> dict[str, int]:
    return {"a": 0, "k": value}
