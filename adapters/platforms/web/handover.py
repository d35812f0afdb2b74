"""Giving what people do to the core, and showing them alone what the core refuses."""

import json

from adapters.platforms.web.commands import Menu
from adapters.platforms.web.entries import Draft, Entry, Key, Source
from adapters.platforms.web.history import History
from adapters.platforms.web.inbound import event_from, is_unknown_command
from bot.adapter import Inbox
from bot.chat import ButtonPress, ChannelId, Form, MessageId, Person, PersonId
from bot.errors import UserError
from bot.texts import Translator, refusal


class Handover:
    """One inbox, while the page runs."""

    def __init__(self, history: History, inbox: Inbox, menu: Menu) -> None:
        self._history = history
        self._inbox = inbox
        self._menu = menu

    async def message(self, entry: Entry, person: Person, t: Translator) -> None:
        """Give the core a kept message; it is given again after a restart until the core has taken it."""
        await self._give(entry, person, t)
        await self._history.note_handover(entry.id, taken=True)

    async def press(self, press: ButtonPress, t: Translator) -> Form | None:
        """Give the core a press; returns the form that it opens, if it opens one."""
        try:
            return await self._inbox(press)
        except UserError as error:
            told = Key(Source.WHISPERED, press.key, "refusal")
            await self._tell(told, press.channel.channel, press.person.id, error.say(t), press.message)
        return None

    async def _give(self, entry: Entry, person: Person, t: Translator) -> None:
        told = Key(Source.WHISPERED, entry.id, "refusal")
        if not entry.files and is_unknown_command(entry.text, self._menu.known):
            word = entry.text.split(maxsplit=1)[0]
            await self._tell(told, entry.channel, person.id, refusal.unknown_command(t, word=word), entry.id)
            return
        try:
            await self._inbox(event_from(entry, person, self._history.account, self._menu.known))
        except UserError as error:
            await self._tell(told, entry.channel, person.id, error.say(t), entry.id)

    async def _tell(
        self,
        key: Key,
        channel: ChannelId,
        person: PersonId,
        sentence: str,
        about: MessageId | None,
    ) -> None:
        extras = json.dumps({"buttons": [], "links": [], "card": None, "trouble": True})
        await self._history.keep(Draft(key, channel, sentence, extras, only_for=person, reply_to=about))
