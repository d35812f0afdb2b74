"""Smaller copies of pictures and films: good ones within the limit, or none."""

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from PIL import Image

from adapters.media.probe import ChildProbe
from tests.adapters.media.conftest import put
from tests.hostile import MEBIBYTE, animation, bomb, broken_picture, picture, song
from tests.stickers import animated

SIDE = 400


def wide(mode: str = "RGB", **options: object) -> bytes:
    """A large picture, red on its left half, with noise so that it does not pack well."""
    whole = Image.effect_noise((SIDE, SIDE), 60).convert(mode)
    whole.paste("red", (0, 0, SIDE // 2, SIDE))
    if mode == "RGBA" and not options.pop("opaque", False):
        whole.putpixel((SIDE - 1, 0), (0, 0, 0, 0))
    out = io.BytesIO()
    whole.save(out, "PNG", **options)
    return out.getvalue()


def shot() -> bytes:
    """Two seconds of noise in motion, with a silent track of sound."""
    out, noise = io.BytesIO(), Image.effect_noise((760, 480), 60).convert("RGB")
    with av.open(out, "w", format="mp4") as file, av.open(io.BytesIO(song("mp4", "aac")), "r") as silence:
        film = file.add_stream("libx264", rate=30, options={"crf": "10", "preset": "ultrafast"})
        film.width, film.height, film.pix_fmt = 640, 480, "yuv420p"
        sound = file.add_stream_from_template(silence.streams.audio[0])
        for number in range(60):
            frame = av.VideoFrame.from_image(noise.crop((number * 2, 0, number * 2 + 640, 480)))  # type: ignore[no-untyped-call]  # PyAV's omission
            file.mux(film.encode(frame))
        file.mux(film.encode(None))
        for packet in silence.demux():
            if packet.dts is not None:
                packet.stream = sound
                file.mux(packet)
    return out.getvalue()


def told(content: bytes | None) -> tuple[tuple[int, int], int, dict[str, int]]:
    """A film's size, its pictures, and how many packets each of its streams has."""
    with av.open(io.BytesIO(content or b""), "r", format="mp4") as file:
        shown = file.streams.video[0]
        packets = Counter(each.stream.codec_context.name for each in file.demux() if each.dts is not None)
        file.seek(0)
        return (shown.width, shown.height), len(list(file.decode(shown))), dict(packets)


def opened(content: bytes | None) -> Image.Image:
    """What a copy shows."""
    assert content is not None
    return Image.open(io.BytesIO(content))


async def test_a_copy_is_as_good_as_the_room_allows(probe: ChildProbe, tmp_path: Path) -> None:
    """With room for it the copy has every pixel; with less it is coarser, then smaller, never larger than told."""
    path = await put(tmp_path, wide())
    limits = (100_000, 20_000, 12_000)
    copies = [await probe.shrink(path, "image/png", limit) for limit in limits]

    assert all(len(copy or b"") <= limit for copy, limit in zip(copies, limits, strict=True))
    sizes = [opened(copy).width for copy in copies]
    assert sizes[0] == SIDE
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < SIDE
    assert all(opened(copy).format == "JPEG" for copy in copies)


async def test_a_film_is_filmed_again_with_its_sound(probe: ChildProbe, tmp_path: Path) -> None:
    """A smaller film has every picture and sound of the larger one, and is smaller in its sides only if it must."""
    whole = shot()
    path = await put(tmp_path, whole)
    large, small = [await probe.shrink(path, "video/mp4", limit) for limit in (len(whole) - 1, 90_000)]

    assert len(large or b"") < len(whole)
    assert len(small or b"") <= 90_000
    assert told(large) == told(whole)
    assert told(small)[1:] == told(whole)[1:]
    assert told(small)[0] < told(whole)[0]


async def test_what_is_transparent_stays_so(probe: ChildProbe, tmp_path: Path) -> None:
    """Broken outcome: the empty ground of a logo came back black."""
    clear = opened(await probe.shrink(await put(tmp_path, wide("RGBA")), "image/png", MEBIBYTE))
    full = opened(await probe.shrink(await put(tmp_path, wide("RGBA", opaque=True)), "image/png", MEBIBYTE))

    assert (clear.format, full.format) == ("WEBP", "JPEG")
    assert clear.convert("RGBA").getchannel("A").crop((SIDE - 1, 0, SIDE, 1)).tobytes() == b"\0"


async def test_a_copy_stands_upright_and_keeps_its_colours(probe: ChildProbe, tmp_path: Path) -> None:
    """A photo that says how it is to be turned is turned, since the copy says nothing any more."""
    turned, told = Image.Exif(), b"a profile of colours"
    turned[0x0112] = 6
    copy = opened(await probe.shrink(await put(tmp_path, wide(exif=turned, icc_profile=told)), "image/png", MEBIBYTE))

    red, green, _ = copy.convert("RGB").crop((SIDE // 2, 10, SIDE // 2 + 1, 11)).tobytes()
    assert red > 200
    assert green < 60
    assert copy.info["icc_profile"] == told


@pytest.mark.parametrize(
    ("make", "media_type", "limit"),
    [
        (wide, "image/png", 500),
        (lambda: animation(3), "image/gif", MEBIBYTE),
        (animated, "image/png", MEBIBYTE),
        (bomb, "image/png", MEBIBYTE),
        (broken_picture, "image/png", MEBIBYTE),
        (song, "audio/mpeg", MEBIBYTE),
        (shot, "video/mp4", 30_000),
        (lambda: shot()[:9_000], "video/mp4", MEBIBYTE),
        (lambda: song("mp4", "aac"), "video/mp4", MEBIBYTE),
        (picture, "application/pdf", MEBIBYTE),
    ],
)
async def test_what_has_no_good_copy_has_none(
    probe: ChildProbe, tmp_path: Path, make: Callable[[], bytes], media_type: str, limit: int
) -> None:
    """A stamp of a poster, a still of what moves, or half a picture is worse than the link."""
    assert await probe.shrink(await put(tmp_path, make()), media_type, limit) is None


@pytest.mark.parametrize(("make", "media_type"), [(wide, "image/png"), (shot, "video/mp4")])
async def test_what_is_too_large_to_look_at_is_not_copied(
    tmp_path: Path, make: Callable[[], bytes], media_type: str
) -> None:
    """A result of more pixels than are decoded anywhere else is not decoded here either."""
    assert await ChildProbe(SIDE).shrink(await put(tmp_path, make()), media_type, MEBIBYTE) is None
