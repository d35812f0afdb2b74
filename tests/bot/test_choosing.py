"""What is asked before a request is sent, and what a request's own words do."""

import asyncio

from bot.chat import ButtonToken, Level, Person, PersonId
from bot.studio import Model, PlaceId, Reasoning
from tests.harness import ANN, BOB, GARDEN, Scene, Talk
from tests.scripted import ScriptedStudio

ROOT = Person(PersonId("root"), "Root", Level.OPERATE)
KLING = Model("generate_video_kling", "Kling 3.0", "VIDEO", premium=True)


def choosy(scene: Scene, **features: object) -> ScriptedStudio:
    """Let the scene's studio need to know something first."""
    scene.studio.features_are(**features)
    return scene.studio


async def asked(talk: Talk, words: str) -> None:
    """Wait until a card asks."""
    await talk.sees(lambda: talk.scene.adapter.saying(words))


def tokens_of(scene: Scene, label: str) -> list[ButtonToken]:
    """The tokens behind every shown button of that label, in the order of their cards."""
    return [token for each in scene.adapter.shown if (token := each.button(label))]


async def test_the_first_request_asks_for_the_project(scene: Scene) -> None:
    """On a real account nothing is made before somebody says where; then the kept request begins by itself."""
    studio = choosy(scene, asks_project=True)
    async with scene.core() as talk:
        await talk.says("foxes")
        await asked(talk, "shall I make a new Scripted project")
        assert studio.count("open") == studio.count("start") == 0
        await talk.presses("New project")
        await talk.reaches("running")
        await talk.says("wolves", channel=GARDEN)
        await talk.reaches("running", "running")

    assert [job.ref.place.id for job in studio.jobs] == ["made-1", "made-1"]
    assert studio.count("create") == 1


async def test_an_existing_project_answers_all_who_wait(scene: Scene) -> None:
    """One choice for the community lets every waiting request begin, also those asked before a restart."""
    studio = choosy(scene, asks_project=True)
    studio.names[PlaceId("mine")] = "Ours"
    async with scene.core() as talk:
        await talk.says("foxes")
        await talk.says("wolves", channel=GARDEN, person=BOB)
        await talk.reaches("choosing", "choosing")
    async with scene.core() as later:
        await later.gives("project", person=ROOT, action="use", which="mine")
        await later.reaches("running", "running")

    assert {job.ref.place.id for job in studio.jobs} == {"mine"}


async def test_the_choice_is_the_asker_s_and_counts_once(scene: Scene) -> None:
    """A stranger's press and a second press change nothing, and say so."""
    studio = choosy(scene, asks_project=True)
    async with scene.core() as talk:
        await talk.says("foxes", person=ANN)
        token = await talk.presses("New project", person=BOB)
        assert studio.count("create") == 0
        await talk.presses("New project", person=ANN, token=token)
        await talk.presses("New project", person=ANN, token=token)
        await talk.reaches("running")

    assert len(talk.whispered()) == 2
    assert studio.count("create") == 1
    assert studio.count("start") == 1


async def test_two_presses_in_the_same_moment_make_one_project(scene: Scene) -> None:
    """Broken outcome: two people who pressed at once each made a project, and the second one was the community's."""
    studio = choosy(scene, asks_project=True)
    held = studio.holds("create")
    async with scene.core() as talk:
        await talk.says("foxes", person=ANN)
        await talk.says("wolves", person=BOB, channel=GARDEN)
        await talk.reaches("choosing", "choosing")
        await talk.sees(lambda: len(tokens_of(scene, "New project")) == 2)
        both = [
            talk.in_background(talk.presses("New project", person=person, token=token))
            for person, token in zip((ANN, BOB), tokens_of(scene, "New project"), strict=True)
        ]
        await talk.sees(lambda: studio.count("create"))
        await talk.settled()
        held.set()
        await asyncio.gather(*both)
        await talk.reaches("running", "running")

    assert studio.count("create") == 1


async def test_a_request_that_waits_for_a_choice_can_be_stopped(scene: Scene) -> None:
    """Stop is free while nothing was sent, and those behind are not held up."""
    studio = choosy(scene, asks_project=True)
    async with scene.core() as talk:
        await talk.says("foxes")
        await asked(talk, "Before I begin")
        await talk.presses("Stop")
        await talk.reaches("stopped")
        (turn,) = await talk.turns()
        assert "nothing was spent" in talk.card(turn).text

    assert studio.count("start") == 0


async def test_sound_asks_for_thinking_first(scene: Scene) -> None:
    """A song is sent in thinking mode when its asker wants that, in a conversation of its own."""
    studio = choosy(scene, thinks_for_sound=True)
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        studio.jobs[0].finishes()
        await talk.reaches("finished")
        await talk.says("a song about the fox")
        await asked(talk, "only when the studio thinks first")
        await talk.presses("Think first")
        await talk.sees(lambda: len(studio.jobs) == 2)

    song = studio.jobs[1].prompt
    assert (song.text, song.reasoning, song.thread) == ("a song about the fox", Reasoning.THINKING, None)


async def test_sound_goes_as_it_is_when_somebody_says_so(scene: Scene) -> None:
    """Whoever does not want to wait is asked once only."""
    studio = choosy(scene, thinks_for_sound=True)
    async with scene.core() as talk:
        await talk.says("a jingle")
        await talk.presses("Send it as it is")
        await talk.reaches("running")

    assert studio.jobs[0].prompt.reasoning is Reasoning.FAST


async def test_upscaling_words_and_models_are_obeyed_and_shown(scene: Scene) -> None:
    """The card says what was read out of the words, and the words go out unchanged."""
    studio = choosy(scene, upscaler="upscale_image")
    studio.catalogue = (KLING,)
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.sees(lambda: studio.count("models") == 1)
        studio.jobs[0].finishes()
        await talk.reaches("finished")
        await talk.says("upscale it, then a film with Kling 3.0")
        await talk.reaches("finished", "running")
        card = talk.card((await talk.turns())[1])

    prompt = studio.jobs[1].prompt
    assert prompt.text == "upscale it, then a film with Kling 3.0"
    assert prompt.tools.include == ("upscale_image",)
    assert prompt.tools.prefer == (("VIDEO", ("generate_video_kling",)),)
    assert "upscaling tool and Kling 3.0 preferred" in card.text


async def test_what_was_read_out_of_the_words_can_be_taken_off(scene: Scene) -> None:
    """While the request waits, one press sends it without; afterwards the press explains itself."""
    studio = choosy(scene)
    studio.catalogue = (KLING,)
    async with scene.core() as talk:
        await talk.sees(lambda: studio.count("models") == 1)
        await talk.says("a fox")
        await talk.says("a film in the manner of Kling 3.0")
        token = await talk.presses("Without that")
        await talk.sees(lambda: not talk.scene.adapter.saying("preferred"))
        await talk.reaches("running", "queued")
        studio.jobs[0].finishes()
        await talk.reaches("finished", "running")
        await talk.presses("Without that", token=token)

    assert studio.jobs[1].prompt.tools.prefer == ()
    assert "has been sent as it stands" in talk.whispered()[-1]


async def test_a_mode_in_a_prompt_is_explained(scene: Scene) -> None:
    """The prompt goes out as written; whoever may switch the mode gets a button, everybody else a sentence."""
    async with scene.core() as talk:
        await talk.says("in fast mode draw a cat", person=ANN)
        await talk.says("用快速模式画一只猫", person=ROOT)
        await talk.reaches("running", "queued")

    assert scene.studio.jobs[0].prompt.text == "in fast mode draw a cat"
    (_, told), (_, offered) = scene.adapter.whispers
    assert "do not switch the account to fast" in told.text
    assert told.buttons == ()
    assert [button.label for button in offered.buttons] == ["Switch to fast (costs credits)"]
