"""What Telegram tells, as the events of the core. Nothing here waits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import telegram

from adapters.platforms.telegram import forms, media, topics, words
from adapters.platforms.telegram.settings import TelegramSettings
from adapters.platforms.telegram.topics import Where
from bot.chat import (
    ButtonPress,
    ButtonToken,
    ChannelRef,
    CommandCall,
    EventKey,
    Level,
    Message,
    MessageId,
    Person,
    PersonId,
)
from bot.commands.declare import Command
from bot.commands.parse import parse

COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,31})(?:@(\w+))?(?=\s|$)")
START, HELP = "start", "help"
PAYLOAD = "-"  # between the words of a deep link

Commands = Sequence[Command[Any]]
Event = Message | CommandCall | ButtonPress


@dataclass(frozen=True, slots=True)
class Here:
    """Who we are, what was set, which commands there are."""

    settings: TelegramSettings
    me: telegram.User
    commands: Commands = ()


def is_for_us(message: telegram.Message, here: Here) -> bool:
    """Tell whether somebody may speak to us with this, and says anything with it."""
    place, author = topics.of(message), message.from_user
    a_bot = author is not None and author.is_bot and message.sender_chat is None
    if a_bot or message.is_automatic_forward or (author is None and message.sender_chat is None):
        return False
    speaks = bool(message.text or message.effective_attachment)
    return speaks and here.settings.serves(place.chat, private=place.private)


def event_from(message: telegram.Message, here: Here, admins: frozenset[int]) -> Event | None:
    """Make the event of a message: a command, a filled form, or what was said; None where it is for somebody else."""
    person = _author(message, here, admins)
    filled = forms.answered(message, here.me.id)
    if filled is not None:
        token, pressed = filled
        return ButtonPress(_key(message), _ref(message, here), person, token, pressed, words.of(message, here.me))
    text = words.of(message, here.me)
    command = COMMAND.match(text)
    if command is None:
        return _said(message, here, person, text)
    if command[2] and command[2].casefold() != (here.me.username or "").casefold():
        return None
    return _called(message, here, person, f"/{command[1].lower()}{text[command.end() :]}")


def press_from(query: telegram.CallbackQuery, here: Here, admins: frozenset[int]) -> ButtonPress | None:
    """Make the press of a button; None where it is none of ours, or where we do not work."""
    shown = query.message
    if shown is None or not query.data:
        return None
    place = topics.of(shown) if isinstance(shown, telegram.Message) else Where(shown.chat.id)
    if not here.settings.serves(place.chat, private=place.private):
        return None
    person = _person(query.from_user, here, admins)
    message, token = MessageId(str(shown.message_id)), ButtonToken(query.data)
    return ButtonPress(EventKey(f"press {query.id}"), place.ref(here.settings.account), person, token, message)


def migration_of(message: telegram.Message) -> tuple[int, int] | None:
    """Read that a group has become another chat: its number before, and after (T38)."""
    if message.migrate_to_chat_id:
        return message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id:
        return message.migrate_from_chat_id, message.chat.id
    return None


def _said(message: telegram.Message, here: Here, person: Person, text: str) -> Message:
    return Message(
        key=_key(message),
        id=MessageId(str(message.message_id)),
        channel=_ref(message, here),
        person=person,
        text=text,
        attachments=tuple(media.of(message, here.settings.account, here.me.id)),
        reply_to=_answered(message),
        addressed=_is_addressed(message, here),
        album=message.media_group_id or "",
    )


def _called(message: telegram.Message, here: Here, person: Person, line: str) -> CommandCall | None:
    name, options = parse(_opened(line, here.commands), here.commands) or (line[1:].split(maxsplit=1)[0], ())
    pointing = _points(name, here.commands)
    known = pointing or any(name in each.names for each in here.commands)
    if not known and not _is_addressed(message, here) and "@" not in (message.text or message.caption or ""):
        return None  # another bot's, for all we know
    files = media.of(message, here.settings.account, here.me.id)
    answered = message.reply_to_message
    return CommandCall(
        _key(message),
        MessageId(str(message.message_id)),
        _ref(message, here),
        person,
        name,
        options,
        tuple(files),
        _answered(message),
        link=(answered.link or "") if pointing and answered else "",
        album=message.media_group_id or "",
    )


def _opened(line: str, commands: Commands) -> str:
    """Read what a deep link opens: a command with its words, else what the bot is for (T29)."""
    name, _, payload = line[1:].partition(" ")
    if name != START:
        return line
    meant = f"/{payload.strip().replace(PAYLOAD, ' ')}"
    return meant if payload and parse(meant, commands) else f"/{HELP}"


def _points(name: str, commands: Commands) -> bool:
    """Tell whether a command is about the message that is answered with it."""
    return any(name in each.names and each.points for each in commands)


def _key(message: telegram.Message) -> EventKey:
    return EventKey(f"{message.chat.id}/{message.message_id}")


def _ref(message: telegram.Message, here: Here) -> ChannelRef:
    return topics.of(message).ref(here.settings.account)


def _is_addressed(message: telegram.Message, here: Here) -> bool:
    answered = message.reply_to_message
    to_us = answered is not None and media.is_ours(answered, here.me.id) and _answered(message) is not None
    return topics.of(message).private or to_us or words.names(message, here.me)


def _answered(message: telegram.Message) -> MessageId | None:
    """Name what a message answers; the beginning of its topic is nothing that anybody answers."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created is not None:
        return None
    return MessageId(str(answered.message_id))


def _author(message: telegram.Message, here: Here, admins: frozenset[int]) -> Person:
    """Know who wrote; whoever writes as the group itself is one of its administrators."""
    if message.sender_chat is not None:
        as_group = message.sender_chat.id == message.chat.id
        level = Level.MODERATE if as_group else Level.SPEND
        return Person(PersonId(str(message.sender_chat.id)), message.sender_chat.title or "", level)
    if message.from_user is None:  # then nobody was asked
        raise ValueError("a message without an author")
    return _person(message.from_user, here, admins)


def _person(user: telegram.User, here: Here, admins: frozenset[int]) -> Person:
    level = Level.MODERATE if user.id in admins else Level.SPEND
    if user.id in here.settings.operators:
        level = Level.OPERATE
    return Person(PersonId(str(user.id)), user.full_name, level, user.language_code)
