"""That something is being worked on is seen where a platform shows it."""

from dataclasses import replace

from bot.chat import ChannelRef
from bot.errors import Unsent
from bot.presence import FIRST
from tests.harness import ROOM, RecordingAdapter, Scene

LASTS = 4.5


class Typing(RecordingAdapter):
    """Shows a sign that fades."""

    def __init__(self, lasts: float | None = LASTS) -> None:
        super().__init__()
        self.typing_lasts = lasts
        self.signs: list[ChannelRef] = []
        self.trouble: Unsent | None = None

    async def typing(self, channel: ChannelRef) -> None:
        """Show it once."""
        self.signs.append(channel)
        if self.trouble:
            raise self.trouble


async def test_the_sign_lasts_as_long_as_the_work(scene: Scene) -> None:
    """It is shown anew before it fades, and no more when the turn is over."""
    adapter = Typing()
    scene = replace(scene, adapter=adapter)
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.passes(FIRST)
        await talk.sees(lambda: adapter.signs)
        before = len(adapter.signs)
        await talk.passes(LASTS)
        await talk.sees(lambda: len(adapter.signs) > before)

        scene.studio.job("a fox").finishes()
        await talk.reaches("finished")
        await talk.settled()
        count = len(adapter.signs)
        await scene.clock.advance(60)
        await talk.settled(3)

        assert len(adapter.signs) == count
        assert set(adapter.signs) == {ROOM}


async def test_a_sign_that_cannot_be_shown_disturbs_nothing(scene: Scene) -> None:
    """A refused sign is no reason to stop working."""
    adapter = Typing()
    adapter.trouble = Unsent("no")
    scene = replace(scene, adapter=adapter)
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.passes(FIRST)
        await talk.sees(lambda: adapter.signs)
        scene.studio.job("a fox").finishes()
        await talk.reaches("finished")


async def test_where_none_is_wanted_none_is_shown(scene: Scene) -> None:
    """A platform whose cards say enough is not asked."""
    adapter = Typing(lasts=None)
    scene = replace(scene, adapter=adapter)
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.settled()

        assert adapter.signs == []
