"""What /show brings: anything that was ever made here, by the newest, by number or by reply."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat import Completion, Level, MessageId, PersonId
from bot.errors import ChannelGone, ThreadGone
from bot.store import ledger
from bot.studio import Finished, Place, PlaceId, Prepared, Prompt, StudioThreadId, TurnRef
from bot.texts import as_written
from bot.texts import command as texts
from tests.clock import ManualClock
from tests.harness import ANN, ROOM, RecordingAdapter, Scene, Shown, Talk
from tests.scripted import Job, ScriptedStudio, picture


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


MOD = replace(ANN, id=PersonId("mod"), name="Mo", level=Level.MODERATE)


async def elsewhere(talk: Talk) -> StudioThreadId:
    """Let a thread be at the studio that no channel here goes on in."""
    place = Place(PlaceId("elsewhere"))
    ref = TurnRef(place, StudioThreadId("6873a515-0000-4bbb-89a1-000000000001"), 0.0)
    talk.scene.studio.jobs.append(Job(Prepared(Prompt("made elsewhere"), place), ref, [picture("elk"), Finished()]))
    return ref.thread


async def test_show_follows_a_thread_of_the_studio_by_its_id(scene: Scene) -> None:
    """What was made on the studio's own page comes here: nothing is sent, nothing is spent, nothing is offered anew."""
    async with scene.core() as talk:
        thread = await elsewhere(talk)
        await talk.gives("show", which=thread, person=MOD)
        await talk.sees(lambda: brought(talk, "elk"))
        (turn,) = await talk.reaches("finished")
        await talk.settled()
        used = await talk.workshop.database.read(
            lambda connection: ledger.usage(connection, ledger.by_channel(ROOM), 0.0)
        )

        assert [each.label for each in talk.card(turn).buttons] == ["New topic"]
        assert (used.credits, used.unknown) == (0, 0)
    assert scene.studio.count("start") == 0


async def test_a_followed_thread_is_gone_on_with_by_a_reply_alone(scene: Scene) -> None:
    """The channel stays in its own conversation; whoever replies to what was shown goes on in that thread."""
    async with scene.core() as talk:
        await makes(talk, "fox")
        thread = await elsewhere(talk)
        await talk.gives("show", which=thread, person=MOD)
        await talk.sees(lambda: brought(talk, "elk"))
        await talk.reaches("finished", "finished")
        await makes(talk, "owl")
        await talk.says("and now a doe", reply_to=brought(talk, "elk")[0].id)
        await talk.reaches("finished", "finished", "finished", "running")

    assert scene.studio.job("owl").ref.thread == scene.studio.job("fox").ref.thread
    assert scene.studio.job("and now a doe").ref.thread == thread


async def test_a_thread_that_the_studio_does_not_know_is_refused(scene: Scene) -> None:
    """A wrong id opens nothing; somebody else's thread is for moderators."""
    async with scene.core() as talk:
        await talk.gives("show", which=await elsewhere(talk))
        scene.studio.refuses("prepare", ThreadGone(as_written("gone")))
        await talk.gives("show", which="6873a515-0000-4bbb-89a1-00000000000f", person=MOD)

        assert await talk.turns() == []
    refused, unknown = talk.whispered()
    assert "moderators" in refused
    assert unknown == texts.no_such_thread(talk.workshop.languages.of(), studio="Scripted")


async def test_what_can_be_shown_is_suggested(scene: Scene) -> None:
    """Results are chosen by their words; so are conversations and projects, and what can be done with them."""
    async with scene.core() as talk:
        await makes(talk, "fox")
        await makes(talk, "owl")

        async def suggested(command: str, option: str, typed: str) -> list[tuple[str, str]]:
            ask = Completion(ROOM, ANN, command, option, typed)
            return [(choice.label, choice.value) for choice in await talk.core.inbox.complete(ask)]

        assert await suggested("show", "which", "") == [("1. owl", "1"), ("2. fox", "2")]
        assert await suggested("show", "which", "fo") == [("2. fox", "2")]
        assert await suggested("threads", "action", "f") == [("forget", "forget")]
        assert await suggested("threads", "which", "") == [("1. fox", "1")]
        assert await suggested("project", "action", "re") == [("rename", "rename"), ("remove", "remove")]
        assert await suggested("project", "which", "fo") == [("1. fox", "1")]
