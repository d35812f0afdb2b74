"""Bringing attached files over: from Discord by fresh links, from elsewhere past the address guard."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import discord
from aiohttp import ClientError
from yarl import URL

from adapters.downloads import Downloads
from adapters.platforms.discord import limits
from adapters.platforms.discord.handles import Handle
from adapters.platforms.discord.settings import DiscordSettings
from bot.errors import RetryLater, UserError
from bot.texts import refusal, studio

NETWORKS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})

Read = Callable[[int, int], Awaitable[discord.Message]]


def origins(settings: DiscordSettings) -> list[str]:
    """List what is trusted beyond the public network: another server, where one is set."""
    return [str(URL(settings.api_url).origin())] if settings.api_url else []


class Files:
    """Streams files by their handles; `read` reads a message again."""

    def __init__(self, settings: DiscordSettings, downloads: Downloads, read: Read) -> None:
        self._settings = settings
        self._downloads = downloads
        self._read = read

    async def stream(self, handle: Handle) -> AsyncIterator[bytes]:
        """Give a file's bytes. Raises `UserError` when it is gone for good."""
        begun = False
        try:
            async for chunk in self._from(handle.url):
                begun = True
                yield chunk
        except UserError:
            if begun or handle.lasts:
                raise
            async for chunk in self._from(await self._fresh(handle)):  # the old link died (D13)
                yield chunk

    def _from(self, url: str) -> AsyncIterator[bytes]:
        return self._downloads.stream(self._here(url), headers={}, limit=self._settings.file_bytes)

    def _here(self, url: str) -> str:
        """Ask the other server, where one is set, also for what discord.py knows to lie at Discord."""
        there = URL(url)
        if not self._settings.api_url or there.host not in NETWORKS:
            return url
        return str(URL(self._settings.api_url).origin().join(there.relative()))

    async def _fresh(self, handle: Handle) -> str:
        try:
            message = await self._read(int(handle.channel or 0), int(handle.message or 0))
        except (discord.NotFound, discord.Forbidden) as error:
            raise UserError(refusal.file_gone) from error
        except (discord.HTTPException, ClientError, OSError, TimeoutError) as error:
            raise RetryLater(limits.BUSY_PAUSE, partial(studio.file_delayed, host="discord.com")) from error
        shown = [*message.attachments, *(each for part in message.message_snapshots for each in part.attachments)]
        url = next((each.url for each in shown if str(each.id) == handle.id), None)
        if url is None:
            raise UserError(refusal.file_gone)
        return url
