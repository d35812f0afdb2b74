"""Fair shares of one studio account: whose lane comes next, and how many may run at once."""

from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat import ChannelRef, PersonId

PROBE_AFTER = 600.0  # seconds after a refusal, or after the last try, until one more turn is tried at once
Item = TypeVar("Item")


class Round(Generic[Item]):
    """Those who wait: channels take turns, then the people in each; one person's are first in, first out."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._channels: OrderedDict[ChannelRef, OrderedDict[PersonId, deque[Item]]] = OrderedDict()

    def __bool__(self) -> bool:
        """Tell whether anybody waits."""
        return bool(self._channels)

    def add(self, channel: ChannelRef, person: PersonId, item: Item) -> None:
        """Put one at the end of its person's queue."""
        self._channels.setdefault(channel, OrderedDict()).setdefault(person, deque()).append(item)

    def take(self) -> Item:
        """Take the next one; its channel, and its person within it, go to the end of their rounds."""
        channel, people = self._channels.popitem(last=False)
        person, items = people.popitem(last=False)
        item = items.popleft()
        if items:
            people[person] = items
        if people:
            self._channels[channel] = people
        return item


@dataclass(slots=True)
class Slots:
    """How many turns an account runs at once: lowered by a refusal, raised one by one; forgotten at a restart."""

    most: int
    allowed: int
    due: float | None = None

    def lower(self, besides: int, now: float) -> bool:
        """Learn that no more than `besides` fit now, at least one; True when a probe has to be begun."""
        begins = self.due is None
        self.allowed = max(1, min(self.allowed, besides))
        self.due = now + PROBE_AFTER if self.allowed < self.most else None
        return begins and self.due is not None

    def pause(self, now: float) -> float:
        """Tell the seconds until the next probe; 0 when it is due or none is."""
        return 0.0 if self.due is None else max(0.0, self.due - now)

    def probe(self, now: float) -> None:
        """Allow one more, up to the most that the operator gave."""
        self.allowed = min(self.most, self.allowed + 1)
        self.due = now + PROBE_AFTER if self.allowed < self.most else None
