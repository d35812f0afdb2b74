"""Those who wait in a lane are told their new places, and what holds them up."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.cards import Standing, at_door, in_line
from bot.chat import TurnId
from bot.progress import Progress
from bot.store import turns as rows
from bot.store.turns import WAITING
from bot.tasks import Tasks
from bot.workshop import Workshop

Stands = Callable[[str, int], Standing]


class Places:
    """Shows on each waiting card how many come before, or that the account is full."""

    def __init__(self, workshop: Workshop, progress: Progress, tasks: Tasks) -> None:
        """Cards change in the background."""
        self._workshop = workshop
        self._progress = progress
        self._tasks = tasks
        self._newest: dict[TurnId, tuple[int, Stands]] = {}

    def moved_up(self, waiting: tuple[TurnId, ...], full: int) -> None:
        """Show where they stand now; the first one begins at once, unless so many fill its account."""
        if waiting[1:] or (waiting and full):
            places = enumerate(waiting) if full else enumerate(waiting[1:], 1)
            self._tell(tuple(places), partial(in_line, full=full))

    def door(self, waiting: tuple[TurnId, ...], shut: bool) -> None:  # noqa: FBT001 (a callback takes no names)
        """Tell everybody in a lane that nothing begins on their account at present, and why; or that it does again."""
        self._tell(tuple(enumerate(waiting)), at_door if shut else partial(in_line, full=0))

    def _tell(self, places: Sequence[tuple[int, TurnId]], stands: Stands) -> None:
        self._newest |= {id_: (ahead, stands) for ahead, id_ in places}
        self._tasks.start(self._show([id_ for _, id_ in places]), "places")

    async def _show(self, waiting: Sequence[TurnId]) -> None:
        for id_ in waiting:
            turn = await self._workshop.database.read(partial(rows.get, id=id_))
            if id_ not in self._newest:  # told meanwhile by whoever came later: what is older must not come after it
                continue
            ahead, stands = self._newest.pop(id_)
            if turn.state in WAITING:
                self._progress.show(turn, stands(self._workshop.studio_of(turn).features.name, ahead))
