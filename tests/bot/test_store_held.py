"""While another program holds the store nothing is lost, nothing is sent twice, and everything goes on by itself."""

from dataclasses import replace
from functools import partial

import pytest

from bot.errors import StoreUnavailable
from bot.store.database import Database
from bot.studio import Finished
from tests.harness import GARDEN, Scene, Talk
from tests.hostile import holding
from tests.scripted import ScriptedStudio, picture

PATIENCE = 0.05
REST = 6.0


async def test_a_message_is_given_back_while_the_store_is_held(scene: Scene) -> None:
    """Broken outcome: the message was answered as a fault of our own, and forgotten."""
    async with impatient(scene).core() as talk:
        async with holding(scene.folder / "core.sqlite3"):
            with pytest.raises(StoreUnavailable):
                await talk.says("a fox", key="one")
            assert await talk.turns() == []
        await talk.says("a fox", key="one")
        await talk.reaches("running")

        assert scene.studio.count("start") == 1


@pytest.mark.parametrize("call", ["open", "start accepted", "fetch"])
async def test_a_turn_goes_on_when_the_store_is_let_go(scene: Scene, call: str) -> None:
    """Broken outcome: a copy being made at the wrong moment ended a request as broken, paid for or not."""
    scene.studio.holds(call)
    async with impatient(scene).core() as talk:
        await talk.says("a fox")
        if call == "fetch":
            await talk.reaches("running")
            scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.sees(lambda: scene.studio.count(call))
        async with holding(scene.folder / "core.sqlite3"):
            scene.studio.holds(call).set()
            await talk.sees(lambda: scene.clock.sleeping)
        if call != "fetch":
            await talk.sees(partial(stands, talk, "running"))
            scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.sees(partial(stands, talk, "finished"))
        await talk.sees(lambda: scene.adapter.saying("Done"))

        assert scene.studio.count("start") == 1
        assert len(scene.adapter.saying("Done")) == 1


async def test_work_at_the_studio_keeps_its_slot_while_the_store_is_held(scene: Scene) -> None:
    """Broken outcome: a running turn gave its slot away while the store was held, to one that then ran beside it."""
    scene = replace(impatient(scene), studio=ScriptedStudio(scene.clock, concurrent_turns=1))
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.settled()
        before = scene.clock.sleeping
        async with holding(scene.folder / "core.sqlite3"):
            scene.studio.job("a fox").tells(picture("1"))
            await talk.sees(lambda: scene.clock.sleeping > before)
        await talk.says("a wolf", channel=GARDEN)
        await talk.settled()
        await talk.reaches("running", "queued")

        scene.studio.job("a fox").tells(Finished())
        await scene.clock.advance(REST)
        await talk.reaches("finished", "running")


def impatient(scene: Scene) -> Scene:
    """A scene whose store waits only a moment for others."""
    return replace(scene, store=partial(Database, busy=PATIENCE))


async def stands(talk: Talk, state: str) -> bool:
    """Let some time pass; tell whether the turn stands there now."""
    await talk.scene.clock.advance(REST)
    (turn,) = await talk.turns()
    return turn.state.value == state
