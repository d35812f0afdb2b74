"""Those who wait in a lane are told their new places."""

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
            self._tasks.start(self._show(waiting), "places")

    async def _show(self, waiting: tuple[TurnId, ...]) -> None:
        for ahead, id_ in enumerate(waiting):
            turn = await self._workshop.database.read(partial(rows.get, id=id_))
            if ahead and turn.state in WAITING:
                self._progress.show(turn, Standing(Phase.QUEUED, partial(texts.queued, ahead=ahead), ahead))
