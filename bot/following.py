"""A running turn: what its studio tells becomes the card, posts, questions and an ending."""

from contextlib import aclosing
from functools import partial

from bot.cards import Standing
from bot.chat import Phase
from bot.closing import Closing, Ending, failed
from bot.confirmations import Confirmations
from bot.delivery import Delivery
from bot.errors import RetryLater
from bot.progress import Progress
from bot.store.turns import Turn, TurnState
from bot.studio import (
    AgentText,
    ArtifactReady,
    ConfirmationAsked,
    Failed,
    Finished,
    Guide,
    Guided,
    TimelineTold,
    TurnEvent,
)
from bot.studio import Progress as SignOfLife
from bot.texts import Say, Translator
from bot.texts import timeline as timeline_texts
from bot.texts import turn as texts
from bot.workshop import Workshop

FOLLOWED_FOR = 24 * 3600.0
LOST_SIGHT = 5.0
AT_LENGTH = 60.0  # from when on it is told how long a studio has been at work, and when it last gave a sign
BEGUN = SignOfLife()

GUIDES: dict[Guide, Say] = {
    Guide.EXPORT: timeline_texts.export_how,
    Guide.CREDITS: timeline_texts.credits_how,
    Guide.TIMELINE: timeline_texts.timeline_how,
    Guide.EDIT: timeline_texts.edit_how,
    Guide.ASK: timeline_texts.ask_how,
}


class Following:
    """Follows a studio's events for one turn at a time."""

    def __init__(
        self, workshop: Workshop, progress: Progress, delivery: Delivery, confirmations: Confirmations, closing: Closing
    ) -> None:
        """Each kind of event has its verb."""
        self._workshop = workshop
        self._progress = progress
        self._delivery = delivery
        self._confirmations = confirmations
        self._closing = closing

    async def follow(self, turn: Turn) -> bool:
        """Follow until the turn asks or ends; True only when it asks what was answered before."""
        if turn.ref is None:
            return False
        files = await self._delivery.count(turn)
        self._show(turn, files)
        async with aclosing(self._workshop.studio_of(turn).follow(turn.ref)) as events:
            async for event in events:
                if isinstance(event, ArtifactReady):
                    files = max(files, await self._delivery.deliver(turn, event.artifact))
                    self._show(turn, files)
                elif isinstance(event, ConfirmationAsked):
                    return await self._confirmations.ask(turn, event)
                elif await self._ends(turn, event, files):
                    return False
        raise RetryLater(LOST_SIGHT, texts.lost_sight)  # no end was told: the turn is looked at again

    async def _ends(self, turn: Turn, event: TurnEvent, files: int) -> bool:
        match event:
            case SignOfLife():
                self._show(turn, files, event)
                return await self._gave_up(turn)
            case AgentText() | TimelineTold() | Guided():
                await self._say(turn, event)
            case Finished(cost):
                await self._closing.finish(turn, files, cost)
                return True
            case Failed(cause, text, link):
                words = "" if await self._delivery.has_said(turn) else text
                by = self._workshop.studio_of(turn).features
                await self._closing.close(turn, failed(cause, words, by, link))
                return True
        return False

    async def _say(self, turn: Turn, event: AgentText | TimelineTold | Guided) -> None:
        t = self._workshop.language(turn)
        match event:
            case AgentText(key, text):
                await self._delivery.say(turn, key, text)
            case TimelineTold(_, timeline, changes):
                told = [] if changes is None else [timeline_texts.changed(t, changes=changes)]
                told.append(timeline_texts.summary(t, timeline=timeline))
                await self._delivery.show_timeline(turn, event, "\n\n".join(told))
            case Guided(guide):
                await self._delivery.say(turn, f"guide:{guide}", GUIDES[guide](t))

    async def _gave_up(self, turn: Turn) -> bool:
        if turn.started_at is None or self._workshop.clock.now() - turn.started_at < FOLLOWED_FOR:
            return False
        await self._closing.close(turn, Ending(TurnState.STOPPED, texts.took_too_long))
        return True

    def _show(self, turn: Turn, files: int, sign: SignOfLife = BEGUN) -> None:
        name = self._workshop.studio_of(turn).features.name
        self._progress.show(turn, Standing(Phase.WORKING, partial(_at_work, studio=name, files=files, sign=sign)))


def _at_work(t: Translator, *, studio: str, files: int, sign: SignOfLife) -> str:
    parts = [
        texts.working(t, studio=studio),
        sign.words,
        texts.still_following(t, files=files) if files else "",
        texts.still_working(t, busy=sign.busy, quiet=sign.quiet) if sign.busy >= AT_LENGTH else "",
    ]
    return " · ".join(part for part in parts if part)
