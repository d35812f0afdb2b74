"""What the page's scripts ask for, as JSON: texts, channels, history, messages, presses, suggestions, events."""

from dataclasses import asdict, dataclass

from aiohttp import web

from adapters.platforms.web import limits
from adapters.platforms.web.commands import Menu, menu
from adapters.platforms.web.door import VISITOR, Door
from adapters.platforms.web.entries import Entry
from adapters.platforms.web.events import Stream
from adapters.platforms.web.handover import Handover
from adapters.platforms.web.history import History
from adapters.platforms.web.inbound import NAMED, PRESSED, WISHED, channel_ref, draft_from, person_of, press_from, slug
from adapters.platforms.web.media import MediaFolder
from adapters.platforms.web.outbound import Reader, field_view, name_of, room_view, view
from adapters.platforms.web.refusals import bad
from adapters.platforms.web.settings import WebSettings
from adapters.platforms.web.uploads import Intake, Parcel
from bot.adapter import Inbox
from bot.chat import ChannelId, Completion, Person
from bot.clock import Clock
from bot.commands.parse import parse
from bot.errors import ChannelGone
from bot.fields import HasSettings, SettingChange
from bot.texts import Languages, page, refusal


@dataclass(frozen=True, slots=True)
class Site:
    """What the page consists of, whether it is open or not."""

    settings: WebSettings
    history: History
    media: MediaFolder
    menu: Menu
    languages: Languages
    clock: Clock


class Api:
    """The handlers under /api, while the page is open."""

    def __init__(self, site: Site, door: Door, inbox: Inbox) -> None:
        self._site = site
        self._door = door
        self._inbox = inbox
        self._handover = Handover(site.history, inbox, site.menu)
        self._intake = Intake(site.media, site.settings.upload_bytes)

    def routes(self) -> list[web.RouteDef]:
        """Say which handler serves what."""
        return [
            web.get("/api/page", self.page),
            web.get("/api/channels", self.channels),
            web.post("/api/channels", self.add_channel),
            web.get("/api/channels/{channel}/history", self.history),
            web.post("/api/channels/{channel}/messages", self.say),
            web.post("/api/channels/{channel}/press", self.press),
            web.get("/api/channels/{channel}/settings", self.settings),
            web.post("/api/channels/{channel}/settings", self.change),
            web.get("/api/complete", self.complete),
            web.get("/api/events", self.events),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Tell all texts in the visitor's language, the commands, and the limits of uploads."""
        t = self._door.translator(request)
        told = {
            "now": self._site.clock.now(),
            "locale": t.locale.replace("_", "-"),
            "locales": [each.replace("_", "-") for each in self._site.languages.locales],
            "texts": {say.__name__: say(t) for say in page.PAGE},
            "sandbox": self._site.settings.sandbox,
            "commands": menu(self._site.menu.known, t),
            "limits": {
                "upload_bytes": self._site.settings.upload_bytes,
                "files": limits.FILES_PER_MESSAGE,
                "text": limits.TEXT_LENGTH,
            },
        }
        return web.json_response(told)

    async def channels(self, request: web.Request) -> web.Response:
        """List the channels."""
        t = self._door.translator(request)
        rooms = await self._site.history.channels()
        return web.json_response({"channels": [room_view(room, t) for room in rooms]})

    async def add_channel(self, request: web.Request) -> web.Response:
        """Make a channel."""
        named = NAMED.validate_json(await request.read())
        room = await self._site.history.add_channel(slug(named.name), named.name)
        return web.json_response(room_view(room, self._door.translator(request)), status=web.HTTPCreated.status_code)

    async def history(self, request: web.Request) -> web.Response:
        """Tell one page of a channel's messages."""
        reader, before = self._reader(request), _number(request, "before")
        chapter = await self._site.history.chapter(_channel(request), reader.person, before)
        told = {
            "messages": [view(entry, reader) for entry in chapter.entries],
            "more": chapter.more,
            "revision": chapter.revision,
        }
        return web.json_response(told)

    async def say(self, request: web.Request) -> web.Response:
        """Keep a person's message at once, then give it to the core; a repeat is the first one again."""
        parcel = await self._intake.read(request)
        entry, person = await self._keep(request, parcel)
        await self._handover.message(entry, person, self._door.translator(request))
        return web.json_response(view(entry, self._reader(request)))

    async def press(self, request: web.Request) -> web.Response:
        """Give a press to the core."""
        pressed = PRESSED.validate_json(await request.read())
        person = await self._person(request)
        press = press_from(pressed, person, channel_ref(self._site.settings.account, _channel(request)))
        form = await self._handover.press(press, self._door.translator(request))
        return web.json_response({"form": asdict(form) if form else None})

    async def settings(self, request: web.Request) -> web.Response:
        """Tell every setting as it counts for the visitor in a channel."""
        here = channel_ref(self._site.settings.account, _channel(request))
        person = await self._person(request)
        fields = await self._inbox.settings(here, person) if isinstance(self._inbox, HasSettings) else ()
        return web.json_response({"settings": [field_view(each) for each in fields]})

    async def change(self, request: web.Request) -> web.Response:
        """Set something, and tell what counts now."""
        wished = WISHED.validate_json(await request.read())
        here = channel_ref(self._site.settings.account, _channel(request))
        if isinstance(self._inbox, HasSettings):
            person = await self._person(request)
            await self._inbox.change(SettingChange(here, person, wished.name, wished.scope, wished.text))
        return await self.settings(request)

    async def complete(self, request: web.Request) -> web.Response:
        """Suggest values for a command's option."""
        asked = request.query
        ask = Completion(
            channel_ref(self._site.settings.account, ChannelId(asked.get("channel", limits.FIRST_CHANNEL))),
            await self._person(request),
            asked.get("command", ""),
            asked.get("option", ""),
            asked.get("typed", ""),
            parsed[1] if (parsed := parse(asked.get("text", ""), self._site.menu.known)) else (),
        )
        choices = await self._inbox.complete(ask)
        told = [{"label": each.label, "value": each.value} for each in choices[: limits.SUGGESTIONS]]
        return web.json_response({"choices": told})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Keep a window in step."""
        seen = _whole(request.headers.get("Last-Event-ID", ""))
        after = _number(request, "after") or 0
        channel = ChannelId(request.query.get("channel", "")) or None
        stream = Stream(self._site.history, self._reader(request), after if seen is None else seen, channel)
        return await stream.serve(request, self._site.clock)

    async def _keep(self, request: web.Request, parcel: Parcel) -> tuple[Entry, Person]:
        person = await self._person(request)
        draft = draft_from(parcel.said, _channel(request), person.id, parcel.files, self._site.menu.known)
        fresh = False
        try:
            receipt = await self._site.history.keep(draft)
            fresh = receipt.fresh
        finally:
            if not fresh:
                await self._site.media.drop(*(file.id for file in parcel.files))
        entry = await self._site.history.one(receipt.id)
        if entry is None:
            raise ChannelGone(f"message {receipt.id!r} is gone")
        return entry, person

    async def _person(self, request: web.Request) -> Person:
        t = self._door.translator(request)
        guest = await self._site.history.meet(request[VISITOR], t.locale)
        return person_of(guest, name_of(guest, t), self._site.settings.level)

    def _reader(self, request: web.Request) -> Reader:
        return Reader(request[VISITOR], self._door.translator(request))


def _channel(request: web.Request) -> ChannelId:
    return ChannelId(request.match_info["channel"])


def _number(request: web.Request, name: str) -> int | None:
    text = request.query.get(name)
    if text is None:
        return None
    number = _whole(text)
    if number is None:
        raise bad(refusal.malformed)
    return number


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= limits.REVISION_DIGITS else None
