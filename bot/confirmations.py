"""Questions that cost credits: asked with buttons, answered once, carried out, and read again after a crash."""

from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from bot import ledger
from bot.access import may_press
from bot.cards import Standing
from bot.chat import Button, DeliveryKey, Message, Person, Phase, Post, Tone
from bot.closing import Closing, Ending, put_away
from bot.errors import OutcomeUnknown, QuestionChanged, RetryLater, UserError
from bot.outbox import Outbox
from bot.preferences import EXPIRY
from bot.progress import Progress
from bot.store import confirmations as rows
from bot.store import deliveries as delivery_rows
from bot.store import inbox
from bot.store import turns as turn_rows
from bot.store.confirmations import Action, Confirmation, Meaning
from bot.store.deliveries import QUESTION, DeliveryState
from bot.store.turns import Turn, TurnState
from bot.studio import ConfirmationAsked, Decision, TurnEvent, TurnRef
from bot.studio import Progress as SignOfLife
from bot.texts import Say
from bot.texts import turn as texts
from bot.workshop import Workshop

HOUR = 3600.0
READS_APART = 10.0
DECISIONS = {Action.APPROVE: Decision.APPROVE, Action.DECLINE: Decision.DECLINE}


@dataclass(frozen=True, slots=True)
class Shown:
    """What carries a question into the chat: the outbox, the card, the way a turn ends."""

    outbox: Outbox
    progress: Progress
    closing: Closing


class Confirmations:
    """Asks, takes the answer, and carries it out; nothing is approved by itself."""

    def __init__(self, workshop: Workshop, shown: Shown) -> None:
        """A question is a post with buttons whose meaning lies in the store."""
        self._workshop = workshop
        self._shown = shown

    async def ask(self, turn: Turn, asked: ConfirmationAsked) -> bool:
        """Post a question once; True when it was answered before, so that only reading can tell what became of it."""

        def store(connection: Connection) -> DeliveryKey | None:
            known = rows.of_question(connection, turn.id, asked.key)
            answered = known is not None and known.decision is not None
            state = TurnState.DECIDING if answered else TurnState.AWAITING
            if not turn_rows.move(connection, turn.id, TurnState.RUNNING, state):
                return None  # it was stopped meanwhile: nobody is asked any more
            if known is not None and (answered or known.state is rows.QuestionState.OPEN):
                return None
            made = self._opened(connection, turn, asked)
            return self._plan(connection, turn, made, "")

        await self._post(turn, await self._workshop.database.write(store))
        return (await self._workshop.database.read(partial(turn_rows.get, id=turn.id))).state is TurnState.DECIDING

    async def press(self, meaning: Meaning, person: Person, message: Message | None = None) -> Turn | None:
        """Take an answer; returns the turn that can go on now. Raises `UserError` when the press does not count.

        One that a `message` says counts once: None when it was taken before.
        """
        decision = DECISIONS[meaning.action]
        confirmation = meaning.confirmation or ""
        now = self._workshop.clock.now()

        def take(connection: Connection) -> tuple[Turn, Confirmation, bool] | None:
            if message is not None and not inbox.take(connection, message, now):
                return None
            turn = turn_rows.get(connection, meaning.turn)
            if not may_press(person, turn.person):
                raise UserError(texts.not_yours)
            won = rows.take(connection, confirmation, decision, person.id, now)
            known = rows.get(connection, confirmation)
            if won:
                ledger.answered(connection, turn, known, person.id, now)
            return turn, known, won

        taken = await self._workshop.database.write(take)
        if taken is None:
            return None
        turn, known, won = taken
        if not won:
            expired = known.decision is None and known.expires_at <= now
            raise UserError(texts.expired if expired else texts.answered_already)
        said = texts.approved if decision is Decision.APPROVE else texts.declined
        await self._settle_post(turn, said)
        return turn

    async def carry_out(self, turn: Turn) -> bool:
        """Do what was decided, if anything was; True when the turn goes on."""
        known = await self._workshop.database.read(partial(rows.latest, turn=turn.id))
        if known is None or known.decision is None or turn.ref is None:
            return False
        try:
            if known.decision is Decision.APPROVE:
                return await self._approve(turn, turn.ref, known)
            await self._decline(turn, turn.ref, known)
        except QuestionChanged:
            return await self._void(turn, known)
        return False

    async def open_question(self, message: Message) -> Confirmation | None:
        """Find the question that a typed word answers: the one replied to, or in a direct message the newest one."""
        if message.reply_to is None and message.channel.community is not None:
            return None
        return await self._workshop.database.read(partial(_asked_in, message=message))

    async def expire(self) -> None:
        """Decline what nobody answered in time; the request can be sent again from its card."""
        now = self._workshop.clock.now()
        for late in await self._workshop.database.read(partial(rows.overdue, now=now)):
            if await self._workshop.database.write(partial(rows.expire, id=late.id, now=now)):
                turn = await self._workshop.database.read(partial(turn_rows.get, id=late.turn))
                ending = Ending(TurnState.DECLINED, texts.expired_unanswered, offers=(Action.AGAIN,))
                await self._shown.closing.close(turn, ending, frozenset({TurnState.AWAITING}))

    async def settle(self, turn: Turn) -> bool:
        """After a cut-off answer: find out by reading alone what became of it; True when the turn goes on."""
        known = await self._workshop.database.read(partial(rows.latest, turn=turn.id))
        if known is None or not await self._still_open(turn, known.asked):
            return await self._move(turn, TurnState.DECIDING, TurnState.RUNNING)
        await self._ask_again(turn, known, texts.asked_again)
        return False

    async def _ask_again(self, turn: Turn, known: Confirmation, why: Say) -> None:
        now, head = self._workshop.clock.now(), why(self._workshop.language(turn))

        def reopen(connection: Connection) -> DeliveryKey | None:
            if not turn_rows.move(connection, turn.id, TurnState.DECIDING, TurnState.AWAITING):
                return None
            ledger.voided(connection, turn, known, now)
            again = self._opened(connection, turn, known.asked)
            return self._plan(connection, turn, again, head)

        await self._post(turn, await self._workshop.database.write(reopen))

    def _opened(self, connection: Connection, turn: Turn, asked: ConfirmationAsked) -> Confirmation:
        now, settled = self._workshop.clock.now(), self._workshop.settled(connection, turn.channel, turn.person)
        return rows.ask(connection, turn.id, asked, now, now + settled.of(EXPIRY) * HOUR)

    async def _decline(self, turn: Turn, ref: TurnRef, known: Confirmation) -> None:
        with suppress(OutcomeUnknown):  # whether it was heard or not: a no spends nothing
            await self._workshop.studio_of(turn).decide(ref, known.asked, Decision.DECLINE)
        await self._shown.closing.close(turn, Ending(TurnState.DECLINED, texts.declined))

    async def _void(self, turn: Turn, known: Confirmation) -> bool:
        now, key = self._workshop.clock.now(), DeliveryKey(turn.id, f"note:{rows.new_token()}")
        post = Post(texts.question_changed(self._workshop.language(turn)), reply_to=turn.request)
        note = delivery_rows.Delivery(key, turn.id, turn.channel, post, DeliveryState.PLANNED)

        def void(connection: Connection) -> bool:
            ledger.voided(connection, turn, known, now)
            rows.void(connection, known.id)
            delivery_rows.plan(connection, note, now)
            before = frozenset({TurnState.AWAITING, TurnState.DECIDING})
            return turn_rows.move(connection, turn.id, before, TurnState.RUNNING)

        goes_on = await self._workshop.database.write(void)
        await self._shown.outbox.send(key)
        return goes_on

    async def _approve(self, turn: Turn, ref: TurnRef, known: Confirmation) -> bool:
        if not await self._move(turn, TurnState.AWAITING, TurnState.DECIDING, durable=True):
            return False
        try:
            await self._workshop.studio_of(turn).decide(ref, known.asked, Decision.APPROVE)
        except OutcomeUnknown:
            return True
        except UserError as refused:  # the studio's question stands as it was: whoever mends the reason answers again
            await self._ask_again(turn, known, refused.say)
            return False
        except RetryLater as later:
            await self._move(turn, TurnState.DECIDING, TurnState.AWAITING)
            self._shown.progress.show(turn, Standing(Phase.QUEUED, later.say))
            raise
        return await self._move(turn, TurnState.DECIDING, TurnState.RUNNING)

    async def _still_open(self, turn: Turn, asked: ConfirmationAsked) -> bool:
        if not await self._asks(turn, asked):
            return False
        await self._workshop.clock.sleep(READS_APART)
        return await self._asks(turn, asked)

    async def _asks(self, turn: Turn, asked: ConfirmationAsked) -> bool:
        if turn.ref is None:
            return False
        async with aclosing(self._workshop.studio_of(turn).follow(turn.ref)) as events:
            found = await _question(events)
        return found is not None and found.key == asked.key

    def _plan(self, connection: Connection, turn: Turn, known: Confirmation, head: str) -> DeliveryKey:
        now, t = self._workshop.clock.now(), self._workshop.language(turn)
        tokens = [rows.add_button(connection, action, turn.id, known.id, now) for action in DECISIONS]
        buttons = (
            Button(texts.approve(t), tokens[0], Tone.PRIMARY),
            Button(texts.decline(t), tokens[1]),
        )
        text = "\n\n".join(part for part in (head, known.asked.text, texts.question(t, cost=known.asked.cost)) if part)
        key = DeliveryKey(turn.id, f"{QUESTION}{tokens[0]}")
        post = Post(text, buttons=buttons, reply_to=turn.request, asks=True)
        delivery = delivery_rows.Delivery(key, turn.id, turn.channel, post, DeliveryState.PLANNED)
        delivery_rows.plan(connection, delivery, now)
        return key

    async def _post(self, turn: Turn, key: DeliveryKey | None) -> None:
        self._shown.progress.show(turn, Standing(Phase.ASKING, texts.asking))
        if key is not None:
            await self._shown.outbox.send(key)

    async def _settle_post(self, turn: Turn, said: Say) -> None:
        t = self._workshop.language(turn)

        for key in await self._workshop.database.write(partial(put_away, turn=turn, said=said(t))):
            await self._shown.outbox.send(key)

    async def _move(self, turn: Turn, before: TurnState, after: TurnState, *, durable: bool = False) -> bool:
        return await self._workshop.database.write(
            lambda connection: turn_rows.move(connection, turn.id, before, after), durable=durable
        )


async def _question(events: AsyncIterator[TurnEvent]) -> ConfirmationAsked | None:
    looks = 0
    async for event in events:
        looks += isinstance(event, SignOfLife)
        if isinstance(event, ConfirmationAsked):
            return event
        if looks > 1:  # a second look began: the first one showed no question
            return None
    return None


def _asked_in(connection: Connection, message: Message) -> Confirmation | None:
    channel = message.channel
    if message.reply_to is not None:
        turn = turn_rows.of_message(connection, channel, message.reply_to)
    else:
        turn = turn_rows.awaiting(connection, channel)
    return rows.latest(connection, turn.id) if turn and turn.state is TurnState.AWAITING else None
