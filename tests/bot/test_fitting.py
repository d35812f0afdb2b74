"""A result that its channel cannot carry is seen there all the same, and said to be a copy."""

from dataclasses import replace

import pytest

from adapters.media.probe import ChildProbe
from bot.chat import Post
from bot.config import Limits
from bot.studio import ArtifactKey
from bot.texts import turn as texts
from tests.harness import CARRIES, Scene, Talk
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
