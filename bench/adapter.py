"""A platform of our own contract: what comes is fed in, what goes out is taken at once and forgotten."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from typing import Any

from bench import feed
from bench.wire import Event
from bot.adapter import Inbox
from bot.capabilities import Capabilities
from bot.chat import (
    AccountId,
    AttachmentRef,
    ChannelId,
    ChannelRef,
    CommunityId,
    DeliveryKey,
    EventKey,
    Message,
    MessageId,
    Person,
    PersonId,
    Post,
    SentMessage,
)
from bot.commands.declare import Command

ACCOUNT = AccountId("bench")
COMMUNITY = CommunityId("bench")
CARRIES = Capabilities(
    text=4_000,
    caption=1_000,
    alt=1_000,
    files_per_post=10,
    file_bytes=10_000_000,
    buttons_per_post=5,
    edit_pause=1.0,
)


def channel_of(conversation: int) -> ChannelRef:
    """Name the channel of a conversation."""
    return ChannelRef(ACCOUNT, COMMUNITY, ChannelId(f"channel {conversation}"))


def message_of(event: Event) -> Message:
    """Make a message of an event, each conversation with a person of its own."""
    person = Person(PersonId(f"person {event.conversation}"), "Somebody")
    number = f"event {event.number}"
    return Message(EventKey(number), MessageId(number), channel_of(event.conversation), person, event.text)


class FedAdapter:
    """Implements `Adapter`; its events come from the load's socket."""

    def __init__(self) -> None:
        """No event has come yet."""
        self._numbers = itertools.count(1)

    @property
    def account(self) -> AccountId:
        """The name of the account."""
        return ACCOUNT

    async def run(self, inbox: Inbox) -> None:
        """Feed what the load sends."""
        await feed.serve(lambda event: inbox(message_of(event)))

    async def capabilities(self, channel: ChannelRef) -> Capabilities:
        """Tell limits like those of most platforms."""
        return CARRIES

    async def fetch(self, ref: AttachmentRef) -> AsyncIterator[bytes]:
        """Serve an empty file: no event has an attachment."""
        yield b""

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Take a post."""
        await asyncio.sleep(0)
        return SentMessage(channel, MessageId(f"post {next(self._numbers)}"))

    async def edit(self, sent: SentMessage, post: Post) -> None:
        """Take a change."""

    async def publish(self, commands: Sequence[Command[Any]]) -> None:
        """Take the commands."""
