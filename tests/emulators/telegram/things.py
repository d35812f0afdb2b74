"""What Telegram is made of, as the emulator keeps it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
GENERAL = 1
"""The id of a forum's first topic; it stands in no message."""


class ChatKind(StrEnum):
    """Where people talk."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Status(StrEnum):
    """How somebody belongs to a group."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


INSIDE = frozenset({Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER, Status.RESTRICTED})
LEADING = frozenset({Status.CREATOR, Status.ADMINISTRATOR})


class Medium(StrEnum):
    """How a file is shown; also the name of its field in a message."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    ANIMATION = "animation"
    AUDIO = "audio"
    VOICE = "voice"
    VIDEO_NOTE = "video_note"
    STICKER = "sticker"
    THUMBNAIL = "thumbnail"


@dataclass(slots=True)
class User:
    """Somebody, or a bot; `started` and `blocked` say whether our bot may write to them."""

    id: int
    first_name: str
    username: str = ""
    language: str = ""
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def mention(self) -> str:
        """What calls them in a text."""
        return f"@{self.username}"


@dataclass(slots=True)
class Member:
    """Somebody in a group; `hears_all` is fixed when a bot comes in (T22: add it again after a change)."""

    user: int
    status: Status = Status.MEMBER
    rights: frozenset[str] = frozenset()
    hears_all: bool = False

    @property
    def inside(self) -> bool:
        """Whether they are there at all."""
        return self.status in INSIDE

    @property
    def leads(self) -> bool:
        """Whether they administer the group."""
        return self.status in LEADING


@dataclass(slots=True)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    closed: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's), a group, or a supergroup."""

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    denied: frozenset[str] = frozenset()
    """What ordinary members may not send, as `can_send_photos`."""
    migrated_to: int | None = None
    last_bot: int | None = None

    @property
    def is_private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.kind is ChatKind.PRIVATE

    def member(self, user: int) -> Member:
        """Somebody's standing; who was never there has left."""
        return self.members.get(user) or Member(user, Status.LEFT)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent, and how it is shown."""

    kind: Medium
    data: bytes = field(repr=False)
    name: str = ""
    type: str = ""
    width: int = 0
    height: int = 0
    duration: int = 0
    title: str = ""
    performer: str = ""
    emoji: str = ""
    moving: str = ""
    """For stickers: `animated` (.tgs), `video` (.webm) or nothing."""
    spoiler: bool = False
    streaming: bool = False
    thumbnail: bytes | None = field(default=None, repr=False)
    cover: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """Anything that can be fetched by a `file_id`."""

    id: str
    unique: str
    kind: Medium
    path: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on Telegram's servers: itself, a photo's sizes (the smallest first), the small pictures for it."""

    file: File
    piece: Piece
    sizes: tuple[Piece, ...] = ()
    thumbnail: Piece | None = None
    cover: tuple[Piece, ...] = ()

    def hidden(self, *, spoiler: bool) -> "Kept":
        """The same file, shown with or without its cover of dots."""
        return replace(self, file=replace(self.file, spoiler=spoiler))


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to say."""

    text: str = ""
    entities: tuple[Json, ...] = ()
    media: Kept | None = None
    album: str = ""
    topic: int | None = None
    reply_to: int | None = None
    quote: Json | None = None
    external: Json | None = None
    forwarded: Json | None = None
    keyboard: Json | None = None
    asks: Json | None = None
    """A reply keyboard, its removal, or a forced reply: what the message cannot be edited with."""
    service: Json | None = None
    protected: bool = False
    silent: bool = False
    sender: Json | None = None
    """The chat in whose name it is said: the group itself (an administrator's mask), or a channel."""
    automatic: bool = False
    """Whether Telegram itself brought it from the group's channel."""
    above: bool = False
    preview: Json | None = None


@dataclass(slots=True)
class Message:
    """What was said. `topic` is a forum's topic; `thread` the head of a chain of replies in an ordinary supergroup."""

    id: int
    chat: int
    author: int
    at: float
    said: Draft
    topic: int | None = None
    thread: int | None = None
    edited: float | None = None


@dataclass(slots=True)
class Callback:
    """A press of a button; `answer` is what the person's client was told."""

    id: str
    user: int
    message: Message
    data: str
    at: float
    answer: Json | None = None
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """What the bot shows that it does: "typing" and its like, for five seconds."""

    chat: int
    topic: int | None
    action: str
    at: float
