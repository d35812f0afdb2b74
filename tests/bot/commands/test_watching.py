"""What /show brings: anything that was ever made here, by the newest, by number or by reply."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat import MessageId
from bot.errors import ChannelGone
from bot.studio import Finished
from bot.texts import command as texts
from tests.clock import ManualClock
from tests.harness import RecordingAdapter, Scene, Shown, Talk
from tests.scripted import ScriptedStudio, picture


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock) -> Scene:
    """A folder, a platform, a studio; no core runs yet."""
    return Scene(tmp_path, clock, RecordingAdapter(), ScriptedStudio(clock))


async def makes(talk: Talk, words: str) -> MessageId:
    """Ask for a picture and get it; gives the request's message."""
    said = await talk.says(words)
    await talk.sees(lambda: [job for job in talk.scene.studio.jobs if job.prompt.text == words])
    talk.scene.studio.job(words).tells(picture(words), Finished())
    await talk.sees(lambda: brought(talk, words))
    await talk.settled()
    return said.id


def brought(talk: Talk, words: str) -> list[Shown]:
    """The posts that bring the picture of some words."""
    source = f"https://files.example/{words}.png"
    return [each for each in talk.scene.adapter.shown if any(file.source == source for file in each.post.files)]


async def test_show_brings_the_newest_results_once_more(scene: Scene) -> None:
    """Whoever lost sight of the last result gets it again."""
    async with scene.core() as talk:
        await makes(talk, "fox")
        await makes(talk, "owl")
        await talk.gives("show")

        assert (len(brought(talk, "fox")), len(brought(talk, "owl"))) == (1, 2)


async def test_show_brings_earlier_results_by_number(scene: Scene) -> None:
    """Older results are not out of reach."""
    async with scene.core() as talk:
        for words in ("fox", "owl", "elk"):
            await makes(talk, words)
        await talk.gives("show", which="3")
        assert [len(brought(talk, words)) for words in ("fox", "owl", "elk")] == [2, 1, 1]

        await talk.gives("show", which="4")
        assert talk.scene.adapter.saying(texts.nothing_to_show(talk.workshop.languages.of()))


@pytest.mark.parametrize("which", ["0", "-1", "two", "²", "1.5"])
async def test_show_explains_what_it_can_choose_by(scene: Scene, which: str) -> None:
    """A choice that cannot be read is answered with the ones that can."""
    async with scene.core() as talk:
        await makes(talk, "fox")
        await talk.gives("show", which=which)

        assert talk.whispered() == [texts.show_how(talk.workshop.languages.of())]
        assert len(brought(talk, "fox")) == 1


@pytest.mark.parametrize("ours", [True, False])
async def test_show_as_a_reply_brings_the_results_of_that_message(scene: Scene, *, ours: bool) -> None:
    """Replying to a result, or to the request itself, is a choice too."""
    async with scene.core() as talk:
        request = await makes(talk, "fox")
        await makes(talk, "owl")
        message = brought(talk, "fox")[0].id if ours else request
        call = await talk.called("show")
        await talk.core.inbox(replace(call, reply_to=message))

        assert (len(brought(talk, "fox")), len(brought(talk, "owl"))) == (2, 1)


async def test_show_brings_what_could_not_be_delivered(scene: Scene) -> None:
    """A picture whose post the platform gave up is still there for whoever asks."""
    async with scene.core() as talk:
        await talk.says("fox")
        await talk.reaches("running")
        await talk.settled()
        scene.adapter.refuses(ChannelGone())
        scene.studio.job("fox").tells(picture("fox"), Finished())
        await talk.reaches("finished")
        await talk.settled()
        assert brought(talk, "fox") == []

        await talk.gives("show")
        assert len(brought(talk, "fox")) == 1


async def test_show_brings_what_a_stopped_request_made_afterwards(scene: Scene) -> None:
    """The studio finished although we had stopped looking: what was paid for is not lost."""
    async with scene.core() as talk:
        await talk.says("fox")
        (turn,) = await talk.reaches("running")
        await talk.settled()
        await talk.presses("Stop", token=turn.stop_token)
        await talk.reaches("stopped")
        scene.studio.job("fox").tells(picture("fox"), Finished())

        await talk.gives("show")
        await talk.sees(lambda: brought(talk, "fox"))
        await talk.reaches("finished")
