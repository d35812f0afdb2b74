"""Files without words go where their conversation keeps them, cost nothing, and are asked about."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.chat import ButtonPress, CommandCall, EventKey, Level, Message, MessageId, Person, PersonId
from bot.errors import RetryLater
from bot.store import ledger
from bot.store.ledger import Basis
from bot.studio import Finished, Studio, StudioAccountId
from bot.texts import as_written
from bot.texts import turn as turn_texts
from tests.clock import ManualClock
from tests.editing import Editor
from tests.harness import ANN, ROOM, SCRIPTED, RecordingAdapter, Scene, short
from tests.scripted import PNG, ScriptedStudio

MODERATOR = Person(PersonId("moderator"), "Moderator", Level.MODERATE)
FILMS = StudioAccountId("films")
CLIPS = (short("one.png"), short("two.png"))
FILES = {"one.png": PNG, "two.png": PNG + b"2"}


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock) -> Scene:
    """A platform and a studio of timelines."""
    return Scene(tmp_path, clock, RecordingAdapter(files=FILES), Editor(clock))


@pytest.fixture
def both(scene: Scene, clock: ManualClock) -> Mapping[StudioAccountId, Studio]:
    """A studio of timelines, the usual one, beside one that keeps no files."""
    return {FILMS: scene.studio, SCRIPTED: ScriptedStudio(clock)}


@pytest.mark.parametrize("words", ["", " ", "upload", "上传"])
async def test_files_without_words_are_brought_and_asked_about(scene: Scene, words: str) -> None:
    """Broken outcome: two clips without a word were refused, and "upload" beside them went to the agent."""
    async with scene.core() as talk:
        await talk.says(words, files=CLIPS)
        (turn,) = await talk.reaches("finished")
        await talk.settled()
        entries = await talk.workshop.database.read(lambda connection: ledger.of_turn(connection, turn.id))
        (listed,) = scene.adapter.of(turn.id, "text:brought")
        said = listed.post.text

        assert [each.name for each in scene.studio.uploads] == ["one.png", "two.png"]
        assert scene.studio.jobs == []
        assert said.startswith("Editor has your files now; nothing was spent:\n1. one.png (a PNG picture, 67 B)")
        assert "What should I do with them?" in said
        assert "2 files added, nothing was spent" in talk.card(turn).text
        assert [(each.amount.credits, each.amount.basis) for each in entries] == [(0, Basis.NONE)]


async def test_the_next_request_finds_them(scene: Scene) -> None:
    """What was brought lies where the words that follow are worked on, and is not brought again."""
    async with scene.core() as talk:
        await talk.says("", files=CLIPS)
        (brought,) = await talk.reaches("finished")
        await talk.says("put them together")
        _, asked = await talk.reaches("finished", "running")

        assert asked.conversation.id == brought.conversation.id
        assert scene.studio.job("put them together").ref.place.id == asked.conversation.place
        assert scene.studio.count("upload") == 2


async def test_an_upload_goes_on_after_a_restart(scene: Scene) -> None:
    """Files that were on their way when the program ended are brought all the same, each once."""
    async with scene.core() as talk:
        scene.studio.refuses("upload", RetryLater(60, as_written("later")))
        await talk.says("", files=CLIPS)
        await talk.sees(lambda: scene.studio.count("upload"))
    async with scene.core() as talk:
        await talk.reaches("finished")

        assert [each.name for each in scene.studio.uploads] == ["one.png", "two.png"]


async def test_elsewhere_a_file_needs_words(scene: Scene, both: Mapping[StudioAccountId, Studio]) -> None:
    """Where a studio keeps no files for later, a file alone asks for nothing."""
    async with scene.core(studios=both) as talk:
        await talk.says("", files=CLIPS[:1])
        await talk.reaches("finished")
        await talk.gives("studio", name=SCRIPTED, person=MODERATOR)
        await talk.says("", files=CLIPS[:1])

        assert talk.whispered()[-1] == turn_texts.words_missing(talk.workshop.languages.of())
        assert len(await talk.turns()) == 1


@pytest.mark.parametrize("words", ["upload", "how do I upload a video?", "上传"])
async def test_without_files_it_is_told_how(scene: Scene, words: str) -> None:
    """Whoever speaks of uploading learns how, and which files, and spends nothing."""
    scene.studio.features_are(formats=("mp4", "png"))
    async with scene.core() as talk:
        await talk.says(words)

        (told,) = [each.post.text for each in scene.adapter.shown]
        assert told.startswith("Attach your files to a message. With words in it Editor gets to work on them;")
        assert told.endswith(" It takes MP4 and PNG. A file may have up to 9.8 kB.")
        assert await talk.turns() == []


async def test_a_button_makes_a_film_of_each(scene: Scene) -> None:
    """Several files become several films on wish: each its own request in a conversation of its own."""
    async with scene.core() as talk:
        await talk.says("", files=CLIPS)
        await talk.reaches("finished")
        await talk.settled()
        token = await talk.presses("Each on its own…")
        await talk.core.inbox(ButtonPress(EventKey("filled"), ROOM, ANN, token, text="add calm music"))
        one, *two = await talk.reaches("finished", "running", "running")

        assert [len(job.prompt.uploads) for job in scene.studio.jobs] == [1, 1]
        assert len({turn.conversation.id for turn in (one, *two)}) == 3
        assert len({job.ref.place.id for job in scene.studio.jobs}) == 2


async def test_a_command_makes_a_film_of_each(scene: Scene) -> None:
    """The command does it in one go, and told twice by its platform it is done once."""
    async with scene.core() as talk:
        options, key = (("prompt", "add calm music"),), EventKey("e")
        call = CommandCall(key, MessageId("m"), ROOM, ANN, "each", options, CLIPS)
        await talk.core.inbox(call)
        await talk.core.inbox(call)
        await talk.reaches("running", "running")

        assert scene.adapter.saying("2 requests begin, each with a film of its own.")


async def test_each_is_exported_by_its_own_button(scene: Scene) -> None:
    """The film that comes is the one of the card whose button was pressed, not of the channel's conversation."""
    async with scene.core() as talk:
        options = (("prompt", "add calm music"),)
        await talk.core.inbox(CommandCall(EventKey("e"), MessageId("m"), ROOM, ANN, "each", options, CLIPS))
        await talk.reaches("running", "running")
        for job in tuple(scene.studio.jobs):
            job.tells(Finished())
        first, _ = await talk.reaches("finished", "finished")
        await talk.settled()
        scene.clock.leap(1)
        await talk.presses("Export", token=next(each.token for each in talk.card(first).buttons))
        *_, exported = await talk.reaches("finished", "finished", "running")

        assert exported.conversation.id == first.conversation.id
        assert exported.wishes.export == "mp4"


async def test_a_film_of_its_own_is_nobodys_current_one(
    scene: Scene, both: Mapping[StudioAccountId, ScriptedStudio]
) -> None:
    """Broken outcome: after a look at another studio the channel went on in the last of several single films."""
    async with scene.core(studios=both) as talk:
        await talk.says("a city")
        await talk.reaches("running")
        scene.studio.jobs[-1].tells(Finished())
        await talk.reaches("finished")
        scene.clock.leap(1)
        options = (("prompt", "add calm music"),)
        await talk.core.inbox(CommandCall(EventKey("e"), MessageId("m"), ROOM, ANN, "each", options, CLIPS))
        await talk.reaches("finished", "running", "running")
        for job in scene.studio.jobs[1:]:
            job.tells(Finished())
        await talk.reaches("finished", "finished", "finished")
        scene.clock.leap(1)
        await talk.gives("studio", name=SCRIPTED, person=MODERATOR)
        await talk.says("a fox")
        await talk.reaches("finished", "finished", "finished", "running")
        scene.clock.leap(1)
        await talk.gives("studio", name=FILMS, person=MODERATOR)
        await talk.says("export")
        first, *_, last = await talk.reaches("finished", "finished", "finished", "running", "running")

        assert last.conversation.id == first.conversation.id


@pytest.mark.parametrize(("name", "taken"), [(FILMS, 1), (SCRIPTED, 0)])
async def test_where_we_listen_a_file_alone_is_heard_if_it_is_kept(
    scene: Scene, both: Mapping[StudioAccountId, Studio], name: StudioAccountId, taken: int
) -> None:
    """A clip dropped where we listen goes into the film; where nobody keeps it, it is people's own."""
    async with scene.core(studios=both) as talk:
        await talk.gives("settings", name="listen", value="yes", scope="channel", person=MODERATOR)
        await talk.gives("studio", name=name, person=MODERATOR)
        told = len(talk.whispered())
        await talk.core.inbox(Message(EventKey("e"), MessageId("m"), ROOM, ANN, "", CLIPS[:1], addressed=False))
        await talk.reaches(*["finished"] * taken)

        assert len(talk.whispered()) == told
