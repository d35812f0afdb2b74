"""Fast or unlimited: everybody on a studio account shares its mode, so a change asks first and waits its time."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection

from bot.abilities import HasModes
from bot.access import may
from bot.chat import Button, ButtonPress, ChannelRef, CommandCall, DeliveryKey, Level, Person, Post, Tone
from bot.errors import RetryLater, UserError
from bot.lanes import Lanes
from bot.outbox import Outbox
from bot.store import audit
from bot.store import conversations as conversation_rows
from bot.store import deliveries as delivery_rows
from bot.store import switches as rows
from bot.store.confirmations import new_token
from bot.store.deliveries import DeliveryState
from bot.store.switches import Affected, Choice, Switch, SwitchState
from bot.studio import Mode, StudioAccountId
from bot.tasks import Tasks
from bot.texts import Say, Translator
from bot.texts import studio as texts
from bot.texts import turn as turn_texts
from bot.workshop import Workshop

NOW_AFTER = 600.0
OFFERED_FOR = 3600.0  # an older warning no longer tells who is affected
NAMES: dict[Mode, Say] = {Mode.FAST: texts.mode_fast, Mode.UNLIMITED: texts.mode_unlimited}
LABELS: dict[Choice, Say] = {
    Choice.IDLE: texts.switch_when_idle,
    Choice.NOW: texts.switch_now,
    Choice.LEAVE: texts.switch_leave,
}
OFFERED = (Choice.IDLE, Choice.LEAVE)
TONES = {Choice.IDLE: Tone.PRIMARY, Choice.NOW: Tone.DANGER, Choice.LEAVE: Tone.PLAIN}
BEFORE = {
    Choice.IDLE: frozenset({SwitchState.OFFERED}),
    Choice.NOW: frozenset({SwitchState.WAITING}),
    Choice.LEAVE: frozenset({SwitchState.OFFERED, SwitchState.WAITING}),
}
AFTER = {Choice.IDLE: SwitchState.WAITING, Choice.NOW: SwitchState.FLIPPING, Choice.LEAVE: SwitchState.OVER}


class Modes:
    """Tells and changes the modes of the studio accounts."""

    def __init__(self, workshop: Workshop, lanes: Lanes, outbox: Outbox, tasks: Tasks) -> None:
        """While a switch is under way the account's door is closed."""
        self._workshop = workshop
        self._lanes = lanes
        self._outbox = outbox
        self._tasks = tasks

    async def told(self, call: CommandCall) -> Post:
        """Tell the mode of the account that a channel works with."""
        account = await self._account(call)
        t, mode = self._workshop.languages.of(call.person.locale), await self._modal(account).mode()
        return Post(texts.mode_now(t, studio=account, mode=NAMES[mode](t)), reply_to=call.id)

    async def propose(self, call: CommandCall, mode: Mode) -> Post | None:
        """Ask before a change, saying who else it meets; returns the answer where there is nothing to ask."""
        account = await self._account(call)
        self._demand(account, call.channel, call.person)
        t = self._workshop.languages.of(call.person.locale)
        if await self._modal(account).mode() is mode:
            name = NAMES[mode](t)
            return Post(texts.mode_already(t, studio=account, mode=name), reply_to=call.id)
        switch = self._wished(call, account, mode)
        await self._outbox.send(await self._workshop.database.write(partial(self._ask, switch=switch, call=call)))
        return None

    def may_set(self, account: StudioAccountId, channel: ChannelRef, person: Person) -> bool:
        """Tell whether somebody may set a mode: who operates this, or moderates the community that owns the account."""
        owns = self._workshop.owners.get(account) == (channel.account, channel.community)
        return may(person, Level.OPERATE) or (owns and may(person, Level.MODERATE))

    async def press(self, press: ButtonPress) -> None:
        """Do what a button says. Raises `UserError` when the press does not count."""
        switch, choice = await self._workshop.database.write(partial(self._take, press=press))
        match choice:
            case Choice.LEAVE:
                if switch.state is SwitchState.WAITING:
                    self._lanes.release(switch.studio)
                await self._show(switch, texts.switch_left)
            case Choice.IDLE:
                self._lanes.hold(switch.studio)
                await self._show(switch, texts.switch_waiting, (Choice.LEAVE,))
                self._tasks.start(self._when_idle(switch), f"mode of {switch.studio}")
                self._tasks.start(self._offer_now(switch), f"mode of {switch.studio}")
            case Choice.NOW:
                self._tasks.start(self._attempt(switch), f"mode of {switch.studio}")

    async def resume(self) -> None:
        """After a start: drop what was under way, in words; a door is never closed by something forgotten."""
        await self._workshop.database.write(self._drop)

    def _demand(self, account: StudioAccountId, channel: ChannelRef, person: Person) -> None:
        if not self.may_set(account, channel, person):
            owned = account in self._workshop.owners
            raise UserError(partial(texts.mode_is_owners if owned else texts.mode_is_operators, studio=account))

    async def _account(self, call: CommandCall) -> StudioAccountId:
        return self._workshop.account(await self._workshop.settings(call.channel, call.person.id))

    def _modal(self, account: StudioAccountId) -> HasModes:
        studio = self._workshop.studios[account]
        if not isinstance(studio, HasModes):
            raise UserError(partial(texts.no_modes, studio=account))
        return studio

    def _wished(self, call: CommandCall, account: StudioAccountId, mode: Mode) -> Switch:
        now, state = self._workshop.clock.now(), SwitchState.OFFERED
        person = call.person
        return Switch(conversation_rows.new_id(), account, mode, call.channel, person.id, person.locale, state, now)

    def _ask(self, connection: Connection, switch: Switch, call: CommandCall) -> DeliveryKey:
        self._refuse_second(connection, switch)
        rows.add(connection, switch)
        others = rows.affected(connection, switch.studio, call.person, call.channel.account)
        t = self._language(switch)
        post = Post(_question(t, switch, others), buttons=self._buttons(connection, switch, OFFERED), asks=True)
        delivery = delivery_rows.Delivery(_key(switch), None, switch.channel, post, DeliveryState.PLANNED)
        delivery_rows.plan(connection, delivery, switch.asked_at)
        return _key(switch)

    def _refuse_second(self, connection: Connection, switch: Switch) -> None:
        if any(each.id != switch.id for each in rows.under_way(connection, switch.studio)):
            raise UserError(texts.switch_under_way)

    def _take(self, connection: Connection, press: ButtonPress) -> tuple[Switch, Choice]:
        found = rows.meaning(connection, press.token)
        if found is None:
            raise UserError(turn_texts.unknown_button)
        switch, choice = found
        self._demand(switch.studio, press.channel, press.person)
        if choice is Choice.NOW and press.person.id != switch.person:
            raise UserError(texts.switch_not_yours)
        if choice is not Choice.LEAVE:
            self._refuse_second(connection, switch)
        if switch.state is SwitchState.OFFERED and self._workshop.clock.now() - switch.asked_at > OFFERED_FOR:
            raise UserError(texts.switch_too_old)
        if not rows.move(connection, switch.id, BEFORE[choice], AFTER[choice]):
            raise UserError(turn_texts.answered_already)
        rows.touched(connection, switch.id, press.person.id)
        return switch, choice

    async def _when_idle(self, switch: Switch) -> None:
        await self._lanes.idle(switch.studio)
        ready = partial(rows.move, id=switch.id, before=frozenset({SwitchState.WAITING}), after=SwitchState.FLIPPING)
        if await self._workshop.database.write(ready):
            await self._attempt(switch)

    async def _offer_now(self, switch: Switch) -> None:
        await self._workshop.clock.sleep(NOW_AFTER)
        await self._show(switch, texts.switch_waits_long, (Choice.NOW, Choice.LEAVE), SwitchState.WAITING)

    async def _attempt(self, switch: Switch) -> None:
        def broken(failure: str) -> Say:
            return partial(turn_texts.broken, failure=failure)

        self._lanes.hold(switch.studio)
        await self._tasks.attempt(
            self._flip(switch), f"flip {switch.studio}", lambda failure: self._end(switch, broken(failure), None, None)
        )

    async def _flip(self, switch: Switch) -> None:
        studio, before, after = self._modal(switch.studio), None, None
        try:
            before = await studio.mode()
            await studio.set_mode(switch.mode)
            after = await studio.mode()
            says = texts.switch_done if after is switch.mode else texts.mode_refused
            said: Say = partial(says, studio=switch.studio)
        except UserError as refused:
            said, after = refused.say, before
        except RetryLater as later:
            said = partial(_unsure, reason=later.say)
        await self._end(switch, said, before, after)

    async def _end(self, switch: Switch, said: Say, before: Mode | None, after: Mode | None) -> None:
        def end(connection: Connection) -> None:
            rows.move(connection, switch.id, rows.UNDER_WAY, SwitchState.OVER)
            self._note(connection, rows.get(connection, switch.id), before, after)

        await self._workshop.database.write(end)
        self._lanes.release(switch.studio)
        await self._show(switch, partial(_ended, said=said, after=after))

    def _drop(self, connection: Connection) -> None:
        for switch in rows.under_way(connection):
            rows.move(connection, switch.id, rows.UNDER_WAY, SwitchState.OVER)
            waited = switch.state is SwitchState.WAITING
            says = texts.switch_dropped if waited else texts.switch_unsure
            delivery_rows.replan(connection, _key(switch), Post(says(self._language(switch)), asks=True))
            self._note(connection, switch, None, None)

    def _note(self, connection: Connection, switch: Switch, before: Mode | None, after: Mode | None) -> None:
        what = (("studio", switch.studio), ("wished", switch.mode.value))
        where = switch.channel
        deed = audit.Deed(switch.person, where.account, where.community, "mode", what, before, after)
        audit.note(connection, deed, self._workshop.clock.now())

    async def _show(
        self, switch: Switch, says: Say, choices: Sequence[Choice] = (), only: SwitchState | None = None
    ) -> None:
        def change(connection: Connection) -> None:
            if only is not None and rows.get(connection, switch.id).state is not only:
                return
            buttons = self._buttons(connection, switch, choices)
            delivery_rows.replan(
                connection, _key(switch), Post(says(self._language(switch)), buttons=buttons, asks=True)
            )

        await self._workshop.database.write(change)
        await self._outbox.send(_key(switch))

    def _buttons(self, connection: Connection, switch: Switch, choices: Sequence[Choice]) -> tuple[Button, ...]:
        t = self._language(switch)
        made = [(choice, Button(LABELS[choice](t), new_token(), TONES[choice])) for choice in choices]
        for choice, button in made:
            rows.name_button(connection, button.token, switch.id, choice)
        return tuple(button for _, button in made)

    def _language(self, switch: Switch) -> Translator:
        return self._workshop.languages.of(switch.locale)


def _key(switch: Switch) -> DeliveryKey:
    return DeliveryKey(f"switch {switch.id}", "question")


def _question(t: Translator, switch: Switch, others: Affected) -> str:
    name = NAMES[switch.mode](t)
    asked = texts.switch_question(t, studio=switch.studio, mode=name)
    who = texts.switch_affects(t, turns=others.turns, people=others.people, channels=others.channels)
    return "\n".join([asked, who, texts.switch_choices(t)])


def _ended(t: Translator, *, said: Say, after: Mode | None) -> str:
    return said(t) if after is None else f"{said(t)} {texts.mode_is(t, mode=NAMES[after](t))}"


def _unsure(t: Translator, *, reason: Say) -> str:
    return f"{reason(t)} {texts.switch_unsure(t)}"
