"""The outbox: every planned post reaches its channel once, in order, however often it must be tried."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from functools import partial
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import Connection

from bot.adapter import Deletes, FindsSent, SendsInParts
from bot.asides import Asides
from bot.chat import ChannelRef, DeliveryKey, MessageId, Post, SentMessage
from bot.errors import ChannelGone, InDoubt, RetryLater, StoreUnavailable, TooLarge, Unsent
from bot.fetching import Fetching
from bot.fitting import Fitting
from bot.packing import again, as_offer, as_repeat
from bot.store import deliveries as rows
from bot.store import turns as turn_rows
from bot.store.deliveries import HINDERED, Delivery, DeliveryState
from bot.tasks import Tasks
from bot.texts import Say, Translator
from bot.workshop import Workshop

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 600.0
PATIENCE = 60.0  # a pause in seconds beyond which what stands behind a refused post no longer waits for it
STORE_PAUSE = 5.0
DOUBLINGS = 10  # beyond which a growing pause has long met its ceiling

log = structlog.get_logger()


class Outbox:
    """Carries rows of the outbox to their channels, one at a time per channel.

    What one owner sends keeps its order while something is refused; what others send is not held up by it. Cards and
    questions wait for nothing: a person must be able to answer and to stop.
    """

    def __init__(self, workshop: Workshop, tasks: Tasks, fetching: Fetching, fitting: Fitting) -> None:
        """Further tries are made in the background; a file is fetched again, or made smaller, where that is needed."""
        self._workshop = workshop
        self._tasks = tasks
        self._fetching = fetching
        self._fitting = fitting
        self._asides = Asides(workshop, tasks)
        self._too_large: dict[DeliveryKey, int] = {}  # what was refused, by the limit to pack against
        self._locks: WeakValueDictionary[ChannelRef, asyncio.Lock] = WeakValueDictionary()
        self._retried: set[DeliveryKey] = set()

    async def send(self, key: DeliveryKey) -> None:
        """Try to send a planned post; if the platform cannot take it now, go on trying in the background."""
        name = f"deliver {key.owner} {key.part}"
        await asyncio.shield(self._tasks.begin(self._first_try(key, name), name))  # a stopped turn leaves no half send

    async def send_claimed(self, delivery: Delivery) -> None:
        """Send a post that the commit which planned it has claimed already, so that it costs no commit of its own."""
        name = f"deliver {delivery.key.owner} {delivery.key.part}"
        async with self._lock(delivery.channel):
            pause = await _patient(self._carry(replace(delivery, state=DeliveryState.PLANNED, attempts=0)))
        self._try_later(delivery.key, pause, name)

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
            await self._tasks.attempt(self._try_once(delivery.key), f"repair {delivery.key.owner} {delivery.key.part}")

    async def touch(self, key: DeliveryKey, channel: ChannelRef, post: Post) -> bool:
        """Show something else in a turn's sent message for the moment; False when it cannot be changed yet.

        In a channel that is gone nobody waits for it: that counts as shown.
        """
        async with self._lock(channel):
            shown = await self._workshop.database.read(partial(rows.shown, key=key))
            if shown is None or shown.over:
                return shown is not None  # its last word stands there, or is on its way
            if shown.state is not DeliveryState.SENT or shown.message is None:
                return shown.state is DeliveryState.GONE
            try:
                await self._edit(channel, shown.message, post)
            except Unsent as refused:
                log.info("card not changed", reason=str(refused))
                return False
            except ChannelGone as refused:
                log.info("card is gone", reason=str(refused))
            return True

    async def _try_once(self, key: DeliveryKey) -> None:
        await self._try(key)

    async def _send_all(self, keys: Sequence[DeliveryKey]) -> None:
        for key in keys:
            await self.send(key)

    async def _first_try(self, key: DeliveryKey, name: str) -> None:
        self._try_later(key, await _patient(self._try(key)), name)

    def _try_later(self, key: DeliveryKey, pause: float | None, name: str) -> None:
        """Go on trying a post that was refused; what is tried already keeps its pace."""
        if pause is not None and key not in self._retried:
            self._retried.add(key)
            self._tasks.start(self._keep_trying(key, pause), name)

    async def _keep_trying(self, key: DeliveryKey, pause: float) -> None:
        try:
            await self._try_until_taken(key, pause)
        finally:
            self._retried.discard(key)
        await self._send_all(await self._behind(key))

    async def _try_until_taken(self, key: DeliveryKey, pause: float | None) -> None:
        while pause is not None:
            await self._workshop.clock.sleep(pause)
            pause = await _patient(self._try(key))
            if pause is not None and pause >= PATIENCE:
                for each in await self._behind(key):
                    await _patient(self._try(each, overtaking=True))  # where that fails too, these are the next tries

    async def _behind(self, key: DeliveryKey) -> list[DeliveryKey]:
        return await self._workshop.database.read(partial(rows.behind, key=key))

    async def _try(self, key: DeliveryKey, *, overtaking: bool = False) -> float | None:
        known = await self._get(key)
        if known is None or known.state not in rows.UNSENT:
            return None
        try:
            await self._make_whole(known)
        except RetryLater as later:
            log.info("file waits", owner=key.owner, part=key.part, reason=str(later))
            return later.after
        async with self._lock(known.channel):
            claim = partial(rows.claim, key=key, now=self._workshop.clock.now(), overtaking=overtaking)
            delivery = await self._workshop.database.write(claim, durable=known.message is None)
            return None if delivery is None else await self._carry(delivery)

    async def _carry(self, delivery: Delivery) -> float | None:
        try:
            delivery = await self._certain(delivery)
            sent = await self._hand_over(delivery)
            left = await self._taken_away(delivery, sent)
        except InDoubt as cut:  # its row stays as it is: the next try asks before it sends
            log.info("delivery cut off", owner=delivery.key.owner, part=delivery.key.part, reason=str(cut))
            return _growing(delivery)
        except Unsent as refused:
            log.info("delivery waits", owner=delivery.key.owner, part=delivery.key.part, reason=str(refused))
            await self._put_back(delivery)
            if refused.say is not None and delivery.post.files:
                await self._tell(delivery, refused.say)
            return refused.after or _growing(delivery)
        except TooLarge as refused:
            self._too_large[delivery.key] = refused.limit
            await self._put_back(delivery)
            return FIRST_PAUSE
        except ChannelGone as refused:
            log.warning("delivery has no place any more", owner=delivery.key.owner, reason=str(refused))
            await self._mark(delivery.key, DeliveryState.GONE)
            if refused.say is not None:
                await self._asides.tell_asker(delivery, refused.say)
            return None
        if left:
            await self._mark(delivery.key, DeliveryState.GONE)
            return None
        now = self._workshop.clock.now()
        await self._workshop.database.write(partial(rows.receipt, sent=delivery, made=sent, now=now))
        return None

    async def _put_back(self, delivery: Delivery) -> None:
        """Plan a post anew of which surely nothing stands there; any other stays as it is until its receipt."""
        begun = delivery.message is None and self._begun(delivery) is not None
        if not (begun or _cut_off(delivery)):
            await self._mark(delivery.key, DeliveryState.PLANNED)

    async def _tell(self, held: Delivery, say: Say) -> None:
        """Say once what keeps somebody's files back; words may well pass where files do not."""
        key = DeliveryKey(held.key.owner, HINDERED)
        post = Post(say(await self._language(held)), reply_to=held.post.reply_to)
        note = Delivery(key, held.turn, held.channel, post, DeliveryState.PLANNED)
        if await self._workshop.database.write(partial(rows.plan, delivery=note, now=self._workshop.clock.now())):
            self._try_later(key, 0.0, f"deliver {key.owner} {key.part}")

    async def _hand_over(self, delivery: Delivery) -> SentMessage:
        adapter = self._workshop.adapter(delivery.channel)
        if delivery.message is not None:
            await self._edit(delivery.channel, delivery.message, delivery.post)
            return SentMessage(delivery.channel, delivery.message)
        sent = await self._found(delivery) or await adapter.post(delivery.channel, delivery.post, delivery.key)
        if _cut_off(delivery) and not delivery.post.files:  # it may have arrived before, with older words
            await self._edit(delivery.channel, sent.id, delivery.post)
        return sent

    async def _taken_away(self, delivery: Delivery, sent: SentMessage) -> bool:
        """Remove a message that has shown its last word, where its platform can; elsewhere it stays."""
        adapter = self._workshop.adapter(delivery.channel)
        if not delivery.post.leaves or not isinstance(adapter, Deletes):
            return False
        await adapter.delete(sent)
        return True

    async def _make_whole(self, delivery: Delivery) -> None:
        post = await self._fetching.restored(delivery.turn, delivery.post)
        if post is not None:
            await self._workshop.database.write(partial(rows.replan, key=delivery.key, post=post))
        if (limit := self._too_large.pop(delivery.key, None)) is not None:
            await self._pack_again(replace(delivery, post=post or delivery.post), limit)

    async def _pack_again(self, delivery: Delivery, limit: int) -> None:
        """Make a post fit; what of it no longer has room comes right behind it, marked where it may stand there too."""
        files = [await self._fitting.fitted(file, limit) for file in delivery.post.files]
        t = await self._language(delivery)
        first, *others = again(delivery.post, files, limit, t)
        if self._begun(delivery) is not None:
            others = [as_repeat(each, t) for each in others]
        key, now = delivery.key, self._workshop.clock.now()
        beside = DeliveryKey(key.owner, f"{key.part}+{len(first.files)}")  # fewer each time it is divided
        rest = [Delivery(beside, delivery.turn, delivery.channel, each, DeliveryState.PLANNED) for each in others]

        def replan(connection: Connection) -> None:
            rows.replan(connection, key, first)
            for each in rest:
                rows.plan(connection, each, now)

        await self._workshop.database.write(replan)

    async def _certain(self, delivery: Delivery) -> Delivery:
        """Where nobody can tell whether a post arrived: send words again as a repeat, offer files instead.

        What stands there in part goes on; where it has become another post meanwhile, it is a repeat with its files.
        """
        if not _cut_off(delivery) or delivery.message is not None or await self._can_tell(delivery):
            return delivery
        begun, t = self._begun(delivery), await self._language(delivery)
        if begun == delivery.post:
            return delivery
        offered = delivery.post.files and begun is None
        post = as_offer(delivery.post, t) if offered else as_repeat(delivery.post, t)
        again = await self._workshop.database.write(partial(rows.repeat, delivery=delivery, post=post))
        log.warning("delivery in doubt", owner=again.key.owner, part=again.key.part, repeats=again.repeats)
        return again

    def _begun(self, delivery: Delivery) -> Post | None:
        adapter = self._workshop.adapter(delivery.channel)
        return adapter.begun(delivery.key) if isinstance(adapter, SendsInParts) else None

    async def _can_tell(self, delivery: Delivery) -> bool:
        adapter = self._workshop.adapter(delivery.channel)
        return isinstance(adapter, FindsSent) or await self._knows_key(delivery)

    async def _knows_key(self, delivery: Delivery) -> bool:
        capabilities = await self._workshop.adapter(delivery.channel).capabilities(delivery.channel)
        age = self._workshop.clock.now() - (delivery.tried_at or 0.0)
        return age < capabilities.knows_keys

    async def _found(self, delivery: Delivery) -> SentMessage | None:
        adapter = self._workshop.adapter(delivery.channel)
        if not _cut_off(delivery) or not isinstance(adapter, FindsSent) or await self._knows_key(delivery):
            return None
        return await adapter.find(delivery.channel, delivery.key, delivery.post)

    async def _edit(self, channel: ChannelRef, message: MessageId, post: Post) -> None:
        await self._workshop.adapter(channel).edit(SentMessage(channel, message), post)

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


async def _patient(trying: Awaitable[float | None]) -> float | None:
    """Try again later what the store could not note: the same key makes no second message."""
    try:
        return await trying
    except StoreUnavailable:
        return STORE_PAUSE


def _growing(delivery: Delivery) -> float:
    return min(FIRST_PAUSE * float(2 ** min(delivery.attempts, DOUBLINGS)), LONGEST_PAUSE)


def _cut_off(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.SENDING and delivery.attempts > 0
