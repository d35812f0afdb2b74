"""Finished pictures and films that a channel cannot carry as they are, made smaller for it."""

import asyncio
from dataclasses import replace
from pathlib import Path, PurePath

import structlog

from bot.capabilities import MediaKind
from bot.chat import PostFile
from bot.errors import UserError
from bot.filetypes import ending
from bot.media import Probe, Target
from bot.spool import FINISHED, Spool, whole

log = structlog.get_logger()


class Fitting:
    """Makes smaller copies; the file itself stays as the studio made it."""

    def __init__(self, probe: Probe, spool: Spool) -> None:
        """Copies lie in the spool beside what they are copies of."""
        self._probe = probe
        self._spool = spool

    async def fitted(self, file: PostFile, limit: int) -> PostFile:
        """Give a copy within `limit` bytes of what is larger, where there is a good one; anything else as it is."""
        if file.size <= limit:
            return file
        made = await self._probe.shrink(file.path, file.media_type, limit)
        return file if made is None else await self._kept(file, made)

    async def measured(self, file: PostFile) -> PostFile:
        """Tell the pixels and seconds of a file, and what a film begins with, for a channel that shows it better so."""
        look = await self._probe.measure(file.path, file.media_type) if file.media_type in self._probe.reads else None
        if look is None:
            return file
        if look.kind is MediaKind.VIDEO:
            frames = (self._frame(file, target) for target in (Target.PREVIEW, Target.POSTER))
            preview, poster = await asyncio.gather(*frames)
            file = replace(file, preview=preview, poster=poster)
        return replace(file, width=look.width, height=look.height, seconds=look.seconds or 0.0)

    async def _frame(self, file: PostFile, target: Target) -> Path | None:
        made = await self._probe.convert(file.path, file.media_type, target)
        if made is None:
            return None
        try:
            return (await self._spool.write(whole(made), f"{PurePath(file.name).stem}.jpg", FINISHED)).path
        except UserError as refused:
            log.warning("no picture of a film", name=file.name, target=target, reason=str(refused))
            return None

    async def _kept(self, file: PostFile, made: bytes) -> PostFile:
        try:
            copy = await self._spool.write(whole(made), file.name, FINISHED)
        except UserError as refused:  # the link is enough where there is no room
            log.warning("no smaller copy", name=file.name, reason=str(refused))
            return file
        name = f"{PurePath(file.name).stem}{ending(copy.media_type)}"
        original = file.original or (file.name, file.size)
        return replace(file, path=copy.path, name=name, media_type=copy.media_type, size=copy.size, original=original)
