"""Stop means stop: free while it is free, honest where it is not, and never followed by spending."""

import pytest

from bot.chat import Level, Person, PersonId
from bot.errors import RetryLater
from bot.studio import AgentText, Finished, Progress, TurnEvent
from bot.texts import as_written
from bot.texts import turn as texts
from tests.harness import BOB, Scene
from tests.scripted import picture, question

HOUR = 3600
MODERATOR = Person(PersonId("mo"), "Mo", Level.MODERATE)


async def test_a_queued_turn_stops_free_and_at_once(scene: Scene) -> None:
    """What has not begun is stopped without a trace at the studio, and those behind move up."""
    async with scene.core() as talk:
        await talk.says("first")
        await talk.reaches("running")
        await talk.says("second")
        await talk.says("third")
        await talk.sees(lambda: scene.adapter.saying("Waiting: 2"))
        second = (await talk.turns())[1]
        await talk.presses("Stop", token=second.stop_token)
        await talk.reaches("running", "stopped", "queued")

        await talk.sees(lambda: talk.card(second).text == texts.stopped_waiting(talk.workshop.languages.of()))
        await talk.sees(lambda: scene.adapter.saying("Waiting: 1"))
        assert scene.studio.count("start") == 1


async def test_a_running_turn_is_left_and_said_so(scene: Scene) -> None:
    """A studio's work cannot be taken back: the card says that it may still cost, and the lane is free."""
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.presses("Stop")
        (turn,) = await talk.reaches("stopped")
        await talk.sees(lambda: talk.card(turn).text == texts.stopped_running(talk.workshop.languages.of()))
        scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.settled()
        assert scene.adapter.of(turn.id, "file:") == []

        await talk.gives("show")
        (turn,) = await talk.reaches("finished")
        assert len(scene.adapter.of(turn.id, "file:")) == 1


async def test_nothing_is_relayed_while_the_last_word_is_under_way(scene: Scene) -> None:
    """Broken outcome: while a slow platform took the stop, a question was asked with buttons that did nothing."""
    async with scene.core() as talk:
        await talk.says("a film")
        (turn,) = await talk.reaches("running")
        await talk.settled()
        with scene.adapter.slow():
            stopping = talk.in_background(talk.presses("Stop"))
            await talk.reaches("stopped")
            scene.studio.job("a film").tells(Progress("still at it"), question("q"))
            await talk.settled()
        await stopping
        await talk.settled()

        assert scene.adapter.saying("48") == []
        assert talk.card(turn).text == texts.stopped_running(talk.workshop.languages.of())


async def test_a_start_is_never_cut_off(scene: Scene) -> None:
    """A stop inside a start waits for its outcome, so that nobody has to guess what was spent."""
    gate = scene.studio.holds("start accepted")
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.sees(lambda: scene.studio.jobs)
        await talk.presses("Stop")
        await talk.settled()
        await talk.reaches("starting")
        gate.set()

        (turn,) = await talk.reaches("stopped")
        await talk.sees(lambda: talk.card(turn).text == texts.stopped_running(talk.workshop.languages.of()))
        assert turn.ref is not None


async def test_a_stop_inside_a_refused_start_spends_nothing(scene: Scene) -> None:
    """Broken outcome: a turn stopped while its start was refused started again after the wait, and spent."""
    gate = scene.studio.holds("start")
    scene.studio.refuses("start", RetryLater(5, as_written("busy")))
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.sees(lambda: scene.studio.count("start"))
        await talk.presses("Stop")
        gate.set()
        (turn,) = await talk.reaches("stopped")
        await talk.sees(lambda: talk.card(turn).text == texts.stopped_waiting(talk.workshop.languages.of()))
        await scene.clock.advance(60)
        await talk.settled()

        assert scene.studio.jobs == []


async def test_a_stop_inside_a_refused_approval_spends_nothing(scene: Scene) -> None:
    """Broken outcome: an approval that had to wait was sent after the wait, although the turn was stopped."""
    gate = scene.studio.holds("decide")
    scene.studio.refuses("decide", RetryLater(5, as_written("busy")))
    async with scene.core() as talk:
        await talk.says("a film")
        (turn,) = await talk.reaches("running")
        scene.studio.job("a film").tells(question("q"))
        await talk.presses("Approve")
        await talk.sees(lambda: scene.studio.count("decide"))
        await talk.presses("Stop", token=turn.stop_token)
        gate.set()
        await talk.reaches("declined")
        await scene.clock.advance(60)
        await talk.settled()

        assert scene.studio.decided == []


async def test_a_stop_survives_a_crash(scene: Scene) -> None:
    """Who stopped a turn inside its start does not find it running after a restart."""
    gate = scene.studio.holds("start accepted")
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.sees(lambda: scene.studio.jobs)
        await talk.presses("Stop")
        await talk.settled()
    gate.set()

    async with scene.core() as talk:
        await talk.reaches("stopped")


async def test_to_stop_an_open_question_declines_it(scene: Scene) -> None:
    """Stop under a question is a no: the buttons go, nothing is spent, and the question keeps its thread."""
    async with scene.core() as talk:
        await talk.says("a film")
        (turn,) = await talk.reaches("running")
        scene.studio.job("a film").tells(question("q"))
        await talk.sees(lambda: scene.adapter.saying("48"))
        (asked,) = scene.adapter.saying("48")
        approve = asked.button("Approve")
        await talk.presses("Stop", token=turn.stop_token)
        await talk.reaches("declined")
        await talk.settled()
        await talk.presses("Approve", token=approve)
        assert talk.whispered() == [texts.answered_already(talk.workshop.languages.of())]
        assert [each.post.buttons for each in scene.adapter.shown] == [(), ()]

        await talk.says("a fox")
        await talk.reaches("declined", "running")
        assert [job.ref.thread for job in scene.studio.jobs] == ["thread-1", "thread-2"]
        assert scene.studio.decided == []


async def test_a_resting_turn_stops_and_frees_its_lane(scene: Scene) -> None:
    """A turn that waits for a busy studio can be stopped, and the next one does not wait for its rest."""
    scene.studio.refuses("start", RetryLater(600, as_written("busy")))
    async with scene.core() as talk:
        await talk.says("first")
        await talk.sees(lambda: scene.adapter.saying("busy"))
        await talk.says("second")
        await talk.reaches("queued", "queued")
        await talk.presses("Stop", token=(await talk.turns())[0].stop_token)

        await talk.reaches("stopped", "running")


async def test_a_stop_frees_the_lane_before_its_card_says_so(scene: Scene) -> None:
    """Broken outcome: while a slow platform took the stopped card's last word, the next request waited for nothing."""
    async with scene.core() as talk:
        await talk.says("first")
        (first,) = await talk.reaches("running")
        await talk.says("second")
        await talk.reaches("running", "queued")
        await talk.settled()
        with scene.adapter.slow():
            stopping = talk.in_background(talk.presses("Stop", token=first.stop_token))
            await talk.reaches("stopped", "running")
            assert not stopping.done()
        await stopping


async def test_what_is_shown_again_passes_who_waits_for_it(scene: Scene) -> None:
    """Broken outcome: a stopped turn's thread asked, /show went behind the next turn, which waited for that thread."""
    async with scene.core() as talk:
        await talk.says("first")
        await talk.reaches("running")
        await talk.presses("Stop")
        await talk.reaches("stopped")
        scene.studio.job("first").tells(question("q"))
        scene.studio.refuses("start", RetryLater(HOUR, as_written("busy")))
        await talk.says("second")
        await talk.sees(lambda: scene.adapter.saying("busy"))

        await talk.gives("show")
        first, second = await talk.reaches("awaiting_confirmation", "running")
        assert first.conversation.id != second.conversation.id
        assert scene.adapter.saying("48")


async def test_what_is_shown_again_passes_whose_start_is_refused_just_then(scene: Scene) -> None:
    """The same while the next turn's start is under way: whoever came first with an answer is next, not the refused."""
    gate = scene.studio.holds("start")
    gate.set()
    async with scene.core() as talk:
        await talk.says("first")
        await talk.reaches("running")
        await talk.presses("Stop")
        await talk.reaches("stopped")
        scene.studio.job("first").tells(question("q"))
        scene.studio.refuses("start", RetryLater(HOUR, as_written("busy")))
        gate.clear()
        await talk.says("second")
        await talk.sees(lambda: scene.studio.count("start") == 2)
        await talk.gives("show")
        gate.set()
        await talk.reaches("awaiting_confirmation", "running")


async def test_only_the_asker_or_a_moderator_stops(scene: Scene) -> None:
    """Nobody stops what somebody else asked for, unless it is their duty."""
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        token = await talk.presses("Stop", person=BOB)
        await talk.reaches("running")
        assert talk.whispered() == [texts.not_yours(talk.workshop.languages.of())]

        await talk.presses("Stop", person=MODERATOR, token=token)
        await talk.reaches("stopped")
        await talk.presses("Stop", token=token)
        assert talk.whispered()[-1] == texts.over_already(talk.workshop.languages.of())


async def test_the_stop_command_stops_the_newest_of_ones_own(scene: Scene) -> None:
    """/stop means what the person asked for last, and a repeated event stops nothing more."""
    async with scene.core() as talk:
        await talk.says("first")
        await talk.says("second")
        await talk.says("of somebody else", person=BOB)
        await talk.gives("stop", key="same")
        await talk.gives("stop", key="same")
        await talk.settled()

        await talk.reaches("running", "stopped", "queued")


@pytest.mark.parametrize("event", [picture("late"), AgentText("t", "late"), Progress("late"), Finished()])
async def test_what_a_stopped_turn_tells_late_changes_nothing(scene: Scene, event: TurnEvent) -> None:
    """However a studio goes on after a stop, the card keeps its last word."""
    async with scene.core() as talk:
        await talk.says("a fox")
        (turn,) = await talk.reaches("running")
        await talk.settled()
        with scene.adapter.slow():
            stopping = talk.in_background(talk.presses("Stop"))
            await talk.reaches("stopped")
            scene.studio.job("a fox").tells(event)
            await talk.settled()
        await stopping
        await talk.settled()

        assert talk.card(turn).text == texts.stopped_running(talk.workshop.languages.of())
