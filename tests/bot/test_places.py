"""Waiting cards tell where a turn stands now, not where it stood."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.cards import Standing
from bot.places import Places
from bot.progress import Progress
from bot.store.database import Database
from bot.store.turns import Turn
from bot.tasks import Tasks
from tests.harness import Scene


class Shown(Progress):
    """Remembers what a card was to say, instead of editing it."""

    def __init__(self) -> None:
        self.standings: list[Standing] = []

    def show(self, turn: Turn, standing: Standing) -> None:
        """Remember it."""
        self.standings.append(standing)


class Hesitant:
    """A store whose first read waits for a gate."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._gates = [asyncio.Event()]
        self.gate = self._gates[0]

    async def read(self, work: Callable[..., Any]) -> Any:  # noqa: ANN401 (whatever is read)
        """Read; the first one later."""
        if self._gates:
            await self._gates.pop().wait()
        return await self._database.read(work)


async def test_the_older_word_never_comes_after_the_newer_one(scene: Scene) -> None:
    """Broken outcome: on a busy machine a card went on naming a closed door that had long been open again."""
    scene.studio.holds("start")
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.says("a hare")
        await talk.sees(lambda: scene.studio.count("start"))
        fox, hare = await talk.turns()
        store, shown = Hesitant(talk.workshop.database), Shown()
        async with asyncio.TaskGroup() as group:
            places = Places(replace(talk.workshop, database=store), shown, Tasks(group))  # type: ignore[arg-type]
            places.door((hare.id,), True)  # noqa: FBT003 (a callback takes no names)
            places.moved_up((fox.id, hare.id), 0)
            await asyncio.sleep(0)
            store.gate.set()

        t = talk.workshop.languages.of()
        assert [standing.says(t) for standing in shown.standings] == ["Waiting: 1 request before this one"]
