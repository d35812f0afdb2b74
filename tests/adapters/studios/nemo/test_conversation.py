"""Whole conversations with NemoVideo at the sandbox, through the core: nothing is sent twice, nothing is orphaned."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.sandbox.server import Sandbox, SandboxOptions
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from bot.chat import EventKey, Message, MessageId
from bot.clock import SystemClock
from bot.studio import StudioAccountId, Wishes
from tests.adapters.studios.nemo.test_sandbox import QUICK, SPEED, Desk
from tests.clock import ManualClock
from tests.harness import ANN, CARRIES, ROOM, RecordingAdapter, Scene, Talk
from tests.scripted import ScriptedStudio

FILMS = StudioAccountId("films")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The other side, which outlives the program."""
    async with Sandbox(SandboxOptions(speed=SPEED)) as sandbox:
        yield sandbox


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock) -> Scene:
    """A platform that takes films."""
    return Scene(tmp_path, clock, RecordingAdapter(replace(CARRIES, file_bytes=10**8)), ScriptedStudio(clock))


@asynccontextmanager
async def program(scene: Scene, sandbox: Sandbox) -> AsyncIterator[Talk]:
    """Run the core with a NemoVideo account until it crashes."""
    settings = NemoSettings(token=sandbox.nemo_token, base_url=sandbox.nemo_base_url, **QUICK)  # type: ignore[arg-type]
    async with Nemo(settings, SystemClock()) as nemo, scene.core(studios={FILMS: nemo}) as talk:
        yield talk


def back_door(talk: Talk, sandbox: Sandbox) -> Desk:
    """Reach the sandbox's controls."""
    nemo = talk.workshop.studios[FILMS]
    assert isinstance(nemo, Nemo)
    return Desk(nemo, sandbox, place=None)  # type: ignore[arg-type]


async def exports(talk: Talk) -> None:
    """Ask for the film."""
    talk.scene.clock.leap(1)
    message = Message(EventKey("export"), MessageId("export"), ROOM, ANN, "export")
    assert await talk.core.turns.open(message, Wishes(export="mp4"))


async def test_from_words_to_a_film(scene: Scene, sandbox: Sandbox) -> None:
    """A prompt becomes a timeline, an edit is told, and the export arrives as a file."""
    async with program(scene, sandbox) as talk:
        await talk.says("a city at night")
        await talk.reaches("finished")
        scene.clock.leap(1)
        await talk.says("add a title “Hello” 0-3 s")
        await talk.reaches("finished", "finished")
        await exports(talk)
        *_, film = await talk.reaches("finished", "finished", "finished")
        await talk.sees(lambda: scene.adapter.of(film.id, "file:"))

        assert scene.adapter.saying("Title added: “Hello” (0–3 s)")
        (post,) = scene.adapter.of(film.id, "file:")
        assert [file.media_type for file in post.post.files] == ["video/mp4"]


async def test_a_crash_during_a_stream(scene: Scene, sandbox: Sandbox) -> None:
    """The next process tells what came of the message, which was sent once."""
    async with program(scene, sandbox) as talk:
        await talk.says("a city at night, hang up before")
        await talk.sees(lambda: _accepted(talk))
    async with program(scene, sandbox) as talk:
        (turn,) = await talk.reaches("finished")
        await talk.sees(lambda: scene.adapter.of(turn.id, "text:"))

        assert scene.adapter.saying("Video added")
        assert await back_door(talk, sandbox).posts() == {"a city at night, hang up before": 1}


async def _accepted(talk: Talk) -> bool:
    return any(turn.ref is not None for turn in await talk.turns())


async def test_a_crash_during_a_render(scene: Scene, sandbox: Sandbox) -> None:
    """The export is found by its stored id, and ordered once."""
    async with program(scene, sandbox) as talk:
        await talk.says("a city at night")
        await talk.reaches("finished")
        await back_door(talk, sandbox).control(hold="render_status")
        await exports(talk)
        await talk.reaches("finished", "running")
    async with program(scene, sandbox) as talk:
        await back_door(talk, sandbox).control(release="render_status")
        _, film = await talk.reaches("finished", "finished")
        await talk.sees(lambda: scene.adapter.of(film.id, "file:"))

        assert len((await back_door(talk, sandbox).control())["nemo"]["renders"]) == 1


async def test_a_session_that_passed_away(scene: Scene, sandbox: Sandbox) -> None:
    """The request goes on in a new session, sent once, and the person reads that the timeline is gone."""
    async with program(scene, sandbox) as talk:
        await talk.says("a city at night")
        await talk.reaches("finished")
        await back_door(talk, sandbox).control(nemo={"end_sessions": True})
        scene.clock.leap(1)
        await talk.says("a forest in the rain")
        await talk.reaches("finished", "finished")

        assert scene.adapter.saying("no longer has this conversation's timeline")
        assert (await back_door(talk, sandbox).posts())["a forest in the rain"] == 1
