"""After trouble: what a person presses then works, and nothing that was paid for is given up."""

from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path

import pytest

from bot.config import Limits
from bot.errors import Mendable, PlaceGone, ThreadGone, UserError
from bot.studio import Artifact, Cause, Failed, Finished
from bot.texts import Say, as_written, studio, turn
from tests.clock import ManualClock
from tests.harness import RecordingAdapter, Scene
from tests.scripted import ScriptedStudio, picture


class Servant(ScriptedStudio):
    """Serves the same bytes for every finished file."""

    served = b""

    async def fetch(self, artifact: Artifact) -> AsyncGenerator[bytes, None]:
        """Give what a test put there."""
        yield self.served


@pytest.mark.parametrize("cause", [Cause.BAD_KEYS, Cause.CLOCK_OFF])
async def test_a_result_hidden_by_bad_keys_is_fetched_later(scene: Scene, cause: Cause) -> None:
    """Broken outcome: keys refused in the middle ended the turn for good, and its paid picture was never fetched."""
    async with scene.core() as talk:
        await talk.says("a red fox")
        await talk.reaches("running")
        job = scene.studio.job("a red fox")
        job.tells(Failed(cause))
        await talk.reaches("stopped")
        job.events.clear()
        job.tells(picture("one"), Finished())
        await talk.gives("show")
        (ended,) = await talk.reaches("finished")
        await talk.settled()

        assert len(scene.adapter.of(ended.id, "file:")) == 1
        assert scene.studio.count("start") == 1


@pytest.mark.parametrize(("error", "cause"), [(PlaceGone, Cause.PLACE_GONE), (ThreadGone, Cause.THREAD_GONE)])
async def test_what_is_gone_is_left_behind(scene: Scene, error: type[UserError], cause: Cause) -> None:
    """Broken outcome: a deleted project refused every further request of its community, /new and all."""
    async with scene.core() as talk:
        await talk.says("a red fox")
        await talk.reaches("running")
        scene.studio.job("a red fox").tells(picture("one"), Finished())
        await talk.reaches("finished")
        scene.studio.refuses("open", error(as_written("it is gone")))
        await talk.says("now in blue")
        (_, failed) = await talk.reaches("finished", "failed")
        await talk.presses("Run again")
        await talk.reaches("finished", "failed", "running")

        assert failed.cause is cause
        again = scene.studio.opened[-1]
        assert again.thread is None
        assert (again.place is None) is (error is PlaceGone)


@pytest.mark.parametrize(("error", "offered"), [(Mendable, True), (UserError, False)])
async def test_what_can_be_mended_can_be_run_again(scene: Scene, error: type[UserError], *, offered: bool) -> None:
    """Empty credits are filled up one day; the wrong kind of file stays wrong, and offers no button that fails."""
    async with scene.core() as talk:
        scene.studio.refuses("start", error(as_written("no")))
        await talk.says("a red fox")
        (failed,) = await talk.reaches("failed")
        await talk.settled()

        assert [each.label for each in talk.card(failed).buttons] == (["Run again"] if offered else [])


@pytest.mark.parametrize(
    ("served", "why"),
    [
        (b"", studio.file_blank),
        (bytes(200), partial(studio.file_too_large, limit=100)),
        (b"<!doctype html><title>502</title>", partial(studio.file_is_page, host="files.example")),
    ],
)
async def test_a_finished_file_that_is_none_is_told_as_one(tmp_path: Path, served: bytes, why: Say) -> None:
    """Broken outcome: a studio's file that was too large asked the person to attach a smaller version of it."""
    clock = ManualClock()
    servant = Servant(clock)
    servant.served = served
    scene = Scene(tmp_path, clock, RecordingAdapter(), servant, Limits(file_bytes=100))
    async with scene.core() as talk:
        await talk.says("a red fox")
        (asked,) = await talk.reaches("running")
        servant.job("a red fox").tells(picture("one"), Finished())

        async def told() -> bool:
            await clock.advance(1)  # it is tried several times
            return bool(scene.adapter.of(asked.id, "file:"))

        await talk.sees(told)
        t = talk.workshop.languages.of()
        (post,) = (each.post for each in scene.adapter.of(asked.id, "file:"))

        assert post.text == turn.not_fetched(t, number=1, why=why(t))
        assert not post.files
