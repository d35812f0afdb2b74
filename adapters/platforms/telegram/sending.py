"""Sending posts: parcel by parcel, at the chat's pace, each parcel once."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from telegram import error as told
from telegram.constants import ChatAction

from adapters.platforms.telegram import calls, limits, trouble
from adapters.platforms.telegram.calls import Client
from adapters.platforms.telegram.outbound import Draft, Parcel, draft_of, parcels_of
from adapters.platforms.telegram.pacing import Pacing, Rank
from adapters.platforms.telegram.topics import Where, where
from bot.chat import ChannelRef, DeliveryKey, MessageId, Post, SentMessage

log = structlog.get_logger()

PATIENCE = {Rank.RESULT: limits.POST_PATIENCE, Rank.ANSWER: limits.ANSWER_PATIENCE}

Moved = Callable[[int, int], Awaitable[None]]


@dataclass(slots=True)
class Progress:
    """How far a post has come: the messages of each parcel that was taken, and whether pictures go as photos too."""

    post: Post
    photos: bool = True
    done: list[list[MessageId]] = field(default_factory=list)

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        """All its parcels."""
        return parcels_of(self.post, photos=self.photos)

    def sent(self, channel: ChannelRef) -> SentMessage:
        """Name what was sent: by the message that carries the buttons, else the first, with the others beside it."""
        marked = (number for number, parcel in enumerate(self.parcels) if parcel.draft.markup is not None)
        main = self.done[next(marked, 0)][0]
        return SentMessage(channel, main, tuple(each for ids in self.done for each in ids if each != main))


class Sending:
    """Knows what this program has sent: the same key again makes no second message as long as it runs."""

    def __init__(self, bot: Client, pacing: Pacing, moved: Moved) -> None:
        self._bot = bot
        self._pacing = pacing
        self._moved = moved
        self._homes: dict[int, int] = {}
        self._posts: OrderedDict[DeliveryKey, Progress] = OrderedDict()
        self._shown: OrderedDict[tuple[ChannelRef, MessageId], Post] = OrderedDict()

    def move(self, before: int, after: int) -> None:
        """Send what was meant for a chat to the one that it has become."""
        self._homes[before] = after

    def where(self, channel: ChannelRef) -> Where:
        """Tell where a channel is now."""
        return self._home(where(channel))

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey, rank: Rank = Rank.RESULT) -> SentMessage:
        """Send what of a post was not sent yet. Raises the library's errors, and `Unsent` for what would wait long."""
        known = self._posts.get(key)
        progress = known if known is not None and known.post == post else Progress(post)
        _keep(self._posts, key, progress)
        while len(progress.done) < len(progress.parcels):
            await self._next(channel, progress, Rank.RESULT if progress.done else rank)
        sent = progress.sent(channel)
        _keep(self._shown, (sent.channel, sent.id), post)
        return sent

    def begun(self, key: DeliveryKey) -> Post | None:
        """Tell the post of which something stands there, while nothing of it is unsure."""
        known = self._posts.get(key)
        return known.post if known is not None and known.done else None

    def forget(self, key: DeliveryKey) -> None:
        """Know nothing any more of a post of which something may have arrived."""
        self._posts.pop(key, None)

    async def ask(self, place: Where, draft: Draft, about: MessageId | None) -> None:
        """Send a question of the edge's own, at the chat's pace like all that is sent."""
        await self._send(place, Parcel(draft, reply_to=about), limits.PART_PATIENCE)

    async def edit(self, sent: SentMessage, post: Post) -> None:
        """Change a message where it shows something else."""
        if self._shown.get((sent.channel, sent.id)) == post:
            return
        place = self.where(sent.channel)
        async with self._pacing.edit(place.chat):
            try:
                await self._change(place, sent, post)
            except told.RetryAfter as refused:
                self._pacing.close(place.chat, trouble.seconds_of(refused))
                raise
            except told.BadRequest as refused:
                if not trouble.is_unmodified(refused):
                    raise
        _keep(self._shown, (sent.channel, sent.id), post)

    async def typing(self, place: Where) -> None:
        """Show that something comes, where it does not come this moment and Telegram does not want to be left alone."""
        if self._pacing.is_free(place.chat):
            await self._bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.for_action)

    def _home(self, place: Where) -> Where:
        return Where(self._homes.get(place.chat, place.chat), place.topic)

    async def _change(self, place: Where, sent: SentMessage, post: Post) -> None:
        draft, message = draft_of(post, limits.CAPTION_LENGTH if post.files else limits.TEXT_LENGTH), int(sent.id)
        try:
            await calls.change(self._bot, place, message, draft, caption=bool(post.files))
        except told.BadRequest as refused:
            if not trouble.is_file(refused):
                raise
            await calls.change(self._bot, place, message, draft_of(post, limits.CAPTION_LENGTH), caption=True)

    async def _next(self, channel: ChannelRef, progress: Progress, rank: Rank) -> None:
        """Send one more parcel; a picture that cannot be drawn as a photo goes as a file alone."""
        parcel = progress.parcels[len(progress.done)]
        patience = limits.PART_PATIENCE if progress.done else PATIENCE[rank]
        try:
            progress.done.append(await self._send(where(channel), parcel, patience, rank))
        except told.BadRequest as refused:
            if not (progress.photos and trouble.is_no_photo(refused)):
                raise
            log.info("no photo", reason=refused.message)
            progress.photos = False

    async def _send(self, to: Where, parcel: Parcel, patience: float, rank: Rank = Rank.RESULT) -> list[MessageId]:
        while True:
            place = self._home(to)
            async with self._pacing.message(place.chat, parcel.messages, patience, rank):
                try:
                    return await calls.send(self._bot, place, parcel)
                except told.RetryAfter as refused:  # the next round waits for it, or says for how long nobody may
                    self._pacing.close(place.chat, trouble.seconds_of(refused))
                except told.ChatMigrated as moved:
                    self.move(place.chat, moved.new_chat_id)
                    await self._moved(place.chat, moved.new_chat_id)


def _keep(known: OrderedDict, key: object, value: object) -> None:  # type: ignore[type-arg]
    known[key] = value
    known.move_to_end(key)
    if len(known) > limits.REMEMBERED:
        known.popitem(last=False)
