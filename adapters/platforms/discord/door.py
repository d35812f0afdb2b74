"""Giving what people do on Discord to the core, in time for Discord."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from weakref import WeakValueDictionary

import discord
import structlog
from discord import app_commands

from adapters.platforms.discord import inbound, limits
from adapters.platforms.discord.inbound import Here
from adapters.platforms.discord.replies import Replies, Reply
from bot.adapter import Inbox
from bot.chat import ButtonPress, ChannelId, ChannelRef, CommandCall, DeliveryKey, Form, Message, Post
from bot.clock import Clock, growing
from bot.errors import AtelierError, StoreUnavailable
from bot.texts import Languages
from bot.texts import discord as texts

LONGEST_PAUSE = 60.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hall:
    """What stands around the door: languages, time, the replies, the menus' commands, ways to reach a person."""

    languages: Languages
    clock: Clock
    replies: Replies
    menu: Mapping[str, str]
    direct: Callable[[int], Awaitable[int]]
    say: Callable[[ChannelRef, Post, DeliveryKey], Awaitable[object]]


class Door:
    """One inbox, while the gateway is connected; an async context manager.

    At its end it drops what is being taken: the core that would take it is about to go, and so is the line.
    """

    def __init__(self, here: Here, hall: Hall, inbox: Inbox) -> None:
        self._here = here
        self._hall = hall
        self._inbox = inbox
        self._answered_bots: defaultdict[ChannelId, int] = defaultdict(int)
        self._turnstiles: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._events: list[asyncio.Task[Any] | None] = []
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        events = [each for each in self._events if each is not None]
        for each in events:
            each.cancel()
        await asyncio.gather(*events, return_exceptions=True)

    async def message(self, message: discord.Message) -> None:
        """Give the core a message that is for us, those of a channel one after another.

        It is given again until the core has taken it.
        """
        with self.inside():
            async with self._turnstiles.setdefault(message.channel.id, asyncio.Lock()):
                await self._take(message)

    async def _take(self, message: discord.Message) -> None:
        if not inbound.is_for_us(message, self._here) or not self._goes_on(message):
            return
        event = inbound.message_from(message, self._here)
        if event is None:
            return
        if event.addressed and inbound.is_withheld(message, self._here):
            await self._show_me(event)
        else:
            await self._hand(event)

    async def interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Give the core a command, a press, a filled form or a request for suggestions."""
        try:
            with self.inside():
                if interaction.type is discord.InteractionType.autocomplete:
                    await self._complete(interaction)
                elif interaction.type is not discord.InteractionType.ping:
                    await self._answer(interaction)
        except discord.HTTPException as refused:
            log.warning("interaction not answered", code=refused.code, reason=refused.text[:200])

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Do something that ends with the run, and does not begin after it."""
        if self._closed:
            raise asyncio.CancelledError
        event = asyncio.current_task()
        self._events.append(event)
        try:
            yield
        finally:
            self._events.remove(event)

    def _goes_on(self, message: discord.Message) -> bool:
        """Answer other bots a few times in a row only; a person's word in between begins anew."""
        channel = ChannelId(str(message.channel.id))
        if not (message.author.bot or message.webhook_id):
            self._answered_bots.pop(channel, None)
            return True
        self._answered_bots[channel] += 1
        return self._answered_bots[channel] <= limits.BOT_ANSWERS

    async def _hand(self, event: Message) -> None:
        pauses = growing(LONGEST_PAUSE)
        while True:
            try:
                await self._inbox(event)
            except StoreUnavailable:
                await self._hall.clock.sleep(next(pauses))
            else:
                return

    async def _show_me(self, event: Message) -> None:
        t = self._hall.languages.of(event.person.locale)
        try:
            await self._hall.say(event.channel, Post(texts.show_me(t), reply_to=event.id), DeliveryKey.answering(event))
        except AtelierError as refused:
            log.warning("answer not sent", reason=str(refused))

    async def _complete(self, interaction: discord.Interaction[Any]) -> None:
        channel = inbound.place_of(interaction, self._here, None)
        ask = inbound.ask_from(interaction, channel, inbound.person_from(interaction, self._here))
        found = await self._in_time(self._inbox.complete(ask), limits.SUGGEST_ANSWER) if ask else ()
        listed = [
            app_commands.Choice(name=each.label[: limits.CHOICE_NAME], value=each.value[: limits.CHOICE_NAME])
            for each in (found or ())[: limits.CHOICES]
        ]
        await interaction.response.autocomplete(listed)

    async def _answer(self, interaction: discord.Interaction[Any]) -> None:
        elsewhere = inbound.is_elsewhere(interaction)
        reply = Reply(interaction, self._hall.languages.of(str(interaction.locale)), elsewhere=elsewhere)
        if not self._here.settings.serves(interaction.guild_id):
            await reply.tell(texts.not_served)
            return
        direct = await self._hall.direct(interaction.user.id) if elsewhere else None
        event = self._event(interaction, inbound.place_of(interaction, self._here, direct))
        self._hall.replies.keep(event, reply)
        patience = limits.FORM_ANSWER if _may_open_form(interaction) else limits.FIRST_ANSWER
        work = asyncio.ensure_future(self._taken(event, reply))
        await self._in_time(asyncio.shield(work), patience)
        if not work.done():
            await reply.acknowledge()
        await reply.finish(await work)

    def _event(self, interaction: discord.Interaction[Any], channel: ChannelRef) -> CommandCall | ButtonPress:
        person = inbound.person_from(interaction, self._here)
        if interaction.type is discord.InteractionType.application_command:
            return inbound.call_from(interaction, channel, person, self._hall.menu)
        return inbound.press_from(interaction, channel, person)

    async def _taken(self, event: CommandCall | ButtonPress, reply: Reply) -> Form | None:
        with self.inside():
            try:
                return await self._inbox(event)
            except StoreUnavailable as held:
                await reply.tell(held.say)
        return None

    async def _in_time(self, work: Awaitable[Any], seconds: float) -> Any:  # noqa: ANN401  whatever the work gives
        """Wait for work, but not longer than Discord does."""
        task, alarm = asyncio.ensure_future(work), asyncio.ensure_future(self._hall.clock.sleep(seconds))
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        alarm.cancel()
        if task.done():
            return task.result()
        task.cancel()
        return None


def _may_open_form(interaction: discord.Interaction[Any]) -> bool:
    if interaction.type is discord.InteractionType.component:
        return True
    data = dict(interaction.data or {})
    return data.get("type") == discord.AppCommandType.message.value
