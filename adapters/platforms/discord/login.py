"""Logging in: makes the client that sends."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.platforms.discord import limits
from adapters.platforms.discord.settings import DiscordSettings
from bot.errors import ConfigError, NoStart

PASSING = (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError)


@contextmanager
def led_to(settings: DiscordSettings) -> Iterator[None]:
    """Point discord.py, which knows one server for the whole process, at a server, and back."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = settings.api_url or Route.BASE
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


async def logged_in(settings: DiscordSettings) -> discord.Client:
    """Give a client that Discord knows; raises `ConfigError` for a wrong token, `NoStart` where nobody answers."""
    try:
        async with asyncio.timeout(limits.LOGIN_SECONDS):
            return await _client(settings)
    except PASSING as error:
        reason = str(error) or type(error).__name__
        raise NoStart(f"Discord cannot be asked: {reason}") from error


async def _client(settings: DiscordSettings) -> discord.Client:
    async with AsyncExitStack() as failed:
        client = discord.Client(intents=discord.Intents(guilds=True), max_messages=None)
        failed.push_async_callback(client.close)
        try:
            await client.login(settings.token)
        except discord.LoginFailure as error:
            message = f"discord.{settings.account}.token_env: Discord does not know this token; make a new one in its"
            raise ConfigError(f"{message} developer portal") from error
        if settings.api_url:
            _, gateway, _ = await client.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
        failed.pop_all()
    return client
