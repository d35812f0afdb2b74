"""What an inbox can be told of places: that one has become another."""

from typing import Protocol, runtime_checkable

from bot.chat import ChannelRef


@runtime_checkable
class Moves(Protocol):
    """An inbox that goes on elsewhere where a platform gave a channel another id."""

    async def moved(self, before: ChannelRef, after: ChannelRef) -> None:
        """Take everything along that belongs to a channel, and to the community that it alone was; again is fine."""
        ...
