"""The program dies and comes back: nothing is spent twice, nothing is lost, and what cannot be known is said."""

import pytest

from bot.errors import OutcomeUnknown, RetryLater, UserError
from bot.store.turns import Turn
from bot.studio import Finished
from bot.texts import as_written
from bot.texts import turn as texts
from tests.harness import Scene, Talk, short
from tests.scripted import PNG, picture, question


def says_unknown(talk: Talk, turn: Turn) -> bool:
    """Whether the card owns up to not knowing."""
    return talk.card(turn).text == texts.outcome_unknown(talk.workshop.languages.of())


async def test_a_queued_turn_runs_after_a_restart(scene: Scene) -> None:
    """What waits when the program dies runs when it is back, in the order in which it came."""
    async with scene.core() as talk:
        await talk.says("first")
        await talk.reaches("running")
        await talk.says("second")
        await talk.says("third")
        await talk.reaches("running", "queued", "queued")

    async with scene.core() as talk:
        await talk.reaches("running", "queued", "queued")
        scene.studio.job("first").tells(picture("1"), Finished())
        await talk.reaches("finished", "running", "queued")

        assert [job.prompt.text for job in scene.studio.jobs] == ["first", "second"]


async def test_what_runs_is_taken_up_before_an_older_one_that_came_behind_it(scene: Scene) -> None:
    """Broken outcome: a request that had moved behind a running one started beside it, because it was the older."""
    async with scene.core() as talk:
        await talk.says("asks")
        await talk.reaches("running")
        await talk.says("moves")
        await talk.gives("new")
        await talk.says("runs")
        await talk.reaches("running", "queued", "running")
        scene.studio.job("asks").tells(question("q"))
        _, moves, runs = await talk.reaches("awaiting_confirmation", "queued", "running")
        await talk.settled()
        assert (await talk.core.turns.get(moves.id)).conversation.id == runs.conversation.id

    async with scene.core() as talk:
        await talk.settled()
        await talk.reaches("awaiting_confirmation", "queued", "running")
        scene.studio.job("runs").tells(picture("1"), Finished())
        await talk.reaches("awaiting_confirmation", "running", "finished")


async def test_a_turn_that_was_being_prepared_is_prepared_again(scene: Scene) -> None:
    """A death between upload and start costs a second look at the place, and no second upload."""
    scene.adapter.files["fox.png"] = PNG
    gate = scene.studio.holds("prepare")
    async with scene.core() as talk:
        await talk.says("a fox", files=(short("fox.png"),))
        await talk.sees(lambda: scene.studio.count("prepare"))
        await talk.reaches("preparing")

    gate.set()
    scene.adapter.files.clear()
    async with scene.core() as talk:
        await talk.reaches("running")

        assert (scene.studio.count("upload"), scene.studio.count("start")) == (1, 1)


async def test_a_start_that_was_cut_off_after_it_was_taken_is_found_again(scene: Scene) -> None:
    """The reply to a start is lost with the program: the turn is adopted by reading, and never started again."""
    gate = scene.studio.holds("start accepted")
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.sees(lambda: scene.studio.jobs)
        await talk.reaches("starting")

    gate.set()
    async with scene.core() as talk:
        await talk.reaches("running")
        scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.reaches("finished")

        assert scene.studio.count("start") == 1


async def test_a_start_that_nobody_can_find_is_called_unknown(scene: Scene) -> None:
    """Where reading cannot tell whether a start was taken, the person is told so, and it is not tried again."""
    gate = scene.studio.holds("start")
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.sees(lambda: scene.studio.count("start"))
        await talk.reaches("starting")

    gate.set()
    async with scene.core() as talk:
        (turn,) = await talk.reaches("outcome_unknown")
        await talk.sees(lambda: says_unknown(talk, turn))
        assert [link.url for link in talk.card(turn).links] == ["https://studio.example/place-1"]
    async with scene.core() as talk:
        await talk.reaches("outcome_unknown")
        await talk.settled()

        assert (scene.studio.count("start"), scene.studio.jobs) == (1, [])


async def test_a_lost_reply_is_looked_for_at_once(scene: Scene) -> None:
    """A broken connection inside a start is no reason to start again, and none to give up what was taken."""
    scene.studio.refuses("start accepted", OutcomeUnknown())
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")

        assert (scene.studio.count("start"), scene.studio.count("recover")) == (1, 1)


async def test_a_search_that_is_refused_leaves_the_outcome_unknown(scene: Scene) -> None:
    """Broken outcome: when the search for a lost start was refused, the turn failed with 'nothing was spent'."""
    scene.studio.refuses("start accepted", OutcomeUnknown())
    scene.studio.refuses("recover", UserError(as_written("no keys; nothing was spent")))
    async with scene.core() as talk:
        await talk.says("a fox")
        (turn,) = await talk.reaches("outcome_unknown")

        await talk.sees(lambda: says_unknown(talk, turn))


async def test_a_search_that_must_wait_goes_on_later(scene: Scene) -> None:
    """A studio that cannot be read just now does not turn a lost reply into an unknown outcome."""
    scene.studio.refuses("start accepted", OutcomeUnknown())
    scene.studio.refuses("recover", RetryLater(30, as_written("busy")))
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.sees(lambda: scene.studio.count("recover"))
        await talk.reaches("starting")
        await talk.passes(30)
        await talk.reaches("running")

        assert (scene.studio.count("start"), scene.studio.count("recover")) == (1, 2)


async def test_a_running_turn_is_followed_on(scene: Scene) -> None:
    """Files that were finished while nobody looked come after a restart; those that came before do not come again."""
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        job = scene.studio.job("a fox")
        job.tells(picture("1"))
        await talk.sees(lambda: len(scene.adapter.shown) == 2)
        await talk.settled()
    job.tells(picture("2"), Finished())

    async with scene.core() as talk:
        (turn,) = await talk.reaches("finished")
        await talk.settled()

        files = [file.name for each in scene.adapter.of(turn.id, "file:") for file in each.post.files]
        assert files == ["a-fox-1.png", "a-fox-2.png"]
        assert scene.studio.count("start") == 1


async def test_an_open_question_waits_through_a_restart(scene: Scene) -> None:
    """The buttons of a question work after a restart, and it is not asked a second time."""
    async with scene.core() as talk:
        await talk.says("a film")
        await talk.reaches("running")
        scene.studio.job("a film").tells(question("q"))
        await talk.sees(lambda: scene.adapter.saying("48"))
        await talk.settled()
        shown = len(scene.adapter.shown)

    async with scene.core() as talk:
        await talk.settled()
        assert len(scene.adapter.shown) == shown
        await talk.presses("Approve")
        await talk.reaches("running")

        assert scene.studio.count("decide") == 1


async def test_a_question_that_was_stored_but_not_posted_is_posted(scene: Scene) -> None:
    """A death between storing a question and showing it does not leave the person waiting for nothing."""
    async with scene.core() as talk:
        await talk.says("a film")
        await talk.reaches("running")
        await talk.settled()
        with scene.adapter.slow():
            scene.studio.job("a film").tells(question("q"))
            await talk.reaches("awaiting_confirmation")

    async with scene.core() as talk:
        await talk.sees(lambda: scene.adapter.saying("48"))
        await talk.settled()
        assert len(scene.adapter.saying("48")) == 1
        await talk.presses("Approve")
        await talk.reaches("running")


async def asked_and_approved(scene: Scene, held: str) -> None:
    """Kill the program inside the answer to a question, before or after the studio has taken it."""
    gate = scene.studio.holds(held)
    async with scene.core() as talk:
        await talk.says("a film")
        await talk.reaches("running")
        scene.studio.job("a film").tells(question("q"))
        await talk.presses("Approve")
        await talk.sees(lambda: scene.studio.count(held))
        await talk.reaches("deciding")
    gate.set()


async def test_an_answer_that_never_arrived_is_asked_for_again(scene: Scene) -> None:
    """The same question still open after two looks is shown again, saying so, and is not answered by itself."""
    await asked_and_approved(scene, "decide")
    async with scene.core() as talk:
        await talk.passes(10)
        await talk.reaches("awaiting_confirmation")
        again = texts.asked_again(talk.workshop.languages.of())
        await talk.sees(lambda: scene.adapter.saying(again))
        assert scene.studio.decided == []

        await talk.presses("Approve")
        await talk.reaches("running")
        assert len(scene.studio.decided) == 1


async def test_an_answer_that_arrived_is_adopted(scene: Scene) -> None:
    """An approval whose reply was lost is not sent again: the work it began is followed."""
    await asked_and_approved(scene, "decide accepted")
    async with scene.core() as talk:
        scene.studio.job("a film").tells(picture("1"), Finished())
        await talk.reaches("finished")

        assert (scene.studio.count("decide"), len(scene.studio.decided)) == (1, 1)


async def test_a_decision_that_was_stored_but_not_begun_is_carried_out(scene: Scene) -> None:
    """A press that won counts, although the program died before it told the studio."""
    async with scene.core() as talk:
        await talk.says("a film")
        await talk.reaches("running")
        scene.studio.job("a film").tells(question("q"))
        await talk.reaches("awaiting_confirmation")
        await talk.sees(lambda: scene.adapter.saying("48"))
        await talk.settled()
        with scene.adapter.slow():
            pressing = talk.in_background(talk.presses("Approve"))
            await talk.sees(lambda: scene.adapter.saying(texts.approved(talk.workshop.languages.of())))
            await talk.reaches("awaiting_confirmation")
        pressing.cancel()

    async with scene.core() as talk:
        await talk.reaches("running")

        assert len(scene.studio.decided) == 1


@pytest.mark.parametrize("times", [1, 3])
async def test_restarts_one_after_the_other_change_nothing(scene: Scene, times: int) -> None:
    """However often the program dies, a message is one turn, one card, one file."""
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
    for _ in range(times):
        async with scene.core() as talk:
            await talk.reaches("running")
    scene.studio.job("a fox").tells(picture("1"), Finished())

    async with scene.core() as talk:
        (turn,) = await talk.reaches("finished")
        await talk.settled()
        assert [each.key.part for each in scene.adapter.of(turn.id)] == ["card", "file:1:0"]
