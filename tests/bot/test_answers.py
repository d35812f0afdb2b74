"""The ways out of a question and of an outcome that nobody can tell: typed words, time, Run again, Dismiss."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from bot.chat import ChannelId, ChannelRef, MessageId
from bot.errors import UserError
from bot.store import confirmations as questions
from bot.store.database import Database
from bot.studio import Decision, Finished
from bot.texts import as_written
from bot.texts import turn as texts
from bot.triggers import decision
from tests.harness import BOB, ROOM, Scene, Talk
from tests.scripted import picture, question

Result = TypeVar("Result")
DAY = 24 * 3600
PRIVATE = ChannelRef(ROOM.account, None, ChannelId("private"))


async def asked(talk: Talk, channel: ChannelRef = ROOM) -> MessageId:
    """Let a film come to its question; give the question's message."""
    await talk.says("a film", channel=channel)
    await talk.sees(lambda: talk.scene.studio.jobs)
    talk.scene.studio.job("a film").tells(question("q", 48))
    await talk.sees(lambda: talk.scene.adapter.saying("48"))
    await talk.reaches("awaiting_confirmation")
    await talk.settled()  # nobody replies before the message has its receipt
    return talk.scene.adapter.saying("48")[0].id


WORDS = [("Yes!", Decision.APPROVE), ("确认", Decision.APPROVE), ("no", Decision.DECLINE), ("取消。", Decision.DECLINE)]


@pytest.mark.parametrize(("word", "meant"), WORDS)
async def test_a_typed_reply_answers_a_question(scene: Scene, word: str, meant: Decision) -> None:
    """Where buttons are out of reach, a yes or no as a reply counts like a press, and makes no new request."""
    async with scene.core() as talk:
        message = await asked(talk)
        await talk.says(word, reply_to=message)
        await talk.reaches("running" if meant is Decision.APPROVE else "declined")
        assert ("q", meant) in scene.studio.decided


async def test_a_yes_to_nothing_is_a_request(scene: Scene) -> None:
    """In a channel of many, a bare yes that replies to no question is somebody's prompt, and approves nothing."""
    async with scene.core() as talk:
        await asked(talk)
        await talk.says("yes")
        await talk.reaches("awaiting_confirmation", "running")
        assert scene.studio.decided == []


async def test_in_a_direct_message_a_bare_word_is_enough(scene: Scene) -> None:
    """Between two there is no doubt whose question is meant."""
    async with scene.core() as talk:
        await asked(talk, PRIVATE)
        await talk.says("ok", channel=PRIVATE)
        await talk.reaches("running")
        assert scene.studio.decided == [("q", Decision.APPROVE)]


async def test_somebody_elses_yes_approves_nothing(scene: Scene) -> None:
    """Only who asked, or a moderator, may spend, also in words."""
    async with scene.core() as talk:
        message = await asked(talk)
        await talk.says("yes", reply_to=message, person=BOB)
        await talk.reaches("awaiting_confirmation")
        assert scene.studio.decided == []
        assert talk.whispered() == [texts.not_yours(talk.workshop.languages.of())]


@pytest.mark.parametrize("text", ["yes please make it blue", "no clouds", "", "okay google", "不要云"])
def test_a_sentence_is_no_answer(text: str) -> None:
    """Whoever says more than yes or no wants more than that."""
    assert decision(text) is None


async def test_a_question_runs_out(scene: Scene) -> None:
    """Unanswered for a day, a question counts as declined, its buttons go, and a late press is told so."""
    async with scene.core() as talk:
        await asked(talk)
        token = scene.adapter.saying("48")[0].button("Approve")
        await scene.clock.advance(DAY)
        await talk.core.housekeeping.round()
        (turn,) = await talk.reaches("declined")
        t = talk.workshop.languages.of()
        assert talk.card(turn).text == texts.expired_unanswered(t)
        assert scene.adapter.saying("48")[0].post.buttons == ()

        await talk.presses("Approve", token=token)
        assert talk.whispered() == [texts.expired(t)]
        assert scene.studio.decided == []


async def test_a_death_between_a_question_and_its_turn_ends_the_turn_later(scene: Scene) -> None:
    """Killed after an expired question was put away, a turn waited for ever, with buttons that counted no more."""
    async with scene.core() as talk:
        await asked(talk)
        await scene.clock.advance(DAY)
        now = scene.clock.now()
        (late,) = await talk.workshop.database.read(partial(questions.overdue, now=now))
        assert await talk.workshop.database.write(partial(questions.expire, id=late.id, now=now))

    async with scene.core() as talk:
        await talk.core.housekeeping.round()
        await talk.reaches("declined")


async def test_a_request_whose_question_ran_out_can_be_sent_again(scene: Scene) -> None:
    """One press on Run again is one new request with the same words, however often it is pressed."""
    async with scene.core() as talk:
        await asked(talk)
        await scene.clock.advance(DAY)
        await talk.core.housekeeping.round()
        await talk.reaches("declined")
        token = await talk.presses("Run again")
        await talk.presses("Run again", token=token)
        old, new = await talk.reaches("declined", "running")
        assert (old.text, new.text) == ("a film", "a film")
        assert talk.card(old).buttons == ()


async def broken_off(scene: Scene) -> None:
    """Ask for a fox, and end the program inside the start."""
    gate = scene.studio.holds("start")
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.sees(lambda: scene.studio.count("start"))
    gate.set()


async def test_an_unknown_outcome_offers_both_ways_out(scene: Scene) -> None:
    """Broken off inside its start, a turn is sent again only when somebody says so."""
    await broken_off(scene)
    async with scene.core() as talk:
        (turn,) = await talk.reaches("outcome_unknown")
        await talk.settled()
        assert [button.label for button in talk.card(turn).buttons] == ["Run again", "Dismiss"]
        await talk.presses("Run again")
        await talk.reaches("outcome_unknown", "running")
        assert scene.studio.count("start") == 2


async def test_dismiss_puts_the_matter_away(scene: Scene) -> None:
    """Nothing is sent, and the card says where a result would be."""
    await broken_off(scene)
    async with scene.core() as talk:
        (turn,) = await talk.reaches("outcome_unknown")
        await talk.presses("Dismiss")
        await talk.settled()
        assert talk.card(turn).text == texts.dismissed(talk.workshop.languages.of())
        assert talk.card(turn).buttons == ()
        assert scene.studio.count("start") == 1


async def test_a_refused_approval_leaves_the_question_open(scene: Scene) -> None:
    """Broken once: out of credits at Approve, the turn failed while the studio's question still held the thread."""
    async with scene.core() as talk:
        await asked(talk)
        scene.studio.refuses("decide", UserError(as_written("Insufficient credits: top up first")))
        await talk.presses("Approve")
        await talk.sees(lambda: scene.adapter.saying("Insufficient credits"))
        await talk.reaches("awaiting_confirmation")

        await talk.presses("Approve")
        await talk.reaches("running")
        assert scene.studio.decided == [("q", Decision.APPROVE)]


async def test_a_new_message_costs_four_commits(scene: Scene) -> None:
    """From the message to the accepted start: opened with its card, the card's receipt, the intent, the acceptance."""
    scene = replace(scene, store=Counting)
    async with scene.core() as talk:
        await talk.says("first")
        await talk.reaches("running")
        scene.studio.job("first").tells(picture("1"), Finished())
        await talk.reaches("finished")
        await talk.settled()
        database = talk.workshop.database
        assert isinstance(database, Counting)
        database.commits.clear()

        await talk.says("second")
        await talk.reaches("finished", "running")
        await talk.settled()
        ours = [each for each in database.commits if "Talk.settled" not in each]  # the harness waits by writing nothing
        assert len(ours) == 4, ours


class Counting(Database):
    """A store that notes each transaction that writes."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.commits: list[str] = []

    async def write(self, work: Callable[[Connection], Result], *, durable: bool = False) -> Result:
        """Note the work, and do it."""
        self.commits.append(repr(work))
        return await super().write(work, durable=durable)
