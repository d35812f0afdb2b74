"""The projects that people work in: made, chosen, renamed, and named after their first request."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.abilities import HasProjects
from bot.chat import ChannelRef
from bot.errors import AtelierError, UserError
from bot.store import projects as rows
from bot.store.projects import Known
from bot.store.turns import Turn
from bot.studio import Place, Project, StudioAccountId
from bot.tasks import Tasks
from bot.texts import command as command_texts
from bot.texts import project as texts
from bot.texts import shortened
from bot.workshop import Workshop

Found = TypeVar("Found")
NAME_LENGTH = 30  # characters: as long as the studio's own client makes a name (lovart.md §7, step 8)


class Projects:
    """What a community, or a direct message, works in."""

    def __init__(self, workshop: Workshop, tasks: Tasks) -> None:
        """Names are looked up in the background."""
        self._workshop = workshop
        self._tasks = tasks

    async def used(self, channel: ChannelRef, studio: StudioAccountId) -> list[Known]:
        """List the projects used here, the current one first."""
        return await self._workshop.database.read(partial(rows.used, channel=channel, studio=studio))

    async def link(self, studio: StudioAccountId, known: Known) -> str | None:
        """Give the address of a project's page. Raises `UserError` when the studio has lost it."""
        return (await self._found(studio, known.place)).place.link

    async def here(self, channel: ChannelRef, studio: StudioAccountId) -> Place:
        """Give the project that is worked in, made now where nobody is asked for one.

        Raises `UserError` where people choose it themselves and have not.
        """
        used = await self.used(channel, studio)
        if used:
            return (await self._found(studio, used[0].place)).place
        if self._workshop.studios[studio].features.asks_project:
            raise UserError(command_texts.project_first)
        return (await self.make(channel, studio, "")).place

    async def make(self, channel: ChannelRef, studio: StudioAccountId, name: str) -> Project:
        """Make a project and work in it from now on; an empty name waits for the first request."""
        made = await self._of(studio).create(shortened(name, NAME_LENGTH))
        await self._choose(channel, studio, Known(made.place.id, made.name or None))
        return made

    async def use(self, channel: ChannelRef, studio: StudioAccountId, text: str) -> Project:
        """Work in a project from now on that is named by its id or the address of its page."""
        found = await self._found(studio, text)
        await self._choose(channel, studio, Known(found.place.id, found.name or None))
        return found

    async def rename(self, studio: StudioAccountId, known: Known, name: str) -> str:
        """Give a project another name, cut to what fits; gives it."""
        name = shortened(name, NAME_LENGTH)
        await self._of(studio).rename(known.place, name)
        await self._write(partial(rows.name, studio=studio, place=known.place, name=name))
        return name

    async def forget(self, channel: ChannelRef, studio: StudioAccountId, known: Known) -> None:
        """List a project here no longer; at the studio it stays."""
        await self._write(partial(rows.forget, channel=channel, studio=studio, place=known.place))

    def name_after(self, turn: Turn, place: Place) -> None:
        """Let an untitled project be named after a request that the studio has accepted."""
        if isinstance(self._workshop.studio_of(turn), HasProjects):
            self._tasks.start(self._name_after(turn, place), f"name {turn.id}")

    async def _name_after(self, turn: Turn, place: Place) -> None:
        studio = turn.conversation.studio
        known = next((each for each in await self.used(turn.channel, studio) if each.place == place.id), None)
        if known is None or known.name is not None:
            return
        with suppress(AtelierError):  # the next request tries again
            found = await self._of(studio).find(place.id)
            if found is not None and not found.name:
                await self.rename(studio, known, turn.text)
            elif found is not None:
                await self._write(partial(rows.name, studio=studio, place=place.id, name=found.name))

    async def _found(self, studio: StudioAccountId, text: str) -> Project:
        found = await self._of(studio).find(text)
        if found is None:
            raise UserError(partial(texts.not_there, studio=self._workshop.studios[studio].features.name, project=text))
        return found

    def _of(self, studio: StudioAccountId) -> HasProjects:
        found = self._workshop.studios[studio]
        if not isinstance(found, HasProjects):
            raise UserError(partial(texts.no_projects, studio=found.features.name))
        return found

    async def _choose(self, channel: ChannelRef, studio: StudioAccountId, project: Known) -> None:
        now = self._workshop.clock.now()
        await self._write(partial(rows.choose, channel=channel, studio=studio, project=project, now=now))

    async def _write(self, work: Callable[[Connection], Found]) -> Found:
        return await self._workshop.database.write(work)
