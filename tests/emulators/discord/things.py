"""What there is on Discord, as plain records; who changes one goes through the `World`."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any

Json = dict[str, Any]


class Kind(IntEnum):
    """Types of channels."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    NEWS = 5
    NEWS_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15
    MEDIA = 16

    @classmethod
    def threads(cls) -> frozenset["Kind"]:
        """Those that hang on another channel."""
        return frozenset({cls.NEWS_THREAD, cls.PUBLIC_THREAD, cls.PRIVATE_THREAD})

    @classmethod
    def forums(cls) -> frozenset["Kind"]:
        """Those that hold posts and no messages."""
        return frozenset({cls.FORUM, cls.MEDIA})


class MessageKind(IntEnum):
    """Types of messages."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU_COMMAND = 23


class Flag(IntFlag):
    """Flags of messages."""

    CROSSPOSTED = 1 << 0
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_VOICE_MESSAGE = 1 << 13
    HAS_SNAPSHOT = 1 << 14
    IS_COMPONENTS_V2 = 1 << 15


class ChannelFlag(IntFlag):
    """Flags of channels."""

    PINNED = 1 << 1
    REQUIRE_TAG = 1 << 4


@dataclass(slots=True)
class User:
    """Somebody; `dms_open` False refuses direct messages (50007)."""

    id: int
    name: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    dms_open: bool = True


@dataclass(slots=True)
class Role:
    """A role of a guild; the one with the guild's id is @everyone's."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0
    managed: bool = False


@dataclass(slots=True)
class Member:
    """Somebody in a guild."""

    user: int
    joined: float
    roles: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows and denies to a role or a member."""

    of: int
    allow: int = 0
    deny: int = 0
    member: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """What a forum offers for marking posts."""

    id: int
    name: str
    moderated: bool = False


@dataclass(slots=True)
class Channel:
    """A place where messages appear, or that holds such places."""

    id: int
    kind: Kind
    name: str = ""
    guild: int | None = None
    parent: int | None = None
    overwrites: list[Overwrite] = field(default_factory=list)
    recipients: list[int] = field(default_factory=list)
    topic: str | None = None
    nsfw: bool = False
    flags: int = 0
    slowmode: int = 0
    tags: list[Tag] = field(default_factory=list)
    applied_tags: list[int] = field(default_factory=list)
    owner: int | None = None
    archived: bool = False
    archived_at: float = 0.0
    auto_archive_minutes: int = 1440
    locked: bool = False
    joined: set[int] = field(default_factory=set)
    last_message: int | None = None
    count: int = 0

    @property
    def is_thread(self) -> bool:
        """Whether it hangs on another channel."""
        return self.kind in Kind.threads()


@dataclass(slots=True)
class Emoji:
    """A guild's own emoji, with its picture."""

    id: int
    name: str
    data: bytes
    animated: bool = False


class StickerFormat(IntEnum):
    """What a sticker's file is."""

    PNG = 1
    APNG = 2
    LOTTIE = 3
    GIF = 4

    @property
    def extension(self) -> str:
        """How its link ends."""
        return {StickerFormat.LOTTIE: "json", StickerFormat.GIF: "gif"}.get(self, "png")


@dataclass(slots=True)
class Sticker:
    """A guild's sticker, with its file."""

    id: int
    name: str
    data: bytes
    format: StickerFormat = StickerFormat.PNG
    guild: int | None = None


@dataclass(slots=True)
class Guild:
    """A server."""

    id: int
    name: str
    owner: int
    tier: int = 0
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    emoji: dict[int, Emoji] = field(default_factory=dict)
    stickers: dict[int, Sticker] = field(default_factory=dict)
    blocked_words: list[str] = field(default_factory=list)
    available: bool = True


@dataclass(slots=True)
class Application:
    """The application behind the bot; `content_intent` is the switch of its settings page."""

    id: int
    name: str
    owner: int
    content_intent: bool = False
    members_intent: bool = False
    presence_intent: bool = False
    guild_install: bool = True
    user_install: bool = True
    users: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class File:
    """A file as somebody sends it."""

    name: str
    data: bytes
    description: str | None = None
    spoiler: bool = False
    type: str = ""

    @property
    def media_type(self) -> str:
        """What Discord takes it for: by its name."""
        return self.type or mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass(slots=True)
class Attachment:
    """A file as Discord keeps it; `channel` is part of its address."""

    id: int
    channel: int
    file: File
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """What a message answers, or forwards."""

    message: int
    channel: int
    guild: int | None = None
    forwards: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom a message pings."""

    users: Sequence[int] = ()
    roles: Sequence[int] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to say; `allowed` is Discord's `allowed_mentions` (None allows everything)."""

    content: str = ""
    files: Sequence[File] = ()
    components: Sequence[Json] = ()
    embeds: Sequence[Json] = ()
    stickers: Sequence[int] = ()
    reference: Reference | None = None
    allowed: Json | None = None
    flags: int = 0
    nonce: str | int | None = None
    kind: MessageKind = MessageKind.DEFAULT
    interaction: Json | None = None
    seen_by: int | None = None
    tts: bool = False


@dataclass(slots=True)
class Message:
    """What has been said; `seen_by` is the one person who sees an ephemeral one."""

    id: int
    channel: int
    author: int
    content: str = ""
    kind: MessageKind = MessageKind.DEFAULT
    attachments: list[Attachment] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    stickers: list[int] = field(default_factory=list)
    reference: Reference | None = None
    snapshots: list["Message"] = field(default_factory=list)
    mentions: Mentions = field(default_factory=Mentions)
    flags: int = 0
    nonce: str | int | None = None
    interaction: Json | None = None
    seen_by: int | None = None
    tts: bool = False
    edited: float | None = None
    pinned: bool = False
