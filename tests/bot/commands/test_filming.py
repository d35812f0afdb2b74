"""An export is a turn that sends nothing to the agent, whichever words ask for it; there is none where none is made."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.chat import Completion, Level, Person, PersonId
from bot.errors import PlaceGone, RetryLater, Unsent
from bot.store import ledger
from bot.store.ledger import Basis
from bot.studio import Balance, Cause, Export, Failed, Finished, Studio, StudioAccountId
from bot.texts import as_written
from bot.timeline import Segment, Timeline, Track, TrackKind
from tests.clock import ManualClock
from tests.editing import Editor
from tests.harness import ANN, GARDEN, ROOM, SCRIPTED, RecordingAdapter, Scene, Talk, short
from tests.scripted import PNG, ScriptedStudio, picture

FILMS = StudioAccountId("films")
READER = Person(PersonId("reader"), "Reader", Level.SPEAK)
MODERATOR = Person(PersonId("moderator"), "Moderator", Level.MODERATE)


@pytest.fixture
def editor(clock: ManualClock) -> Editor:
    """The studio by itself."""
    return Editor(clock)


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock, editor: Editor) -> Scene:
    """A platform and a studio of timelines."""
    return Scene(tmp_path, clock, RecordingAdapter(files={"clip.png": PNG}), editor)


@pytest.fixture
def both(editor: Editor, clock: ManualClock) -> Mapping[StudioAccountId, Studio]:
    """A studio of timelines, the usual one, beside one that exports nothing."""
    return {FILMS: editor, SCRIPTED: ScriptedStudio(clock)}


async def films(talk: Talk, words: str = "a city") -> None:
    """Have something on the timeline."""
    before = len(await talk.turns())
    await talk.says(words)
    await talk.reaches(*["finished"] * before, "running")
    talk.scene.studio.jobs[-1].tells(Finished())
    await talk.reaches(*["finished"] * (before + 1))
    await talk.settled()


@pytest.mark.parametrize(
    "words", ["export", "download", "send me the video", "导出", "把视频发给我", "Export 1080p MP4!"]
)
async def test_words_for_an_export_never_reach_the_agent(scene: Scene, words: str) -> None:
    """Broken outcome: "export" and "导出" went to the agent like any other words, and cost credits."""
    async with scene.core() as talk:
        await films(talk)
        await talk.says(words)
        first, _ = await talk.reaches("finished", "running")
        scene.studio.jobs[-1].tells(picture("film"), Finished(0.0))
        await talk.reaches("finished", "finished")
        await talk.settled()

        assert scene.studio.jobs[-1].prepared.request == Export(first.conversation.thread, "mp4")
        assert len(scene.studio.jobs) == 2


@pytest.mark.parametrize("door", ["create", "new"])
async def test_no_door_leads_words_for_an_export_to_the_agent(scene: Scene, door: str) -> None:
    """Words that ask for the film are no prompt either where they are typed as one."""
    async with scene.core() as talk:
        await films(talk)
        await talk.gives(door, prompt="download the video")
        await talk.reaches("finished", "running")

        assert isinstance(scene.studio.jobs[-1].prepared.request, Export)


async def test_no_setting_leads_words_for_an_export_to_the_agent(scene: Scene) -> None:
    """Where phrases are no commands, those for an export still cost nothing."""
    async with scene.core() as talk:
        await films(talk)
        await talk.gives("settings", name="phrases", value="no", scope="channel", person=MODERATOR)
        await talk.says("export")
        await talk.reaches("finished", "running")

        assert isinstance(scene.studio.jobs[-1].prepared.request, Export)


@pytest.mark.parametrize("words", ["export the red car to the left side", "download a picture of a cat"])
async def test_words_that_say_more_are_prompts(scene: Scene, words: str) -> None:
    """Only a closed vocabulary asks for the film; everything else is the agent's as written."""
    async with scene.core() as talk:
        await talk.says(words)
        await talk.reaches("running")

        assert scene.studio.job(words).prompt.text == words


async def test_an_export_with_a_file_is_a_prompt(scene: Scene) -> None:
    """Whoever sends a file along wants something done with it."""
    async with scene.core() as talk:
        await talk.says("export", files=(short("clip.png"),))
        await talk.reaches("running")

        assert scene.studio.job("export").prompt.uploads


async def test_without_a_studio_of_timelines_the_words_are_a_prompt(
    scene: Scene, both: Mapping[StudioAccountId, ScriptedStudio]
) -> None:
    """With a studio that exports nothing "download" is a request like any other."""
    other = both[SCRIPTED]
    async with scene.core(studios=both) as talk:
        await talk.gives("studio", name=SCRIPTED, person=MODERATOR)
        await talk.says("download")
        await talk.reaches("running")

        assert other.job("download").prompt.text == "download"


async def test_an_answer_is_for_the_studio_that_is_answered(
    scene: Scene, both: Mapping[StudioAccountId, ScriptedStudio]
) -> None:
    """Whoever answers a film with "export" gets that film, whatever the channel works with by now."""
    async with scene.core(studios=both) as talk:
        said = await talk.says("a city")
        await talk.reaches("running")
        scene.studio.job("a city").tells(Finished())
        (turn,) = await talk.reaches("finished")
        await talk.gives("studio", name=SCRIPTED, person=MODERATOR)
        await talk.says("export", reply_to=said.id)
        await talk.reaches("finished", "running")

        assert scene.studio.jobs[-1].prepared.request == Export(turn.conversation.thread, "mp4")


async def test_the_command_says_where_it_works(scene: Scene, both: Mapping[StudioAccountId, Studio]) -> None:
    """Where nothing is exported the command opens nothing, and says which studio does."""
    async with scene.core(studios=both) as talk:
        await talk.gives("studio", name=SCRIPTED, person=MODERATOR)
        await talk.gives("export")

        assert talk.whispered()[-1] == (
            "/export does nothing with Scripted, which works here. It is for films: /studio films changes to it."
        )
        assert await talk.turns() == []


async def test_help_lists_what_works_here(scene: Scene, both: Mapping[StudioAccountId, Studio]) -> None:
    """Nobody is shown a command that does nothing here."""
    async with scene.core(studios=both) as talk:
        await talk.gives("help")
        await talk.gives("studio", name=SCRIPTED, person=MODERATOR)
        await talk.gives("help")

        assert ["/export:" in said for said in talk.whispered() if "/help:" in said] == [True, False]


async def test_formats_and_sizes_are_suggested(scene: Scene, both: Mapping[StudioAccountId, Studio]) -> None:
    """What the studio makes is what one can choose; where it makes nothing there is nothing to choose."""
    async with scene.core(studios=both) as talk:

        async def values(option: str) -> list[str]:
            ask = Completion(ROOM, ANN, "export", option, "")
            return [each.value for each in await talk.core.inbox.complete(ask)]

        here = await values("format"), await values("size")
        await talk.gives("studio", name=SCRIPTED, person=MODERATOR)

        assert here == (["mp4", "srt", "vtt"], ["1080p"])
        assert await values("format") == []


async def test_another_format_is_refused_in_words(scene: Scene) -> None:
    """Nothing is opened for a format that nobody makes."""
    async with scene.core() as talk:
        await talk.says("export as mov")

        assert "cannot be exported as MOV, only as MP4" in talk.whispered()[-1]
        assert await talk.turns() == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("export in 4k", "The film comes in 1080p: 4k is not offered."),
        ("export 1080p MP4", "The film comes in 1080p."),
        ("export", ""),
    ],
)
async def test_a_size_is_taken_and_said(scene: Scene, words: str, told: str) -> None:
    """There is one size; whoever names one is told which it is."""
    async with scene.core() as talk:
        await films(talk)
        await talk.says(words)
        await talk.reaches("finished", "running")

        assert [each.post.text for each in scene.adapter.saying("The film comes in")] == ([told] if told else [])


async def test_typed_options_may_stand_in_any_order(scene: Scene) -> None:
    """`/export 1080p mp4` is what it says."""
    async with scene.core() as talk:
        await films(talk)
        await talk.gives("export", format="1080p", size="mp4")

        assert [turn.wishes.export for turn in await talk.turns()] == [None, "mp4"]


async def test_an_export_costs_nothing_whatever_becomes_of_it(scene: Scene) -> None:
    """An export that broke is booked as free: no part of it can have cost credits."""
    async with scene.core() as talk:
        await films(talk)
        await talk.says("export", person=READER)
        await talk.reaches("finished", "running")
        scene.studio.jobs[-1].tells(Failed(Cause.BROKEN))
        _, ended = await talk.reaches("finished", "failed")
        entries = await talk.workshop.database.read(lambda connection: ledger.of_turn(connection, ended.id))

        assert [(each.amount.credits, each.amount.basis) for each in entries] == [(0, Basis.NONE)]


async def test_again_exports_again(scene: Scene) -> None:
    """Broken outcome: what stood on an export's card could be edited, and went to the agent as a prompt."""
    async with scene.core() as talk:
        await films(talk)
        await talk.says("export")
        await talk.reaches("finished", "running")
        scene.studio.jobs[-1].tells(picture("film"), Finished(0.0))
        _, exported = await talk.reaches("finished", "finished")
        await talk.settled()
        card = talk.card(exported)
        await talk.gives("again")
        await talk.reaches("finished", "finished", "running")

        assert [each.label for each in card.buttons] == ["Run again", "New topic"]
        assert "export as MP4, costs no credits" in card.text
        assert isinstance(scene.studio.jobs[-1].prepared.request, Export)


async def test_thinking_begins_no_new_timeline(scene: Scene) -> None:
    """Broken outcome: a channel that asked for thinking lost its film, since only another studio thinks."""
    async with scene.core() as talk:
        await films(talk)
        await talk.gives("think", choice="on", scope="channel", person=MODERATOR)
        await talk.says("export")
        first, second = await talk.reaches("finished", "running")

        assert first.conversation.id == second.conversation.id


async def test_each_channel_exports_its_own(scene: Scene) -> None:
    """Where nothing was made yet, no other channel's film comes."""
    async with scene.core() as talk:
        await films(talk)
        await talk.says("export", channel=GARDEN)
        await talk.reaches("finished", "running")

        assert scene.studio.jobs[-1].prepared.request == Export(None, "mp4")


TITLES = Timeline((Track(TrackKind.TEXT, (Segment("Hello", 0, 3), Segment("Bye", 3, 5))),), 5)


@pytest.mark.parametrize("words", ["status", "状态", "show tracks", "时间线", "what's on the timeline?"])
async def test_the_timeline_is_told_without_the_agent(scene: Scene, editor: Editor, words: str) -> None:
    """Who asks what lies on the timeline is told by reading it; nothing is sent and nothing spent."""
    async with scene.core() as talk:
        await films(talk)
        editor.film = TITLES
        await talk.says(words)
        (turn,) = await talk.turns()

        assert "1. Title: “Hello” (0–3 s), “Bye” (3–5 s)" in talk.whispered()[-1]
        assert [each.id for each in editor.looked] == [turn.conversation.place]
        assert len(scene.studio.jobs) == 1


async def test_status_tells_what_runs_and_the_timeline(scene: Scene, editor: Editor) -> None:
    """What is under way comes first; the film as it is then follows."""
    async with scene.core() as talk:
        await films(talk)
        editor.film = TITLES
        await talk.says("add music")
        await talk.reaches("finished", "running")
        await talk.gives("status")

        runs, film = talk.whispered()[-1].split("\n\n")
        assert "add music" in runs
        assert film.startswith("Timeline (1 track, 5 s)")


async def test_what_the_studio_cannot_tell_hides_nothing(scene: Scene, editor: Editor) -> None:
    """While the studio gives no answer, people still learn what runs and what was used."""
    async with scene.core() as talk:
        await films(talk)
        editor.refuses("timeline", PlaceGone(as_written("that film is gone")))
        editor.refuses("balance", RetryLater(30, as_written("ask again in a while")))
        await talk.gives("status")
        await talk.gives("credits")
        status, usage = talk.whispered()

        assert status.splitlines() == ["Nothing is running or waiting here.", "", "that film is gone"]
        assert usage.startswith("ask again in a while\n\n")


async def test_a_timeline_nobody_began_is_empty(scene: Scene, editor: Editor) -> None:
    """Before anything was made there is nothing to ask the studio for."""
    async with scene.core() as talk:
        await talk.says("timeline")

        assert talk.whispered()[-1].startswith("The timeline is still empty.")
        assert editor.looked == []


@pytest.mark.parametrize("words", ["credits", "积分", "balance", "余额", "how many left?", "还有多少积分？"])
async def test_credits_are_told_without_the_agent(scene: Scene, words: str) -> None:
    """Who asks for credits is told what is left, what is held back, and what was used."""
    async with scene.core() as talk:
        await talk.says(words)
        left, *used = talk.whispered()[-1].split("\n\n")

        assert left == (
            "Editor has 60 credits left. 40 more are held back for what is being made now, which makes 100 in all."
        )
        assert used
        assert await talk.turns() == []


async def test_credits_that_nobody_holds_back_need_no_words(scene: Scene, editor: Editor) -> None:
    """What is not so is not explained."""
    editor.credits = Balance(100, 0, 100)
    async with scene.core() as talk:
        await talk.gives("credits")

        assert talk.whispered()[-1].startswith("Editor has 100 credits left.\n")


@pytest.mark.parametrize(
    ("words", "name", "begins"),
    [
        ("export captions as srt", "captions.srt", "1\n00:00:00,000 --> 00:00:03,000\nHello\n"),
        ("导出字幕", "captions.srt", "1\n00:00:00,000 --> 00:00:03,000\nHello\n"),
        ("send me the subtitles as vtt", "captions.vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:03.000\nHello\n"),
    ],
)
async def test_captions_come_as_a_file(scene: Scene, editor: Editor, words: str, name: str, begins: str) -> None:
    """What is written in the film is had as a file by reading the timeline: nothing is rendered, nothing asked for."""
    async with scene.core() as talk:
        await films(talk)
        editor.film = TITLES
        said = await talk.says(words)
        (shown,) = [each for each in scene.adapter.shown if each.post.files]
        (file,) = shown.post.files

        assert (file.name, shown.post.reply_to) == (name, said.id)
        assert file.path.read_text().startswith(begins)
        assert len(scene.studio.jobs) == 1


async def test_captions_outlast_a_platform_that_is_away(scene: Scene, editor: Editor) -> None:
    """A platform that takes nothing for a while gets the captions later, once."""
    editor.film = TITLES
    async with scene.core() as talk:
        await films(talk)
        scene.adapter.refuses(Unsent("away", 5))
        await talk.gives("export", format="srt")
    async with scene.core() as talk:
        await talk.sees(lambda: [each for each in scene.adapter.shown if each.post.files])


async def test_without_captions_it_is_said(scene: Scene) -> None:
    """A film without a word in it has none, and the way to some is told."""
    async with scene.core() as talk:
        await films(talk)
        await talk.says("export subtitles")

        assert talk.whispered()[-1].startswith("There is no text in this film yet, so there are no captions.")
