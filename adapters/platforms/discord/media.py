"""The files of a message, in the order in which a person sees them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import discord

from adapters.platforms.discord import limits
from adapters.platforms.discord.handles import Handle, attachment
from adapters.platforms.discord.words import EMOJI
from bot.chat import AccountId, Attachment

CDN = "https://cdn.discordapp.com"
MOVING = "https://media.discordapp.net"  # where alone GIF stickers lie
LINK = re.compile(r"https?://[^\s<>\"'\])]+")
ENDINGS = frozenset(
    {"png", "jpg", "jpeg", "webp", "gif", "avif", "mp4", "mov", "webm", "mp3", "wav", "m4a", "ogg", "flac", "glb"}
)
STICKER_ENDINGS = ("png", "png", "json", "gif")  # Discord's formats 1 to 4: PNG, APNG, Lottie, GIF


def of(message: discord.Message, account: AccountId, me: int) -> Iterator[Attachment]:
    """List a message's own files, then those of what it forwards and of what it answers, unless that is ours."""
    yield from own(message, account)
    for snapshot in message.message_snapshots:
        for each in snapshot.attachments:
            yield _attached(each, account, message)
        yield from _stickers(snapshot.stickers, account)
    answered = message.reference.resolved if message.reference else None
    if isinstance(answered, discord.Message) and answered.author.id != me:
        yield from own(answered, account)


def own(message: discord.Message, account: AccountId) -> list[Attachment]:
    """List what a message itself brings: attachments, stickers, custom emoji, pasted links to media."""
    attached = [_attached(each, account, message) for each in message.attachments]
    return [*attached, *_stickers(message.stickers, account), *_in_words(message.content, account)]


def told(message: Mapping[str, Any], account: AccountId) -> Iterator[Attachment]:
    """List the files of a message as an interaction tells it."""
    channel, id_ = str(message["channel_id"]), str(message["id"])
    for part in (message, *(each["message"] for each in message.get("message_snapshots", ()))):
        for each in part.get("attachments", ()):
            handle = Handle(each["url"], str(each["id"]), channel, id_)
            yield attachment(account, each["filename"], each.get("size"), handle)
        for each in part.get("sticker_items", ()):
            yield _sticker(each["name"], int(each["id"]), int(each["format_type"]), account)
        yield from _in_words(part.get("content") or "", account)


def given(file: Mapping[str, Any], account: AccountId) -> Attachment:
    """Make the attachment of a command's option; it stands in no message."""
    return attachment(account, file["filename"], file.get("size"), Handle(file["url"]))


def _attached(file: discord.Attachment, account: AccountId, message: discord.Message) -> Attachment:
    handle = Handle(file.url, str(file.id), str(message.channel.id), str(message.id))
    return attachment(account, file.filename, file.size, handle)


def _stickers(stickers: Iterable[discord.StickerItem], account: AccountId) -> Iterator[Attachment]:
    for each in stickers:
        yield _sticker(each.name, each.id, each.format.value, account)


def _sticker(name: str, id_: int, form: int, account: AccountId) -> Attachment:
    ending = STICKER_ENDINGS[form - 1] if 0 < form <= len(STICKER_ENDINGS) else STICKER_ENDINGS[0]
    network = MOVING if ending == "gif" else CDN
    return attachment(account, f"{name}.{ending}", None, Handle(f"{network}/stickers/{id_}.{ending}"))


def _in_words(text: str, account: AccountId) -> Iterator[Attachment]:
    for animated, name, id_ in islice(dict.fromkeys(EMOJI.findall(text)), limits.EMOJI):
        ending = "gif" if animated else "png"
        yield attachment(account, f"{name}.{ending}", None, Handle(f"{CDN}/emojis/{id_}.{ending}"))
    for url in dict.fromkeys(LINK.findall(text)):
        name = unquote(PurePosixPath(urlsplit(url).path).name)
        if name.rpartition(".")[2].casefold() in ENDINGS:
            yield attachment(account, name, None, Handle(url))
