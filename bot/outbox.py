"""The outbox: every planned post reaches its channel once, however often it must be tried."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from weakref import WeakValueDictionary

import structlog

from bot.chat import ChannelRef, Deletes, DeliveryKey, FindsSent, MessageId, Post, SentMessage
from bot.errors import ChannelGone, TooLarge, Unsent
from bot.packing import lighten
from bot.store import deliveries as rows
from bot.store import turns as turn_rows
from bot.store.deliveries import Delivery, DeliveryState
from bot.tasks import Tasks
from bot.texts import Translator
from bot.workshop import Workshop

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 600.0
DOUBLINGS = 10  # beyond which a growing pause has long met its ceiling

log = structlog.get_logger()


class Outbox:
    """Carries rows of the outbox to their channels, one at a time per channel."""

    def __init__(self, workshop: Workshop, tasks: Tasks) -> None:
        """Further tries are made in the background."""
        self._workshop = workshop
        self._tasks = tasks
        self._locks: WeakValueDictionary[ChannelRef, asyncio.Lock] = WeakValueDictionary()

    async def send(self, key: DeliveryKey) -> None:
        """Try to send a planned post; if the platform cannot take it now, go on trying in the background."""
        name = f"deliver {key.owner} {key.part}"
        await asyncio.shield(self._tasks.begin(self._first_try(key, name), name))  # a stopped turn leaves no half send

    async def send_claimed(self, delivery: Delivery) -> None:
        """Send a post that the commit which planned it has claimed already, so that it costs no commit of its own."""
        name = f"deliver {delivery.key.owner} {delivery.key.part}"
        async with self._lock(delivery.channel):
            pause = await self._carry(replace(delivery, state=DeliveryState.PLANNED, attempts=0))
        if pause is not None:
            self._tasks.start(self._keep_trying(delivery.key, pause), name)

    async def resume(self) -> None:
        """After a start: send what has no receipt yet."""
        channels: defaultdict[ChannelRef, list[DeliveryKey]] = defaultdict(list)
        for delivery in await self._workshop.database.read(rows.undelivered):
            channels[delivery.channel].append(delivery.key)
        for channel, keys in channels.items():
            self._tasks.start(self._send_all(keys), f"deliver to {channel.channel}")

    async def repair(self) -> None:
        """Try once more what still has no receipt, whatever became of the tries before."""
        for delivery in await self._workshop.database.read(rows.undelivered):
            await self._try(delivery.key)

    async def touch(self, key: DeliveryKey, post: Post) -> bool:
        """Show something else in a turn's sent message for the moment; False when it cannot be changed yet."""
        known = await self._get(key)
        if known is None:
            return False
        async with self._lock(known.channel):
            if await self._workshop.database.read(partial(rows.is_over, key=key)):
                return True  # its last word stands there, or is on its way
            delivery = await self._get(key)
            if delivery is None or delivery.state is not DeliveryState.SENT or delivery.message is None:
                return False
            try:
                await self._edit(delivery, delivery.message, post)
            except (Unsent, ChannelGone) as refused:
                log.info("card not changed", reason=str(refused))
                return False
            return True

    async def take_away(self, key: DeliveryKey) -> None:
        """Remove a sent message for good where its platform can; elsewhere it stays."""
        known = await self._get(key)
        if known is None:
            return
        async with self._lock(known.channel):
            delivery, adapter = await self._get(key), self._workshop.adapter(known.channel)
            if delivery is None or delivery.message is None or not isinstance(adapter, Deletes):
                return
            try:
                await adapter.delete(SentMessage(delivery.channel, delivery.message))
            except (Unsent, ChannelGone) as refused:
                log.info("card not removed", reason=str(refused))
                return
            await self._mark(key, DeliveryState.GONE)

    async def _send_all(self, keys: Sequence[DeliveryKey]) -> None:
        for key in keys:
            await self.send(key)

    async def _first_try(self, key: DeliveryKey, name: str) -> None:
        pause = await self._try(key)
        if pause is not None:
            self._tasks.start(self._keep_trying(key, pause), name)

    async def _keep_trying(self, key: DeliveryKey, pause: float | None) -> None:
        while pause is not None:
            await self._workshop.clock.sleep(pause)
            pause = await self._try(key)

    async def _try(self, key: DeliveryKey) -> float | None:
        known = await self._get(key)
        if known is None:
            return None
        async with self._lock(known.channel):
            claim = partial(rows.claim, key=key)
            delivery = await self._workshop.database.write(claim, durable=known.message is None)
            return None if delivery is None else await self._carry(delivery)

    async def _carry(self, delivery: Delivery) -> float | None:
        try:
            message = await self._hand_over(delivery)
        except Unsent as refused:
            log.info("delivery waits", owner=delivery.key.owner, part=delivery.key.part, reason=str(refused))
            if not _cut_off(delivery):  # else nobody knows yet whether it arrived before
                await self._mark(delivery.key, DeliveryState.PLANNED)
            return refused.after or min(FIRST_PAUSE * 2 ** min(delivery.attempts, DOUBLINGS), LONGEST_PAUSE)
        except TooLarge as refused:
            lighter = lighten(delivery.post, refused.limit, await self._language(delivery))
            await self._workshop.database.write(partial(rows.replan, key=delivery.key, post=lighter))
            await self._mark(delivery.key, DeliveryState.PLANNED)
            return FIRST_PAUSE
        except ChannelGone as refused:
            log.warning("delivery has no place any more", owner=delivery.key.owner, reason=str(refused))
            await self._mark(delivery.key, DeliveryState.GONE)
            return None
        now = self._workshop.clock.now()
        await self._workshop.database.write(partial(rows.receipt, sent=delivery, message=message, now=now))
        return None

    async def _hand_over(self, delivery: Delivery) -> MessageId:
        adapter = self._workshop.adapter(delivery.channel)
        if delivery.message is not None:
            await self._edit(delivery, delivery.message, delivery.post)
            return delivery.message
        sent = await self._found(delivery) or await adapter.post(delivery.channel, delivery.post, delivery.key)
        if _cut_off(delivery) and not delivery.post.files:  # it may have arrived before, with older words
            await self._edit(delivery, sent.id, delivery.post)
        return sent.id

    async def _found(self, delivery: Delivery) -> SentMessage | None:
        adapter = self._workshop.adapter(delivery.channel)
        if _cut_off(delivery) and isinstance(adapter, FindsSent):
            return await adapter.find(delivery.channel, delivery.key, delivery.post)
        return None

    async def _edit(self, delivery: Delivery, message: MessageId, post: Post) -> None:
        await self._workshop.adapter(delivery.channel).edit(SentMessage(delivery.channel, message), post)

    async def _get(self, key: DeliveryKey) -> Delivery | None:
        return await self._workshop.database.read(partial(rows.get, key=key))

    async def _mark(self, key: DeliveryKey, state: DeliveryState) -> None:
        await self._workshop.database.write(partial(rows.mark, key=key, state=state))

    async def _language(self, delivery: Delivery) -> Translator:
        if delivery.turn is None:
            return self._workshop.languages.of()
        turn = partial(turn_rows.get, id=delivery.turn)
        return self._workshop.language(await self._workshop.database.read(turn))

    def _lock(self, channel: ChannelRef) -> asyncio.Lock:
        return self._locks.setdefault(channel, asyncio.Lock())


def _cut_off(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.SENDING and delivery.attempts > 0
