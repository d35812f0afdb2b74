"""How a turn ends: its state, its last word on the card, its questions put away; all in one commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bot import ledger, recipes, threads
from bot.cards import Standing, compose
from bot.chat import Attachment, Button, DeliveryKey, Phase, Post, Spooled
from bot.outbox import Outbox
from bot.preferences import CARD as CARD_STAYS
from bot.preferences import LINK, NEVER, ONLY, PING, RECIPE
from bot.progress import Progress
from bot.settings import Settled
from bot.store import confirmations as question_rows
from bot.store import deliveries as delivery_rows
from bot.store import turns as rows
from bot.store.confirmations import Action, Meaning
from bot.store.deliveries import CARD, QUESTION, DeliveryState
from bot.store.turns import OPEN, Turn, TurnState
from bot.studio import Cause, Features, Model, StudioAccountId
from bot.texts import Say, Translator, shortened
from bot.texts import bringing as bringing_texts
from bot.texts import exporting as export_texts
from bot.texts import file as file_texts
from bot.texts import meeting as meeting_texts
from bot.texts import result as result_texts
from bot.texts import settings as settings_texts
from bot.texts import studio as studio_texts
from bot.texts import turn as texts
from bot.workshop import Workshop

PHASES = {
    TurnState.FINISHED: Phase.DONE,
    TurnState.STOPPED: Phase.STOPPED,
    TurnState.DECLINED: Phase.STOPPED,
    TurnState.UNKNOWN: Phase.UNSURE,
    TurnState.FAILED: Phase.FAILED,
}

CALLED = frozenset({TurnState.FINISHED, TurnState.FAILED, TurnState.UNKNOWN})  # whoever stops it knows
PROMPT_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Ending:
    """A final state, what the card says about it and offers (also other models to try it with), and why.

    The card `leaves` where nobody wants it there; `cost` in credits where the studio measured it.
    """

    state: TurnState
    says: Say
    cause: Cause | None = None
    words: str = ""
    offers: tuple[Action, ...] = ()
    leaves: bool = False
    models: tuple[Model, ...] = ()
    cost: float | None = None


Sentence = Callable[..., str]

LABELS: dict[Action, Say] = {
    Action.AGAIN: texts.run_again,
    Action.DISMISS: texts.dismiss,
    Action.EDIT: result_texts.edit,
    Action.NEW_TOPIC: result_texts.new_topic,
    Action.EXPORT: export_texts.export_button,
    Action.EACH: bringing_texts.each_button,
    Action.OTHERS: file_texts.go_on_with_others,
}
RESENDS = frozenset({Action.AGAIN, Action.EDIT, Action.OTHER_MODEL})
AFTERWARDS = (Action.AGAIN, Action.EDIT, Action.NEW_TOPIC)
EXPORTED = (Action.AGAIN, Action.NEW_TOPIC)  # there are no words of it that could be changed

SENTENCES: dict[Cause, Sentence] = {
    Cause.ABORTED: texts.aborted,
    Cause.BROKEN: texts.studio_broke,
    Cause.BAD_KEYS: texts.keys_lost,
    Cause.CLOCK_OFF: texts.clock_lost,
    Cause.PLACE_GONE: texts.place_gone,
    Cause.THREAD_GONE: texts.thread_gone,
    Cause.CUT_OFF: texts.cut_off,
    Cause.QUIET: texts.gone_quiet,
}
# What a page of the studio's own helps with.
ELSEWHERE: dict[Cause, Sentence] = {
    Cause.UNREGISTERED: studio_texts.unregistered,
    Cause.NO_CREDITS: studio_texts.top_up,
    Cause.PLAN: studio_texts.plan_too_small,
}
# What another model may do better.
FRUITLESS: dict[Cause, Sentence] = {Cause.NOTHING: texts.nothing_made, Cause.REFUSED: texts.refused}
# Here the studio may well go on: the turn can be looked at again.
OUT_OF_SIGHT = frozenset({Cause.BAD_KEYS, Cause.CLOCK_OFF, Cause.QUIET})


def failed(cause: Cause, words: str, by: Features, link: str = "") -> Ending:
    """Make the ending for a cause: the studio's own words as written, then our sentence with what can be done."""

    def says(t: Translator) -> str:
        led = cause in ELSEWHERE and (link or cause is not Cause.NO_CREDITS)
        advice = ELSEWHERE[cause](t, studio=by.name, link=link) if led else _advice(cause, words, by, t)
        return "\n\n".join(part for part in (words, advice) if part)

    if cause in OUT_OF_SIGHT:
        return Ending(TurnState.STOPPED, says, cause, words)
    models = by.alternatives if cause in FRUITLESS else ()
    return Ending(TurnState.FAILED, says, cause, words, offers=(Action.AGAIN,), models=models)


def brought(kept: Sequence[Attachment]) -> Ending:
    """Make the ending of a turn that only brought files; what they are and what to do is asked beside it."""
    says = partial(bringing_texts.brought_at_once, count=len(kept))
    return Ending(TurnState.FINISHED, says, offers=(Action.EACH,) if len(kept) > 1 else ())


def listed(kept: Sequence[Attachment], by: Features, aside: StudioAccountId | None, t: Translator) -> str:
    """List the files that a turn brought, and ask what to do with them.

    With `aside`, the studio is not the one that answers there.
    """
    said = bringing_texts.brought(t, studio=by.name, files=[_told(each, t) for each in kept])
    how = meeting_texts.aside(t, studio=by.name, account=aside) if aside else ""
    return "\n\n".join(part for part in (said, how) if part)


def _told(file: Attachment, t: Translator) -> str:
    kept, seconds = file.content, file.seconds or 0.0
    if not isinstance(kept, Spooled):
        return file.name
    return file_texts.told(t, name=file.name, media_type=kept.media_type, size=kept.size, seconds=seconds)


def _advice(cause: Cause, words: str, by: Features, t: Translator) -> str:
    if cause is Cause.NOTHING and by.exports:
        return texts.nothing_changed(t, studio=by.name)
    if cause is Cause.PLACE_GONE and by.sessions:
        return studio_texts.session_lost(t, studio=by.name)
    if cause in FRUITLESS:
        return FRUITLESS[cause](t, studio=by.name, others=[model.label for model in by.alternatives])
    if cause is Cause.NO_CREDITS:  # the studio knows best how its credits are filled up
        return "" if words else texts.no_credits(t, studio=by.name)
    return SENTENCES[cause](t, studio=by.name)


class Closing:
    """Ends turns."""

    def __init__(self, workshop: Workshop, outbox: Outbox, progress: Progress) -> None:
        """The last word goes through the outbox, so that a crash cannot lose it."""
        self._workshop = workshop
        self._outbox = outbox
        self._progress = progress

    async def close(self, turn: Turn, ending: Ending, before: frozenset[TurnState] = OPEN) -> bool:
        """End a turn that is in one of some states, and say so; tells whether it was."""
        changed = await self.end(turn, ending, before)
        await self.tell(changed)
        return bool(changed)

    async def end(self, turn: Turn, ending: Ending, before: frozenset[TurnState]) -> list[DeliveryKey]:
        """End a turn that is in one of some states; returns the posts that have to tell it, none if it was not."""
        now, t = self._workshop.clock.now(), self._workshop.language(turn)
        settled = await self._workshop.settings(turn.channel, turn.person)
        offers = {
            Button(label, question_rows.new_token()): meaning for label, meaning in _offered(turn, ending, settled, t)
        }
        standing = Standing(PHASES[ending.state], ending.says, until=now, buttons=tuple(offers))
        card = replace(_linked(compose(turn, standing, t), settled), leaves=ending.leaves)
        key, meanings = DeliveryKey(turn.id, CARD), {offer.token: meaning for offer, meaning in offers.items()}

        def end(connection: Connection) -> list[DeliveryKey]:
            values = {"ended_at": now, "cause": ending.cause, "words": ending.words}
            stood = rows.get(connection, turn.id)
            if not rows.move(connection, turn.id, before, ending.state, **values):
                return []
            ledger.settle(connection, stood, ending.state, now, ending.cost)
            question_rows.close(connection, turn.id)
            threads.leave(connection, turn.conversation, ending.cause)
            delivery_rows.replan(connection, key, card)
            question_rows.name_buttons(connection, meanings, now)
            return [*put_away(connection, turn, ending.says(t)), key, *self._ping(connection, turn, ending, settled)]

        changed = await self._workshop.database.write(end)
        if changed:
            self._progress.forget(turn.id)
        return changed

    async def tell(self, changed: Sequence[DeliveryKey]) -> None:
        """Send what an end changed."""
        for each in changed:
            await self._outbox.send(each)

    async def take_back(self, turn: Turn, says: Say) -> None:
        """Take the offers from an ended turn's card, and say why."""
        t, key = self._workshop.language(turn), DeliveryKey(turn.id, CARD)
        standing = Standing(PHASES[turn.state], says, until=turn.ended_at)
        settled = await self._workshop.settings(turn.channel, turn.person)
        card = _linked(compose(turn, standing, t), settled)
        await self._workshop.database.write(partial(delivery_rows.replan, key=key, post=card))
        await self._outbox.send(key)

    async def finish(self, turn: Turn, files: int, cost: float | None = None) -> None:
        """End a turn whose studio is done: with its files, or with the word that there are none where there should be.

        `cost` in credits where the studio measured it.
        """
        by = self._workshop.studio_of(turn).features
        if not files and not by.exports:
            await self.close(turn, failed(Cause.NOTHING, "", by))
            return
        seconds = self._workshop.clock.now() - (turn.started_at or turn.created_at)
        price = await self._workshop.database.read(partial(recipes.cost, turn=turn))

        settled = await self._workshop.settings(turn.channel, turn.person)

        def says(t: Translator) -> str:
            line = texts.done(t, files=files, seconds=seconds) if files else texts.done_at_once(t, seconds=seconds)
            priced = line if price is None else f"{line} · {texts.price(t, cost=price)}"
            priced = priced if not cost else f"{priced} · {texts.measured(t, cost=cost)}"
            return "\n".join(part for part in (priced, recipes.added(t, turn) if settled.of(RECIPE) else "") if part)

        film = EXPORTED if turn.wishes.export else (Action.EXPORT, *AFTERWARDS)
        offers = film if by.exports else AFTERWARDS
        ending = Ending(TurnState.FINISHED, says, offers=offers, leaves=not settled.of(CARD_STAYS), cost=cost)
        await self.close(turn, ending)

    def _ping(self, connection: Connection, turn: Turn, ending: Ending, settled: Settled) -> list[DeliveryKey]:
        now, after = self._workshop.clock.now(), settled.of(PING)
        if not after or ending.state not in CALLED or now - turn.created_at < after:
            return []
        says = settings_texts.ended(self._workshop.language(turn), prompt=shortened(turn.text, PROMPT_LENGTH))
        key, post = DeliveryKey(turn.id, "ping"), Post(says, reply_to=turn.answers, ping=turn.person)
        delivery = delivery_rows.Delivery(key, turn.id, turn.channel, post, DeliveryState.PLANNED)
        return [key] if delivery_rows.plan(connection, delivery, now) else []


def _offered(turn: Turn, ending: Ending, settled: Settled, t: Translator) -> list[tuple[str, Meaning]]:
    """Tell what an ending offers; of a thread that was only looked at there are no words to send again."""
    only, never = settled.of(ONLY), settled.of(NEVER)
    others = [
        model
        for model in ending.models
        if model not in turn.wishes.prefer and model.name not in never and (not only or model.name in only)
    ]
    offered = [
        *((LABELS[action](t), Meaning(action, turn.id)) for action in ending.offers),
        *(
            (texts.try_with(t, model=model.label), Meaning(Action.OTHER_MODEL, turn.id, model=model.name))
            for model in others
        ),
    ]
    return [(label, meaning) for label, meaning in offered if not (turn.attached and meaning.action in RESENDS)]


def put_away(connection: Connection, turn: Turn, said: str) -> list[DeliveryKey]:
    """Take the buttons from a turn's questions and say why; returns the posts that changed."""
    asked = [each for each in delivery_rows.of_turn(connection, turn.id, QUESTION) if each.post.buttons]
    for each in asked:
        answered = replace(each.post, text=f"{each.post.text}\n\n{said}", buttons=())
        delivery_rows.replan(connection, each.key, answered)
    return [each.key for each in asked]


def _linked(card: Post, settled: Settled) -> Post:
    return card if settled.of(LINK) else replace(card, links=())
