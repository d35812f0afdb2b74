"""What was made already: asked for again, made larger, put on a canvas."""

from dataclasses import replace

from bot.chat import Level, MessageId, Person, PersonId
from bot.errors import OffLimits
from bot.studio import Cause, Failed, Finished, Model
from bot.texts import as_written
from bot.texts import command as texts
from tests.harness import ANN, BOB, Scene, Shown, Talk, short
from tests.scripted import PNG, picture

READER = Person(PersonId("reader"), "Reader", Level.SPEAK)
ANNA = Model("image_anna", "Anna Pro", "IMAGE", premium=False)
BERT = Model("image_bert", "Bert 2", "IMAGE", premium=False)


async def makes(talk: Talk, words: str, person: Person = ANN) -> MessageId:
    """Ask for a picture and get it; gives the request's message."""
    said = await talk.says(words, person=person)
    await talk.sees(lambda: words in [job.prompt.text for job in talk.scene.studio.jobs])
    talk.scene.studio.job(words).tells(picture(words), Finished())
    await talk.reaches(*["finished" for _ in await talk.turns()])
    await talk.settled()
    return said.id


async def replies(talk: Talk, name: str, message: MessageId, prompt: str = "") -> None:
    """Give a command as a reply."""
    await talk.core.inbox(replace(await talk.called(name, prompt=prompt), reply_to=message))


def result(talk: Talk, words: str) -> Shown:
    """The post that brought the picture of some words."""
    source = f"https://files.example/{words}.png"
    return next(each for each in talk.scene.adapter.shown if any(file.source == source for file in each.post.files))


async def test_again_sends_ones_own_latest_request_once_more(scene: Scene) -> None:
    """Not what others asked for meanwhile; it goes on in the same conversation."""
    async with scene.core() as talk:
        await makes(talk, "fox")
        await makes(talk, "owl", BOB)
        await talk.gives("again")
        await talk.reaches("finished", "finished", "running")

    assert [job.prompt.text for job in scene.studio.jobs] == ["fox", "owl", "fox"]
    assert scene.studio.jobs[2].ref.thread == scene.studio.jobs[0].ref.thread


async def test_again_as_a_reply_sends_that_request_once_more(scene: Scene) -> None:
    """Said in plain words under a result, it means that one."""
    async with scene.core() as talk:
        await makes(talk, "fox")
        await makes(talk, "owl")
        await talk.says("try again", reply_to=result(talk, "fox").id)
        await talk.reaches("finished", "finished", "running")

    assert scene.studio.jobs[2].prompt.text == "fox"


async def test_again_says_what_it_lacks(scene: Scene) -> None:
    """Nothing asked for yet, nothing over yet, no right to spend: each in its own words."""
    async with scene.core() as talk:
        await talk.gives("again")
        request = await talk.says("fox")
        await talk.reaches("running")
        await replies(talk, "again", request.id)
        await talk.gives("again", person=READER)

    t = talk.workshop.languages.of()
    nothing, running, refused = talk.whispered()
    assert nothing == texts.nothing_to_repeat(t)
    assert running == texts.not_over_yet(t)
    assert "members" in refused


async def test_upscale_takes_the_picture_it_replies_to(scene: Scene) -> None:
    """The very file goes out with the tool forced, and the words as they were written."""
    scene.studio.features_are(upscaler="upscale_image")
    async with scene.core() as talk:
        await makes(talk, "fox")
        await makes(talk, "owl")
        await replies(talk, "upscale", result(talk, "fox").id, prompt="to 4K")
        await talk.reaches("finished", "finished", "running")

    job = scene.studio.jobs[2]
    assert (job.prompt.text, job.prompt.tools.include) == ("to 4K", ("upscale_image",))
    assert [file.name for file in scene.studio.uploads] == ["fox.png"]


async def test_upscale_takes_what_is_attached(scene: Scene) -> None:
    """A picture sent with the command is the one that is meant."""
    scene.studio.features_are(upscaler="upscale_image")
    scene.adapter.files["cat.png"] = PNG
    async with scene.core() as talk:
        await talk.core.inbox(replace(await talk.called("upscale"), attachments=(short("cat.png"),)))
        await talk.reaches("running")

    assert scene.studio.jobs[0].prompt.tools.include == ("upscale_image",)
    assert len(scene.studio.jobs[0].prompt.uploads) == 1


async def test_upscale_says_what_it_lacks(scene: Scene) -> None:
    """Without a picture, or at a studio without the tool, nothing is sent."""
    async with scene.core() as talk:
        await talk.gives("upscale")
        scene.studio.features_are(upscaler="upscale_image")
        await talk.gives("upscale")

    t = talk.workshop.languages.of()
    assert talk.whispered() == [texts.no_upscaler(t, studio="Scripted"), texts.upscale_what(t)]
    assert scene.studio.jobs == []


async def test_a_linked_picture_lies_on_the_canvas(scene: Scene) -> None:
    """Its address goes to the project that is worked in, and the answer leads there."""
    async with scene.core() as talk:
        await makes(talk, "fox")
        await talk.gives("canvas", address="https://pictures.example/cat.png")

    place = scene.studio.jobs[0].ref.place
    assert scene.studio.put_there == [(place.id, "https://pictures.example/cat.png", "image")]
    (said,) = scene.adapter.saying(texts.canvas_done(talk.workshop.languages.of(), count=1))
    assert said.post.links[0].url == place.link


async def test_an_attached_and_a_shown_picture_lie_on_the_canvas(scene: Scene) -> None:
    """Both go the way of every attachment, into a project made for them where there is none."""
    scene.adapter.files["cat.png"] = PNG
    async with scene.core() as talk:
        await talk.core.inbox(replace(await talk.called("canvas"), attachments=(short("cat.png"),)))
        await makes(talk, "fox")
        await replies(talk, "canvas", result(talk, "fox").id)

    assert [kind for _, _, kind in scene.studio.put_there] == ["image", "image"]
    assert len({place for place, _, _ in scene.studio.put_there}) == 1
    assert [file.name for file in scene.studio.uploads] == ["cat.png", "fox.png"]


async def test_a_private_address_never_reaches_the_canvas(scene: Scene) -> None:
    """Where nobody is to be led, the studio is not led either; and what is no address is asked about."""
    async with scene.core() as talk:
        scene.studio.refuses("fetch", OffLimits(as_written("that address is private")))
        await talk.gives("canvas", address="http://10.0.0.1/cat.png")
        await talk.gives("canvas", address="cat.png")
        await talk.gives("canvas")

    asks = texts.canvas_what(talk.workshop.languages.of())
    assert talk.whispered() == ["that address is private", asks, asks]
    assert scene.studio.put_there == []


async def test_a_canvas_waits_for_the_choice_of_a_project(scene: Scene) -> None:
    """Where a community chooses its project itself, none is made behind its back."""
    scene.studio.features_are(asks_project=True)
    async with scene.core() as talk:
        await talk.gives("canvas", address="https://pictures.example/cat.png")

    assert talk.whispered() == [texts.project_first(talk.workshop.languages.of())]
    assert scene.studio.count("create") == 0


async def test_what_made_nothing_is_tried_with_another_model(scene: Scene) -> None:
    """One press sends the same words preferring that model, once; the offers go."""
    scene.studio.features_are(alternatives=(ANNA, BERT))
    async with scene.core() as talk:
        await talk.says("fox")
        await talk.reaches("running")
        scene.studio.jobs[0].tells(Failed(Cause.NOTHING))
        await talk.reaches("failed")
        token = await talk.presses("Try with Bert 2")
        await talk.reaches("failed", "running")
        await talk.presses("", token=token)
        first, _ = await talk.turns()

        assert talk.card(first).buttons == ()
    assert [job.prompt.tools.prefer for job in scene.studio.jobs] == [(), (("IMAGE", ("image_bert",)),)]
    assert scene.studio.jobs[1].prompt.text == "fox"


async def test_a_model_that_is_not_allowed_here_is_not_offered(scene: Scene) -> None:
    """What is never used here comes back by no button."""
    scene.studio.features_are(alternatives=(ANNA, BERT))
    scene.studio.catalogue = (ANNA, BERT)
    async with scene.core() as talk:
        await talk.gives("model", action="never", model="Anna Pro")
        await talk.says("fox")
        await talk.reaches("running")
        scene.studio.jobs[0].tells(Failed(Cause.REFUSED))
        (turn,) = await talk.reaches("failed")
        await talk.settled()

        assert [each.label for each in talk.card(turn).buttons] == ["Run again", "Try with Bert 2"]
