"""Those who wait in a lane are told their new places, and what holds them up."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.cards import Standing
from bot.chat import Phase, TurnId
from bot.progress import Progress
from bot.store import turns as rows
from bot.store.turns import WAITING
from bot.tasks import Tasks
from bot.texts import turn as texts
from bot.workshop import Workshop


class Places:
    """Shows on each waiting card how many come before."""

    def __init__(self, workshop: Workshop, progress: Progress, tasks: Tasks) -> None:
        """Cards change in the background."""
        self._workshop = workshop
        self._progress = progress
        self._tasks = tasks

    def moved_up(self, waiting: tuple[TurnId, ...]) -> None:
        """Show those behind the first one where they stand now."""
        if len(waiting) > 1:
            self._tasks.start(self._show(tuple(enumerate(waiting))[1:], texts.queued), "places")

    def door(self, waiting: tuple[TurnId, ...], shut: bool) -> None:  # noqa: FBT001 (a callback takes no names)
        """Tell everybody in a lane that nothing begins on their account at present, and why; or that it does again."""
        says = texts.queued_at_door if shut else texts.queued
        self._tasks.start(self._show(tuple(enumerate(waiting)), says), "places")

    async def _show(self, waiting: Sequence[tuple[int, TurnId]], says: Callable[..., str]) -> None:
        for ahead, id_ in waiting:
            turn = await self._workshop.database.read(partial(rows.get, id=id_))
            if turn.state in WAITING:
                self._progress.show(turn, Standing(Phase.QUEUED, partial(says, ahead=ahead), ahead))
