"""The status card while a turn is under way: edited in place, at the channel's pace."""

from bot.cards import Standing, compose
from bot.chat import ChannelRef, DeliveryKey, Post, TurnId
from bot.errors import Unsent
from bot.outbox import Outbox
from bot.store.deliveries import CARD
from bot.store.turns import Turn
from bot.tasks import Tasks
from bot.workshop import Workshop

CHANNEL_PAUSE = 5.0
SETTLING = 1.0  # seconds: most of what a card could say in between is overtaken by then, and was an edit for nothing


class Progress:
    """Shows the newest standing of each turn, skips the ones between, never the same twice."""

    def __init__(self, workshop: Workshop, outbox: Outbox, tasks: Tasks) -> None:
        """Edits are made in the background."""
        self._workshop = workshop
        self._outbox = outbox
        self._tasks = tasks
        self._wanted: dict[TurnId, Post] = {}
        self._shown: dict[TurnId, Post] = {}
        self._busy: set[TurnId] = set()

    def show(self, turn: Turn, standing: Standing) -> None:
        """Let the card say this as soon as its channel takes another edit."""
        post = compose(turn, standing, self._workshop.language(turn))
        shown = self._shown.get(turn.id)
        self._wanted[turn.id] = shown if shown == post else post  # one of two equal cards is enough to keep
        if turn.id not in self._busy and shown != post:
            self._busy.add(turn.id)
            self._tasks.start(self._keep_up(turn.id, turn.channel), f"card {turn.id}")

    def forget(self, turn: TurnId) -> None:
        """Stop editing: the last word on the card goes through the outbox."""
        self._wanted.pop(turn, None)
        self._shown.pop(turn, None)

    async def _keep_up(self, turn: TurnId, channel: ChannelRef) -> None:
        try:
            pause = await self._edit_pause(channel)
            while self._news(turn) is not None:
                await self._workshop.clock.sleep(min(pause, SETTLING))
                await self._tell(turn, channel)
                await self._workshop.clock.sleep(pause)
        finally:
            self._busy.discard(turn)

    def _news(self, turn: TurnId) -> Post | None:
        wanted = self._wanted.get(turn)
        return None if wanted == self._shown.get(turn) else wanted

    async def _tell(self, turn: TurnId, channel: ChannelRef) -> None:
        post = self._news(turn)
        if post and await self._outbox.touch(DeliveryKey(turn, CARD), channel, post) and turn in self._wanted:
            self._shown[turn] = post

    async def _edit_pause(self, channel: ChannelRef) -> float:
        try:
            return (await self._workshop.adapter(channel).capabilities(channel)).edit_pause
        except Unsent as refused:
            return refused.after or CHANNEL_PAUSE
