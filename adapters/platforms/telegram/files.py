"""Bringing attached files over, from Telegram or from a Bot API server on this machine."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from telegram import error as told

from adapters.downloads import Downloads
from adapters.platforms.telegram import limits
from adapters.platforms.telegram.calls import Client
from adapters.platforms.telegram.handles import Handle
from adapters.platforms.telegram.settings import TelegramSettings
from adapters.reading import opened
from bot.errors import RetryLater, UserError
from bot.texts import refusal, studio
from bot.texts import telegram as texts

HOST = "telegram.org"
TOO_BIG = "file is too big"


class Files:
    """Streams files by their handles."""

    def __init__(self, settings: TelegramSettings, downloads: Downloads, bot: Client) -> None:
        self._settings = settings
        self._downloads = downloads
        self._bot = bot

    async def stream(self, handle: Handle) -> AsyncIterator[bytes]:
        """Give a file's bytes. Raises `UserError` when it is gone for good, or larger than bots may fetch (T1)."""
        if not self._settings.local and (handle.size or 0) > limits.FETCH_BYTES:
            raise UserError(partial(texts.too_large_to_fetch, limit=limits.FETCH_BYTES))
        path = await self._path(handle)
        here = self._settings.local and Path(path).is_absolute()
        chunks = _read(Path(path)) if here else self._brought(path)
        async for chunk in chunks:
            yield chunk

    def _brought(self, path: str) -> AsyncIterator[bytes]:
        url = f"{self._settings.api_url}/file/bot{self._settings.token}/{path}"
        return self._downloads.stream(url, headers={}, limit=self._settings.file_bytes)

    async def _path(self, handle: Handle) -> str:
        try:
            return await self._bot.place_of(handle.id)
        except (told.BadRequest, told.Forbidden) as refused:
            if TOO_BIG in refused.message.lower():
                raise UserError(partial(texts.too_large_to_fetch, limit=limits.FETCH_BYTES)) from refused
            raise UserError(refusal.file_gone) from refused
        except told.TelegramError as error:
            raise RetryLater(limits.BUSY_PAUSE, partial(studio.file_delayed, host=HOST)) from error


async def _read(path: Path) -> AsyncIterator[bytes]:
    """Read what a server of our own has laid down on this machine (T3)."""
    try:
        async with opened(path) as file:
            while chunk := await asyncio.to_thread(file.read, limits.CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise UserError(refusal.file_gone) from error
