"""The nouns of the page's history, as they come out of its tables."""

from dataclasses import dataclass
from enum import StrEnum

from bot.capabilities import MediaKind
from bot.chat import ChannelId, MessageId, PersonId


class Source(StrEnum):
    """How a message came to be; keys are unique within one source."""

    SAID = "said"
    POSTED = "posted"
    WHISPERED = "whispered"


@dataclass(frozen=True, slots=True)
class Key:
    """Names one message for ever, so that a repeat finds the first."""

    source: Source
    owner: str
    part: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the media folder, under its random id; `size` in bytes."""

    id: str
    name: str
    media_type: str
    kind: MediaKind
    size: int
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at the page; numbered in the order of their first words."""

    id: PersonId
    number: int
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be kept; `extras` is the JSON of what only the page draws, `only_for` who alone may see it."""

    key: Key
    channel: ChannelId
    text: str
    extras: str = "{}"
    files: tuple[Kept, ...] = ()
    person: PersonId | None = None
    only_for: PersonId | None = None
    reply_to: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """The beginning of a message that another one answers."""

    id: MessageId
    text: str
    person: PersonId | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it stands now; `number` orders messages, `revision` grows with every change anywhere."""

    id: MessageId
    key: Key
    channel: ChannelId
    number: int
    revision: int
    text: str
    extras: str
    at: float
    edited_at: float | None
    gone: bool
    author: Guest | None
    only_for: PersonId | None
    reply_to: MessageId | None
    quote: Quote | None
    files: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A channel as the list shows it; the first one has no name of its own."""

    id: ChannelId
    name: str
    revision: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a draft was kept; `fresh` is False when its key was known already."""

    id: MessageId
    fresh: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """Some messages of a channel in order, and whether there are older ones; `revision` is where events go on."""

    entries: tuple[Entry, ...]
    more: bool
    revision: int
