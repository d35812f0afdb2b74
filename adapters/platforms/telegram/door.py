"""Giving what people do on Telegram to the core, and showing at once what only the edge can show."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import structlog
import telegram
from telegram import error as told

from adapters.platforms.telegram import forms, inbound, limits, topics
from adapters.platforms.telegram.admins import Admins
from adapters.platforms.telegram.alerts import Alerts
from adapters.platforms.telegram.calls import Client
from adapters.platforms.telegram.inbound import Commands, Here
from adapters.platforms.telegram.sending import Sending
from adapters.platforms.telegram.settings import TelegramSettings
from adapters.platforms.telegram.topics import Where
from bot.adapter import Inbox
from bot.chat import ButtonPress, Form, MessageId
from bot.clock import Clock
from bot.errors import StoreUnavailable, Unsent
from bot.texts import Languages

log = structlog.get_logger()

Moved = Callable[[int, int], Awaitable[None]]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Hall:
    """What stands around the door: the client, settings, languages, who administrates, presses, sending, moves."""

    bot: Client
    settings: TelegramSettings
    languages: Languages
    clock: Clock
    admins: Admins
    alerts: Alerts
    sending: Sending
    moved: Moved


class Door:
    """One inbox, while updates come.

    The messages of a chat that concern us are given one after another, those after one that takes long meanwhile;
    presses wait for nothing.
    """

    def __init__(self, hall: Hall, commands: Callable[[], Commands], inbox: Inbox) -> None:
        self._hall = hall
        self._commands = commands
        self._inbox = inbox
        self._turnstiles: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def take(self, update: telegram.Update) -> None:
        """Give the core what an update tells. Raises `StoreUnavailable` when it was not taken."""
        if update.callback_query is not None:
            await self._pressed(update.callback_query)
        elif update.message is not None and self._concerns_us(update.message):
            await self._in_order(update.message)

    def _concerns_us(self, message: telegram.Message) -> bool:
        return inbound.migration_of(message) is not None or inbound.is_for_us(message, self._here)

    async def _in_order(self, message: telegram.Message) -> None:
        """Give a message to the core after those before it; one that takes long lets the next ones pass."""
        async with AsyncExitStack() as given:
            async with self._turnstiles.setdefault(message.chat.id, asyncio.Lock()):
                work = await given.enter_async_context(_begun(self._said(message)))
                await self._patient(work, limits.NEXT_PASSES)
            await work

    async def _said(self, message: telegram.Message) -> None:
        migrated = inbound.migration_of(message)
        if migrated is not None:
            await self._hall.moved(*migrated)
            return
        here = self._here
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
        form = await self._in_time(press)
        await self._hall.alerts.finish(press)
        if form is not None:
            await self._ask(place, form, query.from_user, press.message)

    async def _in_time(self, press: ButtonPress) -> Form | None:
        """Give a press to the core; a button does not wait longer than a moment for what comes of it."""
        async with _begun(self._taken(press)) as work:
            await self._patient(work, limits.FIRST_ANSWER)
            if not work.done():
                await self._hall.alerts.finish(press)
            return await work

    async def _patient(self, work: asyncio.Task[Any], seconds: float) -> None:
        """Wait for the end of some work, but not for longer than that."""
        alarm = asyncio.ensure_future(self._hall.clock.sleep(seconds))
        waited: list[asyncio.Future[Any]] = [work, alarm]
        try:
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()

    async def _taken(self, press: ButtonPress) -> Form | None:
        try:
            return await self._inbox(press)
        except StoreUnavailable as held:
            await self._hall.alerts.say(press, held.say(self._hall.languages.of(press.person.locale)))
            return None

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


@asynccontextmanager
async def _begun(work: Coroutine[Any, Any, Result]) -> AsyncIterator[asyncio.Task[Result]]:
    """Begin some work; it ends with the block, whether it is done or not."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
