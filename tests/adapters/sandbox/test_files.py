"""The files: real, decodable, served like a CDN, made from what was attached."""

import asyncio
import io
import json
import struct

import av
import pytest
from PIL import Image

from tests.adapters.sandbox.conftest import Talk, artifacts

GREEN = (20, 160, 90)


def png(size: tuple[int, int] = (40, 30)) -> bytes:
    """A plain green picture."""
    file = io.BytesIO()
    Image.new("RGB", size, GREEN).save(file, "PNG")
    return file.getvalue()


def close(colour: object, wanted: tuple[int, int, int]) -> bool:
    """Say whether a pixel has nearly that colour."""
    assert isinstance(colour, tuple)
    return all(abs(a - b) < 12 for a, b in zip(colour, wanted, strict=True))


async def made(talk: Talk, prompt: str, **more: object) -> list[str]:
    """Run a prompt to its end and list the files' URLs."""
    thread = await talk.starts(prompt, **more)
    await talk.clock.advance(60)
    return [url for _, url in artifacts(await talk.result(thread))]


async def picture(talk: Talk, url: str) -> Image.Image:
    """Download a picture and decode it whole."""
    image = Image.open(io.BytesIO((await talk.fetch(url)).body))
    image.load()
    return image


async def test_pictures_are_real_and_say_what_they_are(talk: Talk) -> None:
    """A PNG of 1024 pixels opens, is of sensible size, carries the prompt, and no two variations are alike."""
    urls = await made(talk, "two variations of a red fox, 水彩")
    replies = [await talk.fetch(url) for url in urls]
    first = Image.open(io.BytesIO(replies[0].body))
    first.load()

    assert (first.format, first.size) == ("PNG", (1024, 1024))
    assert first.info["Description"] == "two variations of a red fox, 水彩"
    assert replies[0].headers["Content-Type"] == "image/png"
    assert int(replies[0].headers["Content-Length"]) == len(replies[0].body) < 1_500_000
    assert replies[0].headers["Access-Control-Allow-Origin"] == "*"
    assert replies[0].body != replies[1].body
    assert (await talk.fetch(urls[0])).body == replies[0].body


async def test_whoever_asks_for_jpeg_gets_it(talk: Talk) -> None:
    """The format can be named, and the prompt is in the EXIF data."""
    image = await picture(talk, (await made(talk, "a city at night as jpeg"))[0])

    assert (image.format, image.getexif()[0x010E]) == ("JPEG", "a city at night as jpeg")


@pytest.mark.parametrize(
    "words",
    [
        "waves",
        "a forest",
        "mountains",
        "green hills",
        "abstract",
        "a cat",
        "flowers",
        "a portrait",
        "tulips by the sea",
    ],
)
async def test_every_motif_can_be_painted(talk: Talk, words: str) -> None:
    """No place or subject that the painter knows breaks it, and none is an empty sheet."""
    image = await picture(talk, (await made(talk, words))[0])

    colours = image.convert("RGB").resize((64, 64)).getcolors(64 * 64)
    assert colours is not None
    assert len(colours) > 40


async def test_a_film_plays(talk: Talk) -> None:
    """An MP4 holds four seconds of H.264 in the pixel format that browsers play, begins with its index, and moves."""
    reply = await talk.fetch((await made(talk, "a video of waves"))[0])
    with av.open(io.BytesIO(reply.body), "r") as film:
        stream = film.streams.video[0]
        frames = list(film.decode(stream))

    assert reply.headers["Content-Type"] == "video/mp4"
    assert reply.body.index(b"moov") < reply.body.index(b"mdat")
    assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
    assert (len(frames), stream.width, stream.height) == (96, 640, 360)
    assert bytes(frames[0].planes[0]) != bytes(frames[20].planes[0])


async def test_music_plays(talk: Talk) -> None:
    """An MP3 holds six seconds of sound that is not silence."""
    reply = await talk.fetch((await made(talk, "a song of the sea"))[0])
    with av.open(io.BytesIO(reply.body), "r") as record:
        stream = record.streams.audio[0]
        frames = list(record.decode(stream))

    assert reply.headers["Content-Type"] == "audio/mpeg"
    assert stream.codec_context.name.startswith("mp3")
    assert 5.5 < sum(frame.samples for frame in frames) / stream.rate < 6.5
    assert any(bytes(frame.planes[0]).strip(b"\0") for frame in frames)


async def test_a_solid_is_valid_gltf(talk: Talk) -> None:
    """A GLB has its header, aligned chunks, a mesh whose bounds hold, and a coloured material."""
    reply = await talk.fetch((await made(talk, "a 3d stone"))[0])
    magic, version, size = struct.unpack_from("<4sII", reply.body)
    length, kind = struct.unpack_from("<I4s", reply.body, 12)
    scene = json.loads(reply.body[20 : 20 + length])
    start = 28 + length
    points = list(struct.iter_unpack("<3f", reply.body[start : start + scene["bufferViews"][0]["byteLength"]]))

    assert (magic, version, size, kind, length % 4) == (b"glTF", 2, len(reply.body), b"JSON", 0)
    assert len(points) == scene["accessors"][0]["count"] == 60
    assert [max(axis) for axis in zip(*points, strict=True)] == pytest.approx(scene["accessors"][0]["max"])
    assert len(scene["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"]) == 4
    assert scene["buffers"][0]["byteLength"] == len(reply.body) - start


async def test_files_open_from_the_studios_page_only(talk: Talk) -> None:
    """Without its Referer or a browser's name the CDN says no, unless that is switched off."""
    url = (await made(talk, "a fox"))[0]
    bare = await talk.fetch(url, **{"User-Agent": "Mozilla/5.0"})
    script = await talk.fetch(url, **{"User-Agent": "curl/8", "Referer": "https://www.lovart.ai/"})
    await talk.control(set={"strict_cdn": False})

    assert (bare.status, script.status) == (403, 403)
    assert (await talk.fetch(url, Accept="*/*")).status == 200


async def test_a_file_cannot_be_had_before_it_is_made(talk: Talk) -> None:
    """Nobody downloads the second picture early, or what never was."""
    urls = await made(talk, "a fox")
    thread = await talk.starts("two pictures of a fox")
    await talk.clock.advance(3.5)
    now = artifacts(await talk.result(thread))

    assert len(now) == 1
    assert (await talk.fetch(now[0][1])).status == 200
    assert (await talk.fetch(urls[0].replace("/agent/", "/agent/x"))).status == 404


async def test_an_upload_comes_back_as_it_was(talk: Talk) -> None:
    """An upload's URL gives the very bytes, under a name of ours with the same suffix."""
    content = png()
    url = (await talk.upload('狐狸 "final".PNG', content)).data["url"]
    reply = await talk.fetch(url)

    assert reply.body == content
    assert reply.headers["Content-Type"] == "image/png"
    assert url.startswith(f"{talk.sandbox.address}/img/")
    assert url.endswith(".png")


async def test_what_a_browser_might_run_is_not_served_as_such(talk: Talk) -> None:
    """An uploaded page is only bytes."""
    reply = await talk.fetch((await talk.upload("page.html", b"<script>alert(1)</script>")).data["url"])

    assert (reply.headers["Content-Type"], reply.headers["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )


@pytest.mark.parametrize(
    "disposition",
    ['form-data; name="image"; filename="a.png"', 'form-data; name="file"', 'form-data; name="file"; filename=""'],
)
async def test_only_one_named_file_is_taken(talk: Talk, disposition: str) -> None:
    """A part of another name, or without a file name, is refused."""
    assert (await talk.upload("a.png", png(), disposition)).refused[0] == 400


async def test_broken_uploads_leave_nothing_behind(talk: Talk) -> None:
    """Two parts, a cut body, or no multipart at all are refused."""
    two = b'\r\n--B\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\nb\r\n--B--\r\n'
    one = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\na'
    kind = {"Content-Type": "multipart/form-data; boundary=B"}

    for body in (one + two, one, b"", b"--B--\r\n"):
        talk.client.timestamp = str(int(talk.clock.now()))
        reply = await in_thread(talk, body, kind)
        assert reply == 400, body
    assert await in_thread(talk, b"{}", {"Content-Type": "application/json"}) == 400
    assert list(talk.sandbox.folder.glob("uploads/*")) == []


async def in_thread(talk: Talk, body: bytes, headers: dict[str, str]) -> int:
    """Send a body as it is."""
    return (await asyncio.to_thread(talk.client.call, "POST", "/file/upload", body, headers)).status


async def test_an_attached_picture_is_worked_on(talk: Talk) -> None:
    """The result visibly contains what was attached, with something around it."""
    url = (await talk.upload("leaf.png", png())).data["url"]
    image = await picture(talk, (await made(talk, "put it on a beach", attachments=[url]))[0])

    assert image.size == (1024, 1024)
    assert close(image.convert("RGB").getpixel((512, 512)), GREEN)
    assert not close(image.convert("RGB").getpixel((12, 12)), GREEN)


async def test_upscaling_enlarges_the_true_picture(talk: Talk) -> None:
    """The attached picture comes back at twice its size and nothing is painted anew."""
    url = (await talk.upload("leaf.png", png((40, 30)))).data["url"]
    forced = {"tool_config": {"include_tools": ["upscale_image"]}}
    image = await picture(talk, (await made(talk, "sharper please", attachments=[url], **forced))[0])

    assert image.size == (80, 60)
    assert all(close(image.getpixel(spot), GREEN) for spot in ((0, 0), (40, 30), (79, 59)))


async def test_the_last_picture_of_a_thread_can_be_upscaled(talk: Talk) -> None:
    """Without an attachment it is the thread's own last picture that grows, even one that nobody downloaded."""
    thread = await talk.starts("a fox")
    await talk.clock.advance(10)
    await talk.starts("upscale it", thread_id=thread)
    await talk.clock.advance(10)
    urls = [url for _, url in artifacts(await talk.result(thread))]
    large, small = await picture(talk, urls[1]), await picture(talk, urls[0])

    assert (small.size, large.size) == ((1024, 1024), (2048, 2048))
    assert close(large.convert("RGB").getpixel((900, 300)), small.convert("RGB").getpixel((450, 150)))  # type: ignore[arg-type]


async def test_an_attachment_that_is_no_picture_does_no_harm(talk: Talk) -> None:
    """Bytes that only claim to be a picture are left out of the painting."""
    url = (await talk.upload("fake.png", b"not a picture")).data["url"]

    assert (await picture(talk, (await made(talk, "a fox", attachments=[url]))[0])).size == (1024, 1024)
