"""Which model, how deeply it thinks, which studio account: chosen by command, for whom it was chosen."""

import pytest

from bot.chat import Completion, Level, Person, PersonId
from bot.studio import Finished, Model, Reasoning, StudioAccountId
from bot.texts import model as texts
from bot.texts import project as project_texts
from tests.harness import ANN, ROOM, SCRIPTED, Scene, Talk
from tests.scripted import ScriptedStudio, picture

MOD = Person(PersonId("mod"), "Mo", Level.MODERATE)
ANNA = Model("image_anna", "Anna Pro", "IMAGE", premium=False)
BERT = Model("image_bert", "Bert 2", "IMAGE", premium=False)
CLIP = Model("video_clip", "Clip 3.0", "VIDEO", premium=True)
OTHER = StudioAccountId("other")


@pytest.fixture(autouse=True)
def catalogue(scene: Scene) -> None:
    """The studio has three models."""
    scene.studio.catalogue = (ANNA, BERT, CLIP)


async def makes(talk: Talk, words: str) -> None:
    """Ask for a picture and get it from the scripted studio."""
    await talk.says(words)
    await talk.sees(lambda: words in [job.prompt.text for job in talk.scene.studio.jobs])
    talk.scene.studio.job(words).tells(picture(words), Finished())
    await talk.reaches(*["finished" for _ in await talk.turns()])
    await talk.settled()


async def suggested(talk: Talk, command: str, option: str, typed: str) -> list[str]:
    """What is suggested while an option is typed."""
    ask = Completion(ROOM, ANN, command, option, typed)
    return [choice.value for choice in await talk.core.inbox.complete(ask)]


async def test_models_are_listed_by_category(scene: Scene) -> None:
    """People see the names they know, grouped, and which of them cost more."""
    async with scene.core() as talk:
        await talk.gives("models")

    _, pictures, films = talk.whispered()[0].splitlines()
    assert pictures == "Pictures: Anna Pro, Bert 2"
    assert films == "Films: Clip 3.0 ★"


async def test_a_preferred_model_goes_out_and_can_be_taken_back(scene: Scene) -> None:
    """Chosen by the name people know, it reaches the studio by its own; `any` takes it back."""
    async with scene.core() as talk:
        await talk.gives("model", action="prefer", model="bert 2")
        await makes(talk, "one")
        await talk.gives("model", action="any", model="Bert 2")
        await makes(talk, "two")

    assert [job.prompt.tools.prefer for job in scene.studio.jobs] == [(("IMAGE", ("image_bert",)),), ()]
    assert texts.preferred(talk.workshop.languages.of(), models=["Bert 2"]) in talk.whispered()[0]


async def test_what_is_never_used_is_preferred_by_nobody(scene: Scene) -> None:
    """A model stands in one list at a time; several can be named at once, for a channel by its moderators."""
    async with scene.core() as talk:
        await talk.gives("model", action="only", model="Anna Pro, Bert 2 channel", person=MOD)
        await talk.gives("model", action="never", model="Anna Pro channel", person=MOD)
        await makes(talk, "one")

    tools = scene.studio.job("one").prompt.tools
    assert (tools.include, tools.exclude) == (("image_bert",), ("image_anna",))


async def test_members_choose_models_for_themselves_alone(scene: Scene) -> None:
    """Whoever may not moderate cannot choose for a channel, and learns who can."""
    async with scene.core() as talk:
        await talk.gives("model", action="never", model="Anna Pro", scope="channel")
        await talk.gives("model", action="never", model="Dora")
        await talk.gives("model", action="never")
        await talk.gives("model", action="hide", model="Anna Pro")

    refused, unknown, missing, action = talk.whispered()
    assert "moderators" in refused
    assert "Dora" in unknown
    assert missing == texts.which_model(talk.workshop.languages.of())
    assert "prefer, only, never, any" in action


async def test_thinking_is_switched_by_a_word(scene: Scene) -> None:
    """On begins a thread that thinks; auto leaves the next one to the studio."""
    async with scene.core() as talk:
        await talk.gives("think", choice="on")
        await makes(talk, "one")
        await talk.gives("think", choice="auto")
        await talk.gives("new")
        await makes(talk, "two")
        await talk.gives("think", choice="harder")

    assert [job.prompt.reasoning for job in scene.studio.jobs] == [Reasoning.THINKING, None]
    assert "harder" in talk.whispered()[-1]


async def test_names_are_suggested_while_a_command_is_typed(scene: Scene) -> None:
    """Models by the names people know, also after a comma; actions, depths and accounts by their words."""
    async with scene.core() as talk:
        assert await suggested(talk, "model", "model", "an") == ["Anna Pro"]
        assert await suggested(talk, "model", "model", "image_anna,be") == ["Anna Pro, Bert 2"]
        assert await suggested(talk, "model", "action", "n") == ["never"]
        assert await suggested(talk, "think", "choice", "o") == ["on", "off"]
        assert await suggested(talk, "studio", "name", "") == [SCRIPTED]


async def test_a_channel_changes_its_studio_and_finds_both_conversations_again(scene: Scene) -> None:
    """Each account goes on in its own thread: a change and a change back lose nothing."""
    other = ScriptedStudio(scene.clock)
    async with scene.core(studios={SCRIPTED: scene.studio, OTHER: other}) as talk:
        await makes(talk, "one")
        await talk.gives("studio", name="Other", person=MOD)
        await talk.says("two")
        await talk.reaches("finished", "running")
        other.job("two").finishes()
        await talk.reaches("finished", "finished")
        await talk.gives("studio", name="scripted", person=MOD)
        await makes(talk, "three")
        await talk.gives("threads")

    one, three = scene.studio.jobs
    assert one.ref.thread == three.ref.thread
    assert [job.prompt.text for job in other.jobs] == ["two"]
    assert "two" not in talk.whispered()[-1]


async def test_a_channel_comes_back_to_what_it_used_last(scene: Scene) -> None:
    """Broken outcome: after a look at another studio a channel went on in its newest conversation, not in its own."""
    other = ScriptedStudio(scene.clock)
    async with scene.core(studios={SCRIPTED: scene.studio, OTHER: other}) as talk:
        await makes(talk, "one")
        await talk.gives("new")
        await makes(talk, "two")
        await talk.gives("threads", action="switch", which="2")
        await makes(talk, "three")
        await talk.gives("studio", name="other", person=MOD)
        await talk.says("four")
        await talk.reaches("finished", "finished", "finished", "running")
        other.job("four").finishes()
        await talk.reaches("finished", "finished", "finished", "finished")
        await talk.gives("studio", name="scripted", person=MOD)
        await makes(talk, "five")

    one, two, three, five = (job.ref.thread for job in scene.studio.jobs)
    assert one == three == five != two


async def test_only_moderators_change_a_channels_studio_and_only_to_what_there_is(scene: Scene) -> None:
    """A member may look; an account that is not configured is refused with those that are."""
    async with scene.core(studios={SCRIPTED: scene.studio, OTHER: ScriptedStudio(scene.clock)}) as talk:
        await talk.gives("studio")
        await talk.gives("studio", name="other")
        await talk.gives("studio", name="third", person=MOD)
        await talk.gives("studio")

    before, refused, unknown, after = talk.whispered()
    t = talk.workshop.languages.of()
    assert "scripted" in before
    assert "other" in before
    assert "moderators" in refused
    assert unknown == project_texts.no_such_studio(t, studio="third", known=[SCRIPTED, OTHER])
    assert after == before


async def test_a_second_name_is_the_same_command(scene: Scene) -> None:
    """Who asks for /credits gets what /usage tells."""
    async with scene.core() as talk:
        await talk.gives("credits")
        await talk.gives("usage")

    credits_, usage = talk.whispered()
    assert credits_ == usage
