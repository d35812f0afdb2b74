"""A result of one studio goes into the film of another by one press, and costs nothing."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.capabilities import MediaKind
from bot.chat import ButtonPress, EventKey, Level, Message, Person, PersonId
from bot.store import ledger
from bot.store.ledger import Basis
from bot.studio import Finished, Studio, StudioAccountId
from tests.clock import ManualClock
from tests.editing import Editor
from tests.harness import ANN, CARRIES, ROOM, SCRIPTED, RecordingAdapter, Scene, Shown, Talk
from tests.scripted import ScriptedStudio, picture

FILMS = StudioAccountId("films")
MODERATOR = Person(PersonId("moderator"), "Moderator", Level.MODERATE)
READER = Person(PersonId("reader"), "Reader", Level.SPEAK)
USE = "Use in video"
MONTHS = 90 * 24 * 3600.0


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock) -> Scene:
    """A platform with room for buttons, and a studio of pictures."""
    return Scene(tmp_path, clock, RecordingAdapter(replace(CARRIES, buttons_per_post=8)), ScriptedStudio(clock))


@pytest.fixture
def editor(clock: ManualClock) -> Editor:
    """A studio of films."""
    return Editor(clock)


@pytest.fixture
def both(scene: Scene, editor: Editor) -> Mapping[StudioAccountId, Studio]:
    """The studio of pictures, the usual one, beside that of films."""
    return {SCRIPTED: scene.studio, FILMS: editor}


async def drawn(talk: Talk) -> Shown:
    """Have a picture made; gives its post."""
    await talk.says("a fox")
    await talk.reaches("running")
    talk.scene.studio.jobs[0].tells(picture("fox"), Finished())
    await talk.reaches("finished")
    await talk.sees(lambda: any(each.post.files for each in talk.scene.adapter.shown))
    return next(each for each in talk.scene.adapter.shown if each.post.files)


async def press(talk: Talk, shown: Shown, person: Person = ANN) -> None:
    """Press the button under a result, a little later than whatever was before."""
    token = shown.button(USE)
    assert token is not None
    talk.scene.clock.leap(1)
    key = EventKey(f"{person.id} {talk.scene.clock.now()}")
    await talk.core.inbox(ButtonPress(key, ROOM, person, token, shown.id))


async def used(talk: Talk, shown: Shown) -> Shown:
    """Press the button under a result; gives the card that tells what came of it."""
    await press(talk, shown)
    await talk.reaches("finished", "finished")
    await talk.sees(lambda: talk.scene.adapter.saying("Editor has your file now"))
    return talk.scene.adapter.saying("Editor has your file now")[-1]


async def said(talk: Talk, text: str, answering: Shown | None = None) -> Message:
    """Write something, a little later, or answer something with it."""
    talk.scene.clock.leap(1)
    return await talk.says(text, reply_to=answering.id if answering else None)


async def test_a_picture_goes_into_the_film(
    scene: Scene, editor: Editor, both: Mapping[StudioAccountId, Studio]
) -> None:
    """One press brings the very file to the studio of films; nothing is asked of any agent, and nothing is spent."""
    async with scene.core(studios=both) as talk:
        card = await used(talk, await drawn(talk))
        _, brought = await talk.turns()
        entries = await talk.workshop.database.read(lambda connection: ledger.of_turn(connection, brought.id))

    assert [each.name for each in editor.uploads] == ["a-fox-1.png"]
    assert (editor.jobs, len(scene.studio.jobs)) == ([], 1)
    assert [(each.amount.credits, each.amount.basis) for each in entries] == [(0, Basis.NONE)]
    assert "What should I do with it?" in card.post.text
    assert "Reply to this message to tell Editor what to do" in card.post.text
    assert "/studio films" in card.post.text


async def test_an_answer_goes_to_the_film(scene: Scene, editor: Editor, both: Mapping[StudioAccountId, Studio]) -> None:
    """Who answers what the press told speaks with the studio of films; everybody else goes on as before."""
    async with scene.core(studios=both) as talk:
        shown = await drawn(talk)
        card = await used(talk, shown)
        await said(talk, "make a film of it", card)
        await said(talk, "a hare")
        await talk.reaches("finished", "finished", "running", "running")

    assert [each.prompt.text for each in editor.jobs] == ["make a film of it"]
    assert editor.jobs[0].prepared.place.id == editor.opened[1].place
    assert [each.prompt.text for each in scene.studio.jobs] == ["a fox", "a hare"]


async def test_the_picture_stays_its_own_studios(scene: Scene, both: Mapping[StudioAccountId, Studio]) -> None:
    """Broken outcome: who answered a picture that was used in a film spoke with the studio of films from then on."""
    async with scene.core(studios=both) as talk:
        shown = await drawn(talk)
        await used(talk, shown)
        await said(talk, "make it blue", shown)
        await talk.reaches("finished", "finished", "running")

    assert scene.studio.jobs[1].prompt.text == "make it blue"
    assert scene.studio.jobs[1].prompt.thread == scene.studio.jobs[0].ref.thread


async def test_whoever_changes_over_finds_it_there(
    scene: Scene, editor: Editor, both: Mapping[StudioAccountId, Studio]
) -> None:
    """A channel that is set to the studio of films goes on in the film that the picture was put into."""
    async with scene.core(studios=both) as talk:
        await used(talk, await drawn(talk))
        await talk.gives("studio", person=MODERATOR, name="films")
        await said(talk, "make a film of it")
        await talk.reaches("finished", "finished", "running")

    assert len(editor.opened) == 2
    assert editor.opened[1].place == editor.jobs[0].prepared.place.id
    assert len(editor.uploads) == 1


async def test_a_channel_of_films_takes_it_into_its_own(
    scene: Scene, editor: Editor, both: Mapping[StudioAccountId, Studio]
) -> None:
    """Where the studio of films answers by now, the picture goes into the film that is being made there."""
    async with scene.core(studios=both) as talk:
        shown = await drawn(talk)
        await talk.gives("studio", person=MODERATOR, name="films")
        await said(talk, "a city")
        await talk.sees(lambda: editor.jobs)
        editor.jobs[0].tells(Finished())
        await talk.reaches("finished", "finished")
        await press(talk, shown)
        await talk.reaches("finished", "finished", "finished")
        await talk.sees(lambda: scene.adapter.saying("Editor has your file now"))

        assert not scene.adapter.saying("Reply to this message")
        assert len({each.place for each in editor.opened if each.place}) == 1


async def test_the_button_lives_through_restarts(
    scene: Scene, editor: Editor, both: Mapping[StudioAccountId, Studio]
) -> None:
    """A picture of last season goes into a film, pressed twice all the same but once."""
    async with scene.core(studios=both) as talk:
        shown = await drawn(talk)
    await scene.clock.advance(MONTHS)
    async with scene.core(studios=both) as later:
        await used(later, shown)
        await press(later, shown)
        await later.reaches("finished", "finished", "finished")

    assert len(editor.uploads) == 1


@pytest.mark.parametrize(
    "features",
    [
        {"exports": None},
        {"sessions": False},
        {"accepts": frozenset({MediaKind.VIDEO})},
    ],
    ids=["makes no films", "keeps no files", "takes no pictures"],
)
async def test_only_a_studio_that_can_is_offered(
    scene: Scene, editor: Editor, both: Mapping[StudioAccountId, Studio], features: dict[str, object]
) -> None:
    """The button is there where another studio works with films and takes such a file, and nowhere else."""
    editor.features_are(**features)
    async with scene.core(studios=both) as talk:
        assert (await drawn(talk)).button(USE) is None


async def test_alone_nothing_is_offered(scene: Scene) -> None:
    """A studio by itself has no other to give files to."""
    async with scene.core() as talk:
        assert (await drawn(talk)).button(USE) is None


async def test_a_studio_that_is_gone_is_missed_in_words(scene: Scene, both: Mapping[StudioAccountId, Studio]) -> None:
    """Who presses after the studio of films was taken out of the configuration is told so."""
    async with scene.core(studios=both) as talk:
        shown = await drawn(talk)
    async with scene.core() as later:
        await press(later, shown)

        assert any("No studio that makes films" in each for each in later.whispered())


async def test_who_may_not_spend_may_not_use_it(
    scene: Scene, editor: Editor, both: Mapping[StudioAccountId, Studio]
) -> None:
    """Material of a film is changed by those who may have films made."""
    async with scene.core(studios=both) as talk:
        shown = await drawn(talk)
        await press(talk, shown, READER)
        await talk.settled()

    assert editor.uploads == []
