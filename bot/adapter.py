"""The contract that every platform adapter keeps: one door in, one verb out, and what only some can do besides."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol, runtime_checkable

from bot.capabilities import Capabilities
from bot.chat import (
    AccountId,
    AttachmentRef,
    ButtonPress,
    ChannelRef,
    Choice,
    CommandCall,
    Completion,
    DeliveryKey,
    Form,
    Message,
    Person,
    Post,
    SentMessage,
)
from bot.commands.declare import Command


class Inbox(Protocol):
    """The one door into the core. It returns once the event is committed, so an adapter may acknowledge it then.

    What answers an event has the key `DeliveryKey.answering(event)`, as a post or a whisper, and is sent before the
    call returns, or later where it is `Unsent` then. An event with no such answer is answered otherwise: by a turn's
    card, a question or files, which are ordinary posts, or, a press, by what it changed. So whoever showed that an
    answer is coming takes that sign away when the call has returned.
    """

    async def __call__(self, event: Message | CommandCall | ButtonPress) -> Form | None:
        """Take an event; the same key twice counts once. Raises nothing a person should not see.

        A form is to be shown at once to whoever caused the event; its answer is a press with the form's token.

        Raises `StoreUnavailable` when the event was not taken: the adapter keeps it and gives it again.
        """
        ...

    async def complete(self, ask: Completion) -> Sequence[Choice]:
        """Suggest values for an option while it is typed; reads only."""
        ...


class Adapter(Protocol):
    """One account on one platform. It converts and carries; it decides nothing about people, money or files."""

    @property
    def account(self) -> AccountId:
        """The name of the account in the configuration."""
        ...

    async def run(self, inbox: Inbox) -> None:
        """Connect and feed events until cancelled. Started by the composition root, restarted with growing pauses."""
        ...

    async def capabilities(self, channel: ChannelRef) -> Capabilities:
        """Tell the limits of a channel. May ask the platform; raises `Unsent` when it cannot be told now."""
        ...

    def fetch(self, ref: AttachmentRef) -> AsyncIterator[bytes]:
        """Stream an attachment's bytes, also after a restart. Raises `UserError` when it is gone for good."""
        ...

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Send one post, also without a gateway connection.

        Called for one channel at a time. The same key again must not make a second message where the platform can
        know it. May wait for the platform's rate limit. Raises `TooLarge` rather than dropping a file, `Unsent` when
        the platform surely has not taken it, `InDoubt` when it may have, `ChannelGone` when it never will.
        """
        ...

    async def edit(self, sent: SentMessage, post: Post) -> None:
        """Replace what an earlier post shows. Raises like `post`; a vanished message is `ChannelGone`."""
        ...

    async def publish(self, commands: "Sequence[Command[Any]]") -> None:
        """Make the commands known by comparison: nothing is sent when nothing differs."""
        ...


@runtime_checkable
class Deletes(Protocol):
    """An adapter that can take back its messages."""

    async def delete(self, sent: SentMessage) -> None:
        """Remove a message of ours; one that is gone already is fine."""
        ...


@runtime_checkable
class ShowsTyping(Protocol):
    """An adapter that can show that we are at work."""

    @property
    def typing_lasts(self) -> float | None:
        """How many seconds the sign lasts; None where it is not shown all the while."""
        ...

    async def typing(self, channel: ChannelRef) -> None:
        """Show the sign once; it fades by itself."""
        ...


@runtime_checkable
class Ephemeral(Protocol):
    """An adapter that can answer one person alone."""

    async def whisper(self, channel: ChannelRef, person: Person, post: Post, key: DeliveryKey) -> None:
        """Show a post to one person in a channel; what is said around it is in their language. Raises like `post`."""
        ...


@runtime_checkable
class FindsSent(Protocol):
    """An adapter that can look for a post whose sending was cut off."""

    async def find(self, channel: ChannelRef, key: DeliveryKey, post: Post) -> SentMessage | None:
        """Look among our own messages for the one this key made."""
        ...


@runtime_checkable
class SendsInParts(Protocol):
    """An adapter whose platform takes some posts as several messages, one after another.

    Where one of them is refused the others stand there, so `Unsent` and `TooLarge` are then about the rest.
    """

    def begun(self, key: DeliveryKey) -> Post | None:
        """Tell the post of which surely stands there what this program has sent: the same again brings the rest.

        None where nothing stands there, and where nobody can tell: after `InDoubt`, and in another program.
        """
        ...


@runtime_checkable
class KnowsNewest(Protocol):
    """An inbox that can tell up to where it has heard, for adapters that read back what they missed."""

    async def newest(self, account: AccountId) -> Sequence[SentMessage]:
        """Tell the newest message taken from each channel that has a conversation."""
        ...
