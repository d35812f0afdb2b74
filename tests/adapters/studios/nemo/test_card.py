"""What people see of a NemoVideo turn that takes long or is taken up again, from the service to the chat."""

from pathlib import Path

import pytest

from adapters.studios.nemo import limits
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from bot.studio import StudioAccountId
from tests.adapters.studios.nemo.service import CUT, HELLO, STATE, TOKEN, NemoService, draft, holds, tool
from tests.clock import ManualClock
from tests.harness import RecordingAdapter, Scene
from tests.scripted import ScriptedStudio

NEMO = StudioAccountId("nemo")


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock) -> Scene:
    """A platform, and a clock that all share."""
    return Scene(tmp_path, clock, RecordingAdapter(), ScriptedStudio(clock))


async def test_who_waits_sees_each_minute_that_it_goes_on(scene: Scene, service: NemoService) -> None:
    """While a stream says nothing the card tells every minute how long it has been, and since when it is silent."""
    settings = NemoSettings(token=TOKEN, base_url=service.address, drain=0.0)
    async with Nemo(settings, scene.clock) as nemo, scene.core(studios={NEMO: nemo}) as talk:
        await talk.says("a city")
        (turn,) = await talk.reaches("running")
        await talk.sees(lambda: "is at work" in talk.card(turn).text)
        for passed in ("60 seconds", "2 minutes", "3 minutes", "4 minutes"):
            await talk.passes(limits.LOOK)
            expected = f"still working after {passed}, last sign of life {passed} ago"
            await talk.sees(lambda expected=expected: expected in talk.card(turn).text)


async def test_after_a_break_it_is_told_as_well(scene: Scene, service: NemoService) -> None:
    """Broken outcome: while a stream that broke was read after for minutes, the card said only who was at work."""
    settings = NemoSettings(token=TOKEN, base_url=service.address, drain=0.0)
    async with Nemo(settings, scene.clock) as nemo, scene.core(studios={NEMO: nemo}) as talk:
        service.tells(tool("edit_multitrack"), CUT)
        await talk.says("a city")
        (turn,) = await talk.reaches("running")
        for pause in (limits.FIRST_RECHECK, limits.RECHECK):
            await talk.passes(pause)

        expected = "still working after 2 minutes, last sign of life 2 minutes ago"
        await talk.sees(lambda: expected in talk.card(turn).text)


async def test_after_a_restart_it_is_told_how_long(scene: Scene, service: NemoService) -> None:
    """Who took up a turn from another process tells how long it has looked, and nothing that it cannot know."""
    settings = NemoSettings(token=TOKEN, base_url=service.address, drain=0.0)
    async with Nemo(settings, scene.clock) as nemo, scene.core(studios={NEMO: nemo}) as talk:
        await talk.says("a city")
        await talk.reaches("running")
    async with Nemo(settings, scene.clock) as nemo, scene.core(studios={NEMO: nemo}) as talk:
        (turn,) = await talk.reaches("running")
        for pause in (limits.FIRST_RECHECK, limits.RECHECK):
            await talk.passes(pause)

        await talk.sees(lambda: talk.card(turn).text.endswith("still working after 2 minutes"))


async def test_a_clip_is_told_once_across_a_restart(scene: Scene, service: NemoService) -> None:
    """Broken outcome: whoever was told of the raw clip was told of it as new again when the program came back."""
    settings = NemoSettings(token=TOKEN, base_url=service.address, drain=0.0)
    service.says(STATE, holds(), holds(draft()), holds(draft(HELLO)))
    async with Nemo(settings, scene.clock) as nemo, scene.core(studios={NEMO: nemo}) as talk:
        service.stream.put_nowait(tool("generate_video_with_seedance"))
        await talk.says("a city")
        await talk.sees(lambda: scene.adapter.saying("Video added: city"))
        await talk.settled()
    async with Nemo(settings, scene.clock) as nemo, scene.core(studios={NEMO: nemo}) as talk:
        await talk.reaches("finished")
        await talk.settled()

    assert len(scene.adapter.saying("Video added: city")) == 1
    assert [each.post.text.partition("\n")[0] for each in scene.adapter.saying("Title added")] == [
        "Title added: “Hello” (0–3 s)"
    ]
