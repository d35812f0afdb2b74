"""A file is what its bytes say."""

import io
import wave
from collections.abc import Callable

import av
import pytest
from PIL import Image

from bot.capabilities import MediaKind
from bot.filetypes import ENDINGS, HEAD_BYTES, LOTTIE, TGS, UNKNOWN, ending, kind_of, media_type
from tests.stickers import drawing, packed

RATE = 48000


def picture(kind: str) -> bytes:
    """A small picture as an ordinary program writes it."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


def film(container: str, codec: str) -> bytes:
    """One frame of a film."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for frame in (av.VideoFrame(64, 64, "yuv420p"), None):
            for packet in stream.encode(frame):
                file.mux(packet)
    return out.getvalue()


def song(container: str, codec: str) -> bytes:
    """A moment of silence."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=RATE)
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame(format=stream.format.name, layout=stream.layout.name, samples=1152)
        frame.sample_rate = RATE
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for each in (frame, None):
            for packet in stream.encode(each):
                file.mux(packet)
    return out.getvalue()


def wav() -> bytes:
    """Silence without compression."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(200))
    return out.getvalue()


def box(brand: bytes) -> bytes:
    """The beginning of a file in Apple's container."""
    return b"\0\0\0\x18ftyp" + brand + b"\0" * 16


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "png": (lambda: picture("PNG"), "image/png"),
    "jpeg": (lambda: picture("JPEG"), "image/jpeg"),
    "webp": (lambda: picture("WEBP"), "image/webp"),
    "gif": (lambda: picture("GIF"), "image/gif"),
    "mp4": (lambda: film("mp4", "mpeg4"), "video/mp4"),
    "mov": (lambda: film("mov", "mpeg4"), "video/quicktime"),
    "webm": (lambda: film("webm", "libvpx"), "video/webm"),
    "mp3": (lambda: song("mp3", "libmp3lame"), "audio/mpeg"),
    "mp3 without a tag": (lambda: b"\xff\xfb\x90\x00" + bytes(400), "audio/mpeg"),
    "m4a": (lambda: box(b"M4A "), "audio/mp4"),
    "ogg": (lambda: song("ogg", "libopus"), "audio/ogg"),
    "flac": (lambda: song("flac", "flac"), "audio/flac"),
    "wav": (wav, "audio/wave"),
    "glb": (lambda: b"glTF\x02\0\0\0" + bytes(12), "model/gltf-binary"),
    "heic": (lambda: box(b"heic"), "image/heic"),
    "avif": (lambda: box(b"avif"), "image/avif"),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
    "words": (lambda: b"just words, nothing else", UNKNOWN),
    "nothing": (lambda: b"", UNKNOWN),
    "one byte": (lambda: b"\x89", UNKNOWN),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_known_by_its_first_bytes(name: str) -> None:
    """Whatever its name says, a file is offered to a studio and named in the chat as what it is."""
    make, expected = FILES[name]

    assert media_type(make()[:HEAD_BYTES]) == expected


@pytest.mark.parametrize("name", [name for name, (_, kind) in FILES.items() if kind != UNKNOWN])
def test_a_known_file_has_a_kind_and_an_ending(name: str) -> None:
    """What we can tell apart opens by a double click."""
    kind = FILES[name][1]

    assert kind in ENDINGS
    assert kind_of(kind) is not MediaKind.OTHER or kind == "application/pdf"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (drawing(), LOTTIE),
        (b" \n" + drawing(), LOTTIE),
        (packed(), TGS),
        (b'{"v": "5.5.7", "name": "a", "w": 3, "h": 4}', "application/json"),
        (packed(b'{"v": "5.5.7"}'), "application/x-gzip"),
        (packed()[:12], "application/x-gzip"),
        (b"\x1f\x8b\x08 no pack at all", "application/x-gzip"),
        (b'["v", "fr", "ip", "op", "w", "h"]', UNKNOWN),
    ],
    ids=["lottie", "after blanks", "tgs", "settings", "packed settings", "cut off", "no pack", "a list"],
)
def test_a_drawing_is_told_from_other_words_in_braces(head: bytes, expected: str) -> None:
    """A sticker is taken for one whatever it is called, and a list of settings or a packed letter never is."""
    assert media_type(head[:HEAD_BYTES]) == expected


def test_an_unknown_file_keeps_the_ending_it_had() -> None:
    """What we do not know is not renamed."""
    assert ending(UNKNOWN, "folder.d/scene.blend") == ".blend"
    assert ending(UNKNOWN, "folder.d/scene") == ""
    assert kind_of(UNKNOWN) is MediaKind.OTHER
