"""Where files lie and are made: each on its first download, in a thread, once."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from adapters.sandbox import film, music, painter, solid
from adapters.sandbox.books import Artifact
from adapters.sandbox.composition import Motif
from adapters.sandbox.painter import Order
from adapters.sandbox.wishes import Kind, Word

AT_ONCE = 2
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"})


class Workshop:
    """A folder of uploads and a folder of artifacts."""

    def __init__(self, folder: Path) -> None:
        self.uploads = folder / "uploads"
        self.artifacts = folder / "artifacts"
        self._benches = asyncio.Semaphore(AT_ONCE)
        self._doors: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(self) -> None:
        """Make the folders."""
        for folder in (self.uploads, self.artifacts):
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)

    async def file(self, artifact: Artifact, find: Callable[[str], Artifact | None]) -> Path:
        """Give the artifact's file and make it if it is not there; `find` tells what an earlier picture was."""
        path = self.artifacts / artifact.name
        async with self._doors[artifact.name]:
            if not await asyncio.to_thread(path.exists):
                order = _order(artifact, await self._source(artifact, find))
                async with self._benches:
                    await asyncio.to_thread(_make, artifact.kind, order, path)
        return path

    async def _source(self, artifact: Artifact, find: Callable[[str], Artifact | None]) -> Path | None:
        asked = artifact.run.asked
        if asked.pictures:
            return await self._held(asked.pictures[artifact.index % len(asked.pictures)], find)
        if asked.earlier and artifact.run.commission.wishes.has(Word.UPSCALE):
            return await self._held(asked.earlier, find)
        return None

    async def _held(self, name: str, find: Callable[[str], Artifact | None]) -> Path:
        earlier = find(name)
        return await self.file(earlier, find) if earlier else self.uploads / name


def _order(artifact: Artifact, source: Path | None) -> Order:
    asked, wanted = artifact.run.asked, artifact.run.commission.wishes
    motif = Motif(asked.prompt, asked.before, artifact.index, watercolour=wanted.has(Word.WATERCOLOUR))
    return Order(motif, wanted.obeyed, source, enlarge=wanted.has(Word.UPSCALE))


def _make(kind: Kind, order: Order, path: Path) -> None:
    """Make it under another name first, so that no half file is ever served, not even after a sudden death."""
    unfinished = path.with_stem(f".{path.stem}")
    _MAKERS[kind](order, unfinished)
    unfinished.replace(path)


_MAKERS: dict[Kind, Callable[[Order, Path], None]] = {
    Kind.IMAGE: painter.paint,
    Kind.VIDEO: film.shoot,
    Kind.MUSIC: music.play,
    Kind.SOLID: solid.cast,
}
