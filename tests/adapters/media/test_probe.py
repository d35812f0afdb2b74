"""Looking into files: what is whole is told, what is made to break whoever reads it breaks nobody."""

import asyncio
import resource
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from adapters.media.probe import ChildProbe, Means
from bot.capabilities import MediaKind
from bot.media import Look
from tests.adapters.media.conftest import PIXELS
from tests.harness import comes_true
from tests.hostile import animation, bomb, broken_picture, enormous_film, film, picture, song, text_bomb

HANG = "import time\nwhile True: time.sleep(1)"

GOOD: dict[str, tuple[Callable[[], bytes], str, Look]] = {
    "png": (lambda: picture("PNG"), "image/png", Look(MediaKind.IMAGE, 40, 30, 1)),
    "jpeg": (lambda: picture("JPEG"), "image/jpeg", Look(MediaKind.IMAGE, 40, 30, 1)),
    "webp": (lambda: picture("WEBP"), "image/webp", Look(MediaKind.IMAGE, 40, 30, 1)),
    "tiff": (lambda: picture("TIFF"), "image/tiff", Look(MediaKind.IMAGE, 40, 30, 1)),
    "gif of three": (lambda: animation(3, side=400), "image/gif", Look(MediaKind.IMAGE, 400, 400, 3)),
    "emoji of three": (lambda: animation(3), "image/gif", Look(MediaKind.IMAGE, 8, 8, 3, sticker=True)),
    "a large picture of one colour": (bomb, "image/png", Look(MediaKind.IMAGE, 50_000, 50_000, 1)),
    "glb": (lambda: struct.pack("<4sII", b"glTF", 2, 12), "model/gltf-binary", Look(MediaKind.MODEL)),
}
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "a picture cut off": (broken_picture, "image/png"),
    "a bomb in a picture's comment": (text_bomb, "image/png"),
    "a picture that is a film": (lambda: picture("PNG"), "video/mp4"),
    "a film without its index": (lambda: film()[:200], "video/mp4"),
    "a film without streams": (lambda: b"\0\0\0\x18ftypisom" + bytes(100), "video/mp4"),
    "a model cut off": (lambda: struct.pack("<4sII", b"glTF", 2, 5000), "model/gltf-binary"),
    "a model of four bytes": (lambda: b"glTF", "model/gltf-binary"),
    "nothing": (lambda: b"", "image/png"),
}


@pytest.mark.parametrize("name", GOOD)
async def test_what_is_inside_is_told(probe: ChildProbe, tmp_path: Path, name: str) -> None:
    """A refusal can name the size, because even what is too large to decode is measured."""
    make, media_type, expected = GOOD[name]
    await asyncio.to_thread((tmp_path / "file").write_bytes, make())

    assert await probe.look(tmp_path / "file", media_type) == expected


async def test_a_film_and_a_song_are_told_with_their_length(probe: ChildProbe, tmp_path: Path) -> None:
    """A platform's player needs to know both."""
    (tmp_path / "film").write_bytes(film())
    (tmp_path / "song").write_bytes(song())

    seen = await probe.look(tmp_path / "film", "video/mp4")
    heard = await probe.look(tmp_path / "song", "audio/mpeg")

    assert seen is not None
    assert (seen.kind, seen.width, seen.height) == (MediaKind.VIDEO, 64, 48)
    assert seen.seconds == pytest.approx(1, abs=0.2)
    assert heard is not None
    assert heard.kind is MediaKind.AUDIO
    assert heard.seconds == pytest.approx(1, abs=0.2)


async def test_a_container_of_films_may_hold_only_sound(probe: ChildProbe, tmp_path: Path) -> None:
    """A recording in a film's container is treated as the sound it is."""
    (tmp_path / "voice.mp4").write_bytes(song("mp4", "aac"))

    look = await probe.look(tmp_path / "voice.mp4", "video/mp4")

    assert look is not None
    assert look.kind is MediaKind.AUDIO


@pytest.mark.parametrize("name", BAD)
async def test_what_cannot_be_read_is_nothing(probe: ChildProbe, tmp_path: Path, name: str) -> None:
    """Broken outcome: half a picture went to the studio, and the request that was paid for came to nothing."""
    make, media_type = BAD[name]
    await asyncio.to_thread((tmp_path / "file").write_bytes, make())

    assert await probe.look(tmp_path / "file", media_type) is None


async def test_an_enormous_film_is_measured_and_not_decoded(probe: ChildProbe, tmp_path: Path) -> None:
    """A film larger than any screen is told with its size, as a picture is."""
    await asyncio.to_thread((tmp_path / "film").write_bytes, enormous_film())

    look = await probe.look(tmp_path / "film", "video/quicktime")

    assert look is not None
    assert (look.width, look.height) == (16_000, 16_000)


async def test_bombs_leave_the_program_as_it_was(probe: ChildProbe, tmp_path: Path) -> None:
    """What swells, swells in the child: the program's own memory does not grow by a picture's size."""
    Image.new("L", (10_000, 9_000)).save(tmp_path / "large.png")
    large = ChildProbe(100_000_000)
    await probe.look(tmp_path / "large.png", "image/png")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert await large.look(tmp_path / "large.png", "image/png") == Look(MediaKind.IMAGE, 10_000, 9_000, 1)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB; decoded it has 90,000


@pytest.mark.parametrize(
    "program",
    [
        HANG,
        "print('no json')",
        'print(\'{"kind": "spoon"}\')',
        "raise SystemExit(1)",
        "import os; os.kill(os.getpid(), 9)",
        'import sys; print(\'{"kind": "image"}\'); sys.exit(3)',
    ],
)
async def test_a_child_that_hangs_dies_or_babbles_reads_nothing(tmp_path: Path, program: str) -> None:
    """Whatever happens to the child, the request gets its sentence and nobody waits for ever."""
    (tmp_path / "file").write_bytes(picture("PNG"))
    probe = ChildProbe(PIXELS, Means((sys.executable, "-I", "-c", program), seconds=1))

    assert await probe.look(tmp_path / "file", "image/png") is None


async def test_a_look_that_is_left_takes_its_child_along(tmp_path: Path) -> None:
    """A stopped request leaves no process behind."""
    (tmp_path / "file").write_bytes(picture("PNG"))
    program = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(f'{{os.getpid()}} '); time.sleep(50)"
    probe = ChildProbe(PIXELS, Means((sys.executable, "-I", "-c", program)))
    looking = asyncio.create_task(probe.look(tmp_path / "file", "image/png"))
    await comes_true(lambda: written(tmp_path / "pid"))

    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking

    assert not alive(int((tmp_path / "pid").read_text()))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the child's alarm ends it a minute later")
async def test_a_child_dies_with_the_program(tmp_path: Path) -> None:
    """A program that is killed leaves no child at work."""
    child = Path(sys.modules[ChildProbe.__module__].__file__ or "").with_name("child.py")
    program = (
        f"import os, runpy, time; runpy.run_path({str(child)!r})['confine'](); "
        f"print(os.getpid(), flush=True); time.sleep(50)"
    )
    parent = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-I', '-c', sys.argv[1]], "
        "stdout=subprocess.PIPE, text=True); print(child.stdout.readline().strip(), flush=True); child.wait()"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent, program, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    id_ = int(await process.stdout.readline())
    assert alive(id_)

    process.kill()
    await process.wait()

    assert await comes_true(lambda: not alive(id_))


def written(path: Path) -> bool:
    """Whether a child has told its number."""
    return path.exists() and path.read_text().endswith(" ")


def alive(id_: int) -> bool:
    """Whether a process still works; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{id_}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_still_picture_is_measured_without_a_process(tmp_path: Path, kind: str) -> None:
    """Broken outcome: every picture on its way to Telegram started a process, a tenth of a second of a core each."""
    await asyncio.to_thread((tmp_path / "file").write_bytes, picture(kind))
    nobody = ChildProbe(PIXELS, Means(("false",)))

    assert await nobody.measure(tmp_path / "file", f"image/{kind.lower()}") == Look(MediaKind.IMAGE, 40, 30)


@pytest.mark.parametrize("name", ["gif of three", "glb"])
async def test_what_no_header_tells_is_looked_into(probe: ChildProbe, tmp_path: Path, name: str) -> None:
    """A player is told the same of a file, whoever measures it."""
    make, media_type, expected = GOOD[name]
    await asyncio.to_thread((tmp_path / "file").write_bytes, make())

    assert await probe.measure(tmp_path / "file", media_type) == expected


@pytest.mark.parametrize("beginning", [b"", b"\x89PNG\r\n\x1a\n" + bytes(2000), b"\xff\xd8\xff\xe0\x00", b"RIFF"])
@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg", "image/webp"])
async def test_a_picture_that_tells_no_size_has_none(
    probe: ChildProbe, tmp_path: Path, beginning: bytes, media_type: str
) -> None:
    """What a studio sends broken goes on as a file; nothing ends because of it."""
    await asyncio.to_thread((tmp_path / "file").write_bytes, beginning)

    assert await probe.measure(tmp_path / "file", media_type) is None
