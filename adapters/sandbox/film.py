"""Short films: the layers of a painted scene set in motion. Real MP4 files that every browser plays."""

from collections.abc import Callable
from math import pi, sin
from pathlib import Path

import av
from PIL import Image

from adapters.sandbox.composition import compose
from adapters.sandbox.painter import Order, caption, label, mounted, opened
from adapters.sandbox.places import Layer
from adapters.sandbox.sheet import Sheet

SIZE = (640, 360)
MARGIN = 44
RATE = 24
SECONDS = 4


def shoot(order: Order, path: Path) -> None:
    """Film the order into a file: H.264 in MP4, ready to start before it is loaded whole."""
    sheet, layers = compose(order.motif, SIZE, MARGIN)
    given = opened(order.source) if order.source else None
    plate = label(caption(order, given), SIZE[1])
    still = _still(layers, sheet, given)
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as film:
        film.metadata["comment"] = order.motif.prompt
        stream = film.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "crf": "21"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.thread_count = 1
        for at in range(RATE * SECONDS):
            frame = still(at / (RATE * SECONDS))
            frame.paste(plate, (14, SIZE[1] - 14 - plate.height), plate)
            picture: av.VideoFrame = av.VideoFrame.from_image(frame)  # type: ignore[no-untyped-call]  # PyAV's omission
            film.mux(stream.encode(picture))
        film.mux(stream.encode(None))


def _still(layers: list[Layer], sheet: Sheet, given: Image.Image | None) -> Callable[[float], Image.Image]:
    if not given:
        return lambda turn: _frame(layers, sheet, turn)
    return lambda turn: mounted(_frame(layers, sheet, turn), given)


def _frame(layers: list[Layer], sheet: Sheet, turn: float) -> Image.Image:
    """See the scene at that part of the swing, which ends where it began."""
    frame = Image.new("RGBA", SIZE)
    for layer in layers:
        left = round(sheet.margin * (1 + layer.sway * sin(2 * pi * turn) * 0.9))
        top = round(sheet.margin * (1 + layer.bob * sin(2 * pi * turn + layer.phase) * 0.9))
        frame.alpha_composite(layer.image, source=(left, top, left + sheet.width, top + sheet.height))
    return frame.convert("RGB")
