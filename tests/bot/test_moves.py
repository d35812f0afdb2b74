"""A channel that gets another id goes on as if nothing had happened."""

from dataclasses import replace

from bot.chat import ButtonPress, ChannelId, CommunityId, EventKey, Level, MessageId
from bot.moves import Moves
from bot.preferences import LISTEN
from tests.harness import ANN, ROOM, Scene, Talk
from tests.scripted import question

MODERATOR = replace(ANN, level=Level.MODERATE)
OLD = replace(ROOM, community=CommunityId("-5"), channel=ChannelId("-5"))
NEW = replace(ROOM, community=CommunityId("-1005"), channel=ChannelId("-1005"))


async def moved(talk: Talk) -> None:
    """The group becomes a supergroup."""
    assert isinstance(talk.core.inbox, Moves)
    await talk.core.inbox.moved(OLD, NEW)


async def test_settings_and_the_conversation_come_along(scene: Scene) -> None:
    """What a group has set counts in what it became, and its next request goes on with the last."""
    async with scene.core() as talk:
        await talk.gives("settings", person=MODERATOR, channel=OLD, name="listen", value="yes", scope="community")
        await talk.says("a fox", channel=OLD)
        await talk.reaches("running")
        scene.studio.job("a fox").finishes()
        await talk.reaches("finished")

        await moved(talk)
        assert (await talk.workshop.settings(NEW, ANN.id)).of(LISTEN)
        await talk.says("warmer light", channel=NEW)
        await talk.sees(lambda: scene.studio.count("start") == 2)

        one, two = await talk.turns()
        assert one.conversation.id == two.conversation.id
        assert (one.channel, two.channel) == (NEW, NEW)


async def test_a_question_asked_before_is_answered_after(scene: Scene) -> None:
    """A price that was shown in the group can be approved in what it became, and the result comes there."""
    async with scene.core() as talk:
        await talk.says("a costly fox", channel=OLD)
        (turn,) = await talk.reaches("running")
        scene.studio.job("a costly fox").tells(question("q"))
        await talk.reaches("awaiting_confirmation")
        await talk.sees(lambda: scene.adapter.of(turn.id, "question:"))
        await talk.settled()

        await moved(talk)
        await moved(talk)
        token = scene.adapter.of(turn.id, "question:")[0].button("Approve")
        assert token is not None
        await talk.core.inbox(ButtonPress(EventKey("press"), NEW, ANN, token, MessageId("m")))
        await talk.sees(lambda: scene.studio.count("decide") == 1)
        scene.studio.job("a costly fox").finishes()
        await talk.reaches("finished")

        await talk.sees(lambda: [each for each in scene.adapter.shown if each.post.files])
        assert [each.channel for each in scene.adapter.shown if each.post.files] == [NEW]


async def test_what_already_stands_there_makes_room(scene: Scene) -> None:
    """A word said in the new place before the move was told does not keep the old conversation from coming along."""
    async with scene.core() as talk:
        for channel in (OLD, NEW):
            await talk.says("a fox", channel=channel)
        await talk.sees(lambda: scene.studio.count("start") == 2)

        await moved(talk)

        assert {each.channel for each in await talk.turns()} == {NEW}
