"""What is uploaded to a session: several parts named `files`, or addresses; streamed to disk and looked at."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias
from uuid import uuid4

import aiohttp
import av
from aiohttp import BodyPartReader, web
from PIL import Image, UnidentifiedImageError
from yarl import URL

from adapters.sandbox.envelope import Refusal
from adapters.sandbox.nemo.bodies import Urls
from adapters.sandbox.nemo.events import Uploaded

PIECE = 1 << 18
UNSUPPORTED, TOO_LARGE = 4001, 4002
FileType: TypeAlias = Literal["video", "image", "audio"]
TYPES: Mapping[str, FileType] = {
    **dict.fromkeys((".mp4", ".mov", ".avi", ".webm", ".mkv"), "video"),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".webp"), "image"),
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".aac"), "audio"),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a session's files go, and how many bytes each may have."""

    session_id: str
    folder: Path
    limit: int


async def from_parts(request: web.Request, shelf: Shelf) -> list[Uploaded]:
    """Keep every part of a form.

    Raises:
        Refusal: a part is not named `files`, has no file name, or is no file that is taken; there is none; too large.
    """
    kept = []
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name != "files" or not part.filename:
                raise Refusal(400, "Every part must be named `files` and carry a file name")
            kept.append(await _keep(part.filename, _pieces(part), shelf))
    except ValueError:
        raise Refusal(400, "The multipart body is broken") from None
    if not kept:
        raise Refusal(400, "files: missing")
    return kept


async def from_addresses(wanted: Urls, shelf: Shelf) -> list[Uploaded]:
    """Keep what lies at addresses of this machine; what lies elsewhere is noted and never fetched.

    Raises:
        Refusal: no file that is taken, not to be had, or too large.
    """
    return [await _from_address(URL(url), shelf) for url in wanted.urls]


async def _from_address(url: URL, shelf: Shelf) -> Uploaded:
    name = PurePosixPath(url.path).name
    if not _is_here(url):
        return Uploaded(shelf.session_id, name, _type(name), "", 0, "")
    try:
        async with aiohttp.ClientSession() as session, session.get(url, allow_redirects=False) as reply:
            if reply.status != web.HTTPOk.status_code:
                raise Refusal(400, f"{name}: the address answered {reply.status}")
            return await _keep(name, reply.content.iter_chunked(PIECE), shelf)
    except aiohttp.ClientError:
        raise Refusal(400, f"{name}: the address does not answer") from None


def _is_here(url: URL) -> bool:
    try:
        return url.host == "localhost" or ip_address(url.host or "").is_loopback
    except ValueError:
        return False


async def _pieces(part: BodyPartReader) -> AsyncIterator[bytes]:
    while piece := await part.read_chunk(PIECE):
        yield piece


async def _keep(name: str, pieces: AsyncIterator[bytes], shelf: Shelf) -> Uploaded:
    file_type = _type(name)
    stored = uuid4().hex + PurePosixPath(name).suffix.lower()
    async with _written(shelf.folder / stored) as unfinished:
        size, digest = await _write(unfinished, pieces, shelf.limit)
        shape = await asyncio.to_thread(_SEEN[file_type], unfinished)
    return Uploaded(
        shelf.session_id, name, file_type, stored, size, digest, shape.duration, shape.width, shape.height, shape.fps
    )


@asynccontextmanager
async def _written(path: Path) -> AsyncIterator[Path]:
    """Give another name to write under, so that no half file is ever seen."""
    unfinished = path.with_stem(f".{path.stem}")
    try:
        yield unfinished
        await asyncio.to_thread(unfinished.rename, path)
    finally:
        await asyncio.to_thread(unfinished.unlink, missing_ok=True)


async def _write(path: Path, pieces: AsyncIterator[bytes], limit: int) -> tuple[int, str]:
    size, digest = 0, sha256()
    with await asyncio.to_thread(path.open, "wb") as file:
        async for piece in pieces:
            size += len(piece)
            if size > limit:
                raise Refusal(413, f"File too large: at most {limit >> 20} MB", TOO_LARGE)
            digest.update(piece)
            await asyncio.to_thread(file.write, piece)
    return size, digest.hexdigest()


def _type(name: str) -> FileType:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in TYPES:
        raise Refusal(415, f"Unsupported file type: {suffix or name}", UNSUPPORTED)
    return TYPES[suffix]


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be measured of a file."""

    duration: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None


def _film(path: Path) -> Shape:
    try:
        with av.open(str(path)) as film:
            pictures = next(iter(film.streams.video), None)
            duration = film.duration / av.time_base if film.duration else None
            if not pictures:
                return Shape(duration)
            rate = float(pictures.average_rate or Fraction(0)) or None
            return Shape(duration, pictures.width, pictures.height, rate)
    except (av.FFmpegError, ValueError):
        return Shape()


def _picture(path: Path) -> Shape:
    try:
        with Image.open(path) as picture:
            return Shape(width=picture.width, height=picture.height)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return Shape()


_SEEN = {"video": _film, "image": _picture, "audio": _film}
