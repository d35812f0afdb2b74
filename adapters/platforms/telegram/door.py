"""Giving what people do on Telegram to the core, and showing at once what only the edge can show."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

import structlog
import telegram
from telegram import error as told

from adapters.platforms.telegram import forms, inbound, topics
from adapters.platforms.telegram.admins import Admins
from adapters.platforms.telegram.alerts import Alerts
from adapters.platforms.telegram.calls import Client
from adapters.platforms.telegram.inbound import Commands, Here
from adapters.platforms.telegram.sending import Sending
from adapters.platforms.telegram.settings import TelegramSettings
from adapters.platforms.telegram.topics import Where
from bot.chat import ButtonPress, Form, Inbox, MessageId
from bot.errors import StoreUnavailable, Unsent
from bot.texts import Languages

log = structlog.get_logger()

Moved = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Hall:
    """What stands around the door: the client, settings, languages, who administrates, presses, sending, moves."""

    bot: Client
    settings: TelegramSettings
    languages: Languages
    admins: Admins
    alerts: Alerts
    sending: Sending
    moved: Moved


class Door:
    """One inbox, while updates come; the messages of a chat are given one after another, presses wait for nothing."""

    def __init__(self, hall: Hall, commands: Callable[[], Commands], inbox: Inbox) -> None:
        self._hall = hall
        self._commands = commands
        self._inbox = inbox
        self._turnstiles: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def take(self, update: telegram.Update) -> None:
        """Give the core what an update tells. Raises `StoreUnavailable` when it was not taken."""
        if update.callback_query is not None:
            await self._pressed(update.callback_query)
        elif update.message is not None:
            async with self._turnstiles.setdefault(update.message.chat.id, asyncio.Lock()):
                await self._said(update.message)

    async def _said(self, message: telegram.Message) -> None:
        migrated = inbound.migration_of(message)
        if migrated is not None:
            await self._hall.moved(*migrated)
            return
        here = self._here
        if not inbound.is_for_us(message, here):
            return
        event = inbound.event_from(message, here, await self._hall.admins.of(topics.of(message)))
        if event is None:
            return
        form = await self._inbox(event)
        answered = event.id if not isinstance(event, ButtonPress) else None
        if form is not None and message.from_user is not None:
            await self._ask(topics.of(message), form, message.from_user, answered)

    async def _pressed(self, query: telegram.CallbackQuery) -> None:
        shown, here = query.message, self._here
        place = topics.of(shown) if isinstance(shown, telegram.Message) else Where(shown.chat.id if shown else 1)
        press = inbound.press_from(query, here, await self._hall.admins.of(place))
        if press is None:
            return
        self._hall.alerts.keep(press, query.id)
        try:
            form = await self._inbox(press)
        except StoreUnavailable as held:
            text = held.say(self._hall.languages.of(press.person.locale))
            await self._hall.alerts.say(press, text)
            return
        if form is not None:
            await self._ask(place, form, query.from_user, press.message)
        await self._hall.alerts.finish(press)

    async def _ask(self, place: Where, form: Form, person: telegram.User, about: MessageId | None) -> None:
        """Ask for a text; the question answers what it is about."""
        draft = forms.asking(form, person, about, self._hall.bot.bot)
        try:
            await self._hall.sending.ask(place, draft, about)
        except (told.TelegramError, Unsent) as refused:
            log.warning("question not asked", reason=str(refused))

    @property
    def _here(self) -> Here:
        return Here(self._hall.settings, self._hall.bot.bot, self._commands())
