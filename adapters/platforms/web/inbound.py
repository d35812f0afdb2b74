"""What a browser sends, as values; and those as the events of the core. Nothing here waits."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import StringConstraints, TypeAdapter

from adapters.platforms.web import limits
from adapters.platforms.web.entries import Draft, Entry, Guest, Kept, Key, Source
from bot.chat import (
    AccountId,
    Attachment,
    AttachmentRef,
    ButtonPress,
    ButtonToken,
    ChannelId,
    ChannelRef,
    CommandCall,
    CommunityId,
    EventKey,
    Level,
    Message,
    MessageId,
    Person,
    PersonId,
)
from bot.commands.declare import Answers, Command
from bot.commands.parse import parse

Commands = Sequence[Command[Any]]
ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
ShortId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
COMMAND_WORD = re.compile(r"/[a-z][a-z0-9_]{0,31}(?:\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the page sends it; `id` is made by the page and stays when it tries again."""

    id: ClientId
    text: str = ""
    reply_to: ShortId | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press as the page sends it; `text` fills in the form that an earlier press opened."""

    id: ClientId
    token: ShortId
    message: ShortId | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A channel to be made."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=limits.CHANNEL_NAME_LENGTH)]


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody wants to set; an empty text takes it back."""

    name: ShortId
    scope: ShortId
    text: Annotated[str, StringConstraints(max_length=limits.SETTING_LENGTH)] = ""


SAID = TypeAdapter(Said)
PRESSED = TypeAdapter(Pressed)
NAMED = TypeAdapter(Named)
WISHED = TypeAdapter(Wished)


def channel_ref(account: AccountId, channel: ChannelId) -> ChannelRef:
    """Name a channel of the page; the page is its own community."""
    return ChannelRef(account, CommunityId(account), channel)


def draft_from(said: Said, channel: ChannelId, person: PersonId, kept: tuple[Kept, ...], commands: Commands) -> Draft:
    """Make a person's message; a command whose answer is private is private itself."""
    text = said.text.replace("\r\n", "\n").replace("\0", "").strip()
    return Draft(
        key=Key(Source.SAID, person, said.id),
        channel=channel,
        text=text,
        files=kept,
        person=person,
        only_for=person if is_private(text, commands) else None,
        reply_to=MessageId(said.reply_to) if said.reply_to else None,
    )


def is_private(text: str, commands: Commands) -> bool:
    """Tell whether a text is a command that only its giver sees answered."""
    parsed = parse(text, commands)
    if parsed is None:
        return is_unknown_command(text, commands)
    return any(each.name == parsed[0] and each.answers is Answers.PRIVATELY for each in commands)


def is_unknown_command(text: str, commands: Commands) -> bool:
    """Tell whether a text looks like a command and is none of ours; `/usr/share` does not look like one."""
    return COMMAND_WORD.match(text) is not None and parse(text, commands) is None


def event_from(entry: Entry, person: Person, account: AccountId, commands: Commands) -> Message | CommandCall:
    """Make the core's event of a kept message; made again after a restart it is the same."""
    key, channel = EventKey(entry.id), channel_ref(account, entry.channel)
    attachments = tuple(_attachment(account, file) for file in entry.files)
    parsed = parse(entry.text, commands)
    if parsed is not None:
        return CommandCall(key, entry.id, channel, person, *parsed, attachments=attachments, reply_to=entry.reply_to)
    return Message(key, entry.id, channel, person, entry.text, attachments, entry.reply_to)


def press_from(pressed: Pressed, person: Person, channel: ChannelRef) -> ButtonPress:
    """Make the core's event of a press; the same press sent twice has one key."""
    message = MessageId(pressed.message) if pressed.message else None
    key = EventKey(hashlib.sha256(f"{len(person.id)}:{person.id}{pressed.id}".encode()).hexdigest())
    return ButtonPress(key, channel, person, ButtonToken(pressed.token), message, pressed.text)


def person_of(guest: Guest, name: str, level: Level) -> Person:
    """Make the core's person of a guest."""
    return Person(guest.id, name, level, guest.locale)


def file_name(name: str | None) -> str:
    """Make a harmless name of what a browser calls a file: no folders, nothing invisible, not endless."""
    last = re.split(r"[/\\]", name or "")[-1]
    visible = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C").strip(" .")
    stem, dot, ending = visible.rpartition(".")
    if len(visible) <= limits.FILE_NAME_LENGTH:
        return visible or "file"
    return (stem[: limits.FILE_NAME_LENGTH - len(ending) - 1] + dot + ending)[: limits.FILE_NAME_LENGTH]


def slug(name: str) -> str:
    """Make a channel's id of its name, in any script."""
    kept = "".join(mark if mark.isalnum() else "-" for mark in unicodedata.normalize("NFKC", name).casefold())
    return re.sub(r"-+", "-", kept).strip("-")[: limits.CHANNEL_NAME_LENGTH] or secrets.token_hex(4)


def _attachment(account: AccountId, file: Kept) -> Attachment:
    return Attachment(file.name, file.size, AttachmentRef(account, file.id))
