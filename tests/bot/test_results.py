"""The buttons under results: each does what it says, for whoever may, for months."""

from dataclasses import replace

from bot.chat import ButtonPress, EventKey, Form, Level, Person, PersonId
from bot.errors import UserError
from bot.studio import Finished, StudioThreadId
from bot.texts import as_written
from tests.harness import ANN, BOB, ROOM, Scene, Shown, Talk, short
from tests.scripted import PNG, picture

READER = Person(PersonId("reader"), "Reader", Level.SPEAK)
MONTHS = 90 * 24 * 3600.0


async def result(talk: Talk, words: str = "a fox") -> Shown:
    """Have a picture made; gives its post."""
    talk.scene.studio.features_are(upscaler="upscale_image")
    await talk.says(words)
    await talk.reaches("running")
    talk.scene.studio.jobs[0].tells(picture("fox"), Finished())
    await talk.reaches("finished")
    await talk.sees(lambda: talk.scene.adapter.saying("Done"))
    return next(each for each in talk.scene.adapter.shown if each.post.files)


async def press(talk: Talk, shown: Shown, label: str, person: Person = ANN, text: str | None = None) -> Form | None:
    """Press a button under a post, or send the form back that it opened."""
    token = shown.button(label)
    assert token is not None
    await talk.scene.clock.advance(0.01)  # nobody presses twice in the same instant
    key = EventKey(f"{person.id} {label} {text}")
    return await talk.core.inbox(ButtonPress(key, ROOM, person, token, shown.id, text))


async def test_a_picture_is_upscaled_as_itself(scene: Scene) -> None:
    """Upscale sends the very file, in its own conversation, with the tool forced."""
    async with scene.core() as talk:
        await press(talk, await result(talk), "Upscale")
        await talk.reaches("finished", "running")

    job = scene.studio.jobs[1]
    assert job.prompt.tools.include == ("upscale_image",)
    assert job.prompt.thread == StudioThreadId("thread-1")
    assert [file.name for file in scene.studio.uploads] == ["fox.png"]


async def test_buttons_live_for_months_and_through_restarts(scene: Scene) -> None:
    """A result of last season is animated by anybody who may spend."""
    async with scene.core() as talk:
        shown = await result(talk)
    await scene.clock.advance(MONTHS)
    async with scene.core() as later:
        await press(later, shown, "Animate", BOB)
        await later.reaches("finished", "running")

    assert scene.studio.jobs[1].prompt.text.startswith("Make a short film")
    assert len(scene.studio.jobs[1].prompt.uploads) == 1


async def test_a_file_goes_on_as_input_with_words(scene: Scene) -> None:
    """Use as input asks what to make, and sends the words as they are written, once."""
    async with scene.core() as talk:
        shown = await result(talk)
        form = await press(talk, shown, "Use as input")
        assert form is not None
        assert (form.prefilled, form.token) == ("", shown.button("Use as input"))
        await press(talk, shown, "Use as input", text="a poster with this fox")
        await press(talk, shown, "Use as input", text="a poster with this fox")
        await talk.reaches("finished", "running")

    assert scene.studio.jobs[1].prompt.text == "a poster with this fox"
    assert len(scene.studio.jobs[1].prompt.uploads) == 1


async def test_a_finished_request_runs_again_and_with_other_words(scene: Scene) -> None:
    """Again makes one more each time; Edit shows the words first and sends the changed ones."""
    async with scene.core() as talk:
        await result(talk)
        (turn,) = await talk.turns()
        (card,) = scene.adapter.of(turn.id, "card")
        assert [button.label for button in card.post.buttons] == ["Run again", "Edit…", "New topic"]
        await press(talk, card, "Run again")
        await talk.reaches("finished", "running")
        scene.studio.jobs[1].finishes()
        await talk.reaches("finished", "finished")
        await press(talk, card, "Run again", BOB)
        form = await press(talk, card, "Edit…")
        assert form is not None
        assert form.prefilled == "a fox"
        await press(talk, card, "Edit…", text="two foxes")
        await talk.reaches("finished", "finished", "running", "queued")

    assert [job.prompt.text for job in scene.studio.jobs] == ["a fox", "a fox", "a fox"]


async def test_a_new_topic_begins_another_conversation(scene: Scene) -> None:
    """After New topic the next request remembers nothing of the one before."""
    async with scene.core() as talk:
        await result(talk)
        await talk.presses("New topic")
        await talk.says("a house")
        await talk.reaches("finished", "running")

    assert scene.studio.jobs[1].prompt.thread is None
    assert "new conversation" in talk.whispered()[0]


async def test_the_original_is_told_to_its_presser(scene: Scene) -> None:
    """Original gives the file's own address, to one person."""
    async with scene.core() as talk:
        await press(talk, await result(talk), "Original", BOB)

    ((person, told),) = scene.adapter.whispers
    assert person == BOB.id
    assert [link.url for link in told.links] == ["https://files.example/fox.png"]


async def test_only_the_asker_or_a_moderator_deletes(scene: Scene) -> None:
    """A result vanishes from the chat for those who may, and /show brings it back."""
    async with scene.core() as talk:
        shown = await result(talk)
        await press(talk, shown, "Delete", BOB)
        assert shown in scene.adapter.shown
        await press(talk, shown, "Delete", replace(BOB, level=Level.MODERATE))
        assert shown not in scene.adapter.shown
        await talk.gives("show")
        await talk.sees(lambda: [each for each in scene.adapter.shown if each.post.files])

    assert len(talk.whispered()) == 1


async def test_whoever_may_only_speak_starts_nothing(scene: Scene) -> None:
    """A reader's press on any button that spends is refused in words."""
    async with scene.core() as talk:
        shown = await result(talk)
        for label in ("Upscale", "Animate", "Use as input"):
            await press(talk, shown, label, READER)
        (turn,) = await talk.turns()
        (card,) = scene.adapter.of(turn.id, "card")
        for label in ("Run again", "Edit…", "New topic"):
            await press(talk, card, label, READER)
        await talk.reaches("finished")

    assert len(talk.whispered()) == 6
    assert scene.studio.count("start") == 1


async def test_an_answer_to_a_result_brings_its_file_once(scene: Scene) -> None:
    """A reply means that very picture, behind what it brings itself; its place is given the same bytes once."""
    scene.adapter.files["hat.png"] = PNG + b"hat"
    async with scene.core() as talk:
        shown = await result(talk)
        await talk.says("give it this hat", files=(short("hat.png"),), reply_to=shown.id)
        await talk.reaches("finished", "running")
        scene.studio.job("give it this hat").tells(picture("hatted"), Finished())
        await talk.reaches("finished", "finished")
        await talk.says("in blue", reply_to=shown.id)
        await talk.reaches("finished", "finished", "running")

    _hat, fox = scene.studio.jobs[1].prompt.uploads
    assert scene.studio.jobs[2].prompt.uploads == (fox,)
    assert [file.name for file in scene.studio.uploads] == ["hat.png", "fox.png"]


async def test_an_answer_to_a_card_brings_no_file(scene: Scene) -> None:
    """What shows no file means none: a reply to the status card goes on with words alone."""
    async with scene.core() as talk:
        await result(talk)
        (turn,) = await talk.turns()
        await talk.says("in blue", reply_to=scene.adapter.of(turn.id, "card")[0].id)
        await talk.reaches("finished", "running")

    assert scene.studio.jobs[1].prompt.uploads == ()


async def test_an_answer_goes_on_without_a_file_that_cannot_be_used(scene: Scene) -> None:
    """A picture that is gone everywhere, or that its studio does not take, does not stand in the way of the words."""
    async with scene.core() as talk:
        shown = await result(talk)
        scene.studio.features_are(upscaler="upscale_image", upload_bytes=1)
        await talk.says("in blue", reply_to=shown.id)
        await talk.reaches("finished", "running")
        scene.studio.features_are(upscaler="upscale_image")
        for path in (scene.folder / "spool").iterdir():
            path.unlink()
        scene.studio.refuses("fetch", UserError(as_written("gone")))
        await talk.says("in red", reply_to=shown.id)
        scene.studio.job("in blue").tells(picture("blue"), Finished())
        await talk.reaches("finished", "finished", "running")

    assert [job.prompt.uploads for job in scene.studio.jobs] == [(), (), ()]
