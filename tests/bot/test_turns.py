"""One message from the chat to its files: each turn is opened once, told honestly, and ended once."""

import hashlib
from dataclasses import replace
from functools import partial

import pytest

from bot.capabilities import MediaKind
from bot.chat import MessageId, Phase, Spooled
from bot.closing import OUT_OF_SIGHT
from bot.config import Limits
from bot.errors import RetryLater, Unsent, UserError
from bot.filetypes import UNKNOWN
from bot.store.tables import deliveries, turns
from bot.store.turns import Turn
from bot.studio import AgentText, ArtifactReady, Cause, Failed, Features, Finished, Progress, StudioAccountId
from bot.texts import Say, as_written
from bot.texts import command as command_texts
from bot.texts import file as file_texts
from bot.texts import turn as texts
from tests.harness import ANN, BOB, GARDEN, SCRIPTED, Scene, Talk, short
from tests.scripted import PNG, ScriptedStudio, picture

ALL_KINDS = frozenset(MediaKind)


def files_of(scene: Scene, turn: Turn) -> list[str]:
    """The names of the files that came for a turn."""
    return [file.name for each in scene.adapter.of(turn.id, "file:") for file in each.post.files]


async def made(talk: Talk, words: str = "a red fox", *keys: str) -> Turn:
    """Let a turn bring its files and end."""
    before = [turn.state.value for turn in await talk.turns()]
    await talk.says(words)
    await talk.reaches(*before, "running")
    talk.scene.studio.job(words).tells(*(picture(key) for key in keys or (f"{words}-1",)), Finished())
    return (await talk.reaches(*before, "finished"))[-1]


# ------------------------------------------------------------------------------------------------------ bringing files


async def test_files_come_one_by_one_as_they_appear(scene: Scene) -> None:
    """A finished file is in the chat while the studio still works on the next one."""
    async with scene.core() as talk:
        message = await talk.says("a red fox")
        (turn,) = await talk.reaches("running")
        job = scene.studio.job("a red fox")

        job.tells(picture("one"))
        await talk.sees(lambda: len(scene.adapter.of(turn.id, "file:")) == 1)
        (turn,) = await talk.reaches("running")

        job.tells(picture("two", "the second"), Finished())
        (turn,) = await talk.reaches("finished")

        first, second = (each.post for each in scene.adapter.of(turn.id, "file:"))
        assert [first.files[0].alt, second.files[0].alt] == ["Made from: a red fox", "the second"]
        assert first.files[0].name == "a-red-fox-1.png"
        assert first.files[0].path.read_bytes() == PNG + b"one"
        assert first.reply_to == message.id
        assert [link.url for link in first.links] == ["https://studio.example/place-1"]
        await talk.sees(lambda: talk.card(turn).text.startswith("Done · 2 files"))
        assert "Stop" not in [button.label for button in talk.card(turn).buttons]


async def test_the_card_tells_of_the_work(scene: Scene) -> None:
    """While a studio works, the card says who, in its words, and how much has come."""
    async with scene.core() as talk:
        await talk.says("a red fox")
        (turn,) = await talk.reaches("running")
        job = scene.studio.job("a red fox")

        job.tells(Progress("sketching"))
        await talk.sees(lambda: talk.card(turn).text == "Scripted is at work · sketching")
        job.tells(picture("one"))
        await talk.sees(lambda: talk.card(turn).text == "Scripted is at work · 1 file so far")

        card = talk.card(turn).card
        assert card is not None
        assert card.phase is Phase.WORKING
        assert [button.label for button in talk.card(turn).buttons] == ["Stop"]


async def test_the_same_event_twice_is_one_turn(scene: Scene) -> None:
    """A platform that tells of a message twice does not make people pay twice."""
    async with scene.core() as talk:
        await talk.says("a red fox", key="same")
        await talk.says("a red fox", key="same")
        await talk.reaches("running")
        await talk.settled()

        assert scene.studio.count("start") == 1
        assert len(scene.adapter.shown) == 1


async def test_a_file_told_again_is_not_sent_again(scene: Scene) -> None:
    """However often a studio shows the same file, it comes to the chat once, and is fetched once."""
    async with scene.core() as talk:
        await talk.says("a red fox")
        (turn,) = await talk.reaches("running")
        scene.studio.job("a red fox").tells(picture("one"), picture("one"), AgentText("t", "hi"), AgentText("t", "hi"))
        await talk.sees(lambda: scene.adapter.saying("hi"))
        await talk.settled()

    async with scene.core() as talk:
        scene.studio.job("a red fox").tells(Finished())
        (turn,) = await talk.reaches("finished")

        assert files_of(scene, turn) == ["a-red-fox-1.png"]
        assert len(scene.adapter.saying("hi")) == 1
        assert scene.studio.count("fetch") == 1


async def test_a_file_that_cannot_be_fetched_comes_as_its_link(scene: Scene) -> None:
    """A finished file is never lost in silence: where its bytes are not to be had, its address is told."""
    scene.studio.refuses("fetch", UserError(as_written("gone")))
    async with scene.core() as talk:
        await talk.says("a red fox")
        await talk.reaches("running")
        scene.studio.job("a red fox").tells(picture("one"), Finished())
        (turn,) = await talk.reaches("finished")

        (post,) = (each.post for each in scene.adapter.of(turn.id, "file:"))
        assert post.links[0].url == "https://files.example/one.png"
        assert post.text == texts.not_fetched(talk.workshop.languages.of(), number=1, why="gone")

        await talk.gives("show")
        await talk.sees(lambda: scene.adapter.shown[-1].post.files)


async def test_a_fetch_that_may_pass_is_tried_again(scene: Scene) -> None:
    """A file server's hiccup is not a missing file."""
    scene.studio.refuses("fetch", RetryLater(1, as_written("not yet")))
    async with scene.core() as talk:
        await talk.says("a red fox")
        await talk.reaches("running")
        scene.studio.job("a red fox").tells(picture("one"), Finished())
        await talk.passes(2)
        (turn,) = await talk.reaches("finished")

        assert files_of(scene, turn) == ["a-red-fox-1.png"]


async def test_a_channel_that_cannot_be_asked_for_its_limits_delays_and_loses_nothing(scene: Scene) -> None:
    """Broken outcome: a platform out of reach for a moment ended a paid turn as our own fault."""
    async with scene.core() as talk:
        await talk.says("a red fox")
        (turn,) = await talk.reaches("running")
        await talk.sees(lambda: "at work" in talk.card(turn).text)
        await talk.settled()
        scene.adapter.cannot_tell(Unsent("down", 5.0))
        scene.studio.job("a red fox").tells(picture("one"), Finished())
        await talk.passes(10)
        (turn,) = await talk.reaches("finished")

        assert files_of(scene, turn) == ["a-red-fox-1.png"]


async def test_words_of_the_agent_are_divided_and_complete(scene: Scene) -> None:
    """A long answer comes in parts that the channel takes, in order, with nothing left out."""
    words = [f"word{number}" for number in range(200)]
    async with scene.core() as talk:
        await talk.says("tell me")
        await talk.reaches("running")
        scene.studio.job("tell me").tells(AgentText("a", " ".join(words)), Finished())
        (turn,) = await talk.reaches("failed")

        parts = [each.post.text for each in scene.adapter.of(turn.id, "text:")]
        assert len(parts) > 1
        assert max(map(len, parts)) <= scene.adapter.carries.text
        assert " ".join(parts).split() == words


# --------------------------------------------------------------------------------------------------------- endings


async def test_nothing_made_is_said_so(scene: Scene) -> None:
    """A turn without a file is no success: the person learns that, and what to try."""
    async with scene.core() as talk:
        await talk.says("something")
        await talk.reaches("running")
        scene.studio.job("something").tells(AgentText("a", "I would rather not."), Finished())
        (turn,) = await talk.reaches("failed")
        await talk.settled()

        assert turn.cause is Cause.NOTHING
        assert talk.card(turn).text == texts.nothing_made(talk.workshop.languages.of(), studio="Scripted", others=())
        assert len(scene.adapter.saying("I would rather not.")) == 1


@pytest.mark.parametrize("cause", list(Cause))
async def test_every_failure_has_words(scene: Scene, cause: Cause) -> None:
    """Broken outcome: a studio that failed without an explanation left an empty card."""
    async with scene.core() as talk:
        await talk.says("a red fox")
        await talk.reaches("running")
        scene.studio.job("a red fox").tells(Failed(cause))
        (turn,) = await talk.reaches("stopped" if cause in OUT_OF_SIGHT else "failed")
        await talk.settled()

        assert turn.cause is cause
        assert talk.card(turn).text.strip()


async def test_the_studios_own_explanation_is_shown_as_written(scene: Scene) -> None:
    """What a studio says about a failure reaches the person unchanged."""
    async with scene.core() as talk:
        await talk.says("a red fox")
        await talk.reaches("running")
        scene.studio.job("a red fox").tells(Failed(Cause.NO_CREDITS, "Out of {credits} *now*"))
        (turn,) = await talk.reaches("failed")
        await talk.settled()

        assert talk.card(turn).text.endswith("Out of {credits} *now*")


async def test_a_day_is_the_longest_that_is_watched(scene: Scene) -> None:
    """A turn without an end is told after a day, nothing is sent anew, and /show looks again."""
    async with scene.core() as talk:
        await talk.says("a red fox")
        await talk.reaches("running")
        await scene.clock.advance(24 * 3600 + 1)
        scene.studio.job("a red fox").tells(Progress())
        (turn,) = await talk.reaches("stopped")
        await talk.sees(lambda: talk.card(turn).text == texts.took_too_long(talk.workshop.languages.of()))

        await talk.gives("show")
        await talk.reaches("running")
        scene.studio.job("a red fox").tells(picture("late"), Finished())
        (turn,) = await talk.reaches("finished")
        assert files_of(scene, turn) == ["a-red-fox-1.png"]
        assert scene.studio.count("start") == 1


async def test_a_fault_of_our_own_ends_one_turn_only(scene: Scene) -> None:
    """One broken turn is told with the name of its fault, and the next one works."""

    class Breaking(ScriptedStudio):
        @property
        def features(self) -> Features:
            """Break once, in the middle of a run."""
            if "prepare" in self.calls and "broke" not in self.calls:
                self.calls.append("broke")
                raise ZeroDivisionError
            return super().features

    studio = Breaking(scene.clock)
    async with replace(scene, studio=studio).core(faults=1) as talk:
        await talk.says("first")
        (turn,) = await talk.reaches("failed")
        await talk.sees(lambda: turn.words in talk.card(turn).text)
        assert turn.cause is Cause.BROKEN
        assert any(each.get("failure") == turn.words for each in talk.log)

        await talk.says("second")
        await talk.reaches("failed", "running")


async def test_a_refusal_of_the_studio_is_said_and_ends_the_turn(scene: Scene) -> None:
    """What a studio refuses before anything was spent is told in its words."""
    scene.studio.refuses("start", UserError(as_written("no keys")))
    async with scene.core() as talk:
        await talk.says("a red fox")
        (turn,) = await talk.reaches("failed")
        await talk.sees(lambda: talk.card(turn).text == "no keys")


@pytest.mark.parametrize("call", ["open", "upload", "prepare", "start"])
async def test_a_studio_that_is_busy_is_waited_for_with_the_reason_shown(scene: Scene, call: str) -> None:
    """Broken outcome: only a refused start told why a request waits; any other left the card saying nothing."""
    scene.adapter.files["fox.png"] = PNG
    scene.studio.refuses(call, RetryLater(30, as_written("too many at once")))
    async with scene.core() as talk:
        await talk.says("a red fox", files=(short("fox.png"),))
        await talk.sees(lambda: scene.adapter.saying("too many at once"))
        (turn,) = await talk.reaches("queued")

        await talk.passes(30)
        await talk.reaches("running")
        await talk.sees(lambda: "at work" in talk.card(turn).text)
        assert scene.studio.count("start accepted") == 1


# ------------------------------------------------------------------------------------------------- what is refused


async def test_an_empty_request_is_answered_with_an_example(scene: Scene) -> None:
    """Who sends nothing is told how to ask, and nothing is stored."""
    async with scene.core() as talk:
        await talk.says(" \n ")
        await talk.says("", files=(short("fox.png"),))

        english = talk.workshop.languages.of()
        assert talk.whispered() == [texts.empty_request(english), texts.words_missing(english)]
        assert await talk.turns() == []


async def test_a_prompt_longer_than_the_studio_takes_is_refused_before_it_is_sent(scene: Scene) -> None:
    """A studio's limit is told in words instead of being run into."""
    async with replace(scene, studio=ScriptedStudio(scene.clock, prompt_length=10)).core() as talk:
        await talk.says("x" * 11)

        assert await talk.turns() == []
        assert any("11 characters" in each for each in talk.whispered())


async def stored(talk: Talk) -> tuple[int, int]:
    """How many turns and posts the store holds."""
    return await talk.workshop.database.read(
        lambda connection: (
            len(connection.execute(turns.select()).all()),
            len(connection.execute(deliveries.select()).all()),
        )
    )


async def test_a_person_may_have_three_requests_waiting(scene: Scene) -> None:
    """One person cannot fill a conversation; the refusal says the number and begins nothing."""
    async with scene.core() as talk:
        await talk.says("running")
        await talk.reaches("running")
        for number in range(3):
            await talk.says(f"waiting {number}")
        before = await stored(talk)
        await talk.says("one too many")

        assert talk.whispered() == [texts.person_full(talk.workshop.languages.of(), limit=3)]
        assert await stored(talk) == before
        await talk.says("from somebody else", person=BOB)
        await talk.reaches("running", *["queued"] * 4)


async def test_a_conversation_holds_so_many_and_no_more(scene: Scene) -> None:
    """A full conversation says so to everybody, and other channels are not touched."""
    async with replace(scene, limits=Limits(waiting_per_conversation=2)).core() as talk:
        await talk.says("running")
        await talk.reaches("running")
        await talk.says("one")
        await talk.says("two")
        before = await stored(talk)
        await talk.says("three", person=BOB)

        assert talk.whispered() == [texts.lane_full(talk.workshop.languages.of(), limit=2)]
        assert await stored(talk) == before
        await talk.says("elsewhere", person=BOB, channel=GARDEN)
        await talk.sees(lambda: scene.studio.count("start") == 2)


# -------------------------------------------------------------------------------------------------- attachments


async def test_attachments_are_kept_checked_and_handed_over(scene: Scene) -> None:
    """What somebody attaches reaches the studio byte for byte, known by its bytes."""
    scene.adapter.files["fox.jpg"] = PNG + b"fox"
    async with scene.core() as talk:
        await talk.says("as a watercolour", files=(short("fox.jpg"),))
        await talk.reaches("running")

        (file,) = scene.studio.uploads
        assert isinstance(file.content, Spooled)
        assert file.content.path.read_bytes() == PNG + b"fox"
        assert (file.content.media_type, file.content.size) == ("image/png", len(PNG) + 3)
        sha256 = hashlib.sha256(PNG + b"fox").hexdigest()
        assert [upload.handle for upload in scene.studio.jobs[0].prompt.uploads] == [f"place-1/{sha256}"]


async def test_the_same_bytes_are_given_to_a_place_once(scene: Scene) -> None:
    """A picture that is sent again under another name is not uploaded again."""
    scene.adapter.files |= {"a.png": PNG, "b.png": PNG}
    async with scene.core() as talk:
        await talk.says("one", files=(short("a.png"), short("b.png")))
        await talk.reaches("running")
        scene.studio.job("one").tells(picture("1"), Finished())
        await talk.reaches("finished")
        await talk.says("two", files=(short("b.png"),))
        await talk.reaches("finished", "running")

        assert scene.studio.count("upload") == 1
        assert scene.studio.jobs[0].prompt.uploads * 1 == scene.studio.jobs[1].prompt.uploads * 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"plain words",
            partial(file_texts.not_taken, name="fox.png", media_type=UNKNOWN, taken=["image", "video"]),
        ),
        (PNG * 1000, partial(texts.file_too_large, name="fox.png", limit=10_000)),
        (b"", partial(texts.file_empty, name="fox.png")),
        (None, as_written("fox.png is gone")),
    ],
)
async def test_a_file_that_cannot_be_used_is_refused_in_words(scene: Scene, content: bytes | None, said: Say) -> None:
    """Nothing reaches the studio when a file is of no use to it, and the person learns why."""
    if content is not None:
        scene.adapter.files["fox.png"] = content
    async with scene.core() as talk:
        await talk.says("a fox", files=(short("fox.png"),))
        (turn,) = await talk.reaches("failed")

        await talk.sees(lambda: talk.card(turn).text == said(talk.workshop.languages.of()))
        assert (scene.studio.count("upload"), scene.studio.count("start")) == (0, 0)


# ------------------------------------------------------------------------------------------------- conversations


async def test_the_next_message_goes_on_in_the_same_thread(scene: Scene) -> None:
    """A channel keeps its conversation without anybody saying so."""
    async with scene.core() as talk:
        await made(talk, "a fox")
        await talk.says("now in blue")
        await talk.reaches("finished", "running")

        assert [job.ref.thread for job in scene.studio.jobs] == ["thread-1", "thread-1"]
        assert scene.studio.jobs[1].prepared.baseline == ("thread-1",)


async def test_new_begins_another_thread_in_the_same_project(scene: Scene) -> None:
    """/new leaves the earlier conversation as it is and works in the same place."""
    async with scene.core() as talk:
        await made(talk, "a fox")
        await talk.gives("new")
        await talk.says("a bear")
        await talk.reaches("finished", "running")

        assert [job.ref.thread for job in scene.studio.jobs] == ["thread-1", "thread-2"]
        assert [job.ref.place.id for job in scene.studio.jobs] == ["place-1", "place-1"]


async def test_new_told_twice_is_one_new_conversation(scene: Scene) -> None:
    """Broken outcome: a repeated /new moved the channel away from the conversation that its own prompt began."""
    async with scene.core() as talk:
        await talk.gives("new", prompt="a fox", key="same")
        await talk.gives("new", prompt="a fox", key="same")
        await talk.reaches("running")
        scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.reaches("finished")
        await talk.says("now in blue")
        await talk.reaches("finished", "running")

        assert [job.ref.thread for job in scene.studio.jobs] == ["thread-1", "thread-1"]


async def test_a_reply_to_an_older_result_goes_on_there(scene: Scene) -> None:
    """Answering a picture means that picture, whatever was talked about since."""
    async with scene.core() as talk:
        fox = await made(talk, "a fox")
        (old,) = scene.adapter.of(fox.id, "file:")
        await talk.gives("new")
        await made(talk, "a bear")
        await talk.says("now in blue", reply_to=old.id)
        await talk.reaches("finished", "finished", "running")
        assert scene.studio.jobs[-1].ref.thread == "thread-1"

        scene.studio.job("now in blue").tells(picture("3"), Finished())
        await talk.reaches("finished", "finished", "finished")
        await talk.says("and its cub")
        await talk.reaches("finished", "finished", "finished", "running")
        assert scene.studio.jobs[-1].ref.thread == "thread-2"


async def test_a_reply_to_something_unknown_is_an_ordinary_message(scene: Scene) -> None:
    """Answering somebody else's message does not get lost."""
    async with scene.core() as talk:
        await talk.says("a fox", reply_to=MessageId("nobody-knows"))

        await talk.reaches("running")


async def test_a_conversation_of_a_studio_that_is_gone_ends_and_the_next_begins(scene: Scene) -> None:
    """Broken outcome: taking the sandbox's account away stopped the program at start, and each channel for ever."""
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")

    other = ScriptedStudio(scene.clock, name="Other")
    async with scene.core(studios={StudioAccountId("other"): other}) as talk:
        (turn,) = await talk.reaches("outcome_unknown")
        await talk.sees(lambda: SCRIPTED in talk.card(turn).text)
        await talk.says("a bear")
        await talk.reaches("outcome_unknown", "running")

        assert [job.prompt.text for job in other.jobs] == ["a bear"]
        assert other.jobs[0].prompt.thread is None


# ------------------------------------------------------------------------------------------------------- showing


async def test_show_sends_the_files_once_more(scene: Scene) -> None:
    """/show brings the newest results again, without the studio being asked for them anew."""
    async with scene.core() as talk:
        await made(talk, "a fox", "1", "2")
        before = len(scene.adapter.shown)
        await talk.gives("show", key="same")
        await talk.gives("show", key="same")

        (post,) = (each.post for each in scene.adapter.shown[before:])
        assert [file.name for file in post.files] == ["a-fox-1.png", "a-fox-2.png"]
        assert (scene.studio.count("fetch"), scene.studio.count("start")) == (2, 1)


async def test_show_after_a_failure_brings_the_results_before_it(scene: Scene) -> None:
    """Broken outcome: a request that never began hid the pictures made before, as if there were none."""
    async with scene.core() as talk:
        await made(talk, "a fox")
        scene.studio.refuses("start", UserError(as_written("no")))
        await talk.says("a bear")
        await talk.reaches("finished", "failed")
        await talk.gives("show")

        await talk.sees(lambda: [file.name for file in scene.adapter.shown[-1].post.files] == ["a-fox-1.png"])


async def test_show_without_results_says_so(scene: Scene) -> None:
    """An empty channel answers /show with what to do."""
    async with scene.core() as talk:
        await talk.gives("show")

        assert scene.adapter.shown[-1].post.text == command_texts.nothing_to_show(talk.workshop.languages.of())


async def test_files_too_large_for_a_channel_come_as_links_with_the_reason(scene: Scene) -> None:
    """What a channel cannot carry is told with its size and its address."""
    scene.studio.files[picture("one").artifact.key] = PNG * 1000
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        scene.studio.job("a fox").tells(picture("one"), Finished())
        (turn,) = await talk.reaches("finished")

        (post,) = (each.post for each in scene.adapter.of(turn.id, "file:"))
        assert post.files == ()
        english = talk.workshop.languages.of()
        assert post.text == texts.too_large_here(english, name="a-fox-1.png", size=len(PNG) * 1000, limit=5_000)
        assert post.links[0].url == "https://files.example/one.png"


async def test_people_are_answered_in_their_language(scene: Scene) -> None:
    """Whoever writes from a Chinese platform is told in Chinese, numbers included."""
    async with scene.core() as talk:
        await talk.says("一只狐狸", person=replace(ANN, locale="zh-CN"))
        (turn,) = await talk.reaches("running")
        scene.studio.job("一只狐狸").tells(ArtifactReady(picture("1").artifact), Finished())
        (turn,) = await talk.reaches("finished")
        await talk.settled()

        chinese = talk.workshop.languages.of("zh-CN")
        assert talk.card(turn).text == texts.done(chinese, files=1, seconds=1)
        assert files_of(scene, turn) == ["image-1.png"]


async def test_a_request_that_nobody_can_read_is_told_on_its_card(scene: Scene) -> None:
    """Broken outcome: after a slash command the others saw a card and files, and not who had asked for what."""
    async with scene.core() as talk:
        call = await talk.called("create", prompt="a red fox")
        await talk.core.inbox(replace(call, id=None))
        (turn,) = await talk.reaches("running")
        await talk.sees(lambda: talk.card(turn).text.startswith("Ann: “a red fox”\n"))
        await talk.settled()  # its receipt is in the store
        scene.studio.jobs[0].tells(picture("one"), Finished())
        await talk.reaches("finished")
        await talk.sees(lambda: scene.adapter.of(turn.id, "file"))

    (card,), (file,) = scene.adapter.of(turn.id, "card"), scene.adapter.of(turn.id, "file")
    assert file.post.reply_to == card.id
