"""The composition root: what an earlier process left comes before what is new, and wrong settings are named."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest
from structlog.testing import capture_logs

from bot import app
from bot.absent import Absent
from bot.adapter import Inbox
from bot.chat import EventKey, Message, MessageId
from bot.clock import SystemClock
from bot.commands.declare import Command
from bot.config import Config, LovartAccount
from bot.errors import ConfigError, NoStart, Unsent
from bot.store.database import Database
from bot.studio import Finished
from bot.studios import SANDBOX
from bot.tasks import Tasks
from tests.clock import ManualClock
from tests.harness import ANN, ROOM, RecordingAdapter, Scene, comes_true
from tests.hostile import holding
from tests.scripted import ScriptedStudio, picture


class Impatient(RecordingAdapter):
    """A platform with a backlog: it tells of a message the moment it is listened to."""

    async def run(self, inbox: Inbox) -> None:
        """Tell of one message, then nothing more."""
        await inbox(Message(EventKey("backlog"), MessageId("new"), ROOM, ANN, "third"))
        await asyncio.Event().wait()


async def test_what_was_left_comes_before_what_is_new(scene: Scene) -> None:
    """Broken outcome: a message told right after a restart ran before those that had waited for longer."""
    scene = replace(scene, adapter=Impatient())
    async with scene.core() as talk:
        await talk.says("first")
        await talk.reaches("running")
        await talk.says("second")
        await talk.reaches("running", "queued")

    async with scene.workshop() as workshop:
        serving = asyncio.create_task(app._serve(Config(), workshop, lambda _: None))
        for number in range(3):
            assert await comes_true(lambda number=number: len(scene.studio.jobs) > number)
            scene.studio.jobs[number].tells(picture(f"{number}"), Finished())
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving

    assert [job.prompt.text for job in scene.studio.jobs] == ["first", "second", "third"]


class Away(RecordingAdapter):
    """A platform that cannot be reached at first."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times
        self.published = self.heard = False

    async def __aenter__(self) -> Self:
        """Begin, once that is possible."""
        self._times -= 1
        if self._times >= 0:
            raise NoStart("nobody answers")
        return self

    async def __aexit__(self, *_: object) -> None:
        """End."""

    async def publish(self, commands: Sequence[Command[Any]]) -> None:
        """Take the commands."""
        self.published = True

    async def run(self, inbox: Inbox) -> None:
        """Hear, for ever."""
        self.heard = True
        await asyncio.Event().wait()


async def test_an_account_that_cannot_be_reached_comes_later(scene: Scene) -> None:
    """Broken outcome: with one platform away, nobody on the others had an Atelier."""
    away, announced = Away(3), list[app.Ready]()
    async with scene.core() as talk:
        await talk.says("a fox")
        scene.adapter.refuses(*[Unsent("away")] * 20)
        await talk.reaches("running")
        scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.reaches("finished")
    async with scene.workshop() as workshop, AsyncExitStack() as stack:
        absent = await app._begun(away, stack)
        workshop.adapters[away.account] = absent
        assert isinstance(absent, Absent)
        serving = asyncio.create_task(app._serve(Config(), workshop, announced.append))
        assert await comes_true(lambda: bool(announced))
        assert (workshop.adapters[away.account], away.heard) == (absent, False)
        for pause in (1, 2, 4):
            await scene.clock.asleep()
            await scene.clock.advance(pause)
        assert await comes_true(lambda: away.published and away.heard)
        assert workshop.adapters[away.account] is away
        assert await comes_true(lambda: any(each.post.files for each in away.shown))
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


class Frail(RecordingAdapter):
    """A platform that loses its connection again and again, each time after so many seconds."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock
        self.lasts, self.begun = 0.0, list[float]()

    async def run(self, inbox: Inbox) -> None:
        """Hear for a while."""
        self.begun.append(self._clock.now())
        await self._clock.sleep(self.lasts)
        raise OSError("lost")


async def test_who_ran_for_long_is_not_waited_for_long(scene: Scene) -> None:
    """Broken outcome: who lost the connection once a week was deaf for five minutes each time, after two months."""
    frail = Frail(scene.clock)
    async with scene.core() as talk, asyncio.TaskGroup() as group:
        with capture_logs():
            keeping = group.create_task(app._keep_running(frail, talk.core.inbox, scene.clock, Tasks(group)))
            await scene.clock.asleep()
            await scene.clock.advance(1 + 2 + 4 + 8)
            assert len(frail.begun) == 5
            frail.lasts = 3600.0
            await scene.clock.advance(16 + frail.lasts + 1)
            keeping.cancel()

    assert frail.begun[-1] - frail.begun[-2] == frail.lasts + 1


def test_a_language_without_texts_is_a_wrong_setting() -> None:
    """An operator's typing error is told with the path of the key."""
    assert app._languages("zh_CN").of().locale == "zh_CN"
    with pytest.raises(ConfigError, match=r"^atelier\.language: .*'xx'"):
        app._languages("xx")


def test_a_studio_that_is_not_set_up_is_a_wrong_setting(scene: Scene) -> None:
    """Who names a studio that is not there reads so before anything begins."""
    studio = ScriptedStudio(scene.clock)
    mine = SANDBOX

    assert app._default(Config(), {mine: studio}) == mine
    with pytest.raises(ConfigError, match=r"^atelier\.studio: .*other"):
        app._default(Config.model_validate({"atelier": {"studio": "other"}}), {mine: studio})


async def test_a_store_held_at_the_start_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken outcome: while another program held the store, the start ended in a stack of the database library."""
    path = tmp_path / app.DATABASE
    impatient = await asyncio.to_thread(Database, f"sqlite:///{path}", busy=0.05)
    await impatient.migrate(app.MIGRATIONS, app.VERSION_TABLE)
    monkeypatch.setattr(app, "Database", lambda _: impatient)
    config = Config.model_validate({"atelier": {"data": tmp_path}})
    async with holding(path):
        with pytest.raises(ConfigError, match=r"^atelier\.data: nothing could be written.*another program holds it"):
            await app.run(config, SystemClock(), lambda _: None)


def test_a_configured_owner_is_a_community_of_an_account() -> None:
    """Whose moderators may set a mode stands in the configuration as account and server, whatever the server's id."""
    accounts = {"ours": LovartAccount(kind="lovart", owner="main/12/3"), "nobodys": LovartAccount(kind="lovart")}

    assert app._owners(Config(studios=accounts)) == {"ours": ("main", "12/3")}
