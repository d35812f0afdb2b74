"""Stickers become films and pictures that show what people saw, and what is made to break that breaks nothing."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from PIL import Image

from adapters.media.probe import ANSWER_BYTES, ChildProbe, Means
from bot.capabilities import MediaKind
from bot.filetypes import LOTTIE, TGS
from bot.media import Look, Target
from tests.adapters.media.conftest import PIXELS, put
from tests.hostile import animation
from tests.stickers import RATE, SECONDS, SIZE, animated, drawing, film, packed

MEBIBYTE = 1024 * 1024
Made = tuple[Callable[[], bytes], str]

STICKERS: dict[str, Made] = {
    "lottie": (drawing, LOTTIE),
    "tgs": (packed, TGS),
    "apng": (animated, "image/png"),
    "webm with nothing behind": (film, "video/webm"),
    "emoji as a gif": (lambda: animated("GIF"), "image/gif"),
    "emoji as a webp": (lambda: animated("WEBP"), "image/webp"),
}
ORDINARY: dict[str, Made] = {
    "a moving gif": (lambda: animation(3, side=400), "image/gif"),
    "a gif that stands still": (lambda: animation(1), "image/gif"),
    "a png": (lambda: animated(count=1), "image/png"),
    "a webm": (lambda: film("yuv420p"), "video/webm"),
    "a large webm with nothing behind": (lambda: film(size=(640, 360)), "video/webm"),
}
BROKEN: dict[str, Made] = {
    "half a drawing": (lambda: drawing()[:300], LOTTIE),
    "a drawing of nothing": (lambda: b"{}", LOTTIE),
    "a drawing without a size": (lambda: drawing(w=0), LOTTIE),
    "a drawing whose parts are none": (lambda: drawing(layers="none"), LOTTIE),
    "a drawing without an end": (lambda: b'{"assets":' * 100_000, LOTTIE),
    "a drawing that is no drawing": (lambda: json.dumps(["v", "fr"]).encode(), LOTTIE),
    "half a pack": (lambda: packed()[:100], TGS),
    "a pack that swells": (lambda: gzip.compress(drawing() + b" " * 32 * MEBIBYTE), TGS),
    "nothing": (lambda: b"", TGS),
}


def frames(content: bytes) -> list[Image.Image]:
    """Every picture of an MP4 film."""
    with av.open(io.BytesIO(content), "r", format="mp4") as file:
        assert file.streams.video[0].codec_context.name == "h264"
        return [frame.to_image() for frame in file.decode(video=0)]  # type: ignore[no-untyped-call]  # PyAV's omission


def is_red(picture: Image.Image, at: tuple[int, int]) -> bool:
    """Whether a point is as red as the ball, as far as a film keeps colours."""
    red, green, blue = picture.convert("RGB").crop((*at, at[0] + 1, at[1] + 1)).tobytes()
    return red > 200 and green < 60 and blue < 60


def is_white(picture: Image.Image, at: tuple[int, int]) -> bool:
    """Whether a point is white, as far as a film keeps colours."""
    return min(picture.convert("RGB").crop((*at, at[0] + 1, at[1] + 1)).tobytes()) > 240


@pytest.mark.parametrize("name", STICKERS)
async def test_a_sticker_is_told_from_what_goes_as_it_is(probe: ChildProbe, tmp_path: Path, name: str) -> None:
    """Broken outcome: a studio was sent a sticker that it could not open, or saw only its first picture."""
    make, media_type = STICKERS[name]

    look = await probe.look(await put(tmp_path, make()), media_type)

    assert look is not None
    assert (look.sticker, look.width, look.height) == (True, *SIZE)


@pytest.mark.parametrize("name", ORDINARY)
async def test_ordinary_files_are_no_stickers(probe: ChildProbe, tmp_path: Path, name: str) -> None:
    """What studios take goes as it came."""
    make, media_type = ORDINARY[name]

    look = await probe.look(await put(tmp_path, make()), media_type)

    assert look is not None
    assert not look.sticker


@pytest.mark.parametrize("name", STICKERS)
async def test_a_sticker_becomes_a_film_on_white(probe: ChildProbe, tmp_path: Path, name: str) -> None:
    """The film lasts as long as the sticker, shows what moved where it was, and white where there was nothing."""
    make, media_type = STICKERS[name]

    made = await probe.convert(await put(tmp_path, make()), media_type, Target.FILM)

    assert made is not None
    shown = frames(made)
    assert len(shown) == RATE * SECONDS
    middle = shown[len(shown) // 2]
    assert middle.size == SIZE
    assert is_red(middle, (48, 32))
    assert all(is_white(middle, corner) for corner in ((1, 1), (94, 1), (1, 62), (94, 62)))


@pytest.mark.parametrize("name", STICKERS)
async def test_a_sticker_becomes_a_picture_that_is_not_empty(probe: ChildProbe, tmp_path: Path, name: str) -> None:
    """Broken outcome: the first picture of a sticker that fades in was an empty sheet."""
    make, media_type = STICKERS[name]

    made = await probe.convert(await put(tmp_path, make()), media_type, Target.STILL)

    assert made is not None
    with Image.open(io.BytesIO(made), formats=["PNG"]) as picture:
        whole = picture.convert("RGBA")
    assert whole.size == SIZE
    left, top, right, bottom = whole.getchannel("A").point(lambda value: value > 128 and 255).getbbox() or (0, 0, 0, 0)
    assert is_red(whole, ((left + right) // 2, (top + bottom) // 2))
    assert whole.getchannel("A").getpixel((1, 1)) == 0


async def test_what_moves_still_moves(probe: ChildProbe, tmp_path: Path) -> None:
    """The ball rolls from left to right, not round and round in the order of a broken clock."""
    made = await probe.convert(await put(tmp_path, animated()), "image/png", Target.FILM)

    shown = frames(made or b"")
    seen = [next(x for x in range(SIZE[0]) if is_red(shown[at], (x, 32))) for at in range(3, 30, 6)]
    assert seen == [pytest.approx(14 + 10 * number, abs=2) for number in range(5)]


async def test_what_fades_in_does_not_come_out_of_the_dark(probe: ChildProbe, tmp_path: Path) -> None:
    """Broken outcome: half a red over white came out as a dark one, because it had been weighed twice."""
    made = await probe.convert(await put(tmp_path, drawing()), LOTTIE, Target.FILM)

    half = frames(made or b"")[5].convert("RGB").crop((26, 32, 27, 33)).tobytes()
    assert half[0] > 240
    assert 90 < half[1] < 220


async def test_an_odd_and_a_large_sticker_become_films(probe: ChildProbe, tmp_path: Path) -> None:
    """H.264 takes even sides only, and nobody needs a sticker as large as a wall."""
    odd = await probe.convert(await put(tmp_path, drawing(w=95, h=63)), LOTTIE, Target.FILM)
    large = await probe.convert(await put(tmp_path, drawing(w=4096, h=2048)), LOTTIE, Target.FILM)

    assert (frames(odd or b"")[0].size, frames(large or b"")[0].size) == ((96, 64), (1024, 512))


async def test_a_drawing_brings_its_pictures_itself(probe: ChildProbe, tmp_path: Path) -> None:
    """Broken outcome: a sticker that named a file of this machine was sent out with that file's picture in it."""
    Image.new("RGB", (8, 8), "red").save(tmp_path / "secret.png")
    named = {"id": "a", "w": 8, "h": 8, "u": f"{tmp_path}/", "p": "secret.png", "e": 0}
    path = await put(tmp_path, drawing(assets=[named]))

    assert await probe.look(path, LOTTIE) is None
    assert await probe.convert(path, LOTTIE, Target.STILL) is None


@pytest.mark.parametrize("target", Target)
@pytest.mark.parametrize("name", BROKEN)
async def test_what_is_no_sticker_becomes_nothing(probe: ChildProbe, tmp_path: Path, name: str, target: Target) -> None:
    """Whatever somebody calls a sticker, the worst that comes of it is a sentence."""
    make, media_type = BROKEN[name]
    path = await put(tmp_path, make())

    assert await probe.look(path, media_type) is None
    assert await probe.convert(path, media_type, target) is None


async def test_a_drawing_of_a_thousand_years_is_measured_and_not_drawn(probe: ChildProbe, tmp_path: Path) -> None:
    """The number of its pictures is told, so that it can be refused for that."""
    look = await probe.look(await put(tmp_path, drawing(op=2_000_000_000, w=100_000, h=100_000)), LOTTIE)

    assert look is not None
    assert (look.kind, look.width, look.height) == (MediaKind.IMAGE, 100_000, 100_000)
    assert look.frames > 1_000_000


async def test_a_child_that_does_not_stop_talking_is_not_listened_to(tmp_path: Path) -> None:
    """What a broken file makes its reader say must fit into the program's memory."""
    program = f"import sys\nwhile True: sys.stdout.buffer.write(bytes({MEBIBYTE}))"
    endless = ChildProbe(PIXELS, Means((sys.executable, "-I", "-c", program)))
    path = await put(tmp_path, drawing())

    assert await endless.convert(path, LOTTIE, Target.FILM) is None
    assert ANSWER_BYTES < 100 * MEBIBYTE


async def test_a_look_says_nothing_of_stickers_by_itself() -> None:
    """Everything counts as it came until somebody looked."""
    assert not Look(MediaKind.IMAGE).sticker
