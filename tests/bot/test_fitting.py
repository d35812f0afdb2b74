"""A result that its channel cannot carry is seen there all the same, and said to be a copy."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from adapters.media.probe import ChildProbe
from bot.capabilities import MediaKind
from bot.chat import DeliveryKey, Post, PostFile
from bot.config import Limits
from bot.errors import TooLarge
from bot.store import deliveries as rows
from bot.store.deliveries import Delivery, DeliveryState
from bot.studio import ArtifactKey
from bot.texts import turn as texts
from tests.harness import CARRIES, ROOM, Scene, Talk
from tests.hostile import MEBIBYTE, picture
from tests.scripted import picture as artifact

PIXELS = 1_000_000
LIMIT = CARRIES.file_bytes


@pytest.fixture
def seeing(scene: Scene) -> Scene:
    """A scene with a picture too large for its channel, that can be made smaller."""
    scene.studio.files[ArtifactKey("fox")] = picture(size=(120, 90))
    scene.studio.features_are(upload_bytes=MEBIBYTE)
    return replace(scene, probe=ChildProbe(PIXELS))


async def brought(talk: Talk) -> Post:
    """Have the picture made; give the post that brings it."""
    await talk.says("a fox")
    await talk.reaches("running")
    talk.scene.studio.jobs[-1].finishes(artifact("fox"))
    (turn,) = await talk.reaches("finished")
    await talk.settled()
    (shown,) = talk.scene.adapter.of(turn.id, "file")
    return shown.post


async def test_a_picture_too_large_comes_as_a_copy(seeing: Scene) -> None:
    """Broken outcome: where ten megabytes are the limit, every large picture was nothing but a link."""
    size = len(seeing.studio.files[ArtifactKey("fox")])
    async with seeing.core() as talk:
        post = await brought(talk)

        (file,) = post.files
        assert (file.name, file.media_type) == ("a-fox-1.jpg", "image/jpeg")
        assert file.size <= LIMIT < size
        said = texts.copy_here(talk.workshop.languages.of(), name="a-fox-1.png", size=size, limit=LIMIT)
        assert post.text == said
        assert post.links[0].url == "https://files.example/fox.png"
        assert post.buttons


async def test_what_is_used_further_is_the_original(seeing: Scene) -> None:
    """Whoever goes on with the copy's message goes on with the picture as it was made."""
    async with seeing.core() as talk:
        await brought(talk)
        (shown,) = [each for each in seeing.adapter.shown if each.post.files]
        await talk.says("now in blue", reply_to=shown.id)
        await talk.reaches("finished", "running")

    assert [each.name for each in seeing.studio.uploads] == ["fox.png"]


async def test_a_late_refusal_brings_a_smaller_copy(seeing: Scene) -> None:
    """Broken outcome: what a platform refused although it should have taken it came as a link, for all its copies."""
    size = len(seeing.studio.files[ArtifactKey("fox")])
    seeing.adapter.carries = replace(seeing.adapter.carries, file_bytes=MEBIBYTE)
    async with seeing.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.settled()
        seeing.adapter.refuses(TooLarge(LIMIT))
        seeing.studio.jobs[-1].finishes(artifact("fox"))
        await talk.passes(1)
        (turn,) = await talk.reaches("finished")
        await talk.sees(lambda: seeing.adapter.of(turn.id, "file"))

        (post,) = (each.post for each in seeing.adapter.of(turn.id, "file"))
        (file,) = post.files
        assert (file.name, file.size <= LIMIT) == ("a-fox-1.jpg", True)
        assert post.text == texts.copy_here(talk.workshop.languages.of(), name="a-fox-1.png", size=size, limit=LIMIT)
        assert post.buttons


async def test_files_refused_together_come_one_after_the_other(scene: Scene) -> None:
    """Broken outcome: pictures of which each was small enough became links, because all of them were too much."""
    path = scene.folder / "fox.png"
    await asyncio.to_thread(path.write_bytes, b"a fox")
    files = tuple(PostFile(path, f"{number}.png", "image/png", MediaKind.IMAGE, 5, "") for number in range(3))
    key = DeliveryKey("test", "show:0")
    planned = Delivery(key, None, ROOM, Post("all of them", files), DeliveryState.PLANNED)
    async with scene.core() as talk:
        await talk.workshop.database.write(partial(rows.plan, delivery=planned, now=0.0))
        scene.adapter.refuses(TooLarge(LIMIT))
        await talk.core.outbox.send(key)
        await talk.passes(1)
        await talk.sees(lambda: len(scene.adapter.of("test")) == 2)

        assert [(each.post.text, each.post.files) for each in scene.adapter.of("test")] == [
            ("all of them", files[:2]),
            ("", files[2:]),
        ]


async def test_without_a_good_copy_the_link_comes(seeing: Scene) -> None:
    """What cannot be made small enough is told of and linked, as ever."""
    narrow = replace(seeing.adapter.carries, file_bytes=100)
    seeing.adapter.carries = narrow
    async with seeing.core() as talk:
        post = await brought(talk)

    assert post.files == ()
    assert "so here is a link to it" in post.text


async def test_without_room_for_a_copy_the_link_comes(seeing: Scene) -> None:
    """A spool with room for the picture alone costs the copy and not the result."""
    size = len(seeing.studio.files[ArtifactKey("fox")])
    async with replace(seeing, limits=Limits(spool_bytes=size - 1)).core() as talk:
        post = await brought(talk)

    assert post.files == ()
    assert "so here is a link to it" in post.text


async def test_a_channel_that_looks_is_told_the_size(seeing: Scene) -> None:
    """Where a player shows a black square without a film's measures, every file brings them; elsewhere nobody looks."""
    seeing.studio.files[ArtifactKey("fox")] = picture(size=(12, 9))
    async with seeing.core() as talk:
        (file,) = (await brought(talk)).files
        assert (file.width, file.height) == (0, 0)

        seeing.adapter.carries = replace(CARRIES, looks=True)
        await talk.gives("show")
        (file,) = seeing.adapter.shown[-1].post.files
        assert (file.width, file.height) == (12, 9)
