"""The chat side's nouns.

A `Channel` is wherever messages appear; its ids are opaque to all but the adapter that made them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import NewType

from bot.capabilities import MediaKind

AccountId = NewType("AccountId", str)
CommunityId = NewType("CommunityId", str)
ChannelId = NewType("ChannelId", str)
MessageId = NewType("MessageId", str)
PersonId = NewType("PersonId", str)
ButtonToken = NewType("ButtonToken", str)
EventKey = NewType("EventKey", str)
TurnId = NewType("TurnId", str)

ANSWER = "answer"
NONCE_LENGTH = 25  # Discord's longest nonce (platform-limits D12); other platforms take it as it is.


class Level(IntEnum):
    """What a person may do here, as the platform ranks them; each level contains those below."""

    SPEAK = 1
    SPEND = 2
    MODERATE = 3
    OPERATE = 4


@dataclass(frozen=True, slots=True)
class Floors:
    """The standing that each right takes where somebody is; the usual ones, or as the settings have it."""

    speak: Level = Level.SPEAK
    spend: Level = Level.SPEND
    moderate: Level = Level.MODERATE
    operate: Level = Level.OPERATE

    def of(self, right: Level) -> Level:
        """Give the standing that a right takes."""
        return (self.speak, self.spend, self.moderate, self.operate)[right - 1]


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """Where messages appear; `community` is None in a direct message."""

    account: AccountId
    community: CommunityId | None
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever wrote or pressed; `locale` is what the platform told, None where it tells nothing.

    Adapters leave `floors` alone: the core puts in what is set where somebody is.
    """

    id: PersonId
    name: str
    level: Level = Level.SPEND
    locale: str | None = None
    floors: Floors = Floors()


@dataclass(frozen=True, slots=True)
class AttachmentRef:
    """A platform's handle for a file; only the adapter of `account` can read `opaque`."""

    account: AccountId
    opaque: str


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file in our own spool: its type by its bytes, its size in bytes, SHA-256 in hexadecimal."""

    path: Path
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file somebody sent: by its platform's handle at first, by its spool path once kept.

    `was` is the name under which it came where it was made into another kind of file; `seconds` its length, if seen.
    """

    name: str
    size: int | None
    content: AttachmentRef | Spooled
    was: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What a person sent; `key` is the same when the platform tells us of it twice.

    `attachments` are its own files and those of what it forwards or answers, unless that is ours: the files of a result
    the core knows itself. Messages of one `album` are parts of one request, which come one by one. One that is not
    `addressed` counts where the setting `listen` says so. Adapters leave `heard` and `aside` alone: they tell what was
    really written in a channel from what stands for a command or a press, and what nobody there has read, since it was
    typed into a command or a form.
    """

    key: EventKey
    id: MessageId
    channel: ChannelRef
    person: Person
    text: str
    attachments: tuple[Attachment, ...] = ()
    reply_to: MessageId | None = None
    addressed: bool = True
    heard: bool = True
    aside: bool = False
    album: str = ""


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A command somebody gave, with its options by name as they were typed.

    From the menu of a message it is about that message: `reply_to` names it, `attachments` are the media it shows,
    `link` is its address for people.
    """

    key: EventKey
    id: MessageId | None
    channel: ChannelRef
    person: Person
    name: str
    options: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reply_to: MessageId | None = None
    link: str = ""
    album: str = ""

    def option(self, name: str) -> str:
        """Give the text typed for an option, empty when it was left out."""
        return dict(self.options).get(name, "")


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A press on one of our buttons, under the message that carries it; `text` fills in the form that it opened."""

    key: EventKey
    channel: ChannelRef
    person: Person
    token: ButtonToken
    message: MessageId | None = None
    text: str | None = None


def standing_for(
    asked: CommandCall | ButtonPress,
    text: str,
    attachments: Sequence[Attachment] = (),
    reply_to: MessageId | None = None,
) -> Message:
    """Make the message that a command or a press stands for; what comes of it answers the command, or `reply_to`."""
    said = asked.id if isinstance(asked, CommandCall) else None
    id_ = said or reply_to or MessageId("")
    aside = asked.id is None if isinstance(asked, CommandCall) else asked.text is not None
    made = Message(asked.key, id_, asked.channel, asked.person, text, tuple(attachments), reply_to, heard=False)
    return replace(made, aside=aside, album=asked.album if isinstance(asked, CommandCall) else "")


@dataclass(frozen=True, slots=True)
class Completion:
    """A request for suggestions while a command's option is typed; `options` are those given already."""

    channel: ChannelRef
    person: Person
    command: str
    option: str
    typed: str
    options: tuple[tuple[str, str], ...] = ()

    def given(self, name: str) -> str:
        """Give the text typed for another option, empty when there is none."""
        return dict(self.options).get(name, "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion: what is shown, what is meant."""

    label: str
    value: str


class Tone(StrEnum):
    """How a button looks where a platform has looks for it."""

    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a post; its meaning lives in the store under `token`."""

    label: str
    token: ButtonToken
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Link:
    """A web address under a post."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PostFile:
    """A file that goes out with a post: `alt` is for those who cannot see it, `source` its public address if any.

    `original` are the name and size of what it is a smaller copy of; the rest is for channels that `look`.
    """

    path: Path
    name: str
    media_type: str
    kind: MediaKind
    size: int
    alt: str
    source: str = ""
    original: tuple[str, int] | None = None
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    preview: Path | None = None
    poster: Path | None = None


class Phase(StrEnum):
    """Where a turn stands, in the words of its card."""

    QUEUED = "queued"
    PREPARING = "preparing"
    WORKING = "working"
    ASKING = "asking"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Card:
    """The facts behind a status card, for platforms that draw more than its text; times in Unix seconds."""

    phase: Phase
    ahead: int = 0
    since: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What we send: complete as text, richer where the platform can; a `card` is edited as its turn goes on.

    A post that `asks` wants a decision as long as it has buttons; without them it was answered.
    `ping` is whom it is to call, where the platform can call somebody. One that `leaves` is taken away once it was
    shown, where the platform can do that. The files of a `spoiler` are covered until somebody wants to see them.
    """

    text: str = ""
    files: tuple[PostFile, ...] = ()
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    reply_to: MessageId | None = None
    card: Card | None = None
    asks: bool = False
    ping: PersonId | None = None
    leaves: bool = False
    spoiler: bool = False


@dataclass(frozen=True, slots=True)
class SentMessage:
    """The handle to edit or delete what was sent; `also` are the other messages that the same post took."""

    channel: ChannelRef
    id: MessageId
    also: tuple[MessageId, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryKey:
    """Names one post for ever: whose it is (a turn, an event) and which part of it."""

    owner: str
    part: str

    @classmethod
    def answering(cls, event: Message | CommandCall | ButtonPress) -> "DeliveryKey":
        """Name the answer to an event."""
        return cls(f"{event.channel.account} {event.key}", ANSWER)

    @property
    def answers(self) -> bool:
        """Tell whether it names the answer to an event."""
        return self.part == ANSWER

    @property
    def nonce(self) -> str:
        """A short text that is the same whenever the same post is tried again."""
        return hashlib.sha256(f"{len(self.owner)}:{self.owner}{self.part}".encode()).hexdigest()[:NONCE_LENGTH]


@dataclass(frozen=True, slots=True)
class Form:
    """Something an edge must show at once: a modal, a dialog, a forced reply; `token` comes back with the answer."""

    title: str
    label: str
    prefilled: str
    token: ButtonToken
