"""The bare script under load from Discord: posts what it hears to the studio at once, defers and answers a command."""

import asyncio

import discord
from aiohttp import ClientSession, TCPConnector
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bench.programs.bare_fed import ask
from bench.wire import Event, Fed, Joined, plan, until_closed

ANSWER = "On its way."


class Script(discord.Client):
    """A bot as one writes it in an evening."""

    def __init__(self, session: ClientSession, fed: Fed) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True), max_messages=None)
        self._session = session
        self._fed = fed
        self._tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        """Publish the command."""

        @self._tree.command(name="create", description="Make something")
        async def create(interaction: discord.Interaction["Script"], prompt: str) -> None:
            await interaction.response.defer()
            await self._ask(prompt)
            await interaction.edit_original_response(content=ANSWER)

        await self._tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        """Pass on what mentions the bot."""
        if self.user in message.mentions:
            await self._ask(message.content.partition(" ")[2])

    async def _ask(self, prompt: str) -> None:
        number = int(prompt.partition(" ")[0])
        await ask(self._session, self._fed.studio, Event(number, number % self._fed.conversations, prompt))


async def main(joined: Joined) -> None:
    """Serve until the end is asked for."""
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = joined.guild.api, URL(joined.guild.gateway)
    async with ClientSession(connector=TCPConnector(limit=0)) as session, Script(session, joined.fed) as script:
        serving = asyncio.create_task(script.start(joined.guild.token))
        await until_closed()
        serving.cancel()


if __name__ == "__main__":
    asyncio.run(main(plan(Joined)))
