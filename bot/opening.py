"""Opening a turn: everything that is stored of a message, in one commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bot import albums, hints, threads, triggers
from bot.capabilities import says_something
from bot.cards import Standing, compose, in_line
from bot.catalogue import Catalogue
from bot.chat import DeliveryKey, Message, PersonId, Phase, Post, TurnId
from bot.errors import UserError
from bot.preferences import REASONING, owner
from bot.settings import Settled
from bot.store import albums as album_rows
from bot.store import confirmations as button_rows
from bot.store import conversations as conversation_rows
from bot.store import deliveries as delivery_rows
from bot.store import inbox
from bot.store import turns as rows
from bot.store.confirmations import Action, Meaning
from bot.store.deliveries import CARD, DeliveryState
from bot.store.turns import WAITING, Turn, TurnState
from bot.studio import Conversation, Features, Reasoning, StudioAccountId, TurnRef, Wishes
from bot.texts import Say, Translator
from bot.texts import settings as settings_texts
from bot.texts import turn as texts
from bot.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many turns may wait: in one conversation, and of one person in it."""

    conversation: int
    person: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for beside the words, None where they tell it; and where, if not where people are.

    It is `within` some conversation, or `apart`: in one of its own.
    """

    wishes: Wishes | None = None
    within: Conversation | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A new turn, its card claimed for sending, and a note to send beside it."""

    turn: Turn
    card: delivery_rows.Delivery
    note: DeliveryKey | None


class Opening:
    """Makes messages into queued turns."""

    def __init__(self, workshop: Workshop, bounds: Bounds, catalogue: Catalogue) -> None:
        """The catalogue tells which models a request names."""
        self._workshop = workshop
        self._bounds = bounds
        self._catalogue = catalogue

    def add(
        self,
        connection: Connection,
        message: Message,
        asked: Asked,
        settled: Settled,
        full: Mapping[StudioAccountId, int],
    ) -> Opened | None:
        """Store a message as a queued turn; None when it was taken before.

        `settled` is what is set for its author there, `full` counts what fills each account. Raises `UserError` for
        what cannot be taken.
        """
        if inbox.seen(connection, message.channel.account, message.key):
            return None
        now = self._workshop.clock.now()
        if (known := _of_album(connection, message)) is not None:
            self._join(connection, known, message, now)
            return None
        message = albums.whole(connection, message, now)
        wishes, reasoning = asked.wishes, (asked.wishes and asked.wishes.reasoning) or settled.of(REASONING)
        spot = threads.Spot(message.channel, owner(settled, message.person.id), self._workshop.account(settled))
        begun = threads.apart(connection, spot, now) if asked.apart else asked.within
        conversation, says = (begun, None) if begun else self._enter(connection, message, reasoning, spot)
        _check_words(message, self._workshop.studios[conversation.studio].features)
        wished = replace(wishes or self._wishes(message, conversation), reasoning=reasoning)
        before = rows.in_lane(connection, conversation.id)
        self._check_bounds([person for person, state in before if state in WAITING], message)
        turn = _new(message, wished, conversation, now)
        _store(connection, turn, message)
        standing = in_line(self._workshop.studio_of(turn).features.name, len(before), full[conversation.studio])
        card = self._plan_card(connection, turn, standing)
        return Opened(turn, card, self._plan_note(connection, turn, says) if says else None)

    def lay_by(self, connection: Connection, part: Message) -> None:
        """Keep a part of an album that calls nobody, for the one that does. Raises `UserError` when that has begun."""
        if inbox.seen(connection, part.channel.account, part.key):
            return
        now = self._workshop.clock.now()
        if (known := _of_album(connection, part)) is None:
            album_rows.lay_by(connection, part, now)
        else:
            self._join(connection, known, part, now)

    def attach(self, connection: Connection, message: Message, ref: TurnRef, settled: Settled) -> Opened | None:
        """Store a turn that only follows a thread which the studio has; None when the message was taken before."""
        if inbox.seen(connection, message.channel.account, message.key):
            return None
        now = self._workshop.clock.now()
        spot = threads.Spot(message.channel, owner(settled, message.person.id), self._workshop.account(settled))
        turn = _new(message, Wishes(), threads.attached(connection, spot, ref.thread, now), now)
        _store(connection, turn, message)
        rows.set_ref(connection, turn.id, ref)
        rows.move(connection, turn.id, TurnState.QUEUED, TurnState.RUNNING)
        says = partial(texts.working, studio=self._workshop.studio_of(turn).features.name)
        card = self._plan_card(connection, turn, Standing(Phase.WORKING, says))
        return Opened(rows.get(connection, turn.id), card, None)

    def _join(self, connection: Connection, turn: Turn, part: Message, now: float) -> None:
        whole = replace(part, text="\n".join(filter(None, [turn.text, part.text])))
        _check_words(whole, self._workshop.studio_of(turn).features)
        wishes = replace(self._wishes(whole, turn.conversation), reasoning=turn.wishes.reasoning)
        albums.join(connection, turn, part, wishes, now)

    def _enter(
        self, connection: Connection, message: Message, reasoning: Reasoning | None, spot: threads.Spot
    ) -> tuple[Conversation, Say | None]:
        """Find the conversation; a reply goes on as that one thinks, anything else may have to begin a new one."""
        now = self._workshop.clock.now()
        answered = threads.replied(connection, message.channel, message.reply_to)
        found = answered or threads.enter(connection, spot, None, now)
        if found.studio not in self._workshop.studios:
            found = threads.anew(connection, spot, now)
        wanted = reasoning if answered is None and self._workshop.studios[found.studio].features.reasoning else None
        thinking = threads.thinking(connection, found, wanted, spot.owner, now)
        if wanted is None or thinking.id == found.id:
            return thinking, None
        return thinking, partial(_begun_anew, reasoning=wanted)

    def _wishes(self, message: Message, conversation: Conversation) -> Wishes:
        features = self._workshop.studios[conversation.studio].features
        at_hand = bool(message.attachments) or conversation.thread is not None
        film = None if message.attachments or features.exports is None else triggers.export(message.text)
        if features.exports is not None and film is not None:  # by whichever door it came: such words never spend
            return Wishes(export=film or features.exports.formats[0])
        return hints.wishes(message.text, self._catalogue.models(conversation.studio), features, pictures=at_hand)

    def _check_bounds(self, waiting: Sequence[PersonId], message: Message) -> None:
        if len(waiting) >= self._bounds.conversation:
            raise UserError(partial(texts.lane_full, limit=self._bounds.conversation))
        if waiting.count(message.person.id) >= self._bounds.person:
            raise UserError(partial(texts.person_full, limit=self._bounds.person))

    def _plan_card(self, connection: Connection, turn: Turn, standing: Standing) -> delivery_rows.Delivery:
        card = compose(turn, standing, self._workshop.language(turn))
        delivery = delivery_rows.Delivery(
            DeliveryKey(turn.id, CARD), turn.id, turn.channel, card, DeliveryState.SENDING, attempts=1
        )
        delivery_rows.add(connection, delivery, turn.created_at)
        return delivery

    def _plan_note(self, connection: Connection, turn: Turn, says: Say) -> DeliveryKey:
        key = DeliveryKey(turn.id, "note:thinking")
        post = Post(says(self._workshop.language(turn)), reply_to=turn.request)
        note = delivery_rows.Delivery(key, turn.id, turn.channel, post, DeliveryState.PLANNED)
        delivery_rows.plan(connection, note, turn.created_at)
        return key


def _of_album(connection: Connection, part: Message) -> Turn | None:
    return rows.of_album(connection, part.channel, part.album, part.person.id) if part.album else None


def _store(connection: Connection, turn: Turn, message: Message) -> None:
    rows.add(connection, turn, message.attachments)
    if not (turn.brings or turn.wishes.export):
        conversation_rows.name_after(connection, turn.conversation.id, message.text)
    meanings = {turn.stop_token: Meaning(Action.STOP, turn.id)}
    if turn.without_token is not None:
        meanings[turn.without_token] = Meaning(Action.WITHOUT, turn.id)
    button_rows.name_buttons(connection, meanings, turn.created_at)
    inbox.note(connection, message, turn.created_at, turn.id)


def _check_words(message: Message, features: Features) -> None:
    """Refuse too many words, and none where files alone say nothing; those of an album may come with a later part."""
    length, limit = len(message.text), features.prompt_length
    if not (features.sessions or message.album or says_something(message.text)):
        raise UserError(texts.words_missing)
    if limit is not None and length > limit:
        raise UserError(partial(texts.prompt_too_long, length=length, limit=limit))


def _new(message: Message, wishes: Wishes, conversation: Conversation, now: float) -> Turn:
    return Turn(
        id=TurnId(conversation_rows.new_id()),
        conversation=conversation,
        request=message.id or None,
        person=message.person.id,
        locale=message.person.locale,
        name=message.person.name,
        aside=message.aside,
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
        album=message.album,
        not_before=now + albums.QUIET if message.album else None,
    )


def _begun_anew(t: Translator, *, reasoning: Reasoning) -> str:
    return settings_texts.begun_anew(t, reasoning=REASONING.kind.show(t, reasoning))
