"""A messenger, not a creator: what goes to the studio is what the person gave, and all that comes back is brought."""

from bot.studio import AgentText, Finished, Mode, Progress
from tests.harness import Scene, short
from tests.scripted import PNG, picture

WORDS = "  a *red* fox,\n\nfast mode — 快速模式, 16:9 @everyone <b>4K</b>  "
DAY = 24 * 3600.0


async def test_words_go_out_verbatim(scene: Scene) -> None:
    """Nothing is rewritten, shortened, added or taken out: not a mode's name, not a mark, not a blank inside."""
    async with scene.core() as talk:
        await talk.says(WORDS)
        await talk.reaches("running")

    assert scene.studio.jobs[0].prompt.text == WORDS
    assert Mode.FAST.value in WORDS


async def test_several_files_go_out_in_the_order_they_were_attached(scene: Scene) -> None:
    """What somebody calls the first picture is the first one to the studio too."""
    names = ("c.png", "a.png", "b.png")
    scene.adapter.files.update({name: PNG + name.encode() for name in names})
    async with scene.core() as talk:
        await talk.says("put the first beside the second", files=tuple(short(name) for name in names))
        await talk.reaches("running")

    place = scene.studio.jobs[0].ref.place.id
    sent = {f"{place}/{each.content.sha256}": each.name for each in scene.studio.uploads}  # type: ignore[union-attr]
    assert [sent[upload.handle] for upload in scene.studio.jobs[0].prompt.uploads] == list(names)


async def test_what_is_there_before_the_time_is_over_is_brought(scene: Scene) -> None:
    """A request that takes too long leaves what it made so far, its thread untouched, and the rest for /show."""
    async with scene.core() as talk:
        await talk.says("two foxes")
        await talk.reaches("running")
        job = scene.studio.jobs[0]
        job.tells(picture("one"))
        await talk.sees(lambda: [each for each in scene.adapter.shown if each.post.files])
        await scene.clock.advance(DAY + 1)
        job.tells(Progress())
        (turn,) = await talk.reaches("stopped")
        await talk.settled()
        assert "/show" in talk.card(turn).text

        job.tells(picture("two"), Finished())
        await talk.gives("show")
        await talk.reaches("finished")
        await talk.settled()

        assert len(scene.adapter.of(turn.id, "file")) == 2
    assert scene.studio.count("start") == 1


async def test_each_file_comes_with_the_way_to_its_project(scene: Scene) -> None:
    """Under every result stands the link to the canvas it lies on, and the agent's words come with it."""
    async with scene.core() as talk:
        await talk.says("two foxes")
        await talk.reaches("running")
        job = scene.studio.jobs[0]
        job.finishes(AgentText("a", "Here are two foxes."), picture("one"), picture("two"))
        (turn,) = await talk.reaches("finished")
        await talk.settled()

        files = scene.adapter.of(turn.id, "file")
        assert len(files) == 2
        assert all(job.ref.place.link in [link.url for link in each.post.links] for each in files)
        assert scene.adapter.saying("Here are two foxes.")
