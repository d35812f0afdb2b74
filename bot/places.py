"""Those who wait in a lane are told their new places."""

from functools import partial

from bot.cards import in_line
from bot.chat import TurnId
from bot.progress import Progress
from bot.store import turns as rows
from bot.store.turns import WAITING
from bot.tasks import Tasks
from bot.workshop import Workshop


class Places:
    """Shows on each waiting card how many come before, or that the account is full."""

    def __init__(self, workshop: Workshop, progress: Progress, tasks: Tasks) -> None:
        """Cards change in the background."""
        self._workshop = workshop
        self._progress = progress
        self._tasks = tasks

    def moved_up(self, waiting: tuple[TurnId, ...], full: int) -> None:
        """Show where they stand now; the first one begins at once, unless so many fill its account."""
        if waiting[1:] or (waiting and full):
            self._tasks.start(self._show(waiting, full), "places")

    async def _show(self, waiting: tuple[TurnId, ...], full: int) -> None:
        for ahead, id_ in enumerate(waiting):
            turn = await self._workshop.database.read(partial(rows.get, id=id_))
            if (ahead or full) and turn.state in WAITING:
                self._progress.show(turn, in_line(self._workshop.studio_of(turn).features.name, ahead, full))
