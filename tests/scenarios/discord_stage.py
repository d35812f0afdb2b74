"""Discord as a stage: the real adapter and the real discord.py, in a guild of the emulator's."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp

from adapters.platforms.discord import limits
from adapters.platforms.discord.adapter import DiscordAdapter
from adapters.platforms.discord.settings import DiscordSettings
from bot.adapter import Adapter
from bot.chat import AccountId, Level
from bot.clock import Clock
from bot.filetypes import kind_of
from bot.store.database import Database
from bot.texts import Languages
from tests.clock import ManualClock
from tests.emulators.discord.faults import POST_MESSAGE
from tests.emulators.discord.people import Person, Use
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.server import Discord
from tests.emulators.discord.shown import Button, Shown
from tests.emulators.discord.things import File
from tests.scenarios.cards import phase_of
from tests.scenarios.stage import (
    CHANNELS,
    PEOPLE,
    Given,
    Seen,
    SeenButton,
    SeenFile,
    SeenForm,
    Somebody,
    Words,
)

ACCOUNT = AccountId("discord")
HASTE = 1_000.0  # nobody meets a rate limit by chance
LOCALES = {"en": "en-US", "zh-CN": "zh-CN"}
ESCAPED = re.compile(r"\\([^\w\s])")
STEP = 0.001


class DiscordPlatform:
    """Implements `Platform`: a guild with our people in it."""

    file_bytes = limits.FILE_BYTES
    files_per_post = limits.FILES_PER_MESSAGE
    whispers = True

    def __init__(self, discord: Discord) -> None:
        """Stories that only Discord has add channels, people and settings of their own."""
        self.discord = discord
        self.guild = discord.world.add_guild("Atelier")
        self.channels = {name: discord.world.add_channel(self.guild.id, name) for name in CHANNELS}
        self.people: dict[str, Person] = {}
        self.settings = DiscordSettings(ACCOUNT, discord.token, api_url=discord.api)
        for who in PEOPLE:
            self.enters(who)

    def enters(self, who: Somebody) -> Person:
        """Let somebody in, with the rights that go with their standing."""
        person = self.discord.person(who.name, self.guild, may=_rights(who), locale=LOCALES[who.locale])
        if who.level is Level.OPERATE:
            self.settings = replace(self.settings, operators=self.settings.operators | {person.id})
        return self.people.setdefault(who.name, person)

    def hears_everything(self) -> None:
        """Switch the message content intent on, for the application and in the configuration: from the next start."""
        self.discord.world.application.content_intent = True
        self.settings = replace(self.settings, message_content=True)

    def offers(self, command: str) -> None:
        """Offer a command to everybody, as a server's owner can in its settings."""
        published = next(each for each in self.discord.world.commands[None].values() if each["name"] == command)
        published["default_member_permissions"] = None

    @asynccontextmanager
    async def adapter(self, database: Database, languages: Languages, clock: Clock) -> AsyncIterator[Adapter]:
        """Log in, as the configuration would have it."""
        async with DiscordAdapter(self.settings, languages, clock) as adapter:
            yield adapter

    async def ready(self) -> None:
        """Wait until the gateway is connected."""
        while not self.discord.gateway.connected:  # noqa: ASYNC110 (there is nothing to wait for but that)
            await asyncio.sleep(STEP)

    async def says(self, who: Somebody, where: str, words: Words) -> None:
        """Mention the application, which need not be done in direct messages."""
        person, channel = self.people[who.name], self.channels[where]
        answered = self._shown(who, where, words.reply_to) if words.reply_to else None
        files = [File(name, content) for name, content in words.files.items()]
        await person.says(channel, words.text, files=files, mention=bool(channel.guild), reply_to=answered)

    async def commands(self, who: Somebody, where: str, name: str, given: Given) -> None:
        """Use a slash command, and wait until it was answered."""
        files = {
            f"file{number}" if number > 1 else "file": File(file, content)
            for number, (file, content) in enumerate(given.files.items(), 1)
        }
        used = await self.people[who.name].uses(self.channels[where], name, **given.options, **files)
        await used.acknowledged()

    async def presses(self, who: Somebody, where: str, on: Seen, button: SeenButton) -> SeenForm | None:
        """Press a button, also one that only this client still shows."""
        person = self.people[who.name]
        held = replace(
            self._shown(who, where, on), buttons=(Button(button.label, button.token, "", disabled=False, style=0),)
        )
        used = await person.presses(held, button.label, crossing=True)
        await used.acknowledged()
        return await self._form(person, used) if used.asks else None

    def ours(self, person: Person, where: str) -> list[Shown]:
        """What the product has posted there as this person's client shows it, with all that Discord tells of it."""
        return [each for each in person.sees(self.channels[where]) if self._is_ours(each)]

    async def shows(self, who: Somebody, where: str) -> list[Seen]:
        """Read the channel, and what was told there or in direct messages to one alone."""
        person = self.people[who.name]
        here = [_seen(each) for each in self.ours(person, where)]
        elsewhere = person.sees(person.dm) if self.channels[where] is not person.dm else ()
        alone = [replace(_seen(each), private=True) for each in elsewhere if self._is_ours(each)]
        return sorted([*here, *alone], key=lambda seen: int(seen.id))

    async def reads(self, who: Somebody, file: SeenFile) -> bytes:
        """Load a file."""
        async with aiohttp.ClientSession() as session, session.get(file.address) as response:
            assert response.status == 200, response.status
            return await response.read()

    @asynccontextmanager
    async def loses_answers(self) -> AsyncIterator[Callable[[], bool]]:
        """Take messages, and hold the answers back."""
        barrier = self.discord.faults.hold(POST_MESSAGE, "after")
        yield lambda: barrier.held > 0
        self.discord.faults.release(POST_MESSAGE)

    async def _form(self, person: Person, used: Use) -> SeenForm:
        form = await used.form()

        async def send(text: str) -> None:
            await (await person.fills(form, text)).acknowledged()

        return SeenForm(form.title, next(iter(form.fields.values())), send)

    def _is_ours(self, message: Shown) -> bool:
        return message.author == self.discord.world.bot.id and not message.loading

    def _shown(self, who: Somebody, where: str, seen: Seen) -> Shown:
        shown = self.people[who.name].sees(self.channels[where])
        return next(each for each in shown if str(each.id) == seen.id)


@asynccontextmanager
async def discord(_folder: Path, clock: ManualClock) -> AsyncIterator[DiscordPlatform]:
    """Open a Discord with everybody in it; at its end it complains of what the real one would have refused."""
    async with Discord(clock=clock, haste=HASTE) as server:
        yield DiscordPlatform(server)


def _rights(who: Somebody) -> Permission | None:
    return Permission.MANAGE_GUILD if who.level >= Level.MODERATE else None


def _seen(message: Shown) -> Seen:
    text = ESCAPED.sub(r"\1", message.text)
    return Seen(
        id=str(message.id),
        text=text,
        phase=None if message.private else phase_of(text),
        files=tuple(SeenFile(each.name, kind_of(each.type), each.size, each.alt, each.url) for each in message.files),
        buttons=tuple(SeenButton(each.label, each.custom_id) for each in message.buttons if not each.url),
        links=tuple((each.label, each.url) for each in message.buttons if each.url),
        private=message.private,
    )
