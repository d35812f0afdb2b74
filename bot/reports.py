"""Reports of messages: written down, and shown where a community's moderators want them."""

from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot.chat import ChannelId, ChannelRef, CommandCall, DeliveryKey, Link, PersonId, Post
from bot.outbox import Outbox
from bot.preferences import LANGUAGE
from bot.settings import Override, Scope
from bot.store import audit, overrides
from bot.store import deliveries as delivery_rows
from bot.store.deliveries import DeliveryState
from bot.store.turns import Turn
from bot.texts import Say, shortened
from bot.texts import moderation as texts
from bot.workshop import Workshop

SETTING = "reports"  # what is set is a channel; its community's moderators set it by being there
PROMPT_LENGTH = 200
ANYBODY = PersonId("")


class Reports:
    """Takes reports to the moderators."""

    def __init__(self, workshop: Workshop, outbox: Outbox) -> None:
        """A report is a post like any other."""
        self._workshop = workshop
        self._outbox = outbox

    async def place(self, channel: ChannelRef) -> ChannelRef | None:
        """Tell where a channel's community wants its reports."""
        known = (await self._workshop.settings(channel, ANYBODY)).overrides
        found = (each.text for each in known if (each.name, each.scope) == (SETTING, Scope.COMMUNITY))
        return next((replace(channel, channel=ChannelId(text)) for text in found), None)

    async def choose(self, call: CommandCall, *, here: bool) -> None:
        """Have the reports of a community shown in a channel of it, or nowhere."""
        wish = Override(Scope.COMMUNITY, SETTING, call.channel.channel if here else "")
        now = self._workshop.clock.now()
        await self._workshop.database.write(
            partial(overrides.put, channel=call.channel, person=call.person, wish=wish, now=now)
        )
        self._workshop.remembered.forget()

    async def report(self, call: CommandCall, turn: Turn | None) -> Say:
        """Write a report down and show it to the moderators; returns what became of it, for whoever reports."""
        place = await self.place(call.channel)
        key = DeliveryKey(f"report {call.channel.account} {call.reply_to}", call.person.id)
        post = await self._post(place, call, turn) if place else Post()

        def store(connection: Connection) -> None:
            now = self._workshop.clock.now()
            audit.note(connection, _deed(call), now)
            if place is not None:
                delivery = delivery_rows.Delivery(key, None, place, post, DeliveryState.PLANNED)
                delivery_rows.plan(connection, delivery, now)

        await self._workshop.database.write(store)
        if place is None:
            return texts.reported_to_nobody
        await self._outbox.send(key)
        shown = await self._workshop.database.read(partial(delivery_rows.get, key=key))
        return texts.reported if shown and shown.state is DeliveryState.SENT else texts.reported_in_vain

    async def _post(self, place: ChannelRef, call: CommandCall, turn: Turn | None) -> Post:
        t = self._workshop.languages.of((await self._workshop.settings(place, ANYBODY)).of(LANGUAGE))
        lines = [texts.report_head(t, name=call.person.name)]
        if turn is not None:
            lines.append(texts.report_mine(t, name=turn.name, prompt=shortened(turn.text, PROMPT_LENGTH)))
        links = (Link(texts.report_link(t), call.link),) if call.link else ()
        return Post("\n".join([*lines, texts.report_advice(t)]), links=links)


def _deed(call: CommandCall) -> audit.Deed:
    what = (("channel", call.channel.channel), ("message", call.reply_to or ""), ("link", call.link))
    return audit.Deed(call.person.id, call.channel.account, call.channel.community, "report", what, None, None)
