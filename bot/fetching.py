"""Finished files from the studio into the spool, and once more when they have made room for others there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from bot import packing
from bot.capabilities import MediaKind
from bot.chat import Post, PostFile, Spooled, TurnId
from bot.errors import OffLimits, RetryLater, UserError
from bot.spool import FINISHED, Spool
from bot.store import deliveries as rows
from bot.store import turns as turn_rows
from bot.store.deliveries import Kept
from bot.store.turns import Turn
from bot.studio import Artifact
from bot.texts import Say
from bot.texts import studio as studio_texts
from bot.workshop import Workshop

TRIES = 4
PAUSE = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A finished file with its bytes here, or without them and why, and whether people may be led to it."""

    kept: Kept
    why: Say | None = None
    linked: bool = True


class Fetching:
    """Brings files here and keeps note of where they lie."""

    def __init__(self, workshop: Workshop, spool: Spool) -> None:
        """Bytes go through the spool."""
        self._workshop = workshop
        self._spool = spool

    async def fetched(self, turn: Turn, kept: Kept) -> Fetched:
        """Give a finished file with its bytes, or without where they cannot be had."""
        try:
            return Fetched(await self._here(turn, kept))
        except (RetryLater, UserError) as refused:
            log.warning("file not fetched", turn=turn.id, number=kept.number, reason=str(refused))
            return Fetched(replace(kept, file=None), refused.say, not isinstance(refused, OffLimits))

    async def restored(self, id: TurnId | None, post: Post) -> Post | None:  # noqa: A002 (it is the id)
        """Make a post whole whose files lie here no more; None while it is. Raises `RetryLater`.

        What the studio has no more either is told in words.
        """
        missing = await asyncio.to_thread(_missing, post.files) if post.files else []
        if not missing or id is None:
            return None
        turn = await self._workshop.database.read(partial(turn_rows.get, id=id))
        again = {file: await self._again(turn, file) for file in missing}
        lost = [file for file in missing if again[file] is None]
        left = tuple(file for each in post.files if (file := again.get(each, each)))
        whole = replace(post, files=left)
        return packing.as_lost(whole, lost, self._workshop.language(turn)) if lost else whole

    async def _again(self, turn: Turn, file: PostFile) -> PostFile | None:
        known = await self._workshop.database.read(partial(rows.artifacts_of, turn=turn.id))
        kept = next((each for each in known if each.artifact.url == file.source), None)
        if kept is None or turn.conversation.studio not in self._workshop.studios:
            return None
        try:
            here = (await self._here(turn, kept)).file
        except UserError as refused:
            log.warning("file lost", turn=turn.id, number=kept.number, reason=str(refused))
            return None
        return replace(file, path=here.path, size=here.size) if here else None

    async def _here(self, turn: Turn, kept: Kept) -> Kept:
        if kept.file is not None and await asyncio.to_thread(kept.file.path.exists):
            return kept
        file = await self._fetch(turn, kept)
        await self._workshop.database.write(partial(rows.keep, turn=turn.id, key=kept.artifact.key, file=file))
        return replace(kept, file=file)

    async def _fetch(self, turn: Turn, kept: Kept) -> Spooled:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(RetryLater),
            stop=stop_after_attempt(TRIES),
            wait=wait_exponential(PAUSE),
            sleep=self._workshop.clock.sleep,
            reraise=True,
        ):
            with attempt:
                chunks = self._workshop.studio_of(turn).fetch(kept.artifact)
                name = kept.artifact.url.rpartition("/")[2].partition("?")[0]
                return _checked(await self._spool.write(chunks, name, FINISHED), kept.artifact)
        raise AssertionError  # tenacity returns or raises


def _checked(file: Spooled, artifact: Artifact) -> Spooled:
    if artifact.kind is not MediaKind.OTHER and file.media_type == "text/html":
        host = urlsplit(artifact.url).hostname or ""
        raise RetryLater(PAUSE, partial(studio_texts.file_is_page, host=host))
    return file


def _missing(files: Sequence[PostFile]) -> list[PostFile]:
    return [file for file in files if not file.path.exists()]
