"""What must never be forgotten is on the disk itself before the call that cannot be taken back."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Connection, select

from bot.store.database import Database
from bot.store.tables import deliveries, turns
from bot.studio import Finished
from tests.harness import Scene
from tests.scripted import picture, question

Result = TypeVar("Result")


class Watched(Database):
    """A store that remembers what each durable commit held: the states of turns and of posts."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.held: list[set[str]] = []

    async def write(self, work: Callable[[Connection], Result], *, durable: bool = False) -> Result:
        """Do the work, and look at what it made of the rows."""

        def watched(connection: Connection) -> Result:
            result = work(connection)
            states = {*connection.execute(select(turns.c.state)).scalars()}
            posts = {f"{each.part} {each.state}" for each in connection.execute(select(deliveries)).all()}
            if durable:
                self.held.append(states | posts)
            return result

        return await super().write(watched, durable=durable)


async def test_every_intent_is_on_the_disk_before_it_is_carried_out(scene: Scene) -> None:
    """A power cut can make us forget what was read, never that a start, an answer or a post was under way."""
    for call in ("start", "decide"):
        scene.studio.holds(call)
    async with replace(scene, store=Watched).core() as talk:
        store = talk.workshop.database
        assert isinstance(store, Watched)

        def kept(state: str) -> bool:
            return any(state in each for each in store.held)

        await talk.says("a film")
        await talk.sees(lambda: scene.studio.count("start"))
        assert kept("starting")
        scene.studio.holds("start").set()
        await talk.reaches("running")

        scene.studio.job("a film").tells(question("q"))
        await talk.presses("Approve")
        await talk.sees(lambda: scene.studio.count("decide"))
        assert kept("deciding")
        scene.studio.holds("decide").set()
        await talk.reaches("running")

        await talk.settled()
        with scene.adapter.slow():
            scene.studio.job("a film").tells(picture("1"), Finished())
            await talk.sees(lambda: scene.adapter.shown[-1].post.files)
            assert kept("file:1:0 sending")
        await talk.reaches("finished")
