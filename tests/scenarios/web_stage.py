"""The web page as a stage: the real adapter on loopback, and people with a browser's cookies but no browser."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import FormData

from adapters.platforms.web import limits
from adapters.platforms.web.adapter import WebAdapter
from adapters.platforms.web.door import PERSON_COOKIE, _digest
from adapters.platforms.web.history import MIGRATIONS, VERSION_TABLE
from adapters.platforms.web.settings import WebSettings
from bot.adapter import Adapter, Inbox
from bot.chat import AccountId, ChannelRef, DeliveryKey, Level, Person, PersonId, Phase, Post, SentMessage
from bot.clock import Clock
from bot.dispatch import Dispatcher
from bot.store.database import Database
from bot.texts import Languages
from tests.adapters.platforms.web.conftest import Told, Visitor, visit
from tests.clock import ManualClock
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
    typed,
)

MEBIBYTE = 1024 * 1024


class WebPlatform:
    """Implements `Platform`: a site whose visitors are our people."""

    file_bytes = 10 * MEBIBYTE
    files_per_post = limits.FILES_PER_MESSAGE
    whispers = True

    def __init__(self, media: Path, visitors: AsyncExitStack) -> None:
        self._media = media
        self._visitors = visitors
        self._page: StoryPage | None = None
        self._people: dict[str, Visitor] = {}
        self._levels: dict[PersonId, Level] = {}
        self._numbers = count(1)

    @asynccontextmanager
    async def adapter(self, database: Database, languages: Languages, clock: Clock) -> AsyncIterator[Adapter]:
        """Make a page."""
        await database.migrate(MIGRATIONS, VERSION_TABLE)
        settings = WebSettings(AccountId("web"), self._media, file_bytes=self.file_bytes)
        self._page = StoryPage(settings, database, clock, languages)
        self._page.levels = self._levels
        yield self._page

    async def ready(self) -> None:
        """Let everybody find the page, where it is now."""
        assert self._page is not None
        address = await self._page.ready()
        for visitor in self._people.values():
            visitor.address = address
        if not self._people:
            for who in PEOPLE:
                await self._enters(who, address)
            for name in CHANNELS[1:]:
                await self._posts(PEOPLE[0], "/api/channels", json={"name": name})

    async def says(self, who: Somebody, where: str, words: Words) -> None:
        """Send a message, as the page's script does."""
        form = FormData(quote_fields=False, default_to_multipart=True)
        form.add_field("id", self._next_id())
        form.add_field("text", words.text)
        if words.reply_to is not None:
            form.add_field("reply_to", words.reply_to.id)
        for name, content in words.files.items():
            form.add_field("files", content, filename=name)
        await self._posts(who, f"/api/channels/{where}/messages", data=form)

    async def commands(self, who: Somebody, where: str, name: str, given: Given) -> None:
        """Type a command."""
        await self.says(who, where, Words(typed(name, given.options), given.files, None))

    async def presses(self, who: Somebody, where: str, on: Seen, button: SeenButton) -> SeenForm | None:
        """Press a button."""
        told = await self._press(who, where, (on.id, button.token), None)
        if told is None:
            return None
        answered = on.id, str(told["token"])
        return SeenForm(told["title"], told["prefilled"], lambda text: self._press(who, where, answered, text))

    async def shows(self, who: Somebody, where: str) -> list[Seen]:
        """Read the channel's history."""
        told = await self._people[who.name].gets(f"/api/channels/{where}/history")
        assert not told["more"], "a story is shorter than a page"
        return [_seen(each) for each in told["messages"] if each["author"] == "atelier" and not each["gone"]]

    async def reads(self, who: Somebody, file: SeenFile) -> bytes:
        """Load a file."""
        async with self._people[who.name].asks("GET", file.address) as response:
            assert response.status == 200, response.status
            return await response.read()

    @asynccontextmanager
    async def loses_answers(self) -> AsyncIterator[Callable[[], bool]]:
        """Keep what is posted, and let the one who posted wait."""
        page, gate = self._page, asyncio.Event()
        assert page is not None
        page.gate = gate
        yield lambda: page.waiting > 0
        gate.set()
        page.gate = None

    async def _enters(self, who: Somebody, address: str) -> None:
        visitor = await self._visitors.enter_async_context(visit(address))
        visitor.headers["Accept-Language"] = who.locale
        cookie = next(each.value for each in visitor.session.cookie_jar if each.key == PERSON_COOKIE)
        self._people[who.name] = visitor
        self._levels[PersonId(_digest(cookie)[:16])] = who.level

    async def _press(self, who: Somebody, where: str, what: tuple[str, str], text: str | None) -> Told | None:
        message, token = what
        pressed = {"id": self._next_id(), "token": token, "message": message, "text": text}
        told = await self._posts(who, f"/api/channels/{where}/press", json=pressed)
        return dict(told["form"]) if told["form"] else None

    async def _posts(self, who: Somebody, path: str, **body: Any) -> Told:  # noqa: ANN401 (as aiohttp takes it)
        async with self._people[who.name].asks("POST", path, **body) as response:
            assert response.ok, await response.text()
            return dict(await response.json())

    def _next_id(self) -> str:
        return f"story-{next(self._numbers):06}"


class StoryPage(WebAdapter):
    """The page, with what a story wants of it: people of several standings, and answers that never come."""

    levels: Mapping[PersonId, Level]
    gate: asyncio.Event | None = None
    waiting = 0

    async def run(self, inbox: Inbox) -> None:
        """Serve, telling people apart."""
        assert isinstance(inbox, Dispatcher)
        await super().run(Ranked(inbox, self.levels))

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Keep a post; while answers are lost, say nothing about it."""
        sent = await super().post(channel, post, key)
        if self.gate is not None:
            self.waiting += 1
            await self.gate.wait()
        return sent


class Ranked(Dispatcher):
    """The product's inbox, which meets each visitor with their standing: to the page itself all are alike."""

    def __init__(self, inbox: Dispatcher, levels: Mapping[PersonId, Level]) -> None:
        super().__init__(inbox._workshop, inbox._desk, inbox._answering)
        self._levels = levels

    async def _met(self, channel: ChannelRef, person: Person) -> Person:
        return await super()._met(channel, replace(person, level=self._levels[person.id]))


@asynccontextmanager
async def web(folder: Path, clock: ManualClock) -> AsyncIterator[Platform]:
    """Bring the people to a site that has all channels once the product is there."""
    async with AsyncExitStack() as visitors:
        yield WebPlatform(folder / "media", visitors)


def _seen(told: Told) -> Seen:
    drawn = told["extras"]
    card = drawn.get("card")
    return Seen(
        id=told["id"],
        text=told["text"],
        phase=Phase(card["phase"]) if card else None,
        files=tuple(
            SeenFile(each["name"], each["kind"], each["size"], each["alt"], each["url"]) for each in told["files"]
        ),
        buttons=tuple(SeenButton(each["label"], each["token"]) for each in drawn.get("buttons", ())),
        links=tuple((each["label"], each["url"]) for each in drawn.get("links", ())),
        private=told["private"],
    )
