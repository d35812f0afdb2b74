"""What is heard: what calls us, what does not where we listen, and up to where a channel was heard."""

from dataclasses import replace
from typing import Any

import pytest

from bot.adapter import KnowsNewest
from bot.chat import ChannelId, Level, Message, MessageId, Person, PersonId, SentMessage
from bot.studio import Finished
from tests.harness import ANN, BOB, GARDEN, ROOM, WEB, Scene, Talk
from tests.scripted import picture, question

MOD = Person(PersonId("mod"), "Mo", Level.MODERATE)
GUEST = replace(BOB, level=Level.SPEAK)
ALONE = replace(ROOM, community=None)


async def overhears(talk: Talk, text: str, **changes: Any) -> None:  # noqa: ANN401 (any of a message's fields)
    """Let Ann write a message that calls nobody."""
    call = await talk.called("none")
    assert call.id is not None
    await talk.core.inbox(replace(Message(call.key, call.id, ROOM, ANN, text, addressed=False), **changes))


async def listening(talk: Talk) -> None:
    """Switch listening on in the room."""
    await talk.gives("settings", person=MOD, name="listen", value="yes", scope="channel")


async def test_where_we_listen_nobody_needs_to_call_us(scene: Scene) -> None:
    """A moderator makes a channel one for pictures: every message is a request there, and in no other channel."""
    async with scene.core() as talk:
        await listening(talk)
        await overhears(talk, "a fox")
        await overhears(talk, "a hare", channel=GARDEN)
        await talk.reaches("running")

        assert [job.prompt.text for job in scene.studio.jobs] == ["a fox"]


async def test_only_moderators_let_us_listen(scene: Scene) -> None:
    """Nobody else makes everybody's words requests."""
    async with scene.core() as talk:
        await talk.gives("settings", name="listen", value="yes", scope="channel")
        await overhears(talk, "a fox")
        await talk.settled()

        assert await talk.turns() == []


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        pytest.param("a fox", {"person": GUEST}, id="from somebody who may only read"),
        pytest.param("a fox", {"reply_to": MessageId("of somebody")}, id="to somebody else"),
        pytest.param("  ", {}, id="a sticker without words"),
    ],
)
async def test_what_is_not_meant_for_us_is_not_answered(scene: Scene, text: str, changes: dict[str, Any]) -> None:
    """Broken outcome: where we listen, people who only talk to each other were refused aloud, message by message."""
    async with scene.core() as talk:
        await listening(talk)
        scene.adapter.whispers.clear()
        await overhears(talk, text, **changes)
        await talk.settled()

        assert (await talk.turns(), scene.adapter.shown, talk.whispered()) == ([], [], [])


async def test_an_answer_to_our_result_is_for_us_where_we_listen(scene: Scene) -> None:
    """A reply to a picture of ours goes on with it although it calls nobody."""
    async with scene.core() as talk:
        await listening(talk)
        await overhears(talk, "a fox")
        (turn,) = await talk.reaches("running")
        scene.studio.job("a fox").finishes()
        await talk.reaches("finished")
        await talk.sees(lambda: scene.adapter.of(turn.id, "file"))
        await overhears(talk, "now blue", reply_to=scene.adapter.of(turn.id, "file")[0].id)
        await talk.reaches("finished", "running")


async def test_the_newest_message_of_each_channel_is_known_after_a_restart(scene: Scene) -> None:
    """What was missed can be read back: from the last message that was taken, and only where a conversation is."""
    async with scene.core() as talk:
        await talk.says("a fox")
        second = await talk.says("an elk")
        third = await talk.says("a hare", channel=GARDEN)
        await talk.says("a cow", channel=replace(GARDEN, channel=ChannelId("hall")), person=GUEST)
        await talk.gives("create", prompt="an owl", channel=GARDEN)
        await talk.settled()
    async with scene.core() as talk:
        assert isinstance(talk.core.inbox, KnowsNewest)
        newest = await talk.core.inbox.newest(WEB)

    assert sorted(newest, key=str) == [SentMessage(GARDEN, third.id), SentMessage(ROOM, second.id)]


async def test_a_typed_yes_that_is_read_back_approves_nothing_more(scene: Scene) -> None:
    """Broken outcome: a yes was read once more after a restart and approved the next question, still unseen."""
    async with scene.core() as talk:
        await talk.says("a film", channel=ALONE)
        await talk.reaches("running")
        scene.studio.job("a film").tells(question("first"))
        await talk.reaches("awaiting_confirmation")
        yes = await talk.says("yes", channel=ALONE)
        await talk.reaches("running")
        scene.studio.job("a film").tells(question("second"))
        await talk.reaches("awaiting_confirmation")
        await talk.core.inbox(yes)
        await talk.settled()

        await talk.reaches("awaiting_confirmation")
        assert len(scene.studio.decided) == 1


async def test_a_refused_message_that_is_read_back_is_refused_once(scene: Scene) -> None:
    """Broken outcome: after each restart somebody was told once more why an old message had been refused."""
    async with scene.core() as talk:
        message = await talk.says("a fox", person=GUEST)
        refused = talk.whispered()
        await talk.core.inbox(message)

        assert (len(refused), talk.whispered()) == (1, refused)


@pytest.mark.parametrize("covered", [True, False])
async def test_results_come_covered_where_that_is_set(scene: Scene, *, covered: bool) -> None:
    """In a community that wants it, nobody sees a picture before they decide to; elsewhere everybody does."""
    async with scene.core() as talk:
        if covered:
            await talk.gives("settings", person=MOD, name="spoiler", value="yes", scope="community")
        await talk.says("a fox")
        (turn,) = await talk.reaches("running")
        scene.studio.job("a fox").tells(picture("1"), Finished())
        await talk.reaches("finished")
        await talk.gives("show", key="again")
        await talk.sees(lambda: scene.adapter.of(turn.id, "file"))
        files = [each.post for each in scene.adapter.shown if each.post.files]

        assert len(files) == 2
        assert {each.spoiler for each in files} == {covered}
        assert not talk.card(turn).spoiler
