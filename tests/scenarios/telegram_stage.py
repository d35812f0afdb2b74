"""Telegram as a stage: the real adapter and the real python-telegram-bot, in a group and a forum of the emulator's."""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from adapters.platforms.telegram import limits
from adapters.platforms.telegram.adapter import TelegramAdapter
from adapters.platforms.telegram.settings import TelegramSettings
from bot.adapter import Adapter
from bot.chat import AccountId, Level
from bot.clock import Clock
from bot.filetypes import kind_of
from bot.store.database import Database
from bot.texts import Languages
from tests.clock import ManualClock
from tests.emulators.telegram.people import Along, Person
from tests.emulators.telegram.server import Telegram
from tests.emulators.telegram.shown import Button, Shown
from tests.emulators.telegram.things import Chat, File, Medium, Status, Topic
from tests.scenarios.cards import phase_of
from tests.scenarios.stage import (
    GARDEN,
    PEOPLE,
    STUDIO,
    Given,
    Seen,
    SeenButton,
    SeenFile,
    SeenForm,
    Somebody,
    Words,
    typed,
)

ACCOUNT = AccountId("telegram")
LANGUAGES = {"en": "en", "zh-CN": "zh-hans"}
FOR_THE_EYE = frozenset({Medium.PHOTO, Medium.ANIMATION})  # the original follows
WORDS = "sendMessage"
LINK = re.compile(r"^(.+): (https?://\S+)$", re.MULTILINE)
FORM = "…"  # at the end of what a button says that opens one
TITLE = re.compile(r"[^:]+: (.+)\n")
STEP = 0.001
MOMENT = 0.02  # seconds that pass with each look at a button that turns, or at what was not taken yet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where people talk: a chat, and the topic in it."""

    chat: Chat
    topic: Topic | int | None = None


class TelegramPlatform:
    """Implements `Platform`: a group, and a topic of a forum, with our people in them, who all have started the bot."""

    file_bytes = limits.FILE_BYTES
    files_per_post = limits.FILES_PER_ALBUM
    whispers = False

    def __init__(self, telegram: Telegram, clock: ManualClock) -> None:
        """Stories that only Telegram has add chats, people and settings of their own."""
        self.telegram = telegram
        self._clock = clock
        self.group = telegram.world.add_supergroup("Studio")
        self.forum = telegram.world.add_supergroup("Gardens", forum=True)
        self.places = {
            STUDIO: Place(self.group),
            GARDEN: Place(self.forum, telegram.world.add_topic(self.forum, "Garden")),
        }
        self.chains: dict[str, Shown] = {}  # by place: the message that everything there answers
        self.people: dict[str, Person] = {}
        self.settings = TelegramSettings(ACCOUNT, telegram.token, api_url=telegram.origin, local=telegram.api.local)
        self._alerts: defaultdict[tuple[str, str], list[Seen]] = defaultdict(list)
        self._pressed: defaultdict[int, set[str]] = defaultdict(set)  # by person; what comes late answers the message
        for who in PEOPLE:
            self.enters(who)

    def enters(self, who: Somebody) -> Person:
        """Let somebody in, with the standing that is theirs."""
        status = Status.ADMINISTRATOR if who.level >= Level.MODERATE else Status.MEMBER
        person = self.telegram.person(who.name, language=LANGUAGES[who.locale])
        for chat in (self.group, self.forum):
            person.joins(chat, status=status)
        self.telegram.world.private(person.user)
        person.user.started = True
        if who.level is Level.OPERATE:
            self.settings = replace(self.settings, operators=self.settings.operators | {person.id})
        return self.people.setdefault(who.name, person)

    def serving(self, *chats: Chat) -> TelegramSettings:
        """Tell the settings with which only these groups are served."""
        return replace(self.settings, chats=frozenset(each.id for each in chats))

    @asynccontextmanager
    async def adapter(self, database: Database, languages: Languages, clock: Clock) -> AsyncIterator[Adapter]:
        """Log in, as the configuration would have it."""
        async with TelegramAdapter(self.settings, languages, clock) as adapter:
            yield adapter

    async def ready(self) -> None:
        """Wait until somebody asks for what happens, or has said where it is to be brought."""
        updates = self.telegram.updates
        while not (updates.polled or updates.webhook_set):  # noqa: ASYNC110 (there is nothing to wait for but that)
            await asyncio.sleep(STEP)

    async def taken(self) -> None:
        """Wait until the product has taken all that happened."""
        while self.telegram.updates.pending:  # noqa: ASYNC110 (as above)
            await asyncio.sleep(STEP)

    async def sent(self, method: str, status: int) -> None:
        """Wait until a call was answered so."""
        while not any(each.status == status for each in self.telegram.journal.of(method)):  # noqa: ASYNC110
            await asyncio.sleep(STEP)

    async def says(self, who: Somebody, where: str, words: Words) -> None:
        """Call the bot by its name, which need not be done in private."""
        person, place = self.people[who.name], self.places[where]
        command = words.text.startswith("/")  # which, as an answer, would be about what it answers
        answered = self._message(words.reply_to) if words.reply_to else self.chains.get(where) if not command else None
        files = [File(Medium.DOCUMENT, content, name) for name, content in words.files.items()]
        called = not place.chat.is_private and not command
        along = Along(topic=place.topic, mention=called, reply_to=answered)
        along["album" if len(files) > 1 else "files"] = files
        await person.says(place.chat, words.text, **along)
        if len(files) > 1:  # no time passes between the parts of an album
            await self.taken()

    async def commands(self, who: Somebody, where: str, name: str, given: Given) -> None:
        """Type a command, and wait until it was taken: what takes long would let what is said next pass."""
        await self.says(who, where, Words(typed(name, given.options), given.files, None))
        await self._while_time_passes(self.taken())

    async def presses(self, who: Somebody, where: str, on: Seen, button: SeenButton) -> SeenForm | None:
        """Press a button, also one that only this client still shows."""
        person, place = self.people[who.name], self.places[where]
        last = person.sees(place.chat)[-1]
        self._pressed[person.id].add(on.id)
        held = replace(self._message(on), buttons=(Button(button.label, button.token, "", row=0, style=""),))
        pressed = await person.presses(held, button.label, crossing=True)
        told = await self._while_time_passes(pressed.answered())
        if told.text:
            alerts = self._alerts[who.name, where]
            alerts.append(Seen(f"alert {len(alerts)} of {who.name}", told.text, private=True))
        return await self._form(person, place, last) if button.label.endswith(FORM) else None

    async def shows(self, who: Somebody, where: str) -> list[Seen]:
        """Read the chat, what was told in private, and what was shown over the chat."""
        person, place = self.people[who.name], self.places[where]
        here = [self._seen(each, person) for each in posts(self.ours(person, place.chat, place.topic)) if _whole(each)]
        elsewhere = [] if place.chat.is_private else posts(self.ours(person, person.dm))
        alone = [replace(self._seen(each, person), private=True, phase=None) for each in elsewhere]
        return [*here, *alone, *self._alerts[who.name, where]]

    def ours(self, person: Person, chat: Chat, topic: Topic | int | None = None) -> list[Shown]:
        """What the product has said there as this person's client shows it, with all that Telegram tells of it."""
        us = self.telegram.world.bot.id
        return [each for each in person.sees(chat, topic) if each.author == us and not each.service]

    async def reads(self, who: Somebody, file: SeenFile) -> bytes:
        """Load a file."""
        chat, _, number = file.address.partition("/")
        shown = next(each for each in self.people[who.name].sees(self.telegram.world.chats[int(chat)])
                     if each.id == int(number))  # fmt: skip
        assert shown.file is not None
        return shown.file.data

    @asynccontextmanager
    async def loses_answers(self) -> AsyncIterator[Callable[[], bool]]:
        """Take words, and hold the answers back; a file of which that happens is a story of Telegram's own."""
        barrier = self.telegram.faults.hold(WORDS, "after")
        yield lambda: barrier.held > 0
        self.telegram.faults.release(WORDS)

    async def _form(self, person: Person, place: Place, last: Shown) -> SeenForm:
        """Read the question that opens the keyboard by itself; who writes now answers it."""
        finds = person.finds(place.chat, after=last, where=lambda each: each.asks is not None)
        asked = await self._while_time_passes(finds)
        title = TITLE.match(asked.text)
        assert title is not None

        async def send(text: str) -> None:
            await person.says(place.chat, text, topic=place.topic, reply_to=asked)

        return SeenForm(title[1], asked.text.partition("\n\n")[2], send)

    async def _while_time_passes(self, awaited: Coroutine[Any, Any, T]) -> T:
        """Wait for what may have to wait for the chat's pace."""
        coming = asyncio.ensure_future(awaited)
        while not coming.done():
            await asyncio.sleep(STEP)
            await self._clock.advance(MOMENT)
        return coming.result()

    def _message(self, seen: Seen) -> Shown:
        chat, _, number = seen.id.partition("/")
        shown = self.people[PEOPLE[0].name].sees(self.telegram.world.chats[int(chat)])
        return next(each for each in shown if each.id == int(number))

    def _seen(self, post: list[Shown], person: Person) -> Seen:
        main = next((each for each in post if each.buttons), post[0])
        text = "\n".join(each.text for each in post if each.text)
        phase, files = phase_of(text), [each for each in post if each.file and each.file.kind not in FOR_THE_EYE]
        return Seen(
            id=_id(main),
            text=LINK.sub("", text).strip(),
            phase=phase,
            files=tuple(_file(each, text) for each in files),
            buttons=tuple(SeenButton(each.label, each.data) for each in main.buttons if not each.url),
            links=(*LINK.findall(text), *((each.label, each.url) for each in main.buttons if each.url)),
            private=phase is None and not files and self._is_for(person, main),
        )

    def _is_for(self, person: Person, shown: Shown) -> bool:
        answered = self.telegram.world.message(shown.chat, shown.answers or 0)
        if answered is None:
            return False
        return answered.author == person.id or f"{answered.chat}/{answered.id}" in self._pressed[person.id]


def posts(messages: Iterable[Shown]) -> list[list[Shown]]:
    """Put together what was posted together: albums, pictures with their originals, and the buttons below them."""
    found: list[list[Shown]] = []
    for each in messages:
        home = next((post for post in reversed(found) if _goes_on(post, each)), None)
        if home is None:
            found.append([each])
        else:
            home.append(each)
    return found


def _goes_on(post: list[Shown], message: Shown) -> bool:
    if message.album and message.album in {each.album for each in post}:
        return True
    names = [each.file.name for each in post if each.file]
    if message.file is None:
        return message.text == "\n".join(dict.fromkeys(names))
    original = message.file.kind not in FOR_THE_EYE
    return original and message.file.name in _for_the_eye(post) and names.count(message.file.name) == 1


def _whole(post: list[Shown]) -> bool:
    """Tell whether every picture's original is there too; until then there is more to come."""
    names = [each.file.name for each in post if each.file]
    return all(names.count(each) != 1 for each in _for_the_eye(post))


def _for_the_eye(post: list[Shown]) -> list[str]:
    return [each.file.name for each in post if each.file and each.file.kind in FOR_THE_EYE]


def _id(message: Shown) -> str:
    return f"{message.chat}/{message.id}"


def _file(message: Shown, words: str) -> SeenFile:
    file = message.file
    assert file is not None
    return SeenFile(file.name, kind_of(file.type), file.size, words, _id(message))


@asynccontextmanager
async def telegram(_folder: Path, clock: ManualClock, *, local: bool = False) -> AsyncIterator[TelegramPlatform]:
    """Open a Telegram with everybody in it; at its end it complains of what the real one would have refused."""
    async with Telegram(clock=clock, local=local) as server:
        server.world.privacy = False  # names alone call nobody where it is on
        server.refusals.allow("message is not modified")  # who starts anew cannot know what stands there
        yield TelegramPlatform(server, clock)
