"""Updates: who is told of what, kept until it is confirmed and a day at most (T37)."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.telegram import forms, limits, privacy
from tests.emulators.telegram.errors import SECOND_POLLER, WEBHOOK_ACTIVE, Refused, conflict
from tests.emulators.telegram.things import Callback, Json, Message
from tests.emulators.telegram.world import Happening, World

KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
    ]
)
ASKED_FOR = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST = 500_000_001


@dataclass(frozen=True, slots=True)
class Update:
    """One thing the bot is told."""

    id: int
    kind: str
    chat: int
    at: float
    body: Json
    callback: Callback | None = field(default=None, repr=False)

    @property
    def form(self) -> Json:
        """As it is sent."""
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """What waits for the bot, and the one poll that waits for it.

    What the world makes is looked at once; what a test `put`s may be as strange as it likes.
    """

    def __init__(self, world: World, look: Callable[[Json], None] = lambda _: None) -> None:
        self._look = look
        self.pending: deque[Update] = deque()
        self.allowed = KINDS - ASKED_FOR
        self.webhook_set = False
        self.arrived = asyncio.Event()
        self._world = world
        self._numbers = itertools.count(FIRST)
        self._held: asyncio.Future[Refused] | None = None
        world.listen(self._hear)

    @property
    def polled(self) -> bool:
        """Whether a poll is held at present."""
        return self._held is not None

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Tell only of these from now on; of the usual ones where there are none."""
        if kinds is not None:
            self.allowed = frozenset(kinds) & KINDS or KINDS - ASKED_FOR

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109  it is Telegram's
        """Confirm all before the offset, and wait for what comes; another poll ends this one."""
        if self.webhook_set:
            raise conflict(WEBHOOK_ACTIVE)
        self.interrupt(conflict(SECOND_POLLER))
        self._confirm(offset)
        ended = self._held = asyncio.get_running_loop().create_future()
        try:
            await self._wait(ended, timeout)
        finally:
            if self._held is ended:
                self._held = None
        if ended.done():
            raise ended.result()
        return [each.form for each in itertools.islice(self.fresh(), limit)]

    def interrupt(self, why: Refused) -> None:
        """End a held poll."""
        if self._held and not self._held.done():
            self._held.set_result(why)

    def fresh(self) -> deque[Update]:
        """What is not too old to be told."""
        oldest = self._world.clock.now() - limits.UPDATES_SECONDS
        while self.pending and self.pending[0].at < oldest:
            self.pending.popleft()
        return self.pending

    def confirm(self, update: Update) -> None:
        """Take one away: it was received."""
        if update.callback:
            update.callback.heard = True
        if update in self.pending:
            self.pending.remove(update)

    def drop(self) -> None:
        """Forget all that waits."""
        self.pending.clear()

    def put(self, kind: str, chat: int, body: Json, callback: Callback | None = None) -> Update | None:
        """Add an update, if its kind is wanted."""
        if kind not in self.allowed:
            return None
        update = Update(next(self._numbers), kind, chat, self._world.clock.now(), body, callback)
        self.pending.append(update)
        self.arrived.set()
        return update

    async def _wait(self, ended: asyncio.Future[Refused], timeout: float) -> None:  # noqa: ASYNC109  as above
        late = asyncio.ensure_future(self._world.clock.sleep(timeout))
        try:
            while not (self.fresh() or ended.done() or late.done()):
                self.arrived.clear()
                came = asyncio.ensure_future(self.arrived.wait())
                waited: set[asyncio.Future[Any]] = {came, late, ended}
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                came.cancel()
        finally:
            late.cancel()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self.pending) > -offset:
                self.confirm(self.pending[0])
        for update in [each for each in self.pending if each.id < offset]:
            self.confirm(update)

    def _hear(self, happening: Happening) -> None:
        name, about, update = happening.name, happening.about, None
        if not name:
            return
        if isinstance(about, Callback):
            update = self.put(name, happening.chat, forms.callback_form(self._world, about), about)
        elif not isinstance(about, Message):
            update = self.put(name, happening.chat, about)
        elif privacy.hears(self._world, about):
            update = self.put(name, happening.chat, forms.message_form(self._world, about))
        if update:
            self._look(update.form)
