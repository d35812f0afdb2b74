"""What a message says: our own name taken out, and what it quotes put before its words' end."""

import telegram
from telegram.constants import MessageEntityType

NAMING = (MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION)
WIDTH = 2  # bytes of a UTF-16 unit, in which Telegram counts


def of(message: telegram.Message, me: telegram.User) -> str:
    """Write down a message's words or caption, and below them what it quotes."""
    said = _without_us(message, me)
    quoted = message.quote.text if message.quote and message.quote.is_manual else ""
    return "\n\n".join(part for part in (said, _marked(quoted)) if part)


def names(message: telegram.Message, me: telegram.User) -> bool:
    """Tell whether a message calls us by our name."""
    return any(_is_us(each, message, me) for each in _entities(message))


def _without_us(message: telegram.Message, me: telegram.User) -> str:
    raw = (message.text or message.caption or "").encode("utf-16-le")
    for each in sorted(_entities(message), key=lambda each: each.offset, reverse=True):
        if _is_us(each, message, me):
            begin, end = each.offset * WIDTH, (each.offset + each.length) * WIDTH
            before, after = raw[:begin].decode("utf-16-le"), raw[end:].decode("utf-16-le")
            joined = f"{before.rstrip(' ')} {after.lstrip(' ')}" if before.strip() and after.strip() else before + after
            raw = joined.encode("utf-16-le")
    return raw.decode("utf-16-le").strip()


def _entities(message: telegram.Message) -> tuple[telegram.MessageEntity, ...]:
    return message.entities or message.caption_entities


def _is_us(entity: telegram.MessageEntity, message: telegram.Message, me: telegram.User) -> bool:
    if entity.type not in NAMING:
        return False
    if entity.user is not None:
        return entity.user.id == me.id
    raw = (message.text or message.caption or "").encode("utf-16-le")
    name = raw[entity.offset * WIDTH : (entity.offset + entity.length) * WIDTH].decode("utf-16-le")
    return name.casefold() == f"@{me.username}".casefold()


def _marked(quoted: str) -> str:
    return "\n".join(f"> {line}" for line in quoted.splitlines())
