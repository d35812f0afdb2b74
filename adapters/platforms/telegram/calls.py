"""The library's client, and the calls that a parcel or a change becomes."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import telegram
from telegram import error as told

from adapters.platforms.telegram import limits
from adapters.platforms.telegram.outbound import Draft, Item, Kind, Parcel, said_of
from adapters.platforms.telegram.requests import Requests
from adapters.platforms.telegram.settings import TelegramSettings
from adapters.platforms.telegram.topics import Where
from adapters.reading import opened
from bot.chat import MessageId
from bot.errors import ConfigError, NoStart, Unsent

PREVIEWS = telegram.LinkPreviewOptions(is_disabled=True)
HEARD = ["message", "callback_query"]  # everything else stays with Telegram
PASSING = (told.NetworkError, told.RetryAfter, TimeoutError)
Album = telegram.InputMediaPhoto | telegram.InputMediaVideo | telegram.InputMediaAudio | telegram.InputMediaDocument


class Client(telegram.Bot):
    """The library's client, which also gives updates as they come: one that cannot be read is not all of them."""

    async def updates(self, offset: int, held: float) -> Sequence[Mapping[str, Any]]:
        """Ask for what happened from `offset` on; Telegram holds the question for so long while nothing does."""
        asked = {"offset": offset, "timeout": int(held), "limit": limits.UPDATES, "allowed_updates": HEARD}
        found = await self._post("getUpdates", asked, read_timeout=held + limits.READ_SECONDS)
        return found if isinstance(found, list) else ()

    async def place_of(self, file: str) -> str:
        """Ask where a file lies: below the address of files, or on this machine; nothing is looked at here."""
        found = await self._post("getFile", {"file_id": file})
        return str(found.get("file_path", "")) if isinstance(found, dict) else ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is read while it is sent, and the pictures that stand for it: a small one, and a film's cover."""

    file: telegram.InputFile
    preview: bytes | None
    poster: bytes | None


def client(settings: TelegramSettings) -> Client:
    """Make a client of one Bot API server."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns of its own attributes
    proxied = settings.api_url == limits.API  # a server of our own is reached past any proxy
    return Client(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=Requests(limits.CONNECTIONS, proxied=proxied),
        get_updates_request=Requests(1, proxied=proxied),
        local_mode=settings.local,
    )


async def logged_in(settings: TelegramSettings) -> Client:
    """Give a client that knows who it is; raises `ConfigError` for a wrong token, `NoStart` where nobody answers."""
    async with AsyncExitStack() as failed:
        bot = client(settings)
        failed.push_async_callback(bot.shutdown)
        try:
            async with asyncio.timeout(limits.LOGIN_SECONDS):
                await bot.initialize()
        except told.InvalidToken as error:
            message = f"telegram.{settings.account}.token_env: Telegram does not know this token; ask @BotFather for it"
            raise ConfigError(message) from error
        except PASSING as error:
            raise NoStart(f"Telegram cannot be asked: {str(error) or type(error).__name__}") from error
        failed.pop_all()
    return bot


async def send(bot: telegram.Bot, place: Where, parcel: Parcel) -> list[MessageId]:
    """Send one parcel; its files are read while they are sent."""
    shared = {
        "chat_id": place.chat,
        "message_thread_id": place.for_send,
        "reply_parameters": _reply(parcel),
        "read_timeout": limits.READ_SECONDS + parcel.size / limits.SLOWEST,
        "write_timeout": limits.WRITE_SECONDS,
    }
    async with AsyncExitStack() as stack:
        try:
            files = [await _opened(each, stack) for each in parcel.items]
        except OSError as error:
            raise Unsent(f"a file cannot be read: {error.strerror}") from error
        sent = await _sent(bot, parcel, files, shared)
    return [MessageId(str(each.message_id)) for each in sent]


async def change(bot: telegram.Bot, place: Where, message: int, draft: Draft, *, caption: bool) -> None:
    """Change what a message shows: its words, or what stands under its file."""
    markup = draft.markup if isinstance(draft.markup, telegram.InlineKeyboardMarkup) else None
    if caption:
        await bot.edit_message_caption(
            place.chat, message, caption=draft.text, caption_entities=draft.entities, reply_markup=markup
        )
    else:
        await bot.edit_message_text(
            draft.text,
            place.chat,
            message,
            entities=draft.entities,
            link_preview_options=PREVIEWS,
            reply_markup=markup,
        )


async def _sent(
    bot: telegram.Bot, parcel: Parcel, files: Sequence[Opened], shared: dict[str, Any]
) -> Sequence[telegram.Message]:
    draft = parcel.draft
    if not parcel.items:
        message = await bot.send_message(
            text=draft.text,
            entities=draft.entities,
            reply_markup=draft.markup,
            link_preview_options=PREVIEWS,
            **shared,
        )
        return (message,)
    if len(parcel.items) == 1:
        return (await _one(bot, parcel, files[0], shared),)
    media = [
        _media(item, file, parcel, draft if number == 0 else said_of(item), f"cover{number}")
        for number, (item, file) in enumerate(zip(parcel.items, files, strict=True))
    ]
    covers = {f"cover{number}": telegram.InputFile(each.poster) for number, each in enumerate(files) if each.poster}
    return await bot.send_media_group(media=media, api_kwargs=covers, **shared)


async def _one(bot: telegram.Bot, parcel: Parcel, opened: Opened, shared: dict[str, Any]) -> telegram.Message:
    item, draft, file = parcel.items[0], parcel.draft, opened.file
    shared = {
        **shared,
        "caption": draft.text or None,
        "caption_entities": draft.entities,
        "reply_markup": draft.markup,
    }
    cover: dict[str, Any] = {"has_spoiler": True} if parcel.spoiler else {}
    match item.kind:
        case Kind.PHOTO:
            return await bot.send_photo(photo=file, **cover, **shared)
        case Kind.VIDEO:
            return await bot.send_video(video=file, **cover, **_film(item, opened, opened.poster), **shared)
        case Kind.ANIMATION:
            return await bot.send_animation(animation=file, **cover, **_shape(item, opened), **shared)
        case Kind.AUDIO:
            return await bot.send_audio(audio=file, duration=_seconds(item), **shared)
        case Kind.DOCUMENT:
            return await bot.send_document(document=file, disable_content_type_detection=True, **shared)


def _media(item: Item, opened: Opened, parcel: Parcel, draft: Draft, poster: str) -> Album:
    """Make a part of an album; the library uploads no `cover` with it, so that goes beside it by the name `poster`."""
    file, named = opened.file, f"attach://{poster}" if opened.poster else None
    said: dict[str, Any] = {"caption": draft.text or None, "caption_entities": draft.entities}
    cover: dict[str, Any] = {"has_spoiler": True} if parcel.spoiler else {}
    match item.kind:
        case Kind.PHOTO:
            return telegram.InputMediaPhoto(file, **said, **cover)
        case Kind.VIDEO:
            return telegram.InputMediaVideo(file, **said, **cover, **_film(item, opened, named))
        case Kind.AUDIO:
            return telegram.InputMediaAudio(file, **said, duration=_seconds(item))
        case _:
            return telegram.InputMediaDocument(file, **said, disable_content_type_detection=True)


async def _opened(item: Item, stack: AsyncExitStack) -> Opened:
    handle = await stack.enter_async_context(opened(item.file.path))
    file = telegram.InputFile(handle, item.file.name, attach=True, read_file_handle=False)
    small, large = item.file.preview, item.file.poster
    preview, poster = await asyncio.to_thread(_pictures, small, large) if small or large else (None, None)
    return Opened(file, preview, poster)


def _pictures(*paths: Path | None) -> tuple[bytes | None, ...]:
    return tuple(map(_picture, paths))


def _picture(path: Path | None) -> bytes | None:
    with suppress(OSError):  # a film without its pictures is still the film
        return path.read_bytes() if path else None
    return None


def _film(item: Item, opened: Opened, cover: bytes | str | None) -> dict[str, Any]:
    """Tell what makes a film one that plays while it comes, and is seen before (T39)."""
    return _shape(item, opened) | {"supports_streaming": True, "cover": cover}


def _shape(item: Item, opened: Opened) -> dict[str, Any]:
    size = {"width": item.file.width or None, "height": item.file.height or None, "duration": _seconds(item)}
    return size | ({"thumbnail": opened.preview} if opened.preview else {})


def _seconds(item: Item) -> int | None:
    return round(item.file.seconds) or None


def _reply(parcel: Parcel) -> telegram.ReplyParameters | None:
    if not parcel.reply_to:
        return None
    return telegram.ReplyParameters(int(parcel.reply_to), allow_sending_without_reply=True)
