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
from bot.chat import AccountId, Adapter, Level, Phase
from bot.clock import Clock
from bot.filetypes import kind_of
from bot.store.database import Database
from bot.texts import Languages
from tests.clock import ManualClock
from tests.emulators.discord.faults import POST_MESSAGE
from tests.emulators.discord.interactions import Act, Interaction
from tests.emulators.discord.menu import authorities_of
from tests.emulators.discord.people import Person, Use
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.server import Discord
from tests.emulators.discord.shown import Shown
from tests.emulators.discord.things import File
from tests.scenarios.stage import (
    CHANNELS,
    PEOPLE,
    Given,
    Platform,
    Seen,
    SeenButton,
    SeenFile,
    SeenForm,
    Somebody,
    Words,
)

HASTE = 1_000.0  # nobody meets a rate limit by chance
LOCALES = {"en": "en-US", "zh-CN": "zh-CN"}
ESCAPED = re.compile(r"\\([^\w\s])")
STEP = 0.001
# A card is words here: these begin it, in the order in which they are looked for.
CARDS = (
    (Phase.DONE, r"Done ·|完成 ·"),
    (Phase.ASKING, r"Waiting for your answer"),
    (Phase.STOPPED, r"Stopped|Declined:|Nobody answered"),
    (Phase.FAILED, r"Your credits are used up|\w+ declined this request"),
    (Phase.WORKING, r"\w+ is at work"),
    (Phase.QUEUED, r"Next in line|Waiting:|Getting everything ready"),
)


class DiscordPlatform:
    """Implements `Platform`: a guild with our people in it."""

    file_bytes = limits.FILE_BYTES
    files_per_post = limits.FILES_PER_MESSAGE

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        guild = discord.world.add_guild("Atelier")
        self._channels = {name: discord.world.add_channel(guild.id, name) for name in CHANNELS}
        self._people = {
            who.name: discord.person(who.name, guild, may=_rights(who), locale=LOCALES[who.locale]) for who in PEOPLE
        }

    @asynccontextmanager
    async def adapter(self, database: Database, languages: Languages, clock: Clock) -> AsyncIterator[Adapter]:
        """Log in, with the operators as the configuration would name them."""
        operators = frozenset(self._people[who.name].id for who in PEOPLE if who.level is Level.OPERATE)
        settings = DiscordSettings(AccountId("discord"), self._discord.token, operators=operators)
        async with DiscordAdapter(replace(settings, api_url=self._discord.api), languages, clock) as adapter:
            yield adapter

    async def ready(self) -> None:
        """Wait until the gateway is connected."""
        while not self._discord.gateway.connected:  # noqa: ASYNC110 (there is nothing to wait for but that)
            await asyncio.sleep(STEP)

    async def says(self, who: Somebody, where: str, words: Words) -> None:
        """Mention the application."""
        person, channel = self._people[who.name], self._channels[where]
        answered = self._shown(who, where, words.reply_to) if words.reply_to else None
        files = [File(name, content) for name, content in words.files.items()]
        await person.says(channel, words.text, files=files, mention=True, reply_to=answered)

    async def commands(self, who: Somebody, where: str, name: str, given: Given) -> None:
        """Use a slash command, and wait until it was answered."""
        files = {
            f"file{number}" if number > 1 else "file": File(file, content)
            for number, (file, content) in enumerate(given.files.items(), 1)
        }
        used = await self._people[who.name].uses(self._channels[where], name, **given.options, **files)
        await used.acknowledged()

    async def presses(self, who: Somebody, where: str, on: Seen, button: SeenButton) -> SeenForm | None:
        """Press a button, also one that only this client still shows."""
        person, said = self._people[who.name], self._discord.world.said[self._channels[where].id][int(on.id)]
        data = {"component_type": 2, "custom_id": button.token, "id": 0}
        owners = authorities_of(self._discord.world, said, person.id)
        what = f"({button.label}) by {who.name}"
        interaction = Interaction(Act.COMPONENT, person.id, said.channel, data, owners, what, message=said)
        used = person._begins(interaction)
        await used.acknowledged()
        return await self._form(person, used) if interaction.form else None

    async def shows(self, who: Somebody, where: str) -> list[Seen]:
        """Read the channel, and what was told there or in direct messages to one alone."""
        person = self._people[who.name]
        here = [_seen(each) for each in person.sees(self._channels[where]) if self._is_ours(each)]
        alone = [replace(_seen(each), private=True) for each in person.sees(person.dm) if self._is_ours(each)]
        return sorted([*here, *alone], key=lambda seen: int(seen.id))

    async def reads(self, who: Somebody, file: SeenFile) -> bytes:
        """Load a file."""
        async with aiohttp.ClientSession() as session, session.get(file.address) as response:
            assert response.status == 200, response.status
            return await response.read()

    @asynccontextmanager
    async def loses_answers(self) -> AsyncIterator[Callable[[], bool]]:
        """Take messages, and hold the answers back."""
        barrier = self._discord.faults.hold(POST_MESSAGE, "after")
        yield lambda: barrier.held > 0
        self._discord.faults.release(POST_MESSAGE)

    async def _form(self, person: Person, used: Use) -> SeenForm:
        form = await used.form()

        async def send(text: str) -> None:
            await (await person.fills(form, text)).acknowledged()

        return SeenForm(form.title, next(iter(form.fields.values())), send)

    def _is_ours(self, message: Shown) -> bool:
        return message.author == self._discord.world.bot.id and not message.loading

    def _shown(self, who: Somebody, where: str, seen: Seen) -> Shown:
        shown = self._people[who.name].sees(self._channels[where])
        return next(each for each in shown if str(each.id) == seen.id)


@asynccontextmanager
async def discord(_folder: Path, clock: ManualClock) -> AsyncIterator[Platform]:
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
        phase=next((phase for phase, words in CARDS if re.match(words, text) and not message.private), None),
        files=tuple(SeenFile(each.name, kind_of(each.type), each.size, each.alt, each.url) for each in message.files),
        buttons=tuple(SeenButton(each.label, each.custom_id) for each in message.buttons if not each.url),
        links=tuple((each.label, each.url) for each in message.buttons if each.url),
        private=message.private,
    )
