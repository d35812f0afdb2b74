"""Turns: opened once per message, carried on by one idempotent run, stopped honestly."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bot import hints, threads
from bot.cards import Standing, compose
from bot.catalogue import Catalogue
from bot.chat import (
    ButtonPress,
    ChannelRef,
    DeliveryKey,
    EventKey,
    Message,
    MessageId,
    PersonId,
    Phase,
    Post,
    TurnId,
)
from bot.closing import Closing, Ending
from bot.errors import AtelierError, RetryLater, UserError
from bot.lanes import LaneKey, Lanes
from bot.outbox import Outbox
from bot.preferences import REASONING, owner
from bot.progress import Progress
from bot.spool import Spool
from bot.starting import Moved
from bot.store import confirmations as button_rows
from bot.store import conversations as conversation_rows
from bot.store import deliveries as delivery_rows
from bot.store import turns as rows
from bot.store.confirmations import Action
from bot.store.deliveries import CARD, DeliveryState
from bot.store.turns import IN_FLIGHT, OPEN, UNSENT, WAITING, Turn, TurnState
from bot.studio import Cause, Conversation, Reasoning, Wishes
from bot.tasks import Tasks
from bot.texts import Say, Translator
from bot.texts import settings as settings_texts
from bot.texts import turn as texts
from bot.workshop import Workshop

Step = Callable[[Turn], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where turns are seen and kept: the outbox, the card, the ending, the spool, the background."""

    outbox: Outbox
    progress: Progress
    closing: Closing
    spool: Spool
    tasks: Tasks


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many turns may wait: in one conversation, and of one person in it."""

    conversation: int
    person: int


def lane_of(conversation: Conversation) -> LaneKey:
    """Name the lane of a conversation."""
    return LaneKey(conversation.id, conversation.channel, conversation.studio)


def stopped(turn: Turn) -> Ending:
    """Make the honest ending of a turn that somebody stops: to stop an open question is to decline it."""
    if turn.state is TurnState.AWAITING:
        return Ending(TurnState.DECLINED, texts.declined)
    return Ending(TurnState.STOPPED, texts.stopped_waiting if turn.state in UNSENT else texts.stopped_running)


class Runner:
    """Carries a turn on from whatever state it is in: a start, a decision and a restart all come through here."""

    def __init__(self, workshop: Workshop, closing: Closing, steps: Mapping[TurnState, Step]) -> None:
        """One step per state that can go on; each says whether the turn does."""
        self._workshop = workshop
        self._closing = closing
        self._steps = steps

    async def run(self, id: TurnId) -> LaneKey | None:  # noqa: A002 (it is the id)
        """Go on as far as it goes; returns the lane to go on in, when it is another one."""
        turn = await self._unless_stopped(id)
        try:
            while (step := self._steps.get(turn.state)) and await step(turn):
                turn = await self._unless_stopped(id)
            await self._unless_stopped(id)
        except Moved as moved:
            return lane_of(moved.conversation)
        except RetryLater:
            if (await self._unless_stopped(id)).state in OPEN:
                raise
        except UserError as refused:
            await self._closing.close(turn, Ending(TurnState.FAILED, refused.say, Cause.REFUSED))
        return None

    async def broke(self, id: TurnId, failure: str) -> None:  # noqa: A002
        """Close a turn that met a fault of our own, with the fault's name."""
        says = partial(texts.broken, failure=failure)
        await self._closing.close(await self._load(id), Ending(TurnState.FAILED, says, Cause.BROKEN, failure))

    async def _unless_stopped(self, id: TurnId) -> Turn:  # noqa: A002
        """Read a turn; a stop that could not be obeyed at once is obeyed here, before anything more is spent."""
        turn = await self._load(id)
        if turn.stopping and turn.state in OPEN - IN_FLIGHT:
            await self._closing.close(turn, stopped(turn))
            return await self._load(id)
        return turn

    async def _load(self, id: TurnId) -> Turn:  # noqa: A002
        return await self._workshop.database.read(lambda connection: rows.get(connection, id))


class Turns:
    """Opens, stops and shows turns, and takes them up again after a restart."""

    def __init__(self, workshop: Workshop, stage: Stage, lanes: Lanes, bounds: Bounds, catalogue: Catalogue) -> None:
        """When a turn runs is up to its lane; the catalogue tells which models a request names."""
        self._catalogue = catalogue
        self._workshop = workshop
        self._stage = stage
        self._lanes = lanes
        self._bounds = bounds

    async def open(self, message: Message, wishes: Wishes | None = None) -> Turn | None:
        """Make a message a queued turn, in one commit; None when the message was taken before.

        Without `wishes` the message's own words tell what is wished for.
        """
        if not message.text.strip():
            raise UserError(texts.words_missing if message.attachments else texts.empty_request)
        added = await self._workshop.database.write(partial(self._add, message=message, wishes=wishes))
        if added is None:
            return None
        turn, (card, note) = added
        self._submit(turn)
        self._stage.tasks.start(self._stage.outbox.send_claimed(card), f"card {turn.id}")
        if note is not None:
            self._stage.tasks.start(self._stage.outbox.send(note), f"note {turn.id}")
        if message.attachments:
            self._stage.tasks.start(self._keep(turn), f"keep {turn.id}")
        return turn

    async def again(self, turn: Turn, press: ButtonPress) -> None:
        """Open a new turn from an ended one's words and files; one button makes one turn, however often pressed."""
        files = await self._workshop.database.read(partial(rows.files, id=turn.id))
        key, request = EventKey(f"again {press.token}"), turn.request or MessageId("")
        message = Message(key, request, press.channel, press.person, turn.text, tuple(files))
        await self.open(message, turn.wishes)
        await self._stage.closing.take_back(turn, texts.sent_again)

    async def dismiss(self, turn: Turn) -> None:
        """Put an ended turn's offers away."""
        await self._stage.closing.take_back(turn, texts.dismissed)

    def go_on(self, turn: Turn) -> None:
        """Let a turn whose question was answered go on before those that wait."""
        self._submit(turn, first=True)

    async def without(self, turn: Turn) -> None:
        """Take an unsent turn's wishes off. Raises `UserError` when it has begun."""
        plain = Wishes(reasoning=turn.wishes.reasoning)

        def take_off(connection: Connection) -> Turn | None:
            if rows.get(connection, turn.id).state not in UNSENT:
                return None
            rows.set_wishes(connection, turn.id, plain)
            return rows.get(connection, turn.id)

        changed = await self._workshop.database.write(take_off)
        if changed is None:
            raise UserError(texts.begun_already)
        ahead = self.ahead(changed)
        self._stage.progress.show(changed, Standing(Phase.QUEUED, partial(texts.queued, ahead=ahead), ahead))

    async def resume(self) -> int:
        """After a start: take up every unfinished turn; tells how many."""
        unfinished = await self._workshop.database.read(rows.unfinished)
        for turn in unfinished:
            self._submit(turn)
        return len(unfinished)

    async def stop(self, turn: Turn) -> bool:
        """End a turn as honestly as its state allows; False when it was over already."""
        while turn.state in OPEN:
            if turn.state in IN_FLIGHT:
                if await self._workshop.database.write(partial(rows.ask_to_stop, id=turn.id)):
                    return True
            elif await self._stage.closing.close(turn, stopped(turn), frozenset({turn.state})):
                self._lanes.cancel(turn.id, lane_of(turn.conversation))
                return True
            turn = await self.get(turn.id)
        return False

    async def look_again(self, turn: Turn) -> bool:
        """Follow a turn once more that was stopped while its studio worked; False when there is nothing to follow."""
        now = self._workshop.clock.now()
        taken_up = turn.ref is not None and await self._workshop.database.write(
            partial(rows.take_up, id=turn.id, now=now)
        )
        if taken_up:
            self._submit(turn)
        return taken_up

    async def get(self, id: TurnId) -> Turn:  # noqa: A002 (it is the id)
        """Read one turn."""
        return await self._workshop.database.read(lambda connection: rows.get(connection, id))

    async def open_in(self, channel: ChannelRef) -> list[Turn]:
        """List a channel's open turns, oldest first."""
        return await self._workshop.database.read(lambda connection: rows.open_in(connection, channel))

    async def showable(self, channel: ChannelRef) -> Turn | None:
        """Find the newest turn of a channel that has something to show, or may have by now."""
        return await self._workshop.database.read(partial(rows.showable, channel=channel))

    def ahead(self, turn: Turn) -> int:
        """Count the turns before this one in its lane."""
        return self._lanes.ahead(turn.id, lane_of(turn.conversation))

    def _submit(self, turn: Turn, *, first: bool = False) -> None:
        if turn.conversation.studio in self._workshop.studios:
            self._lanes.submit(turn.id, lane_of(turn.conversation), turn.person, first=first)
        else:
            self._stage.tasks.start(self._give_up(turn), f"turn {turn.id}")

    async def _give_up(self, turn: Turn) -> None:
        state = TurnState.FAILED if turn.state in WAITING else TurnState.UNKNOWN
        says = partial(texts.studio_gone, studio=turn.conversation.studio)
        await self._stage.closing.close(turn, Ending(state, says, Cause.ABORTED))

    async def _keep(self, turn: Turn) -> None:
        with suppress(AtelierError):  # the run keeps them again, and tells
            await self._stage.spool.keep(turn)

    def _add(
        self, connection: Connection, message: Message, wishes: Wishes | None
    ) -> tuple[Turn, tuple[delivery_rows.Delivery, DeliveryKey | None]] | None:
        if rows.seen(connection, message.channel.account, message.key):
            return None
        now = self._workshop.clock.now()
        settled = self._workshop.settled(connection, message.channel, message.person.id)
        reasoning = (wishes.reasoning if wishes else None) or settled.of(REASONING)
        conversation, says = self._enter(connection, message, reasoning, owner(settled, message.person.id))
        wished = replace(wishes or self._wishes(message, conversation), reasoning=reasoning)
        before = rows.in_lane(connection, conversation.id)
        self._check_bounds([person for person, state in before if state in WAITING], message)
        turn = _new(message, wished, conversation, now)
        rows.add(connection, turn, message.attachments)
        conversation_rows.name_after(connection, conversation.id, message.text)
        button_rows.name_button(connection, turn.stop_token, Action.STOP, turn.id, now)
        if turn.without_token is not None:
            button_rows.name_button(connection, turn.without_token, Action.WITHOUT, turn.id, now)
        rows.mark_seen(connection, message.channel.account, message.key, turn.id, now)
        return turn, self._plan_card(connection, turn, len(before), says)

    def _enter(
        self, connection: Connection, message: Message, reasoning: Reasoning | None, whose: PersonId | None
    ) -> tuple[Conversation, Say | None]:
        """Find the conversation; a reply goes on as that one thinks, anything else may have to begin a new one."""
        now, spot = self._workshop.clock.now(), threads.Spot(message.channel, whose, self._workshop.studio)
        answered = threads.replied(connection, message.channel, message.reply_to)
        found = answered or threads.enter(connection, spot, None, now)
        if found.studio not in self._workshop.studios:
            found = threads.anew(connection, spot, now)
        wanted = None if answered else reasoning
        thinking = threads.thinking(connection, found, wanted, whose, now)
        if wanted is None or thinking.id == found.id:
            return thinking, None
        return thinking, partial(_begun_anew, reasoning=wanted)

    def _wishes(self, message: Message, conversation: Conversation) -> Wishes:
        features = self._workshop.studios[conversation.studio].features
        at_hand = bool(message.attachments) or conversation.thread is not None
        return hints.wishes(message.text, self._catalogue.models(conversation.studio), features, pictures=at_hand)

    def _check_bounds(self, waiting: Sequence[PersonId], message: Message) -> None:
        if len(waiting) >= self._bounds.conversation:
            raise UserError(partial(texts.lane_full, limit=self._bounds.conversation))
        if waiting.count(message.person.id) >= self._bounds.person:
            raise UserError(partial(texts.person_full, limit=self._bounds.person))

    def _plan_card(
        self, connection: Connection, turn: Turn, ahead: int, says: Say | None
    ) -> tuple[delivery_rows.Delivery, DeliveryKey | None]:
        standing = Standing(Phase.QUEUED, partial(texts.queued, ahead=ahead), ahead)
        card = compose(turn, standing, self._workshop.language(turn))
        delivery = delivery_rows.Delivery(
            DeliveryKey(turn.id, CARD), turn.id, turn.channel, card, DeliveryState.SENDING, attempts=1
        )
        delivery_rows.add(connection, delivery, turn.created_at)
        return delivery, self._plan_note(connection, turn, says) if says else None

    def _plan_note(self, connection: Connection, turn: Turn, says: Say) -> DeliveryKey:
        key, post = (
            DeliveryKey(turn.id, "note:thinking"),
            Post(says(self._workshop.language(turn)), reply_to=turn.request),
        )
        note = delivery_rows.Delivery(key, turn.id, turn.channel, post, DeliveryState.PLANNED)
        delivery_rows.plan(connection, note, turn.created_at)
        return key


def _new(message: Message, wishes: Wishes, conversation: Conversation, now: float) -> Turn:
    return Turn(
        id=TurnId(conversation_rows.new_id()),
        conversation=conversation,
        request=message.id or None,
        person=message.person.id,
        locale=message.person.locale,
        text=message.text,
        state=TurnState.QUEUED,
        stopping=False,
        stop_token=button_rows.new_token(),
        created_at=now,
        started_at=None,
        ended_at=None,
        prepared=None,
        ref=None,
        cause=None,
        words="",
        wishes=wishes,
        without_token=button_rows.new_token() if wishes.prefer or wishes.upscale else None,
    )


def _begun_anew(t: Translator, *, reasoning: Reasoning) -> str:
    return settings_texts.begun_anew(t, reasoning=REASONING.kind.show(t, reasoning))
