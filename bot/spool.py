"""The private folder where bytes wait: what people attached, and what studios finished."""

import asyncio
import errno
import hashlib
import os
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO
from weakref import WeakValueDictionary

from bot import filetypes
from bot.chat import Attachment, Spooled, TurnId
from bot.errors import Mendable, UserError
from bot.inspection import Inspection, Unfit, refused
from bot.media import Target
from bot.store import deliveries as delivery_rows
from bot.store import turns as rows
from bot.store.turns import Turn
from bot.studio import Features
from bot.texts import Say, studio
from bot.texts import turn as texts
from bot.workshop import Workshop

KEPT_FOR = 24 * 3600.0  # after that a file makes room when room is needed: the studio still has what it finished
SUFFIX = 8
PIECE = 256 * 1024
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Caps:
    """How much may lie in the spool, in bytes: one file, and all of them."""

    file: int
    total: int


@dataclass(frozen=True, slots=True)
class Complaints:
    """What is said about a file that is empty, too large, or finds no room; each takes what it needs of the rest."""

    empty: Callable[[str], Say]
    too_large: Callable[[str, int], Say]
    no_room: Callable[[str], Say]


ATTACHED = Complaints(
    empty=lambda name: partial(texts.file_empty, name=name),
    too_large=lambda name, limit: partial(texts.file_too_large, name=name, limit=limit),
    no_room=lambda name: partial(texts.disk_full, name=name),
)
FINISHED = Complaints(
    empty=lambda _: studio.file_blank,
    too_large=lambda _, limit: partial(studio.file_too_large, limit=limit),
    no_room=lambda _: studio.file_no_room,
)


class Spool:
    """Streams files to disk, with their checksum and their type by their bytes."""

    def __init__(self, folder: Path, caps: Caps, workshop: Workshop, inspection: Inspection) -> None:
        """Files go under `folder`, readable by their owner only."""
        self._inspection = inspection
        self._folder = folder
        self._caps = caps
        self._workshop = workshop
        self._counting = asyncio.Lock()
        self._used: int | None = None  # counted once, then kept up: a look at every file would cost each new one
        self._locks: WeakValueDictionary[TurnId, asyncio.Lock] = WeakValueDictionary()

    async def keep(self, turn: Turn) -> list[Attachment]:
        """Bring a turn's attachments over before their platform's links die, each examined once, when it comes.

        Raises one `UserError` for all that cannot be used; what can be is kept all the same.
        """
        kept, unfit = list[Attachment](), list[Unfit]()
        async with self._locks.setdefault(turn.id, asyncio.Lock()):
            files = await self._files(turn)
            for number, file in enumerate(files):
                try:
                    kept.append(await self._keep_one(turn, number, file))
                except Mendable:  # it is nothing about this file
                    raise
                except UserError as error:
                    unfit.append(Unfit(number + 1, file.name, error))
        if unfit:
            raise refused(unfit, len(files))
        return kept

    async def usable(self, turn: Turn) -> list[Attachment]:
        """List those of a turn's attachments that were kept and can be used."""
        features = self._workshop.studio_of(turn).features
        return [file for file in await self._files(turn) if self._is_usable(file, features)]

    async def write(self, chunks: AsyncIterator[bytes], name: str, say: Complaints = ATTACHED) -> Spooled:
        """Stream bytes to a file of our own; `name` and `say` are for the sentence when that cannot be."""
        await self._make_room()
        sink = _Sink(self._new_path(name))
        async with AsyncExitStack() as unfinished:
            unfinished.push_async_callback(asyncio.to_thread, sink.discard)
            spooled = await self._fill(sink, chunks, name, say)
            unfinished.pop_all()
        return spooled

    async def _files(self, turn: Turn) -> list[Attachment]:
        return await self._workshop.database.read(partial(rows.files, id=turn.id))

    def _is_usable(self, file: Attachment, features: Features) -> bool:
        if not isinstance(file.content, Spooled):
            return False
        with suppress(UserError):
            self._inspection.check(file.name, file.content, features)
            return True
        return False

    async def _keep_one(self, turn: Turn, number: int, file: Attachment) -> Attachment:
        features = self._workshop.studio_of(turn).features
        if isinstance(file.content, Spooled):
            if not await asyncio.to_thread(file.content.path.exists):
                raise UserError(partial(texts.file_not_kept, name=file.name))
            self._inspection.check(file.name, file.content, features)  # another studio may have taken it then
            return file
        kept = await self.take(file, features)
        await self._workshop.database.write(partial(rows.keep_file, id=turn.id, number=number, file=kept))
        return kept

    async def take(self, file: Attachment, features: Features) -> Attachment:
        """Bring one attachment over and examine it for a studio. Raises `UserError` for what it cannot use."""
        if isinstance(file.content, Spooled):
            return file
        adapter = self._workshop.adapters[file.content.account]
        spooled = await self.write(adapter.fetch(file.content), file.name)
        async with AsyncExitStack() as unwanted:
            unwanted.push_async_callback(self._drop, spooled)
            look, target = await self._inspection.examine(file.name, spooled, features)
            if target is not None:
                return await self._converted(file, spooled, target, features)
            unwanted.pop_all()
        return replace(file, content=spooled, seconds=look.seconds)

    async def _converted(self, file: Attachment, spooled: Spooled, target: Target, features: Features) -> Attachment:
        made = await self._inspection.convert(file.name, spooled, target)
        name = f"{Path(file.name).stem}{filetypes.ending(target)}"
        kept = await self.write(whole(made), name)
        async with AsyncExitStack() as refused:
            refused.push_async_callback(self._drop, kept)
            self._inspection.check(name, kept, features)
            refused.pop_all()
        return Attachment(name, kept.size, kept, was=file.name)

    async def _drop(self, file: Spooled) -> None:
        await asyncio.to_thread(file.path.unlink, missing_ok=True)
        self._used = (self._used or 0) - file.size

    async def _fill(self, sink: "_Sink", chunks: AsyncIterator[bytes], name: str, say: Complaints) -> Spooled:
        size, head = 0, b""
        async for piece in _gathered(chunks, min(PIECE, self._caps.file + 1)):
            size += len(piece)
            if size > self._caps.file:
                raise UserError(say.too_large(name, self._caps.file))
            head += piece[: filetypes.HEAD_BYTES - len(head)]
            await _on_disk(say.no_room(name), sink.write, piece)
        if not size:
            raise UserError(say.empty(name))
        await _on_disk(say.no_room(name), sink.close)
        self._used = (self._used or 0) + size
        return Spooled(sink.path, sink.digest.hexdigest(), size, filetypes.media_type(head))

    def _new_path(self, name: str) -> Path:
        ending = Path(name).suffix[:SUFFIX]
        plain = ending.isascii() and ending[1:].isalnum()
        return self._folder / f"{secrets.token_hex(12)}{ending if plain else ''}"

    async def _make_room(self) -> None:
        async with self._counting:
            if self._used is None or self._used > self._caps.total:
                needed = await self._workshop.database.read(delivery_rows.waiting_files)
                self._used = await asyncio.to_thread(self._sweep, needed)
            if self._used > self._caps.total:
                raise Mendable(texts.spool_full)

    def _sweep(self, needed: frozenset[Path]) -> int:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        entries = sorted(each for each in self._entries() if each[2] not in needed)
        used = sum(size for _, size, _ in self._entries())
        spent = self._workshop.clock.now() - KEPT_FOR
        for written, size, path in entries:
            if used <= self._caps.total or written > spent:
                break
            path.unlink(missing_ok=True)
            used -= size
        return used

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        for entry in os.scandir(self._folder):
            with suppress(FileNotFoundError):
                stat = entry.stat()
                yield stat.st_mtime, stat.st_size, Path(entry.path)


async def whole(content: bytes) -> AsyncIterator[bytes]:
    """Give what is at hand already in the form in which files come."""
    yield content


async def _gathered(chunks: AsyncIterator[bytes], size: int) -> AsyncIterator[bytes]:
    """Make larger pieces of small ones: each way to a thread and back takes as long as a small one's writing."""
    held = bytearray()
    async for chunk in chunks:
        if not held and len(chunk) >= size:
            yield chunk
            continue
        held += chunk
        if len(held) >= size:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


async def _on_disk(no_room: Say, act: Callable[..., None], *given: bytes) -> None:
    try:
        await asyncio.to_thread(act, *given)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise Mendable(no_room) from error


class _Sink:
    """A file being written in threads: whoever is cancelled leaves a thread behind that may still be at it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digest = hashlib.sha256()
        self._file: IO[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()

    def write(self, chunk: bytes) -> None:
        with self._lock:
            if self._closed:
                return
            self._file = self._file or self.path.open("wb")
            self._file.write(chunk)
            self.digest.update(chunk)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._file is not None:
                self._file.close()

    def discard(self) -> None:
        with suppress(OSError):  # what is thrown away need not have reached a full disk
            self.close()
        self.path.unlink(missing_ok=True)
