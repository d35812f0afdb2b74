"""The page's own copies of files: uploads of people and what we posted, each under a random id."""

import asyncio
import errno
import math
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from adapters.platforms.web import limits
from adapters.reading import opened
from bot.errors import TooLarge, UserError
from bot.texts import refusal

ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
PRIVATE = 0o700
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class MediaFolder:
    """A folder of files by id; nothing here touches the disk on the event loop."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, media: str) -> Path:
        """Tell where a file lies; an id that is not ours leads nowhere."""
        if not ID.fullmatch(media):
            raise FileNotFoundError(media)
        return self._root / media[:2] / media

    async def keep(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        """Stream an upload to the disk, at most `limit` bytes of it; give its id and size."""
        media = secrets.token_urlsafe(18)
        path = self.path(media)
        await asyncio.to_thread(path.parent.mkdir, PRIVATE, parents=True, exist_ok=True)
        whole = False
        try:
            size = await _write(path, chunks, limit)
            whole = True
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            raise UserError(refusal.disk_full) from error
        finally:
            if not whole:
                await self.drop(media)
        return media, size

    async def adopt(self, source: Path) -> str:
        """Take in a file of the program, as a second name for it where the disk allows."""
        media = secrets.token_urlsafe(18)
        await asyncio.to_thread(_link_or_copy, source, self.path(media))
        return media

    async def read(self, media: str) -> AsyncIterator[bytes]:
        """Stream a file."""
        async with opened(self.path(media)) as file:
            while chunk := await asyncio.to_thread(file.read, limits.CHUNK_BYTES):
                yield chunk

    async def old(self, since: float) -> frozenset[str]:
        """List the files that came before an instant in Unix seconds."""
        return await asyncio.to_thread(_old, self._root, since)

    async def drop(self, *media: str) -> None:
        """Forget files; those that are gone already are fine."""
        for each in media:
            await asyncio.to_thread(self.path(each).unlink, missing_ok=True)


async def _write(path: Path, chunks: AsyncIterator[bytes], limit: int) -> int:
    file = await asyncio.to_thread(path.open, "xb")
    size = 0
    try:
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge(limit)
            await asyncio.to_thread(file.write, chunk)
    finally:
        await asyncio.to_thread(file.close)
    return size


def _link_or_copy(source: Path, target: Path) -> None:
    target.parent.mkdir(PRIVATE, parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, target)


def _old(root: Path, since: float) -> frozenset[str]:
    return frozenset(path.name for path in root.glob("??/*") if ID.fullmatch(path.name) and _came(path) < since)


def _came(path: Path) -> float:
    try:
        return path.stat().st_ctime  # of a link to an old file, its linking: that changes the inode, not the content
    except FileNotFoundError:  # dropped meanwhile
        return math.inf
