"""A channel that meets a studio of conversations is connected, greeted once, and told what to try."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import RetryLater
from bot.studio import Finished
from bot.texts import Translator, as_written, meeting
from tests.clock import ManualClock
from tests.harness import ANN, GARDEN, RecordingAdapter, Scene
from tests.hostile import MEBIBYTE
from tests.scripted import ScriptedStudio


class Host(ScriptedStudio):
    """A studio of films that introduces itself."""

    def greeting(self, t: Translator) -> str:
        """Say hello."""
        return meeting.greeting(t, studio="Editor", limit=200 * MEBIBYTE)


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock) -> Scene:
    """A platform, and a studio that greets."""
    return Scene(tmp_path, clock, RecordingAdapter(), Host(clock, name="Editor", exports=True, sessions=True))


async def test_a_first_connection_is_told_on_the_card(scene: Scene) -> None:
    """Whoever waits for a session reads that it is being made, not nothing."""
    async with scene.core() as talk:
        scene.studio.holds("open")
        await talk.says("a city")
        (turn,) = await talk.reaches("preparing")
        await talk.sees(lambda: "Connecting to Editor…" in talk.card(turn).text)
        scene.studio.lets_go()
        await talk.reaches("running")
        await talk.sees(lambda: "Editor is at work" in talk.card(turn).text)


async def test_a_channel_is_greeted_once(scene: Scene) -> None:
    """The first request brings what the studio does and three things to try; no later one does, in no conversation."""
    async with scene.core() as talk:
        await talk.says("a city")
        await talk.reaches("running")
        scene.studio.job("a city").tells(Finished())
        await talk.reaches("finished")
        scene.clock.leap(1)
        await talk.gives("new")
        await talk.says("a forest")
        await talk.reaches("finished", "running")
        await talk.settled()

        (greeting,) = scene.adapter.saying("Try saying:")
        assert greeting.post.text.count("\n· ") == 3
        assert "up to 200 MB" in greeting.post.text


async def test_each_channel_is_greeted(scene: Scene) -> None:
    """Who meets the studio elsewhere is greeted there, in the language of whoever asks."""
    async with scene.core() as talk:
        await talk.says("a city")
        await talk.reaches("running")
        scene.clock.leap(1)
        await talk.says("一座城市", channel=GARDEN, person=replace(ANN, locale="zh-CN"))
        await talk.reaches("running", "running")
        await talk.settled()

        (greeting,) = scene.adapter.saying("可以这样说：")
        assert greeting.channel == GARDEN
        assert len(scene.adapter.saying("Try saying:")) == 1


async def test_a_refused_connection_greets_nobody(scene: Scene) -> None:
    """Who cannot be connected yet is not welcomed, but is as soon as there is a session."""
    async with scene.core() as talk:
        scene.studio.refuses("open", RetryLater(30, as_written("not now")))
        await talk.says("a city")
        await talk.sees(lambda: scene.studio.count("open") == 1)
        await talk.settled()
        assert not scene.adapter.saying("Try saying:")

        await talk.passes(30)
        await talk.reaches("running")
        await talk.sees(lambda: scene.adapter.saying("Try saying:"))


async def test_a_greeting_survives_a_crash(scene: Scene) -> None:
    """What was not sent before the program died is sent after it, and once."""
    async with scene.core() as talk:
        scene.studio.holds("prepare")
        await talk.says("a city")
        await talk.sees(lambda: scene.studio.count("prepare"))
    scene.studio.lets_go()
    async with scene.core() as talk:
        await talk.reaches("running")
        await talk.settled()

        assert len(scene.adapter.saying("Try saying:")) == 1


@pytest.mark.parametrize("called", [True, False])
async def test_help_introduces_the_studio_that_works_there(scene: Scene, called: bool) -> None:  # noqa: FBT001  rows
    """Who asks what can be done is not shown what another studio does, and is told how to reach us."""
    scene.adapter.carries = replace(scene.adapter.carries, called=called)
    async with scene.core() as talk:
        await talk.gives("help")

        shown = "\n".join(each.post.text for each in scene.adapter.shown) + "\n".join(talk.whispered())
        assert "Editor makes films by conversation" in shown
        assert "Midjourney" not in shown
        assert ("Mention me" in shown) is called
