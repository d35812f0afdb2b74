"""Films are made in a thread, each once, when they are first wanted."""

import asyncio
from collections import defaultdict
from pathlib import Path

from adapters.sandbox.nemo import films
from adapters.sandbox.nemo.cinema import Cinema, Render
from adapters.sandbox.nemo.films import Reel
from adapters.sandbox.nemo.script import CLIP_LENGTH
from adapters.sandbox.nemo.sessions import Turn
from adapters.sandbox.nemo.timeline import Draft, Kind, Segment

AT_ONCE = 2


class Projection:
    """A folder of uploads and clips, and a folder of films."""

    def __init__(self, cinema: Cinema, folder: Path) -> None:
        self.uploads = folder / "nemo" / "uploads"
        self._clips = folder / "nemo" / "clips"
        self._films = folder / "nemo" / "films"
        self._cinema = cinema
        self._benches = asyncio.Semaphore(AT_ONCE)
        self._doors: defaultdict[Path, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(self) -> None:
        """Make the folders."""
        for folder in (self.uploads, self._clips, self._films):
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)

    async def film(self, render: Render) -> Path:
        """Give the film of a render."""
        draft = films.read(render.asked.draft)
        return await self._made(self._films / f"{render.asked.render_id}.mp4", draft)

    async def clip(self, turn: Turn) -> Path:
        """Give the clip that a turn has filmed."""
        name = f"{turn.asked.turn_id}.mp4"
        track = (Segment(turn.asked.text, CLIP_LENGTH, source=name),)
        return await self._made(self._clips / name, Draft(turn.asked.text, turn.plan.size, {Kind.VIDEO: track}))

    async def _made(self, path: Path, draft: Draft) -> Path:
        async with self._doors[path]:
            if not await asyncio.to_thread(path.exists):
                prompts = {f"{taken.turn_id}.mp4": taken.text for taken in self._cinema.taken}
                async with self._benches:
                    await asyncio.to_thread(_shoot, draft, self.uploads, prompts, path)
        return path


def _shoot(draft: Draft, uploads: Path, prompts: dict[str, str], path: Path) -> None:
    """Film under another name first, so that no half file is ever served, not even after a sudden death."""
    sources = {segment.source for track in draft.tracks.values() for segment in track if segment.source}
    files = {source: uploads / source for source in sources if (uploads / source).is_file()}
    unfinished = path.with_stem(f".{path.stem}")
    films.shoot(Reel(draft, files, prompts), unfinished)
    unfinished.replace(path)
