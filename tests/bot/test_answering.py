"""Answers reach whoever asked, also where the platform takes nothing for a while."""

import pytest

from bot.answering import PATIENCE
from bot.errors import AtelierError, ChannelGone, InDoubt, Unsent
from bot.texts import command as texts
from tests.harness import Scene, Talk

LOST = "answer not sent"


def lost(talk: Talk) -> list[str]:
    """Why answers were given up."""
    return [each["reason"] for each in talk.log if each["event"] == LOST]


async def test_an_answer_comes_once_the_platform_takes_it(scene: Scene) -> None:
    """Broken outcome: a command in a chat that took nothing for some minutes was never answered."""
    async with scene.core() as talk:
        scene.adapter.refuses(Unsent("full", 40.0), Unsent("full", 300.0), Unsent("down"))
        await talk.gives("stop")
        for pause in (40.0, 300.0):
            await talk.passes(pause - 1.0)
            assert talk.whispered() == []
            await scene.clock.advance(1.0)
        await scene.clock.advance(PATIENCE)

        assert talk.whispered() == [texts.nothing_running(talk.workshop.languages.of())]
        assert lost(talk) == []


async def test_an_answer_that_waits_holds_up_nobody(scene: Scene) -> None:
    """Whoever gives events to the core goes on while an answer waits for its platform."""
    async with scene.core() as talk:
        scene.adapter.refuses(Unsent("full", 300.0))
        await talk.gives("stop")
        await talk.says("a fox")
        await talk.reaches("running")

        assert talk.whispered() == []


@pytest.mark.parametrize("refused", [Unsent("for hours", PATIENCE + 1), ChannelGone("left"), InDoubt("cut off")])
async def test_an_answer_that_cannot_be_sent_breaks_nothing(scene: Scene, refused: AtelierError) -> None:
    """A chat that is closed for long, gone, or does not say what it took, is not a fault of ours."""
    async with scene.core() as talk:
        scene.adapter.refuses(refused)
        await talk.says("")
        await talk.sees(lambda: lost(talk) == [str(refused)])

        assert scene.clock.sleeping == 0


async def test_nobody_waits_for_an_answer_for_ever(scene: Scene) -> None:
    """A platform that is down for longer than anybody waits for an answer is not asked any more."""
    async with scene.core() as talk:
        scene.adapter.refuses(*[Unsent("down")] * 100)
        await talk.says("")
        await talk.passes(2 * PATIENCE)
        await talk.sees(lambda: lost(talk) == ["down"])

        assert talk.whispered() == []
