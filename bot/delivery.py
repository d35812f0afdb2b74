"""From the studio to the channel: finished files and the agent's words become posts in the outbox."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import structlog
from sqlalchemy import Connection
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from bot import packing
from bot.capabilities import Capabilities, split
from bot.chat import DeliveryKey, Link, Post, Spooled
from bot.errors import RetryLater, Unsent, UserError
from bot.outbox import Outbox
from bot.preferences import LINK
from bot.spool import Spool
from bot.store import deliveries as rows
from bot.store.deliveries import DeliveryState, Kept
from bot.store.turns import Turn
from bot.studio import Artifact
from bot.texts import Translator, as_written
from bot.texts import turn as texts
from bot.workshop import Workshop

FETCH_TRIES = 4
FETCH_PAUSE = 1.0
CHANNEL_PAUSE = 5.0

log = structlog.get_logger()


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
        kept = await self._fetched(turn, found)
        posts = await self._packed(turn, [kept])
        await self._send(turn, DeliveryKey(turn.id, f"file:{kept.number}"), posts, kept.file)

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

    async def _packed(self, turn: Turn, kept: Sequence[Kept]) -> list[Post]:
        t, capabilities = self._workshop.language(turn), await self._capabilities(turn)
        linked = (await self._workshop.settings(turn.channel, turn.person)).of(LINK)
        frame = packing.project(turn.ref.place.link if turn.ref and linked else None, turn.request, t)
        files = [packing.pack(each, turn.text, capabilities, t) for each in kept]
        posts = packing.plan([file for file in files if file], capabilities, frame, t)
        missing = [each for each, file in zip(kept, files, strict=True) if file is None]
        return [*posts, *(_link_to(each, turn.text, frame, t) for each in missing)]

    async def _fetched(self, turn: Turn, kept: Kept) -> Kept:
        if kept.file is not None and await asyncio.to_thread(kept.file.path.exists):
            return kept
        try:
            file = await self._fetch(turn, kept)
        except (RetryLater, UserError) as refused:
            log.warning("file not fetched", turn=turn.id, number=kept.number, reason=str(refused))
            return replace(kept, file=None)
        await self._workshop.database.write(partial(rows.keep, turn=turn.id, key=kept.artifact.key, file=file))
        return replace(kept, file=file)

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
                return await self._spool.write(chunks, kept.artifact.url.rpartition("/")[2].partition("?")[0])
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


def _link_to(kept: Kept, prompt: str, frame: Post, t: Translator) -> Post:
    label = texts.original(t, name=packing.file_name(prompt, kept))
    return replace(
        frame, text=texts.not_fetched(t, number=kept.number), links=(Link(label, kept.artifact.url), *frame.links)
    )
