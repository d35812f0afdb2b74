"""What must be known before a request is sent: asked on its card, answered by a button; nothing is spent meanwhile."""

import asyncio
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bot import hints, threads
from bot.access import may_press
from bot.cards import Standing, compose
from bot.chat import Button, ChannelRef, DeliveryKey, Person, Phase, Tone
from bot.errors import UserError
from bot.outbox import Outbox
from bot.progress import Progress
from bot.projects import Projects
from bot.store import confirmations as button_rows
from bot.store import conversations as conversation_rows
from bot.store import deliveries as delivery_rows
from bot.store import turns as rows
from bot.store.confirmations import Action
from bot.store.deliveries import CARD
from bot.store.turns import WAITING, Turn, TurnState
from bot.studio import Reasoning, StudioAccountId
from bot.texts import Say
from bot.texts import choice as choice_texts
from bot.texts import turn as texts
from bot.workshop import Workshop

LABELS: dict[Action, Say] = {
    Action.NEW_PROJECT: choice_texts.new_project,
    Action.THINK: choice_texts.think_first,
    Action.AS_IT_IS: choice_texts.as_it_is,
}
REASONING = {Action.THINK: Reasoning.THINKING, Action.AS_IT_IS: Reasoning.FAST}


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence and the choices that answer it; the first one is what most people want."""

    says: Say
    choices: tuple[Action, ...]


class Choosing:
    """Asks before a start, and lets the turn go on with the answer."""

    def __init__(self, workshop: Workshop, outbox: Outbox, progress: Progress, projects: Projects) -> None:
        """The question stands on the turn's own card."""
        self._workshop = workshop
        self._outbox = outbox
        self._progress = progress
        self._projects = projects
        self._making = asyncio.Lock()

    async def asks(self, turn: Turn) -> bool:
        """Ask what a waiting turn lacks; False when it lacks nothing."""
        question = await self._question(turn)
        if question is None:
            return False
        if await self._workshop.database.write(partial(self._put, turn=turn, question=question)):
            self._progress.forget(turn.id)
            await self._outbox.send(DeliveryKey(turn.id, CARD))
        return True

    async def choose(self, choice: Action, turn: Turn, person: Person) -> Turn:
        """Take an answer; returns the turn as it can go on. Raises `UserError` when the press does not count."""
        if not may_press(person, turn.person):
            raise UserError(texts.not_yours)
        if turn.state is not TurnState.CHOOSING:
            raise UserError(texts.answered_already)
        if choice is Action.NEW_PROJECT:
            async with self._making:
                await self._make_project(turn)
        wishes = replace(turn.wishes, reasoning=REASONING.get(choice, turn.wishes.reasoning))
        chosen = await self._workshop.database.write(partial(self._take, turn=replace(turn, wishes=wishes)))
        if chosen is None:
            raise UserError(texts.answered_already)
        return chosen

    async def _make_project(self, turn: Turn) -> None:
        channel, studio = turn.channel, turn.conversation.studio
        if not await self._projects.used(channel, studio):  # somebody else's press may have come first
            await self._projects.make(channel, studio, "")

    async def project_chosen(self, channel: ChannelRef, studio: StudioAccountId) -> list[Turn]:
        """Take the answer of whoever chose a project for a community; returns the turns that can go on."""
        waiting = await self._workshop.database.read(partial(rows.choosing, channel=channel, studio=studio))
        lacking = [turn for turn in waiting if turn.conversation.place is None]
        taken = [await self._workshop.database.write(partial(self._take, turn=turn)) for turn in lacking]
        return [turn for turn in taken if turn is not None]

    async def _question(self, turn: Turn) -> Question | None:
        features = self._workshop.studio_of(turn).features
        if features.asks_project and turn.conversation.place is None:
            used = await self._projects.used(turn.channel, turn.conversation.studio)
            if not used:
                return Question(partial(choice_texts.which_project, studio=features.name), (Action.NEW_PROJECT,))
        if features.thinks_for_sound and turn.wishes.reasoning is None and hints.sounds(turn.text):
            return Question(choice_texts.sound_needs_thinking, (Action.THINK, Action.AS_IT_IS))
        return None

    def _put(self, connection: Connection, turn: Turn, question: Question) -> bool:
        if not rows.move(connection, turn.id, WAITING, TurnState.CHOOSING):
            return False
        t, now, buttons = self._workshop.language(turn), self._workshop.clock.now(), list[Button]()
        for choice in question.choices:
            token = button_rows.add_button(connection, choice, turn.id, None, now)
            buttons.append(Button(LABELS[choice](t), token, Tone.PLAIN if buttons else Tone.PRIMARY))
        card = compose(turn, Standing(Phase.ASKING, question.says, buttons=tuple(buttons)), t)
        delivery_rows.replan(connection, DeliveryKey(turn.id, CARD), card)
        return True

    def _take(self, connection: Connection, turn: Turn) -> Turn | None:
        if not rows.move(connection, turn.id, TurnState.CHOOSING, TurnState.QUEUED):
            return None
        rows.set_wishes(connection, turn.id, turn.wishes)
        if turn.wishes.reasoning is Reasoning.THINKING and turn.conversation.thread is not None:
            now = self._workshop.clock.now()
            here = turn.conversation
            fresh = threads.anew(connection, threads.Spot(here.channel, here.owner, here.studio), now)
            conversation_rows.begin(connection, fresh.id, turn.wishes.reasoning)
            rows.reassign(connection, turn.id, fresh.id)
        return rows.get(connection, turn.id)
