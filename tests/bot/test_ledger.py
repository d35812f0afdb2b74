"""Every turn is settled once, with what is known of its cost and no more."""

from dataclasses import replace

from bot import ledger as settling
from bot.chat import Level, Person, PersonId
from bot.errors import OutcomeUnknown, QuestionChanged, RetryLater, UserError
from bot.store import ledger
from bot.store.ledger import Basis, Kind
from bot.store.turns import Turn, TurnState
from bot.studio import Cause, Failed, Finished
from bot.texts import as_written
from tests.harness import BOB, GARDEN, Scene, Talk
from tests.scripted import picture, question

BOSS = Person(PersonId("boss"), "Boss", Level.OPERATE)
DAY = 24 * 3600


async def entries(talk: Talk, turn: Turn) -> list[tuple[Kind, float | None, Basis]]:
    """A turn's lines, oldest first."""
    found = await talk.workshop.database.read(lambda connection: ledger.of_turn(connection, turn.id))
    return [(each.kind, each.amount.credits, each.amount.basis) for each in found]


async def asked(talk: Talk, words: str = "a film", key: str = "q", cost: float | None = 48) -> None:
    """Let a turn come to its question."""
    await talk.says(words)
    await talk.sees(lambda: [job for job in talk.scene.studio.jobs if job.prompt.text == words])
    talk.scene.studio.job(words).tells(question(key, cost))
    await talk.sees(lambda: talk.scene.adapter.saying("Shall I go on?"))
    await talk.settled()


async def made(talk: Talk, words: str = "a fox", **where: object) -> None:
    """Let a turn without a question come to its end."""
    await talk.says(words, **where)  # type: ignore[arg-type]  # the caller names what `says` takes
    await talk.sees(lambda: [job for job in talk.scene.studio.jobs if job.prompt.text == words])
    talk.scene.studio.job(words).tells(picture(words), Finished())


async def test_what_was_approved_is_what_is_settled(scene: Scene) -> None:
    """Two approved prices are two entries, and their sum is the settlement."""
    async with scene.core() as talk:
        await asked(talk, cost=10)
        await talk.presses("Approve")
        await talk.reaches("running")
        scene.studio.job("a film").tells(question("q2", 5))
        await talk.reaches("awaiting_confirmation")
        await talk.settled()
        await talk.presses("Approve")
        await talk.reaches("running")
        scene.studio.job("a film").tells(picture("1"), Finished())
        (turn,) = await talk.reaches("finished")

        assert await entries(talk, turn) == [
            (Kind.APPROVED, 10, Basis.QUOTED),
            (Kind.APPROVED, 5, Basis.QUOTED),
            (Kind.SETTLED, 15, Basis.QUOTED),
        ]


async def test_a_price_nobody_told_is_unknown(scene: Scene) -> None:
    """A studio that names no price leaves an unknown cost, never a free picture."""
    async with scene.core() as talk:
        await made(talk)
        (turn,) = await talk.reaches("finished")

        assert await entries(talk, turn) == [(Kind.SETTLED, None, Basis.UNKNOWN)]


async def test_an_approved_question_without_a_price_is_unknown(scene: Scene) -> None:
    """Saying yes to a question that names no price does not make the cost known."""
    async with scene.core() as talk:
        await asked(talk, cost=None)
        await talk.presses("Approve")
        await talk.reaches("running")
        scene.studio.job("a film").tells(picture("1"), Finished())
        (turn,) = await talk.reaches("finished")

        assert await entries(talk, turn) == [
            (Kind.APPROVED, None, Basis.UNKNOWN),
            (Kind.SETTLED, None, Basis.UNKNOWN),
        ]


async def test_a_no_costs_nothing(scene: Scene) -> None:
    """A declined question is settled with nothing."""
    async with scene.core() as talk:
        await asked(talk)
        await talk.presses("Decline")
        (turn,) = await talk.reaches("declined")

        assert await entries(talk, turn) == [(Kind.DECLINED, 0, Basis.NONE), (Kind.SETTLED, 0, Basis.NONE)]


async def test_a_start_that_was_refused_costs_nothing(scene: Scene) -> None:
    """A studio that says no to the request itself has taken nothing."""
    async with scene.core() as talk:
        scene.studio.refuses("start", UserError(as_written("no such thing")))
        await talk.says("a fox")
        (turn,) = await talk.reaches("failed")

        assert await entries(talk, turn) == [(Kind.SETTLED, 0, Basis.NONE)]


async def test_a_yes_that_was_refused_is_taken_back(scene: Scene) -> None:
    """An approval the studio would not take is not counted as spent."""
    async with scene.core() as talk:
        await asked(talk)
        scene.studio.refuses("decide", UserError(as_written("not enough credits")))
        await talk.presses("Approve")
        await talk.sees(lambda: scene.adapter.saying("not enough credits"))
        await talk.settled()
        await talk.presses("Decline")
        (turn,) = await talk.reaches("declined")

        assert await entries(talk, turn) == [
            (Kind.APPROVED, 48, Basis.QUOTED),
            (Kind.VOIDED, -48, Basis.QUOTED),
            (Kind.DECLINED, 0, Basis.NONE),
            (Kind.SETTLED, 0, Basis.NONE),
        ]


async def test_a_yes_that_was_never_sent_is_taken_back(scene: Scene) -> None:
    """An approval that waits for a patient studio, and is stopped while it waits, has cost nothing."""
    async with scene.core() as talk:
        await asked(talk)
        scene.studio.refuses("decide", RetryLater(60, as_written("later")))
        await talk.presses("Approve")
        await talk.reaches("awaiting_confirmation")
        await talk.settled()
        await talk.gives("stop")
        (turn,) = await talk.reaches("declined")

        assert await entries(talk, turn) == [
            (Kind.APPROVED, 48, Basis.QUOTED),
            (Kind.VOIDED, -48, Basis.QUOTED),
            (Kind.SETTLED, 0, Basis.NONE),
        ]


async def test_a_yes_to_another_question_is_taken_back(scene: Scene) -> None:
    """A question that changed between asking and pressing leaves no price behind."""
    async with scene.core() as talk:
        await asked(talk)
        scene.studio.refuses("decide", QuestionChanged("other"))
        scene.studio.job("a film").events.clear()
        await talk.presses("Approve")
        await talk.reaches("running")
        scene.studio.job("a film").tells(Failed(Cause.ABORTED, "over"))
        (turn,) = await talk.reaches("failed")

        assert await entries(talk, turn) == [
            (Kind.APPROVED, 48, Basis.QUOTED),
            (Kind.VOIDED, -48, Basis.QUOTED),
            (Kind.SETTLED, None, Basis.UNKNOWN),
        ]


async def test_an_unknown_outcome_is_an_unknown_cost(scene: Scene) -> None:
    """Where nobody can tell whether a turn started, nobody claims to know its price."""
    async with scene.core() as talk:
        scene.studio.can_recover = False
        scene.studio.refuses("start accepted", OutcomeUnknown())
        await talk.says("a fox")
        (turn,) = await talk.reaches("outcome_unknown")

        assert await entries(talk, turn) == [(Kind.SETTLED, None, Basis.UNKNOWN)]


async def test_the_ledger_balances_over_crashes(scene: Scene) -> None:
    """However often the program dies after a yes, it is counted once and settled once."""
    async with scene.core() as talk:
        await asked(talk)
        gate = scene.studio.holds("decide accepted")
        await talk.presses("Approve")
        await talk.sees(lambda: scene.studio.count("decide accepted"))
    gate.set()
    async with scene.core() as talk:
        await talk.sees(lambda: scene.studio.count("follow") > 1)
        scene.studio.job("a film").tells(picture("1"))
        await talk.reaches("running")
    async with scene.core() as talk:
        scene.studio.job("a film").tells(Finished())
        (turn,) = await talk.reaches("finished")
    async with scene.core() as talk:
        await talk.settled()

        assert await entries(talk, turn) == [(Kind.APPROVED, 48, Basis.QUOTED), (Kind.SETTLED, 48, Basis.QUOTED)]


async def test_settling_twice_changes_nothing(scene: Scene) -> None:
    """A turn that is closed a second time has one settlement still."""
    async with scene.core() as talk:
        await made(talk)
        (turn,) = await talk.reaches("finished")
        before = TurnState.RUNNING
        for _ in range(2):
            await talk.workshop.database.write(
                lambda connection: settling.settle(connection, as_it_stood(turn, before), TurnState.FINISHED, 1.0)
            )

        assert await entries(talk, turn) == [(Kind.SETTLED, None, Basis.UNKNOWN)]


async def test_a_turn_taken_up_again_is_corrected(scene: Scene) -> None:
    """A stopped turn that goes on and is approved then adds its price to what was settled."""
    async with scene.core() as talk:
        await talk.says("a film")
        await talk.reaches("running")
        await talk.gives("stop")
        await talk.reaches("stopped")
        await talk.gives("show")
        scene.studio.job("a film").tells(question("q", 48))
        await talk.reaches("awaiting_confirmation")
        await talk.settled()
        await talk.presses("Approve")
        await talk.reaches("running")
        scene.studio.job("a film").tells(picture("1"), Finished())
        (turn,) = await talk.reaches("finished")

        assert await entries(talk, turn) == [
            (Kind.SETTLED, None, Basis.UNKNOWN),
            (Kind.APPROVED, 48, Basis.QUOTED),
            (Kind.CORRECTED, 48, Basis.QUOTED),
        ]
        used = await talk.workshop.database.read(
            lambda connection: ledger.usage(connection, ledger.by_studio(turn.conversation.studio), 0.0)
        )
        assert used == ledger.Usage(1, 48, 0)


async def test_everybody_sees_their_own_usage(scene: Scene) -> None:
    """People are told of themselves and the channel; only operators of everybody on the account."""
    async with scene.core() as talk:
        await asked(talk)
        await talk.presses("Approve")
        await talk.reaches("running")
        scene.studio.job("a film").tells(picture("1"), Finished())
        await talk.reaches("finished")
        await made(talk, "a fox", person=BOB, channel=GARDEN)
        await talk.reaches("finished", "finished")

        await talk.gives("usage")
        await talk.gives("usage", person=BOB)
        await talk.gives("usage", person=BOSS)
        ann, bob, boss = talk.whispered()

    assert ann.count("1 request and 48 credits approved") == 6
    assert bob.split("\n\n")[1].count("1 request, 0 credits approved, and 1 of unknown cost") == 3
    assert bob.split("\n\n")[2].count("48 credits") == 3
    assert "Everybody on scripted" not in ann + bob
    assert boss.split("\n\n")[3].count("2 requests, 48 credits approved, and 1 of unknown cost") == 3


async def test_usage_forgets_by_the_day(scene: Scene) -> None:
    """What was used two days ago is in the week, not in the last day."""
    async with scene.core() as talk:
        await made(talk)
        await talk.reaches("finished")
        await talk.settled()
        await scene.clock.advance(2 * DAY)
        await talk.gives("usage")
        (said,) = talk.whispered()

    own = said.split("\n\n")[1].splitlines()
    assert ["0 requests" in line for line in own[1:]] == [True, False, False]


def as_it_stood(turn: Turn, state: TurnState) -> Turn:
    """A turn as it was before its end."""
    return replace(turn, state=state)
