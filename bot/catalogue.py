"""The studios' models, kept at hand so that reading a message never waits for a studio."""

from collections.abc import Sequence

from bot.abilities import HasModels
from bot.studio import Model, StudioAccountId
from bot.tasks import Tasks
from bot.workshop import Workshop

FRESH_FOR = 3600.0


class Catalogue:
    """Remembers each studio account's models, and asks anew once an hour while somebody wants to know."""

    def __init__(self, workshop: Workshop, tasks: Tasks) -> None:
        """Studios are asked in the background."""
        self._workshop = workshop
        self._tasks = tasks
        self._known: dict[StudioAccountId, Sequence[Model]] = {}
        self._asked: dict[StudioAccountId, float] = {}

    def models(self, account: StudioAccountId) -> Sequence[Model]:
        """Give the models known by now, in the studio's order; nothing for a moment after the start."""
        self.refresh(account)
        return self._known.get(account, ())

    async def listed(self, account: StudioAccountId) -> Sequence[Model]:
        """Give the models even where nobody has asked for them yet: then it waits for the studio."""
        studio, known = self._workshop.studios[account], self.models(account)
        if not known and isinstance(studio, HasModels):
            await self._ask(account, studio)
        return self._known.get(account, ())

    def refresh_all(self) -> None:
        """Ask for everybody's models, so that they are there for the first message."""
        for account in self._workshop.studios:
            self.refresh(account)

    def refresh(self, account: StudioAccountId) -> None:
        """Ask for an account's models if it is time to."""
        studio, now = self._workshop.studios[account], self._workshop.clock.monotonic()
        asked = self._asked.get(account)
        if isinstance(studio, HasModels) and (asked is None or now - asked > FRESH_FOR):
            self._asked[account] = now
            self._tasks.start(self._ask(account, studio), f"models of {account}")

    async def _ask(self, account: StudioAccountId, studio: HasModels) -> None:
        self._known[account] = await studio.models()
