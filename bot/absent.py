"""What stands for an account whose platform could not be reached at the start, until it can be."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, Protocol

import structlog

from bot.adapter import Adapter, Inbox
from bot.capabilities import Capabilities
from bot.chat import AccountId, AttachmentRef, ChannelRef, DeliveryKey, Post, SentMessage
from bot.clock import Clock, growing
from bot.commands.declare import Command
from bot.errors import NoStart, RetryLater, Unsent
from bot.texts import Translator
from bot.texts import moderation as texts

LONGEST_PAUSE = 300.0
WAIT = 30.0  # seconds until what is asked of it is worth asking again

log = structlog.get_logger()


class Beginning(Adapter, AbstractAsyncContextManager[Adapter], Protocol):
    """An adapter that is entered before it can do anything: that raises `NoStart` where it has to be tried again."""


class Absent:
    """Implements `Adapter`: whatever it is asked for has to wait."""

    def __init__(self, adapter: Beginning, reason: str) -> None:
        """Stand in for an adapter."""
        self._adapter = adapter
        self.reason = reason

    @property
    def account(self) -> AccountId:
        """The name of the account."""
        return self._adapter.account

    async def arrives(self, stack: AsyncExitStack, clock: Clock) -> Adapter:
        """Try with growing pauses until the account can be reached; it ends with the stack."""
        pauses = growing(LONGEST_PAUSE)
        while True:
            pause = next(pauses)
            log.warning("account cannot be reached", account=self.account, reason=self.reason, again_in=pause)
            await clock.sleep(pause)
            try:
                return await stack.enter_async_context(self._adapter)
            except NoStart as still:
                self.reason = str(still)

    def says(self, t: Translator) -> str:
        """Tell that it is away, and why."""
        return texts.absent(t, account=self.account, reason=self.reason)

    async def run(self, inbox: Inbox) -> None:
        """Hear nothing."""

    async def capabilities(self, channel: ChannelRef) -> Capabilities:
        """Know nothing yet."""
        raise self._unsent()

    def fetch(self, ref: AttachmentRef) -> AsyncIterator[bytes]:
        """Bring nothing yet."""
        raise RetryLater(WAIT, self.says)

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Send nothing yet."""
        raise self._unsent()

    async def edit(self, sent: SentMessage, post: Post) -> None:
        """Change nothing yet."""
        raise self._unsent()

    async def publish(self, commands: Sequence[Command[Any]]) -> None:
        """Leave that to the adapter itself."""

    def _unsent(self) -> Unsent:
        return Unsent(self.reason)
