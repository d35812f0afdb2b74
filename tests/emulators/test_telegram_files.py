"""Files: what comes down, what goes up, and what Telegram makes of it on the way."""

import asyncio
import io
from pathlib import Path

import pytest
from telegram import InputFile
from telegram.error import BadRequest

from tests.clock import ManualClock
from tests.emulators.telegram import attaching
from tests.emulators.telegram.api import SECOND_OPINION
from tests.emulators.telegram.limits import MIB
from tests.emulators.telegram.things import File, Medium
from tests.emulators.village import Village, film, picture
from tests.emulators.village import village as built

GIF, MP3 = b"GIF89a", b"ID3\x04"


async def received(village: Village, file: File) -> str:
    """Let Ann send a file; its id."""
    await village.ann.says(village.ann.dm, files=[file])
    message = (await village.hears_one()).message
    assert message
    form = message.to_dict()
    shown = form[str(file.kind)]
    return str((shown[-1] if isinstance(shown, list | tuple) else shown)["file_id"])


async def test_twenty_megabytes_come_down(village: Village) -> None:
    """20 MB are handed out, one byte more is told to be too big (T1)."""
    village.server.refusals.allow("file is too big")
    fits = await received(village, attaching.document("fits.bin", bytes(20 * MIB)))
    over = await received(village, attaching.document("over.bin", bytes(20 * MIB + 1)))

    assert (await village.bot.get_file(fits)).file_size == 20 * MIB
    with pytest.raises(BadRequest, match="File is too big"):
        await village.bot.get_file(over)


async def test_a_link_ends_after_an_hour(village: Village, clock: ManualClock) -> None:
    """A path that was told opens for an hour; asking again gives it another (T1)."""
    village.server.refusals.allow("Not Found")
    number = await received(village, attaching.document("a.txt", b"a"))
    path = (await village.ask("getFile", {"file_id": number})).result["file_path"]
    url = f"{village.server.base_file_url}{village.server.token}/{path}"
    assert await village.get(url) == (200, b"a")
    await clock.advance(3600)
    assert (await village.get(url))[0] == 404
    await village.bot.get_file(number)
    assert (await village.get(url))[0] == 200


async def test_a_path_needs_the_token(village: Village) -> None:
    """Who only knows the path gets nothing, and an unknown id has no path."""
    village.server.refusals.allow("Unauthorized", "Not Found", "invalid file_id")
    number = await received(village, attaching.document("a.txt", b"a"))
    path = (await village.ask("getFile", {"file_id": number})).result["file_path"]

    assert (await village.get(f"{village.server.base_file_url}1:x/{path}"))[0] == 401
    assert (await village.ask("getFile", {"file_id": "nonsense"})).status == 400


@pytest.mark.parametrize(
    ("file", "field"),
    [
        (attaching.photo(picture(1_000, 500)), "photo"),
        (attaching.video("a.mp4", film()), "video"),
        (attaching.animation("a.mp4", film()), "animation"),
        (attaching.audio("a.mp3", MP3, title="Song", performer="Fox"), "audio"),
        (attaching.voice(b"OggS"), "voice"),
        (attaching.video_note(film()), "video_note"),
        (attaching.sticker(b"RIFF....WEBP"), "sticker"),
        (attaching.sticker(b"\x1f\x8b", "animated"), "sticker"),
        (attaching.sticker(b"\x1aE\xdf\xa3", "video"), "sticker"),
        (attaching.document("a.pdf", b"%PDF"), "document"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_every_kind_of_file_arrives(village: Village, file: File, field: str) -> None:
    """Each kind comes under its own name with what belongs to it, and is fetched by its id."""
    number = await received(village, file)
    data = bytes(await (await village.bot.get_file(number)).download_as_bytearray())

    assert str(file.kind) == field
    assert data.startswith(b"\xff\xd8") if file.kind is Medium.PHOTO else data == file.data


async def test_a_photo_comes_in_sizes(village: Village) -> None:
    """A photo is told in several sizes, the largest last, none over 1,280; the original is gone (T5)."""
    await village.ann.says(village.ann.dm, files=[attaching.photo(picture(2_000, 1_000))])
    message = (await village.hears_one()).message
    assert message

    assert [each.width for each in message.photo] == [90, 320, 800, 1_280]


@pytest.mark.parametrize(
    ("data", "kind", "left"),
    [
        (picture(), Medium.PHOTO, False),
        (picture(), Medium.DOCUMENT, True),
        (GIF, Medium.ANIMATION, False),
        (picture(kind="WEBP"), Medium.STICKER, False),
        (film(), Medium.VIDEO, False),
        (MP3, Medium.AUDIO, False),
        (MP3, Medium.DOCUMENT, True),
        (b"words", Medium.DOCUMENT, False),
    ],
)
async def test_only_a_document_left_alone_is_the_original(
    village: Village,
    data: bytes,
    kind: Medium,
    left: bool,  # noqa: FBT001  one row of a table
) -> None:
    """Without the switch a document that looks like more is taken for more; with it, it stays to the byte (T5)."""
    await village.bot.send_document(village.ann.id, data, filename="a.bin", disable_content_type_detection=left)
    [file] = village.ann.sees(village.ann.dm)[0].files

    assert file.kind is kind
    assert (file.data == data) is (kind is not Medium.PHOTO)


@pytest.mark.parametrize(
    ("medium", "data"), [(Medium.VIDEO, b"\x1aE\xdf\xa3"), (Medium.AUDIO, b"RIFF"), (Medium.VOICE, b"RIFF")]
)
async def test_what_nobody_can_play_is_a_document(village: Village, medium: Medium, data: bytes) -> None:
    """Telegram plays MP4 and MP3; other films and sounds arrive as documents."""
    await village.upload(f"send{medium.title()}", {"chat_id": village.ann.id}, **{medium: ("a.bin", data)})

    assert village.ann.sees(village.ann.dm)[0].files[0].kind is Medium.DOCUMENT


async def test_an_id_is_for_its_kind(village: Village) -> None:
    """A photo's id sends photos and nothing else; an unknown id sends nothing (T9)."""
    village.server.refusals.allow("can't use file of type", "wrong file identifier")
    number = await received(village, attaching.photo(picture()))
    await village.bot.send_photo(village.ann.id, number, has_spoiler=True)
    with pytest.raises(BadRequest, match="type photo as document"):
        await village.bot.send_document(village.ann.id, number)
    with pytest.raises(BadRequest, match="rong file identifier"):
        await village.bot.send_photo(village.ann.id, "nonsense")
    assert village.ann.sees(village.ann.dm)[-1].files[0].spoiler


async def test_an_address_is_not_fetched(village: Village) -> None:
    """This emulator asks no other server for a file (T4)."""
    village.server.refusals.allow("wrong HTTP URL")
    with pytest.raises(BadRequest, match="Wrong http url"):
        await village.bot.send_photo(village.ann.id, "https://example.org/a.png")


async def test_every_part_is_wanted(village: Village) -> None:
    """A file that no field refers to is a mistake, and so is a field that refers to no file."""
    village.server.refusals.allow("not referred to", "can't find", "there is no document", SECOND_OPINION)
    told = {"chat_id": village.ann.id}

    spare = await village.upload("sendDocument", told, document=("a.txt", b"a"), more=("b.txt", b"b"))
    assert "not referred to" in spare.why
    missing = await village.upload("sendDocument", told | {"document": "attach://x"})
    assert "can't find attach://x" in missing.why
    assert "there is no document" in (await village.upload("sendDocument", told)).why


async def test_a_file_is_streamed_from_disk(village: Village, tmp_path: Path) -> None:
    """The library sends an open file as it reads it, and it arrives to the byte."""
    path = tmp_path / "large.bin"
    content = bytes(range(256)) * 8_192
    path.write_bytes(content)
    with path.open("rb") as file:
        await village.bot.send_document(village.ann.id, InputFile(file, filename="large.bin", read_file_handle=False))

    assert village.ann.sees(village.ann.dm)[0].files[0].data == content


async def test_a_server_of_ones_own_has_other_limits(clock: ManualClock, tmp_path: Path) -> None:
    """A local server takes and gives more, by paths on this machine (T3)."""
    large = bytes(51 * MIB)
    async with built(clock, local=True) as village:
        number = await received(village, attaching.document("large.bin", large))
        file = await village.bot.get_file(number)
        assert file.file_path
        assert await asyncio.to_thread(Path(file.file_path).read_bytes) == large
        await village.bot.send_document(village.ann.id, io.BytesIO(large), filename="large.bin")
        here = tmp_path / "here.bin"
        here.write_bytes(b"here")
        await village.bot.send_document(village.ann.id, here)
        assert village.ann.sees(village.ann.dm)[-1].files[0].data == b"here"
