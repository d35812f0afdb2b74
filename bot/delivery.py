"""From the studio to the channel: finished files and the agent's words become posts in the outbox."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

import structlog
from sqlalchemy import Connection
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from bot import packing
from bot.capabilities import Capabilities, MediaKind, split
from bot.chat import DeliveryKey, Link, Post, Spooled
from bot.errors import OffLimits, RetryLater, Unsent, UserError
from bot.outbox import Outbox
from bot.spool import FINISHED, Spool
from bot.store import deliveries as rows
from bot.store.deliveries import DeliveryState, Kept
from bot.store.turns import Turn
from bot.studio import Artifact
from bot.texts import Say, Translator, as_written
from bot.texts import studio as studio_texts
from bot.texts import turn as texts
from bot.workshop import Workshop

FETCH_TRIES = 4
FETCH_PAUSE = 1.0
CHANNEL_PAUSE = 5.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A finished file with its bytes here, or without them and why, and whether people may be led to it."""

    kept: Kept
    why: Say | None = None
    linked: bool = True


class Delivery:
    """Plans what a turn sends, and hands it to the outbox."""

    def __init__(self, workshop: Workshop, outbox: Outbox, spool: Spool) -> None:
        """Bytes go through the spool."""
        self._workshop = workshop
        self._outbox = outbox
        self._spool = spool

    async def say(self, turn: Turn, part: str, text: str) -> None:
        """Post the agent's words, divided where they are long; the same part is said once."""
        capabilities = await self._capabilities(turn)
        posts = [Post(each, reply_to=turn.request) for each in split(text, capabilities.text, capabilities.measure)]
        await self._send(turn, DeliveryKey(turn.id, f"text:{part}"), posts)

    async def deliver(self, turn: Turn, artifact: Artifact) -> None:
        """Fetch a finished file, keep it, and send it in the best form that the channel takes."""
        found = await self._workshop.database.write(partial(rows.found, turn=turn.id, artifact=artifact))
        come = await self._fetched(turn, found)
        posts = await self._packed(turn, [come])
        await self._send(turn, DeliveryKey(turn.id, f"file:{found.number}"), posts, come.kept.file)

    async def show(self, turn: Turn, owner: str) -> int:
        """Send all of a turn's files once more, in the name of another event; tells how many there are."""
        known = await self._workshop.database.read(partial(rows.artifacts_of, turn=turn.id))
        fetched = [await self._fetched(turn, kept) for kept in known]
        await self._send(turn, DeliveryKey(owner, "show"), await self._packed(turn, fetched))
        return len(known)

    async def count(self, turn: Turn) -> int:
        """Tell how many files a turn has brought so far."""
        return len(await self._workshop.database.read(partial(rows.artifacts_of, turn=turn.id)))

    async def has_said(self, turn: Turn) -> bool:
        """Tell whether the agent's words to a turn were posted."""
        return bool(await self._workshop.database.read(partial(rows.of_turn, turn=turn.id, prefix="text:")))

    async def _packed(self, turn: Turn, fetched: Sequence[Fetched]) -> list[Post]:
        t, capabilities = self._workshop.language(turn), await self._capabilities(turn)
        frame = packing.project(turn.ref.place.link if turn.ref else None, turn.request, t)
        files = [packing.pack(each.kept, turn.text, capabilities, t) for each in fetched]
        posts = packing.plan([file for file in files if file], capabilities, frame, t)
        return [*posts, *(_missing(each, each.why, turn.text, frame, t) for each in fetched if each.why)]

    async def _fetched(self, turn: Turn, kept: Kept) -> Fetched:
        if kept.file is not None and await asyncio.to_thread(kept.file.path.exists):
            return Fetched(kept)
        try:
            file = await self._fetch(turn, kept)
        except (RetryLater, UserError) as refused:
            log.warning("file not fetched", turn=turn.id, number=kept.number, reason=str(refused))
            return Fetched(replace(kept, file=None), refused.say, not isinstance(refused, OffLimits))
        await self._workshop.database.write(partial(rows.keep, turn=turn.id, key=kept.artifact.key, file=file))
        return Fetched(replace(kept, file=file))

    async def _fetch(self, turn: Turn, kept: Kept) -> Spooled:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(RetryLater),
            stop=stop_after_attempt(FETCH_TRIES),
            wait=wait_exponential(FETCH_PAUSE),
            sleep=self._workshop.clock.sleep,
            reraise=True,
        ):
            with attempt:
                chunks = self._workshop.studio_of(turn).fetch(kept.artifact)
                file = await self._spool.write(chunks, kept.artifact.url.rpartition("/")[2].partition("?")[0], FINISHED)
                return _checked(file, kept.artifact)
        raise AssertionError  # tenacity returns or raises

    async def _send(self, turn: Turn, key: DeliveryKey, posts: Sequence[Post], file: Spooled | None = None) -> None:
        keys = [DeliveryKey(key.owner, f"{key.part}:{number}") for number in range(len(posts))]
        now = self._workshop.clock.now()

        def plan(connection: Connection) -> None:
            for each, post in zip(keys, posts, strict=True):
                delivery = rows.Delivery(
                    each, turn.id, turn.channel, post, DeliveryState.PLANNED, sha256=file.sha256 if file else None
                )
                rows.plan(connection, delivery, now)

        await self._workshop.database.write(plan)
        for each in keys:
            await self._outbox.send(each)

    async def _capabilities(self, turn: Turn) -> Capabilities:
        try:
            return await self._workshop.adapter(turn.channel).capabilities(turn.channel)
        except Unsent as refused:
            raise RetryLater(refused.after or CHANNEL_PAUSE, as_written(str(refused))) from refused


def _checked(file: Spooled, artifact: Artifact) -> Spooled:
    if artifact.kind is not MediaKind.OTHER and file.media_type == "text/html":
        host = urlsplit(artifact.url).hostname or ""
        raise RetryLater(FETCH_PAUSE, partial(studio_texts.file_is_page, host=host))
    return file


def _missing(fetched: Fetched, why: Say, prompt: str, frame: Post, t: Translator) -> Post:
    label = texts.original(t, name=packing.file_name(prompt, fetched.kept))
    links = (Link(label, fetched.kept.artifact.url),) if fetched.linked else ()
    said = texts.not_fetched(t, number=fetched.kept.number, why=why(t))
    return replace(frame, text=said, links=(*links, *frame.links))
