"""Where in Telegram something is: the chat and the topic, and when a topic must be named.

A chat with topics has one that is always there, General. Its number is left out of what is sent there, and belongs
into the sign of typing (T20). What only looks like a topic, the chain of replies in an ordinary group, is none.
"""

from dataclasses import dataclass

import telegram

from bot.chat import AccountId, ChannelId, ChannelRef, CommunityId

GENERAL = 1
BETWEEN = ":"


@dataclass(frozen=True, slots=True)
class Where:
    """A chat, and the topic in it where there are topics."""

    chat: int
    topic: int | None = None

    @property
    def for_send(self) -> int | None:
        """Give the topic that a message, an album or a question names."""
        return None if self.topic == GENERAL else self.topic

    @property
    def for_action(self) -> int | None:
        """Give the topic that a sign of typing names."""
        return self.topic

    @property
    def private(self) -> bool:
        """Tell whether one person alone is there: such a chat has the person's own number."""
        return self.chat > 0

    def ref(self, account: AccountId) -> ChannelRef:
        """Name it as the core does."""
        community = None if self.private else CommunityId(str(self.chat))
        name = str(self.chat) if self.topic is None else f"{self.chat}{BETWEEN}{self.topic}"
        return ChannelRef(account, community, ChannelId(name))


def where(channel: ChannelRef) -> Where:
    """Read where a channel is."""
    chat, _, topic = channel.channel.partition(BETWEEN)
    return Where(int(chat), int(topic) if topic else None)


def of(message: telegram.Message) -> Where:
    """Tell where a message stands."""
    if message.is_topic_message and message.message_thread_id is not None:
        return Where(message.chat.id, message.message_thread_id)
    return Where(message.chat.id, GENERAL if message.chat.is_forum else None)
