"""Whether an application on Discord can work as it is set up: asked by its token, changing nothing."""

import asyncio
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import aiohttp
import discord
from discord.http import Route

from adapters.platforms.discord import commands, limits, rights
from adapters.platforms.discord.login import led_to
from adapters.platforms.discord.settings import DiscordSettings
from bot.checks.findings import Account, Finding, Status, fine
from bot.clock import Clock
from bot.commands.declare import Command
from bot.texts import Languages, Say, check
from bot.texts import discord as texts


def intent(settings: DiscordSettings, flags: discord.ApplicationFlags, about: str) -> Finding:
    """Tell whether all talk is heard, and whether the application may hear what it is set to."""
    if not settings.message_content:
        return fine("intent", about, texts.intent_unused)
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return fine("intent", about, texts.intent_fine)
    return Finding("intent", about, Status.BAD, texts.intent_off, texts.intent_why, texts.intent_mend)


class DiscordInspection:
    """Logs in once, and looks at what the application is allowed and has published."""

    def __init__(
        self,
        account: Account,
        settings: DiscordSettings,
        published: Sequence[Command[Any]],
        languages: Languages,
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._account = account
        self._settings = settings
        self._published = published
        self._languages = languages

    async def findings(self) -> Sequence[Finding]:
        """Tell of the token, the clock, the intent, the servers with the rights there, the commands, and the way in."""
        with led_to(self._settings):
            return await self._found()

    async def _found(self) -> Sequence[Finding]:
        try:
            async with (
                asyncio.timeout(limits.CHECK_SECONDS),
                discord.Client(intents=discord.Intents(guilds=True)) as client,
            ):
                await client.login(self._settings.token)
                told = [*self._application(client), *await self._servers(client), await self._commands(client)]
                return [*told, await self._time()]
        except discord.LoginFailure:
            mend = partial(texts.token_mend, variable=self._account.variables)
            return [self._account.bad("token", texts.token_refused, texts.token_why, mend)]
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            what = partial(texts.unreachable, said=str(error)[: limits.WORDS_SHOWN] or type(error).__name__)
            return [self._account.bad("reach", what, texts.unreachable_why, self._way_there())]

    def _application(self, client: discord.Client) -> list[Finding]:
        application = client.application
        if application is None:
            return []
        link = rights.invitation(application.id)
        return [
            self._account.fine("token", partial(texts.token_fine, name=application.name)),
            intent(self._settings, application.flags, self._account.path),
            self._account.fine("invitation", partial(texts.invitation, link=link)),
        ]

    def _way_there(self) -> Say:
        if self._settings.api_url:
            return partial(texts.elsewhere_mend, key=f"{self._account.path}.api_url")
        return texts.unreachable_mend

    async def _servers(self, client: discord.Client) -> list[Finding]:
        joined = {guild.id async for guild in client.fetch_guilds(limit=None, with_counts=False)}
        wanted = sorted(joined & self._settings.guilds if self._settings.guilds else joined)
        told = [self._absent(client, each) for each in sorted(self._settings.guilds - joined)]
        if wanted or not told:
            told.insert(0, self._count(client, len(wanted)))
        for each in wanted[: limits.GUILDS_CHECKED]:
            told += await rights.in_guild(client, each)
        return told

    def _count(self, client: discord.Client, count: int) -> Finding:
        if not count:
            mend = partial(texts.server_mend, link=rights.invitation(client.application_id or 0))
            return self._account.odd("server", texts.no_servers, texts.no_servers_why, mend)
        looked = texts.servers if count <= limits.GUILDS_CHECKED else texts.servers_in_part
        return self._account.fine("server", partial(looked, count=count))

    def _absent(self, client: discord.Client, guild: int) -> Finding:
        what = partial(texts.server_absent, id=str(guild))
        mend = partial(texts.server_mend, link=rights.invitation(client.application_id or 0, guild))
        return Finding("server", f"{self._account.path}.guilds", Status.WARN, what, texts.server_absent_why, mend)

    async def _time(self) -> Finding:
        """Compare with the time that an answer bears, to the second."""
        async with aiohttp.ClientSession() as session, session.get(f"{Route.BASE}/gateway") as answer:
            theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
        apart = self._clock.now() - theirs
        if abs(apart) <= limits.CLOCK_NOTICE:
            return self._account.fine("clock", partial(check.clock_together, studio="Discord"))
        what = partial(check.clock_apart, studio="Discord", seconds=apart)
        return self._account.odd("clock", what, texts.clock_why, check.clock_mend)

    async def _commands(self, client: discord.Client) -> Finding:
        path = "/applications/{application_id}/commands?with_localizations=true"
        known = await client.http.request(Route("GET", path, application_id=client.application_id))
        differs = commands.differ(known, commands.payload(self._published, self._languages))
        return self._account.fine("commands", texts.commands_to_come if differs else texts.commands_fine)
