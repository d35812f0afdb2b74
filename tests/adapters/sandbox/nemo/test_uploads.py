"""Files for the editor: by form, by address, measured, refused, and put on the timeline."""

import io
import wave
from collections.abc import Sequence
from pathlib import Path

import av
import pytest
from aiohttp import web
from PIL import Image

from tests.adapters.sandbox.nemo.talking import Talk

ACCEPTED = ("mp4", "mov", "avi", "webm", "mkv", "jpg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac")


def picture(size: tuple[int, int] = (30, 20), colour: str = "red") -> bytes:
    """A PNG."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def song(seconds: int = 2) -> bytes:
    """A WAV."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(b"\x10\x20" * 8_000 * seconds)
    return file.getvalue()


def clip(path: Path, colours: Sequence[str] = ("blue", "blue")) -> bytes:
    """An MP4 that shows each of the colours for a second."""
    with av.open(str(path), "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for colour in [each for each in colours for _ in range(10)]:
            frame: av.VideoFrame = av.VideoFrame.from_image(Image.new("RGB", (64, 36), colour))  # type: ignore[no-untyped-call]
            film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return path.read_bytes()


async def test_several_files_go_in_one_form(talk: Talk, tmp_path: Path) -> None:
    """Each is measured as far as its kind goes: a film in all, a picture in size, a song in length."""
    files = ("beach.mp4", clip(tmp_path / "a.mp4")), ("fox.PNG", picture()), ("song.wav", song())
    data = (await talk.uploads(*files)).data
    film, image, sound = data["files"]

    assert data["session_state_applied"] is True
    assert (film["filename"], film["file_type"], film["duration"]) == ("beach.mp4", "video", 2.0)
    assert (film["width"], film["height"], film["fps"]) == (64, 36, 10.0)
    assert (image["file_type"], image["width"], image["height"], image["duration"]) == ("image", 30, 20, None)
    assert (sound["file_type"], sound["duration"], sound["width"]) == ("audio", 2.0, None)
    assert len({each["hash"] for each in data["files"]}) == 3


async def test_what_was_uploaded_is_in_the_state_and_at_its_address(talk: Talk) -> None:
    """The state lists the same files in their order, and their addresses are open to everybody."""
    first = (await talk.uploads(("a.png", picture()))).data["files"]
    second = (await talk.uploads(("b.png", picture((10, 10))))).data["files"]

    assert (await talk.state())["video_infos"] == first + second
    assert (await talk.get(first[0]["cdn_url"], Authorization="")).body == picture()


@pytest.mark.parametrize("suffix", ACCEPTED)
async def test_every_accepted_type_is_taken(talk: Talk, suffix: str) -> None:
    """The thirteen types of the list go through, even where the bytes are nonsense: the service goes by the name."""
    assert (await talk.uploads((f"a.{suffix}", b"x"))).data["files"][0]["filename"] == f"a.{suffix}"


@pytest.mark.parametrize("name", ["a.txt", "a.heic", "a.pdf", "a"])
async def test_other_types_are_refused(talk: Talk, name: str) -> None:
    """A file of another type is refused with 4001, by form and by address, and nothing stays behind."""
    address = {"urls": [f"https://example.org/{name}"], "source_type": "url"}

    assert (await talk.uploads((name, b"x"))).refused == (415, 4001)
    by_address = await talk.post(f"/api/upload-video/nemo_agent/me/{talk.session}", address)
    assert by_address.refused == (415, 4001)
    assert (await talk.state())["video_infos"] == []


async def test_a_file_that_is_too_large_is_refused(talk: Talk) -> None:
    """One byte too many is 4002, the limit itself is not, and no half file stays behind."""
    await talk.control(switches={"upload_limit": 1000})

    assert (await talk.uploads(("a.png", b"x" * 1000))).status == 200
    assert (await talk.uploads(("a.png", b"x" * 1001))).refused == (413, 4002)
    assert len((await talk.state())["video_infos"]) == 1
    assert len(list((talk.sandbox.folder / "nemo" / "uploads").iterdir())) == 1


async def test_a_form_of_a_strange_shape_is_refused(talk: Talk) -> None:
    """The field is `files`; another name, or no file at all, is refused."""
    path = f"/api/upload-video/nemo_agent/me/{talk.session}"

    assert (await talk.uploads(("a.png", b"x"), field="file")).refused == (400, 400)
    assert (await talk.post(path, {"urls": [], "source_type": "url"})).refused == (400, 400)
    assert (await talk.post(path, {"urls": ["https://a.org/a.png"]})).refused == (400, 400)


async def test_an_address_on_this_machine_is_fetched(talk: Talk) -> None:
    """The file behind the address is kept and measured like any other."""
    source = (await talk.uploads(("a.png", picture()))).data["files"][0]["cdn_url"]
    body = {"urls": [source], "source_type": "url"}
    (kept,) = (await talk.post(f"/api/upload-video/nemo_agent/me/{talk.session}", body)).data["files"]

    assert (kept["width"], kept["height"]) == (30, 20)
    assert (await talk.get(kept["cdn_url"])).body == picture()


async def test_an_address_that_has_nothing_is_refused(talk: Talk) -> None:
    """What cannot be fetched is no upload."""
    body = {"urls": [f"{talk.sandbox.nemo_base_url}/nemo/files/missing.png"], "source_type": "url"}
    reply = await talk.post(f"/api/upload-video/nemo_agent/me/{talk.session}", body)

    assert reply.refused == (web.HTTPBadRequest.status_code, 400)
    assert (await talk.state())["video_infos"] == []


async def test_an_address_elsewhere_is_never_asked(talk: Talk) -> None:
    """The sandbox sends nothing anywhere: a file of the wide world is listed by its name alone."""
    body = {"urls": ["https://example.org/a/beach.mp4"], "source_type": "url"}
    (noted,) = (await talk.post(f"/api/upload-video/nemo_agent/me/{talk.session}", body)).data["files"]

    assert (noted["filename"], noted["file_type"], noted["duration"]) == ("beach.mp4", "video", None)


async def test_uploads_become_a_timeline(rich: Talk, tmp_path: Path) -> None:
    """Clips and pictures follow each other in the order they came, a song plays under them, all at their lengths."""
    await rich.uploads(("one.mp4", clip(tmp_path / "a.mp4")), ("two.png", picture()), ("song.wav", song()))
    await rich.says("put them together")
    first = (await rich.state())["draft"]
    await rich.uploads(("three.png", picture()))
    await rich.says("add it at the end")
    told = [(each["m"]["name"], each["m"]["start"], each["d"]) for each in first["t"][0]["sg"]]
    (track,) = (track for track in first["t"] if track["tt"] == 1)
    later = (await rich.state())["draft"]["t"][0]["sg"]

    assert told == [("one.mp4", 0, 2_000), ("two.png", 2_000, 5_000)]
    assert [(each["m"]["name"], each["d"]) for each in track["sg"]] == [("song.wav", 7_000)]
    assert [each["m"]["name"] for each in later] == ["one.mp4", "two.png", "three.png"]
    assert (await rich.state())["generated_media"] == []


async def test_names_of_files_are_no_wishes(rich: Talk) -> None:
    """Broken, a picture called "title.png" came with a title that nobody had asked for."""
    await rich.uploads(("title.png", picture()))
    await rich.says("put it on the timeline [title.png]")

    assert [track["tt"] for track in (await rich.state())["draft"]["t"]] == [0]


@pytest.mark.parametrize(
    ("text", "size", "shape"),
    [("a fox", (1920, 1080), "16:9"), ("a vertical fox", (1080, 1920), "9:16"), ("a square fox", (1080, 1080), "1:1")],
)
async def test_the_canvas_has_the_shape_that_was_asked_for(
    rich: Talk, text: str, size: tuple[int, int], shape: str
) -> None:
    """Canvas and draft agree on it."""
    await rich.says(text)
    state = await rich.state()

    assert state["canvas_config"] == {"width": size[0], "height": size[1], "aspect_ratio": shape}
    assert (state["draft"]["m"]["width"], state["draft"]["m"]["height"]) == size


async def test_the_state_is_whole(talk: Talk) -> None:
    """Every member that a client may look for is there from the beginning, but for the draft."""
    told = await talk.told()

    assert told.keys() == {"session_id", "task_id", "task_name", "user_id", "state"}
    assert told["state"].keys() == {"video_infos", "video_analyses", "generated_media", "canvas_config"}
    assert (told["session_id"], told["task_name"], told["user_id"]) == (talk.session, "project", talk.user)
