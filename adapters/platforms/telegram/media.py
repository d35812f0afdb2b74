"""The files of a message, in the order in which a person sees them."""

from collections.abc import Iterator
from typing import Any

import telegram

from adapters.platforms.telegram.handles import Handle, attachment
from bot.chat import AccountId, Attachment

ENDINGS = (
    ("animation", "mp4"),
    ("video", "mp4"),
    ("video_note", "mp4"),
    ("audio", "mp3"),
    ("voice", "ogg"),
    ("document", "bin"),
)
Shown = telegram.Message | telegram.ExternalReplyInfo


def of(message: telegram.Message, account: AccountId, me: int) -> Iterator[Attachment]:
    """List a message's own files, then those of what it answers, unless that is ours."""
    yield from own(message, account)
    answered = message.reply_to_message
    if answered is not None and not is_ours(answered, me):
        yield from own(answered, account)
    if message.external_reply is not None:
        yield from own(message.external_reply, account)


def own(shown: Shown, account: AccountId) -> Iterator[Attachment]:
    """List what a message itself brings; an animation comes as a document too, and counts once."""
    if shown.photo:
        largest = max(shown.photo, key=lambda each: each.width * each.height)
        yield _attached(largest, f"photo-{largest.file_unique_id}.jpg", account)
    if shown.sticker is not None:
        yield _attached(shown.sticker, f"sticker-{shown.sticker.file_unique_id}.{_ending(shown.sticker)}", account)
    for kind, ending in ENDINGS:
        file = getattr(shown, kind)
        if file is not None and not (kind == "document" and shown.animation is not None):
            name = getattr(file, "file_name", None) or f"{kind.replace('_', '-')}-{file.file_unique_id}.{ending}"
            yield _attached(file, name, account)


def is_ours(message: telegram.Message, me: int) -> bool:
    """Tell whether we wrote a message."""
    return message.from_user is not None and message.from_user.id == me


def _ending(sticker: telegram.Sticker) -> str:
    if sticker.is_animated:
        return "tgs"
    return "webm" if sticker.is_video else "webp"


def _attached(file: Any, name: str, account: AccountId) -> Attachment:  # noqa: ANN401  whichever of Telegram's kinds
    return attachment(account, name, Handle(file.file_id, file.file_size))
