"""Asking for a text with a forced reply; what its answer is for travels inside the question.

The token stands in the address of a link under a sign that nobody sees, so that an answer counts whenever it comes.
"""

import re

import telegram
from telegram.constants import MessageEntityType

from adapters.platforms.telegram import limits
from adapters.platforms.telegram.outbound import Draft
from bot.capabilities import shorten
from bot.chat import ButtonToken, Form, MessageId

UNSEEN = "\u200b"
ADDRESS = re.compile(r"https://t\.me/\w+\?start=form-(?P<token>[\w-]+?)(?:-at-(?P<message>\d+))?")


def asking(form: Form, person: telegram.User, message: MessageId | None, me: telegram.User) -> Draft:
    """Make the question: it calls the person, shows what is to be changed, and leads back to what was pressed."""
    asked = f"{UNSEEN}{person.first_name}: {form.title}\n{form.label}"
    shown = shorten(form.prefilled, limits.TEXT_LENGTH - limits.length(asked) - 2, limits.length)
    start = limits.length(asked) + 2
    at = f"-at-{message}" if message else ""
    link = f"https://t.me/{me.username}?start=form-{form.token}{at}"
    entities = [
        telegram.MessageEntity(MessageEntityType.TEXT_LINK, 0, len(UNSEEN), url=link),
        telegram.MessageEntity(
            MessageEntityType.TEXT_MENTION, len(UNSEEN), limits.length(person.first_name), user=person
        ),
    ]
    if shown:
        entities.append(telegram.MessageEntity(MessageEntityType.CODE, start, limits.length(shown)))
    markup = telegram.ForceReply(
        selective=True, input_field_placeholder=shorten(form.label, limits.PLACEHOLDER, limits.length) or None
    )
    return Draft("\n\n".join(filter(None, [asked, shown])), tuple(entities), markup)


def answered(message: telegram.Message, me: int) -> tuple[ButtonToken, MessageId | None] | None:
    """Read which question of ours a message answers, and under which message that was pressed."""
    question = message.reply_to_message
    if question is None or question.from_user is None or question.from_user.id != me:
        return None
    for entity in question.entities:
        found = ADDRESS.fullmatch(entity.url or "")
        if entity.type == MessageEntityType.TEXT_LINK and found:
            return ButtonToken(found["token"]), MessageId(found["message"]) if found["message"] else None
    return None
