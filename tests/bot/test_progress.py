"""The card keeps the channel's pace: the newest standing is shown, those between are skipped."""

from dataclasses import replace

from bot.errors import ChannelGone, Unsent
from bot.progress import SETTLING
from bot.studio import Finished, Progress
from tests.harness import CARRIES, RecordingAdapter, Scene, Talk
from tests.scripted import picture

PAUSE = 5.0


def edits(scene: Scene) -> list[str]:
    """What the only card said, one after the other, from its first words on."""
    return [post.text for _, post in scene.adapter.history if post.card]


async def under_way(talk: Talk, scene: Scene) -> None:
    """Let a turn run until its card says so and rests."""
    await talk.says("a fox")
    await talk.reaches("running")
    for _ in range(3):
        await talk.settled(5)
        await scene.clock.advance(PAUSE)
    await talk.sees(lambda: edits(scene)[-1] == "Scripted is at work")


async def test_a_card_is_not_edited_as_soon_as_it_is_there(scene: Scene) -> None:
    """Broken outcome: each card was changed thirty milliseconds after it had come, an edit that its chat counts."""
    scene = replace(scene, adapter=RecordingAdapter(replace(CARRIES, edit_pause=PAUSE)))
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.settled(5)
        assert len(edits(scene)) == 1

        await scene.clock.advance(SETTLING)
        await talk.sees(lambda: edits(scene)[-1] == "Scripted is at work")
        assert len(edits(scene)) == 2


async def test_standings_that_pass_quickly_are_skipped(scene: Scene) -> None:
    """A channel that takes an edit now and then gets the newest word each time, and the last one in the end."""
    scene = replace(scene, adapter=RecordingAdapter(replace(CARRIES, edit_pause=PAUSE)))
    async with scene.core() as talk:
        await under_way(talk, scene)
        before = len(edits(scene))
        scene.studio.job("a fox").tells(*(Progress(f"{number}") for number in range(20)))
        await talk.settled()
        await scene.clock.advance(PAUSE)
        await talk.settled()
        await scene.clock.advance(10 * PAUSE)
        await talk.settled()

        shown = edits(scene)[before:]
        assert len(shown) <= 2
        assert shown[-1].endswith("19")


async def test_a_card_whose_channel_is_gone_is_left_alone(scene: Scene) -> None:
    """Broken outcome: the card of a deleted channel was tried again at every pace, for as long as its turn ran."""
    scene = replace(scene, adapter=RecordingAdapter(replace(CARRIES, edit_pause=PAUSE)))
    scene.adapter.refuses(ChannelGone())
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        for _ in range(3):
            await talk.settled()
            await scene.clock.advance(PAUSE)
        await talk.settled()
        assert scene.clock.sleeping == 0


async def test_the_same_standing_is_not_shown_twice(scene: Scene) -> None:
    """A studio that says the same again and again costs no edit."""
    async with scene.core() as talk:
        await talk.says("a fox")
        (turn,) = await talk.reaches("running")
        await talk.sees(lambda: "at work" in talk.card(turn).text)
        await talk.settled()
        before = len(edits(scene))
        for _ in range(5):
            scene.studio.job("a fox").tells(Progress())
            await talk.settled(3)

        assert len(edits(scene)) == before


async def test_an_edit_that_is_refused_is_made_later(scene: Scene) -> None:
    """A platform's hiccup leaves the card behind for a moment only."""
    async with scene.core() as talk:
        await talk.says("a fox")
        (turn,) = await talk.reaches("running")
        await talk.sees(lambda: "at work" in talk.card(turn).text)
        await talk.settled()
        scene.adapter.refuses(Unsent("down"), Unsent("down"))
        scene.studio.job("a fox").tells(Progress("sketching"))

        await talk.sees(lambda: "sketching" in talk.card(turn).text)


async def test_a_card_that_somebody_deleted_stops_nothing(scene: Scene) -> None:
    """Whoever removes the card still gets the files."""
    async with scene.core() as talk:
        await talk.says("a fox")
        (turn,) = await talk.reaches("running")
        await talk.sees(lambda: "at work" in talk.card(turn).text)
        await talk.settled()
        scene.adapter.refuses(ChannelGone(), None, ChannelGone(), ChannelGone())
        scene.studio.job("a fox").tells(Progress("sketching"))
        await talk.settled()
        scene.adapter.relents()
        scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.reaches("finished")

        await talk.sees(lambda: scene.adapter.of(turn.id, "file:"))
