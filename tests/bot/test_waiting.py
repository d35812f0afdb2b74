"""A request that has to wait says why, when it goes on, and what can be done about it."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot import texts as languages
from bot import threads
from bot.chat import Phase
from bot.errors import Busy, RetryLater
from bot.store import conversations
from bot.store import turns as rows
from bot.store.turns import Turn, TurnState
from bot.studio import Finished
from bot.texts import as_written
from bot.texts import studio as studio_texts
from bot.texts import turn as texts
from tests.clock import ManualClock
from tests.harness import ANN, BOB, GARDEN, ROOM, RecordingAdapter, Scene, Talk
from tests.scripted import ScriptedStudio, picture, question

BUSY = partial(studio_texts.thread_busy, studio="Scripted")
FULL = "Scripted is working on 1 request; yours starts when it ends."


@pytest.fixture
def scene(tmp_path: Path, clock: ManualClock) -> Scene:
    """An account that works on one request at a time."""
    return Scene(tmp_path, clock, RecordingAdapter(), ScriptedStudio(clock, concurrent_turns=1))


def labels(talk: Talk, turn: Turn) -> list[str]:
    """The buttons of a turn's card."""
    return [button.label for button in talk.card(turn).buttons]


async def blocked(talk: Talk) -> Turn:
    """Bring a conversation so far that its second request finds its thread busy."""
    await talk.says("a red fox")
    await talk.reaches("running")
    talk.scene.studio.job("a red fox").tells(picture("one"), Finished())
    await talk.reaches("finished")
    talk.scene.studio.refuses("start", Busy(15, BUSY))
    await talk.says("now blue")
    await talk.sees(lambda: talk.scene.adapter.saying("still busy"))
    return (await talk.reaches("finished", "queued"))[1]


async def current(talk: Talk) -> str:
    """The room's current conversation."""
    found = await talk.workshop.database.read(partial(conversations.current, channel=ROOM))
    assert found is not None
    return found.id


# -------------------------------------------------------------------------------------------------- a full account


async def test_a_request_to_a_full_account_says_what_it_waits_for(scene: Scene) -> None:
    """Broken outcome: the card said "Next in line" for as long as somebody else's film took."""
    async with scene.core() as talk:
        await talk.says("a red fox", channel=GARDEN)
        await talk.reaches("running")
        await talk.says("a blue bird", person=BOB)
        _, waiting = await talk.reaches("running", "queued")
        await talk.sees(lambda: talk.card(waiting).text == FULL)

        scene.studio.job("a red fox").tells(picture("one"), Finished())
        await talk.reaches("finished", "running")
        await talk.sees(lambda: talk.card(waiting).text == "Scripted is at work")


async def test_who_becomes_first_while_the_account_is_full_is_told(scene: Scene) -> None:
    """Broken outcome: a request went on to say that another came before it, when that one had long ended."""
    async with scene.core() as talk:
        await talk.says("one")
        await talk.reaches("running")
        await talk.says("elsewhere", channel=GARDEN, person=BOB)
        await talk.says("two")
        _, _, second = await talk.reaches("running", "queued", "queued")
        await talk.sees(lambda: talk.card(second).text == "Waiting: 1 request before this one")

        scene.studio.job("one").tells(picture("one"), Finished())
        await talk.reaches("finished", "running", "queued")
        await talk.sees(lambda: talk.card(second).text == FULL)


def test_several_at_work_are_counted() -> None:
    """The number of requests in hand is told as each language counts."""
    english, chinese = languages.load().of("en"), languages.load().of("zh-CN")

    assert studio_texts.account_full(english, studio="Lovart", count=2) == (
        "Lovart is working on 2 requests; yours starts when one of them ends."
    )
    assert studio_texts.account_full(chinese, studio="Lovart", count=2) == (
        "Lovart 正在处理 2 个请求；其中一个结束后就轮到你。"
    )


# ---------------------------------------------------------------------------------------------- being told to wait


async def test_a_refused_rate_is_waited_out_exactly(scene: Scene) -> None:
    """A studio that names a pause is not asked again within it, the card tells the pause, and then it goes on."""
    limited = partial(studio_texts.rate_limited, studio="Scripted", seconds=42)
    scene.studio.refuses("start", RetryLater(42, limited))
    async with scene.core() as talk:
        await talk.says("a red fox")
        await talk.sees(lambda: scene.adapter.saying("asks us to slow down"))
        assert scene.adapter.saying("in 42 seconds")
        (turn,) = await talk.reaches("queued")
        assert labels(talk, turn) == ["Stop"]

        await talk.passes(41)
        await talk.settled()
        assert scene.studio.count("start") == 1

        await talk.passes(1.5)
        await talk.reaches("running")
        assert scene.studio.count("start") == 2


async def test_a_yes_that_has_to_wait_says_why(scene: Scene) -> None:
    """Broken outcome: after Approve the card went on asking, while the studio's rate limit was waited for."""
    async with scene.core() as talk:
        await talk.says("a film")
        await talk.reaches("running")
        scene.studio.job("a film").tells(question("q"))
        (turn,) = await talk.reaches("awaiting_confirmation")
        scene.studio.refuses("decide", RetryLater(42, as_written("slow down")))

        await talk.presses("Approve")
        await talk.sees(lambda: talk.card(turn).text == "slow down")

        await talk.passes(43)
        await talk.reaches("running")
        assert scene.studio.count("decide accepted") == 1


# --------------------------------------------------------------------------------------------------- a busy thread


async def test_a_busy_thread_can_be_left(scene: Scene) -> None:
    """New thread takes the request into a fresh conversation at once, for good; the channel goes on there."""
    scene = replace(scene, studio=ScriptedStudio(scene.clock))  # with room for a second try, if there were one
    async with scene.core() as talk:
        turn = await blocked(talk)
        assert labels(talk, turn) == ["New thread", "Stop"]

        await talk.presses("New thread")
        _, moved = await talk.reaches("finished", "running")

        job = scene.studio.job("now blue")
        assert (job.prompt.thread, job.ref.place) == (None, scene.studio.job("a red fox").ref.place)
        assert moved.conversation.id != turn.conversation.id
        assert await current(talk) == moved.conversation.id
        await talk.sees(lambda: labels(talk, turn) == ["Stop"])
        await scene.clock.advance(20)  # the pause that it no longer waits for
        await talk.settled()
        assert (scene.studio.count("start accepted"), scene.studio.count("follow")) == (2, 2)


async def test_a_request_that_asks_first_stays_where_it_is(scene: Scene) -> None:
    """Broken outcome: New thread on a request that waited for a choice was answered as if it had been sent."""
    async with scene.core() as talk:
        turn = await blocked(talk)
        token = scene.adapter.of(turn.id, "card")[0].button("New thread")
        await talk.workshop.database.write(
            lambda connection: rows.move(connection, turn.id, TurnState.QUEUED, TurnState.CHOOSING)
        )
        await talk.presses("New thread", token=token)

        assert "waits for your answer on its card" in talk.whispered()[-1]
        assert (await talk.core.turns.get(turn.id)).conversation.id == turn.conversation.id


async def test_a_double_press_leaves_once(scene: Scene) -> None:
    """However often it is pressed, the request goes to one new conversation and is sent once; the rest is explained."""
    async with scene.core() as talk:
        await blocked(talk)
        gate = scene.studio.holds("prepare")
        token = await talk.presses("New thread")
        here = await current(talk)
        await talk.presses("New thread", token=token)
        assert await current(talk) == here
        assert talk.whispered() == [texts.branched_off(talk.workshop.languages.of("en"))]

        gate.set()
        await talk.reaches("finished", "running")
        await talk.presses("New thread", token=token)
        assert talk.whispered()[1:] == [texts.on_its_way(talk.workshop.languages.of("en"))]

        scene.studio.job("now blue").tells(picture("two"), Finished())
        await talk.reaches("finished", "finished")
        await talk.presses("New thread", token=token)
        assert talk.whispered()[2:] == [texts.over_already(talk.workshop.languages.of("en"))]
        assert (scene.studio.count("start accepted"), await current(talk)) == (2, here)


async def test_two_presses_at_once_leave_once(scene: Scene) -> None:
    """The asker and a moderator at the same instant make one new conversation."""
    async with scene.core() as talk:
        turn = await blocked(talk)
        token = talk.card(turn).buttons[0].token
        presses = [talk.in_background(talk.presses("New thread", token=token)) for _ in range(2)]
        for each in presses:
            await each
        await talk.reaches("finished", "running")

        assert (scene.studio.count("start accepted"), len(talk.whispered())) == (2, 1)


async def test_strangers_cannot_take_a_request_away(scene: Scene) -> None:
    """Only who asked, or a moderator, decides where a request goes."""
    async with scene.core() as talk:
        turn = await blocked(talk)
        await talk.presses("New thread", person=BOB)

        assert talk.whispered() == [texts.not_yours(talk.workshop.languages.of("en"))]
        assert (await talk.core.turns.get(turn.id)).conversation.id == turn.conversation.id == await current(talk)


async def test_the_way_out_outlives_a_restart(scene: Scene) -> None:
    """A button that was offered before a crash works after it, and is the same one."""
    async with scene.core() as talk:
        turn = await blocked(talk)
        token = talk.card(turn).buttons[0].token

    scene.studio.refuses("start", Busy(15, BUSY))
    async with scene.core() as talk:
        await talk.sees(lambda: scene.studio.count("start") == 3)
        await talk.reaches("finished", "queued")
        await talk.settled()
        assert talk.card(turn).buttons[0].token == token

        await talk.presses("New thread", token=token)
        await talk.reaches("finished", "running")
        assert scene.studio.job("now blue").prompt.thread is None


async def test_a_try_under_way_is_dropped_when_the_request_leaves(scene: Scene) -> None:
    """Broken outcome: a try that was being prepared went out on the busy thread after the request had left it."""
    async with scene.core() as talk:
        turn = await blocked(talk)
        gate = scene.studio.holds("prepare")
        prepared = scene.studio.count("prepare")
        await talk.passes(16)
        await talk.sees(lambda: scene.studio.count("prepare") == prepared + 1)
        waiting = await talk.core.turns.get(turn.id)
        await talk.workshop.database.write(partial(threads.branch_off, turn=waiting, now=scene.clock.now()))

        gate.set()
        await talk.settled()
        assert (scene.studio.count("start"), scene.studio.count("start accepted")) == (2, 1)
        assert (await talk.core.turns.get(turn.id)).state.value == "queued"


async def test_pressing_during_a_try_sends_once(scene: Scene) -> None:
    """A press in the middle of another try interrupts it, and the request is sent on the new thread alone."""
    async with scene.core() as talk:
        await blocked(talk)
        gate = scene.studio.holds("prepare")
        prepared = scene.studio.count("prepare")
        await talk.passes(16)
        await talk.sees(lambda: scene.studio.count("prepare") == prepared + 1)
        await talk.presses("New thread", person=ANN)

        gate.set()
        await talk.reaches("finished", "running")
        assert scene.studio.job("now blue").prompt.thread is None
        assert scene.studio.count("start accepted") == 2


async def test_a_card_that_waits_is_a_card_in_the_queue(scene: Scene) -> None:
    """A busy thread is waiting, not an error: nothing on the card says that anything failed."""
    async with scene.core() as talk:
        turn = await blocked(talk)
        card = talk.card(turn).card

        assert card is not None
        assert card.phase is Phase.QUEUED
