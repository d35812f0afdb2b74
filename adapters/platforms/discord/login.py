"""Logging in: makes the client that sends, and waits for a while where Discord cannot be asked."""

from contextlib import AsyncExitStack

import aiohttp
import discord
import structlog
from discord.gateway import DiscordWebSocket
from yarl import URL

from adapters.platforms.discord import limits
from adapters.platforms.discord.settings import DiscordSettings
from bot.clock import Clock
from bot.errors import ConfigError

PASSING = (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError)

log = structlog.get_logger()


async def logged_in(settings: DiscordSettings, clock: Clock) -> discord.Client:
    """Give a client that Discord knows; raises `ConfigError` for a wrong token, or after a minute in vain."""
    for pause in limits.LOGIN_PAUSES:
        try:
            return await _client(settings)
        except PASSING as error:
            log.warning("Discord cannot be asked", account=settings.account, reason=str(error), again_in=pause)
            await clock.sleep(pause)
    try:
        return await _client(settings)
    except PASSING as error:
        raise ConfigError(f"discord.{settings.account}: Discord cannot be asked: {error}") from error


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
