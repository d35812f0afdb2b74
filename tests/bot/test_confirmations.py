"""Nothing that costs credits begins without a yes, one yes counts once, and a no spends nothing."""

import asyncio

import pytest

from bot.chat import Level, Person, PersonId
from bot.errors import OutcomeUnknown, QuestionChanged, RetryLater
from bot.studio import Decision, Finished
from bot.texts import as_written
from bot.texts import turn as texts
from tests.harness import ANN, BOB, Scene, Talk
from tests.scripted import picture, question

MODERATOR = Person(PersonId("mo"), "Mo", Level.MODERATE)
DAY = 24 * 3600


async def asked(talk: Talk, words: str = "a film", key: str = "q", cost: float | None = 48) -> None:
    """Let a turn come to its question."""
    await talk.says(words)
    await talk.sees(lambda: [job for job in talk.scene.studio.jobs if job.prompt.text == words])
    talk.scene.studio.job(words).tells(question(key, cost))
    await talk.sees(lambda: talk.scene.adapter.saying(texts.question(talk.workshop.languages.of(), cost=cost)))
    await talk.settled()


async def test_a_film_is_asked_for_approved_and_brought(scene: Scene) -> None:
    """Nothing is decided before the person who asked presses Approve; then the film comes, with its price."""
    async with scene.core() as talk:
        await asked(talk)
        (turn,) = await talk.reaches("awaiting_confirmation")
        (post,) = scene.adapter.saying("48")
        assert [button.label for button in post.post.buttons] == ["Approve", "Decline"]
        assert scene.studio.decided == []

        await talk.presses("Approve")
        await talk.reaches("running")
        assert scene.studio.decided == [("q", Decision.APPROVE)]
        assert post.post.buttons == ()
        assert post.post.text.endswith(texts.approved(talk.workshop.languages.of()))

        scene.studio.job("a film").tells(picture("1"), Finished())
        await talk.reaches("finished")
        await talk.sees(lambda: texts.price(talk.workshop.languages.of(), cost=48) in talk.card(turn).text)
        assert len(scene.adapter.of(turn.id, "file:")) == 1


async def test_declining_spends_nothing_and_is_said(scene: Scene) -> None:
    """A no ends the turn; the studio gets no approval, and the question's thread is left alone."""
    async with scene.core() as talk:
        await asked(talk)
        await talk.presses("Decline")
        (turn,) = await talk.reaches("declined")
        await talk.sees(lambda: talk.card(turn).text == texts.declined(talk.workshop.languages.of()))
        assert Decision.APPROVE not in [decision for _, decision in scene.studio.decided]

        await talk.says("a fox")
        await talk.reaches("declined", "running")
        assert [job.ref.thread for job in scene.studio.jobs] == ["thread-1", "thread-2"]


async def test_two_rounds_are_two_questions(scene: Scene) -> None:
    """A yes answers one question only; the next one is asked anew, and both prices are told at the end."""
    async with scene.core() as talk:
        await asked(talk, cost=10)
        await talk.presses("Approve")
        await talk.reaches("running")
        scene.studio.job("a film").tells(question("q2", 5))
        await talk.reaches("awaiting_confirmation")
        await talk.sees(lambda: scene.adapter.saying(texts.question(talk.workshop.languages.of(), cost=5)))
        await talk.presses("Approve")
        await talk.reaches("running")
        scene.studio.job("a film").tells(picture("1"), Finished())
        (turn,) = await talk.reaches("finished")

        assert scene.studio.decided == [("q", Decision.APPROVE), ("q2", Decision.APPROVE)]
        await talk.sees(lambda: texts.price(talk.workshop.languages.of(), cost=15) in talk.card(turn).text)


async def test_two_presses_at_once_are_one_answer(scene: Scene) -> None:
    """Whoever presses twice, or together with a moderator, spends once; the second press is told so."""
    async with scene.core() as talk:
        await asked(talk)
        (post,) = scene.adapter.saying("48")
        approve, decline = post.button("Approve"), post.button("Decline")
        await asyncio.gather(
            talk.presses("Approve", token=approve),
            talk.presses("Approve", token=approve),
            talk.presses("Decline", token=decline, person=MODERATOR),
        )
        await talk.settled()

        assert len(scene.studio.decided) == 1
        assert talk.whispered() == [texts.answered_already(talk.workshop.languages.of())] * 2


async def test_somebody_else_cannot_spend(scene: Scene) -> None:
    """A bystander's press changes nothing and is explained; a moderator's counts."""
    async with scene.core() as talk:
        await asked(talk)
        token = await talk.presses("Approve", person=BOB)
        await talk.settled()
        await talk.reaches("awaiting_confirmation")
        assert scene.studio.decided == []
        assert talk.whispered() == [texts.not_yours(talk.workshop.languages.of())]

        await talk.presses("Approve", person=MODERATOR, token=token)
        await talk.reaches("running")


async def test_an_expired_question_spends_nothing(scene: Scene) -> None:
    """A button that is older than a day explains itself instead of spending."""
    async with scene.core() as talk:
        await asked(talk)
        await scene.clock.advance(DAY)
        await talk.presses("Approve")
        await talk.settled()

        assert scene.studio.decided == []
        assert talk.whispered() == [texts.expired(talk.workshop.languages.of())]


async def test_an_unknown_button_is_explained(scene: Scene) -> None:
    """A press on something nobody remembers is answered, not swallowed."""
    async with scene.core() as talk:
        await asked(talk)
        token = await talk.presses("Decline")
        await talk.presses("Stop", token=type(token)("never seen"))

        assert talk.whispered() == [texts.unknown_button(talk.workshop.languages.of())]


async def test_a_question_holds_its_thread_and_nobody_else(scene: Scene) -> None:
    """While a question is open the channel goes on in a new thread, which becomes its conversation."""
    async with scene.core() as talk:
        await asked(talk)
        await talk.says("a fox", person=BOB)
        await talk.reaches("awaiting_confirmation", "running")
        scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.reaches("awaiting_confirmation", "finished")
        await talk.says("in blue", person=BOB)
        await talk.reaches("awaiting_confirmation", "finished", "running")

        assert [job.ref.thread for job in scene.studio.jobs] == ["thread-1", "thread-2", "thread-2"]
        assert {job.ref.place.id for job in scene.studio.jobs} == {"place-1"}
        assert scene.studio.jobs[1].prompt.thread is None

        await talk.presses("Approve")
        await talk.reaches("running", "finished", "running")


async def test_those_who_waited_behind_a_question_go_on_elsewhere(scene: Scene) -> None:
    """Who queued before the question came does not wait for its answer."""
    async with scene.core() as talk:
        await talk.says("a film")
        await talk.reaches("running")
        await talk.says("a fox")
        await talk.says("a bear")
        await talk.reaches("running", "queued", "queued")
        scene.studio.job("a film").tells(question("q"))
        await talk.reaches("awaiting_confirmation", "running", "queued")
        scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.reaches("awaiting_confirmation", "finished", "running")

        assert [job.ref.thread for job in scene.studio.jobs] == ["thread-1", "thread-2", "thread-2"]


async def test_a_question_that_changed_is_not_approved_and_said_so(scene: Scene) -> None:
    """Broken outcome: an approval that no longer fitted read 'Approved.', and its price was told at the end."""
    async with scene.core() as talk:
        await asked(talk)
        job = scene.studio.job("a film")
        job.events[:] = [question("other", 90)]
        await talk.presses("Approve")
        await talk.reaches("awaiting_confirmation")
        english = talk.workshop.languages.of()
        await talk.sees(lambda: scene.adapter.saying(texts.question_changed(english)))
        await talk.sees(lambda: scene.adapter.saying(texts.question(english, cost=90)))
        assert scene.studio.decided == []

        await talk.presses("Approve")
        await talk.reaches("running")
        job.tells(picture("1"), Finished())
        (turn,) = await talk.reaches("finished")
        await talk.sees(lambda: texts.price(english, cost=90) in talk.card(turn).text)


async def test_a_question_that_comes_back_can_be_approved_after_all(scene: Scene) -> None:
    """A moment's mismatch does not make a question unanswerable."""
    scene.studio.refuses("decide", QuestionChanged("q"))
    async with scene.core() as talk:
        await asked(talk)
        await talk.presses("Approve")
        await talk.reaches("awaiting_confirmation")
        await talk.presses("Approve")
        await talk.reaches("running")

        assert scene.studio.decided == [("q", Decision.APPROVE)]


async def test_a_decline_of_a_question_that_is_gone_looks_what_became_of_it(scene: Scene) -> None:
    """Broken outcome: declining what had gone on by itself ended as a fault of our own."""
    async with scene.core() as talk:
        await asked(talk)
        scene.studio.job("a film").events[:] = [picture("1"), Finished()]
        await talk.presses("Decline")
        (turn,) = await talk.reaches("finished")

        assert len(scene.adapter.of(turn.id, "file:")) == 1


async def test_a_decline_whose_reply_is_lost_is_still_a_decline(scene: Scene) -> None:
    """Broken outcome: a connection that broke under a no ended as a fault of our own."""
    scene.studio.refuses("decide accepted", OutcomeUnknown())
    async with scene.core() as talk:
        await asked(talk)
        await talk.presses("Decline")

        await talk.reaches("declined")


async def test_an_approval_that_must_wait_is_sent_once(scene: Scene) -> None:
    """A busy studio gets the yes later, once, without a second press."""
    scene.studio.refuses("decide", RetryLater(30, as_written("busy")))
    async with scene.core() as talk:
        await asked(talk)
        await talk.presses("Approve")
        await talk.sees(lambda: scene.studio.count("decide"))
        await talk.reaches("awaiting_confirmation")
        await talk.passes(30)
        await talk.reaches("running")

        assert scene.studio.decided == [("q", Decision.APPROVE)]


async def test_a_lost_reply_to_an_approval_is_read_after_not_sent_again(scene: Scene) -> None:
    """The connection breaks under a yes: the work that began is adopted."""
    scene.studio.refuses("decide accepted", OutcomeUnknown())
    async with scene.core() as talk:
        await asked(talk)
        await talk.presses("Approve")
        await talk.sees(lambda: scene.studio.decided)
        scene.studio.job("a film").tells(picture("1"), Finished())
        await talk.reaches("finished")

        assert scene.studio.count("decide") == 1


async def test_a_stopped_question_can_be_asked_again_by_looking(scene: Scene) -> None:
    """A turn that was left before its question came is asked about when somebody looks again."""
    async with scene.core() as talk:
        await talk.says("a film")
        await talk.reaches("running")
        await talk.presses("Stop")
        await talk.reaches("stopped")
        scene.studio.job("a film").tells(question("q"))
        await talk.gives("show")
        await talk.reaches("awaiting_confirmation")
        await talk.presses("Approve")
        await talk.reaches("running")

        assert scene.studio.decided == [("q", Decision.APPROVE)]


@pytest.mark.parametrize("cost", [None, 1, 0.5, 1234])
async def test_a_question_names_its_price_as_far_as_it_is_known(scene: Scene, cost: float | None) -> None:
    """The person reads what a yes costs, or that the studio does not say."""
    async with scene.core() as talk:
        await asked(talk, cost=cost)

        (post,) = scene.adapter.saying(texts.question(talk.workshop.languages.of(), cost=cost))
        assert post.post.reply_to == (await talk.turns())[0].request
        assert ANN.id == (await talk.turns())[0].person
