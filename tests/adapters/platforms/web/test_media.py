"""Files: kept off the wire onto the disk, capped, served so that they can be seen or saved but never run."""

import time
from pathlib import Path

import pytest

from adapters.platforms.web import limits
from bot.capabilities import MediaKind
from bot.chat import Attachment, AttachmentRef, DeliveryKey, Post, PostFile, SentMessage
from bot.errors import UserError
from tests.adapters.platforms.web.conftest import Visitor, heard, visit
from tests.adapters.platforms.web.preview import ACCOUNT, STUDIO, Stage, note, page
from tests.clock import ManualClock
from tests.harness import comes_true
from tests.hostile import MEBIBYTE, full_disk

CONTENT = bytes(range(256)) * 40


async def test_an_upload_reaches_the_core_byte_for_byte(stage: Stage, visitor: Visitor) -> None:
    """What a person attached is what the core can fetch, with its name and size."""
    status, told = await visitor.sends({"a fox.png": CONTENT, "notes.txt": b"red"}, "upscale this")
    assert status == 200
    first, second = (await heard(stage)).attachments
    assert isinstance(first, Attachment)
    assert (first.name, first.size, second.name) == ("a fox.png", len(CONTENT), "notes.txt")
    assert isinstance(first.content, AttachmentRef)
    assert b"".join([chunk async for chunk in stage.adapter.fetch(first.content)]) == CONTENT
    assert [file["kind"] for file in told["files"]] == ["image", "other"]


async def test_a_repeated_upload_is_kept_once(stage: Stage, visitor: Visitor, tmp_path: Path) -> None:
    """A retry after a lost answer leaves one message and one copy on the disk."""
    _, first = await visitor.sends({"fox.png": CONTENT}, name="once-only")
    _, again = await visitor.sends({"fox.png": CONTENT}, name="once-only")
    assert again["files"] == first["files"]
    assert len(on_disk(tmp_path)) == 1


async def test_an_upload_over_the_limit_leaves_nothing(tmp_path: Path, clock: ManualClock) -> None:
    """Too much is refused with a sentence while it streams, and neither message nor bytes remain."""
    async with page(tmp_path, clock, upload_bytes=5 * 1024) as stage, visit(stage.address) as visitor:
        status, told = await visitor.sends({"small.png": b"ok", "large.png": CONTENT})
        assert status == 413
        assert "5 kB" in told["error"]
        assert await visitor.sees() == []
        assert on_disk(tmp_path) == []
        assert stage.inbox.heard.empty()


async def test_a_full_disk_is_told_and_leaves_nothing(stage: Stage, visitor: Visitor, tmp_path: Path) -> None:
    """Broken outcome: a full disk answered an upload with a bare 500, as if the message were at fault."""
    await visitor.says("before")
    with full_disk(MEBIBYTE // 2):
        status, told = await visitor.sends({"fox.png": bytes(MEBIBYTE - 1)}, "a fox")
    assert status == 409
    assert "no room" in told["error"]
    assert [each["text"] for each in await visitor.sees()] == ["before"]
    assert on_disk(tmp_path) == []


async def test_too_many_files_are_refused_whole(visitor: Visitor, tmp_path: Path) -> None:
    """One file more than a message takes is said, not dropped."""
    status, told = await visitor.sends({f"{number}.png": b"x" for number in range(11)})
    assert status == 413
    assert "files" in told["error"]
    assert on_disk(tmp_path) == []


async def test_a_file_can_be_read_in_parts(stage: Stage, visitor: Visitor, tmp_path: Path) -> None:
    """A film can be wound: a range gives just that range, with the whole size."""
    await post_file(stage, note(tmp_path / "film.mp4", MediaKind.VIDEO, "video/mp4", 5000))
    (message,) = await visitor.sees()
    url = message["files"][0]["url"]
    async with visitor.asks("GET", url, headers={"Range": "bytes=100-199"}) as response:
        assert response.status == 206
        assert response.headers["Content-Range"] == "bytes 100-199/5000"
        assert len(await response.read()) == 100


async def test_pictures_are_shown_and_never_guessed_at(stage: Stage, visitor: Visitor, tmp_path: Path) -> None:
    """A picture keeps its type, and the browser may not make anything else of it."""
    await post_file(stage, note(tmp_path / "狐.png", MediaKind.IMAGE, "image/png", 10))
    (message,) = await visitor.sees()
    async with visitor.asks("GET", message["files"][0]["url"]) as response:
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Content-Disposition"] == "inline; filename*=UTF-8''%E7%8B%90.png"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js", "page.xhtml", "fox.png.html", "none"])
async def test_what_could_run_is_only_saved(visitor: Visitor, name: str) -> None:
    """An upload that a browser would run comes back as bytes to save, in a sandbox besides."""
    _, told = await visitor.sends({name: b"<script>alert(1)</script>"})
    async with visitor.asks("GET", told["files"][0]["url"]) as response:
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("ab\u202egnp.exe", "abgnp.exe"),
        ("C:\\x\\fox.png", "fox.png"),
        ("..", "file"),
    ],
)
async def test_names_are_harmless(visitor: Visitor, given: str, kept: str) -> None:
    """A file's name brings no folder, nothing invisible and no reversed writing with it."""
    boundary = "cut"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="id"\r\n\r\nabcdefgh\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{given}"\r\n\r\nx\r\n'
        f"--{boundary}--\r\n"
    ).replace("\\", "\\\\")
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    url = "/api/channels/studio/messages"
    async with visitor.asks("POST", url, data=body.encode(), headers=headers) as response:
        assert (await response.json())["files"][0]["name"] == kept


@pytest.mark.parametrize("rest", [b'a.png"\r\n\r\nhalf', b'a\0.png"\r\n\r\nx\r\n--cut--\r\n'])
async def test_a_broken_form_is_refused(visitor: Visitor, tmp_path: Path, rest: bytes) -> None:
    """A form that ends in the middle or breaks the rules leaves neither a message nor a file."""
    headers = {"Content-Type": "multipart/form-data; boundary=cut"}
    body = b'--cut\r\nContent-Disposition: form-data; name="files"; filename="' + rest
    async with visitor.asks("POST", "/api/channels/studio/messages", data=body, headers=headers) as response:
        assert response.status == 400
    assert on_disk(tmp_path) == []


async def test_an_unknown_file_is_not_found(stage: Stage, visitor: Visitor) -> None:
    """No path leads out of the media folder, neither from the web nor from a forged handle."""
    async with visitor.asks("GET", "/media/nothing/x") as response:
        assert response.status == 404
    with pytest.raises(UserError):
        [chunk async for chunk in stage.adapter.fetch(AttachmentRef(ACCOUNT, "../../page.sqlite"))]


async def test_a_post_outlives_the_spool(stage: Stage, visitor: Visitor, tmp_path: Path) -> None:
    """The page keeps its own name for a posted file, so that cleaning up elsewhere empties no gallery."""
    file = note(tmp_path / "fox.png", MediaKind.IMAGE, "image/png", 77)
    sent = await post_file(stage, file)
    file.path.unlink()
    (message,) = await visitor.sees()
    async with visitor.asks("GET", message["files"][0]["url"]) as response:
        assert len(await response.read()) == 77
    await stage.adapter.delete(sent)
    assert on_disk(tmp_path) == []


async def post_file(stage: Stage, file: PostFile) -> SentMessage:
    """Post one file."""
    return await stage.adapter.post(STUDIO, Post(files=(file,)), DeliveryKey("turn", file.name))


def on_disk(folder: Path) -> list[Path]:
    """List what the media folder holds."""
    return [path for path in (folder / "media").rglob("*") if path.is_file()]


async def test_what_a_crash_left_without_a_message_goes_after_a_day(tmp_path: Path, clock: ManualClock) -> None:
    """Broken outcome: bytes taken in just before a crash lay in the media folder for ever, seen by nobody."""
    await clock.advance(time.time() - clock.now())
    async with page(tmp_path, clock) as stage, visit(stage.address) as visitor:
        await visitor.sends({"fox.png": CONTENT}, "a fox")
        (kept,) = on_disk(tmp_path)
        await stage.adapter._site.media.adopt(kept)
        assert len(on_disk(tmp_path)) == 2

    async with page(tmp_path, clock) as stage:

        async def gone() -> bool:
            await clock.advance(limits.ORPHAN_SECONDS + 1)
            return on_disk(tmp_path) == [kept]

        assert await comes_true(gone)
        assert b"".join([chunk async for chunk in stage.adapter.fetch(AttachmentRef(ACCOUNT, kept.name))]) == CONTENT
