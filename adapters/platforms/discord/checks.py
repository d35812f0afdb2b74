"""Whether an application on Discord can work as it is set up: asked by its token, changing nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
import discord
from discord.http import Route

from adapters.platforms.discord import commands, limits, rights
from adapters.platforms.discord.settings import DiscordSettings
from bot.checks.findings import Finding, Status, fine
from bot.commands.declare import Command
from bot.texts import Languages, Say
from bot.texts import discord as texts


@dataclass(frozen=True, slots=True)
class Place:
    """An account as the operator wrote it: the path of its table, and the variable that holds its token."""

    path: str
    variable: str


class DiscordInspection:
    """Logs in once, and looks at what the application is allowed and has published."""

    def __init__(
        self, place: Place, settings: DiscordSettings, published: Sequence[Command[Any]], languages: Languages
    ) -> None:
        self._place = place
        self._settings = settings
        self._published = published
        self._languages = languages

    async def findings(self) -> Sequence[Finding]:
        """Tell of the token, the intent, the servers with the rights there, the commands, and the way in."""
        Route.BASE = self._settings.api_url or Route.BASE
        try:
            async with (
                asyncio.timeout(limits.CHECK_SECONDS),
                discord.Client(intents=discord.Intents(guilds=True)) as client,
            ):
                await client.login(self._settings.token)
                return [*self._application(client), *await self._servers(client), await self._commands(client)]
        except discord.LoginFailure:
            mend = partial(texts.token_mend, variable=self._place.variable)
            return [self._bad("token", texts.token_refused, texts.token_why, mend)]
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            what = partial(texts.unreachable, said=str(error)[: limits.WORDS_SHOWN] or type(error).__name__)
            return [self._bad("reach", what, texts.unreachable_why, texts.unreachable_mend)]

    def _application(self, client: discord.Client) -> list[Finding]:
        application = client.application
        if application is None:
            return []
        link = rights.invitation(application.id)
        return [
            fine("token", self._place.path, partial(texts.token_fine, name=application.name)),
            self._intent(application.flags),
            fine("invitation", self._place.path, partial(texts.invitation, link=link)),
        ]

    def _intent(self, flags: discord.ApplicationFlags) -> Finding:
        granted = flags.gateway_message_content or flags.gateway_message_content_limited
        if not self._settings.message_content:
            return fine("intent", self._place.path, texts.intent_unused)
        if granted:
            return fine("intent", self._place.path, texts.intent_fine)
        return self._bad("intent", texts.intent_off, texts.intent_why, texts.intent_mend)

    async def _servers(self, client: discord.Client) -> list[Finding]:
        joined = {guild.id async for guild in client.fetch_guilds(limit=None, with_counts=False)}
        absent = sorted(self._settings.guilds - joined)
        wanted = sorted(joined & self._settings.guilds if self._settings.guilds else joined)
        missing = [
            Finding("server", f"{self._place.path}.guilds", Status.WARN, partial(texts.server_absent, id=str(each)))
            for each in absent
        ]
        told = fine("server", self._place.path, partial(texts.servers, count=len(wanted)))
        seen = [await rights.in_guild(client, each) for each in wanted[: limits.GUILDS_CHECKED]]
        return [told, *missing, *seen]

    async def _commands(self, client: discord.Client) -> Finding:
        path = "/applications/{application_id}/commands?with_localizations=true"
        known = await client.http.request(Route("GET", path, application_id=client.application_id))
        differs = commands.differ(known, commands.payload(self._published, self._languages))
        return fine("commands", self._place.path, texts.commands_to_come if differs else texts.commands_fine)

    def _bad(self, name: str, what: Say, why: Say, mend: Say) -> Finding:
        return Finding(name, self._place.path, Status.BAD, what, why, mend)
