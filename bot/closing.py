"""How a turn ends: its state, its last word on the card, its questions put away; all in one commit."""

from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bot import ledger
from bot.cards import Standing, compose
from bot.chat import Button, DeliveryKey, Phase, Post
from bot.outbox import Outbox
from bot.preferences import CARD as CARD_STAYS
from bot.preferences import LINK, PING, REASONING, RECIPE
from bot.progress import Progress
from bot.settings import Settled
from bot.store import confirmations as question_rows
from bot.store import deliveries as delivery_rows
from bot.store import turns as rows
from bot.store.confirmations import Action
from bot.store.deliveries import CARD, DeliveryState
from bot.store.turns import OPEN, Turn, TurnState
from bot.studio import AUTO, Cause, Decision, Prompt, Reasoning, Tools
from bot.texts import Say, Translator, shortened
from bot.texts import settings as settings_texts
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
    """A final state, what the card says about it and offers, and why."""

    state: TurnState
    says: Say
    cause: Cause | None = None
    words: str = ""
    offers: tuple[Action, ...] = ()


LABELS: dict[Action, Say] = {Action.AGAIN: texts.run_again, Action.DISMISS: texts.dismiss}

SENTENCES: dict[Cause, Say] = {
    Cause.NOTHING: texts.nothing_made,
    Cause.REFUSED: texts.refused,
    Cause.ABORTED: texts.aborted,
    Cause.BAD_KEYS: texts.bad_keys,
    Cause.PLACE_GONE: texts.place_gone,
}

# For a studio that fails without a word of its own.
WORDLESS: dict[Cause, Say] = {Cause.NO_CREDITS: texts.no_credits, Cause.BROKEN: texts.studio_broke}


def failed(cause: Cause, words: str) -> Ending:
    """Make the ending for a cause: our sentence, then the studio's own words as written."""
    sentence = SENTENCES.get(cause) or (None if words else WORDLESS.get(cause))

    def says(t: Translator) -> str:
        return "\n\n".join(part for part in (sentence(t) if sentence else "", words) if part)

    return Ending(TurnState.FAILED, says, cause, words)


class Closing:
    """Ends turns."""

    def __init__(self, workshop: Workshop, outbox: Outbox, progress: Progress) -> None:
        """The last word goes through the outbox, so that a crash cannot lose it."""
        self._workshop = workshop
        self._outbox = outbox
        self._progress = progress

    async def close(self, turn: Turn, ending: Ending, before: frozenset[TurnState] = OPEN) -> bool:
        """End a turn that is in one of some states; tells whether it was."""
        now, t = self._workshop.clock.now(), self._workshop.language(turn)
        offers = tuple(Button(LABELS[action](t), question_rows.new_token()) for action in ending.offers)
        settled = await self._workshop.settings(turn.channel, turn.person)
        card = _linked(
            compose(turn, Standing(PHASES[ending.state], ending.says, until=now, buttons=offers), t), settled
        )
        key = DeliveryKey(turn.id, CARD)

        def end(connection: Connection) -> list[DeliveryKey]:
            values = {"ended_at": now, "cause": ending.cause, "words": ending.words}
            stood = rows.get(connection, turn.id)
            if not rows.move(connection, turn.id, before, ending.state, **values):
                return []
            ledger.settle(connection, stood, ending.state, now)
            question_rows.close(connection, turn.id)
            delivery_rows.replan(connection, key, card)
            for action, offer in zip(ending.offers, offers, strict=True):
                question_rows.name_button(connection, offer.token, action, turn.id, now)
            return [*put_away(connection, turn, ending.says(t)), key, *self._ping(connection, turn, ending, settled)]

        changed = await self._workshop.database.write(end)
        if changed:
            self._progress.forget(turn.id)
        for each in changed:
            await self._outbox.send(each)
        return bool(changed)

    async def take_back(self, turn: Turn, says: Say) -> None:
        """Take the offers from an ended turn's card, and say why."""
        t, key = self._workshop.language(turn), DeliveryKey(turn.id, CARD)
        standing = Standing(PHASES[turn.state], says, until=turn.ended_at)
        settled = await self._workshop.settings(turn.channel, turn.person)
        card = _linked(compose(turn, standing, t), settled)
        await self._workshop.database.write(partial(delivery_rows.replan, key=key, post=card))
        await self._outbox.send(key)

    async def finish(self, turn: Turn, files: int) -> None:
        """End a turn whose studio is done: with its files, or with the word that there are none."""
        if not files:
            await self.close(turn, failed(Cause.NOTHING, ""))
            return
        seconds = self._workshop.clock.now() - (turn.started_at or turn.created_at)
        price = await self._workshop.database.read(partial(_approved_cost, turn=turn))

        settled = await self._workshop.settings(turn.channel, turn.person)

        def says(t: Translator) -> str:
            line = texts.done(t, files=files, seconds=seconds)
            priced = line if price is None else f"{line} · {texts.price(t, cost=price)}"
            return "\n".join(part for part in (priced, _recipe(t, turn) if settled.of(RECIPE) else "") if part)

        if await self.close(turn, Ending(TurnState.FINISHED, says)) and not settled.of(CARD_STAYS):
            await self._outbox.take_away(DeliveryKey(turn.id, CARD))

    def _ping(self, connection: Connection, turn: Turn, ending: Ending, settled: Settled) -> list[DeliveryKey]:
        now, after = self._workshop.clock.now(), settled.of(PING)
        if not after or ending.state not in CALLED or now - turn.created_at < after:
            return []
        says = settings_texts.ended(self._workshop.language(turn), prompt=shortened(turn.text, PROMPT_LENGTH))
        key, post = DeliveryKey(turn.id, "ping"), Post(says, reply_to=turn.request, ping=turn.person)
        delivery = delivery_rows.Delivery(key, turn.id, turn.channel, post, DeliveryState.PLANNED)
        return [key] if delivery_rows.plan(connection, delivery, now) else []


def put_away(connection: Connection, turn: Turn, said: str) -> list[DeliveryKey]:
    """Take the buttons from a turn's questions and say why; returns the posts that changed."""
    asked = [each for each in delivery_rows.of_turn(connection, turn.id, "question:") if each.post.buttons]
    for each in asked:
        answered = replace(each.post, text=f"{each.post.text}\n\n{said}", buttons=())
        delivery_rows.replan(connection, each.key, answered)
    return [each.key for each in asked]


def _linked(card: Post, settled: Settled) -> Post:
    return card if settled.of(LINK) else replace(card, links=())


def _recipe(t: Translator, turn: Turn) -> str:
    """Tell what the settings added to a request; what its own words wished for stands on the card anyway."""
    tools = turn.prepared.request.tools if turn.prepared and isinstance(turn.prepared.request, Prompt) else Tools()
    own = {model.name for model in turn.wishes.prefer}
    models = [name for _, names in tools.prefer for name in names if name not in own]
    allowed = tools.include[1:] if turn.wishes.upscale else tools.include
    fixed = turn.conversation.reasoning or AUTO
    reasoning = "" if fixed == AUTO else REASONING.kind.show(t, Reasoning(fixed))
    return settings_texts.recipe_of(t, models=list(dict.fromkeys([*models, *allowed])), reasoning=reasoning)


def _approved_cost(connection: Connection, turn: Turn) -> float | None:
    costs = [
        each.asked.cost
        for each in question_rows.of_turn(connection, turn.id)
        if each.decision is Decision.APPROVE and each.asked.cost is not None
    ]
    return sum(costs) if costs else None
