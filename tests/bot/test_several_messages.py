"""A post that took several messages is one post, whichever of them somebody answers or takes away."""

from dataclasses import replace

from bot.chat import ButtonPress, ChannelRef, DeliveryKey, EventKey, MessageId, Post, SentMessage
from tests.harness import ANN, ROOM, RecordingAdapter, Scene


class InParts(RecordingAdapter):
    """Shows each post with files as a picture, the file itself, and the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.deleted: list[SentMessage] = []

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Make the messages of a post."""
        sent = await super().post(channel, post, key)
        also = (MessageId(f"{sent.id}-a"), MessageId(f"{sent.id}-b")) if post.files else ()
        return replace(sent, also=also)

    async def delete(self, sent: SentMessage) -> None:
        """Remember what was taken away."""
        self.deleted.append(sent)


async def test_an_answer_to_any_of_them_goes_on_with_the_result(scene: Scene) -> None:
    """Whoever answers the file below the picture means the same picture, also after a restart."""
    scene = replace(scene, adapter=InParts())
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        scene.studio.job("a fox").finishes()
        await talk.sees(lambda: scene.adapter.shown[-1].button("Delete"))
        (turn,) = await talk.reaches("finished")
        shown = next(each for each in scene.adapter.shown if each.post.files)

    async with scene.core() as talk:
        await talk.says("warmer light", reply_to=MessageId(f"{shown.id}-b"))
        await talk.sees(lambda: scene.studio.count("start") == 2)
        assert len(scene.studio.job("warmer light").prompt.uploads) == 1
        assert [each.conversation.id for each in await talk.turns()] == [turn.conversation.id] * 2


async def test_all_of_them_are_taken_away(scene: Scene) -> None:
    """Broken outcome: Delete took the buttons away and left the files."""
    adapter = InParts()
    scene = replace(scene, adapter=adapter)
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        scene.studio.job("a fox").finishes()
        await talk.sees(lambda: [each for each in scene.adapter.shown if each.post.files and each.button("Delete")])
        await talk.settled()
        shown = next(each for each in scene.adapter.shown if each.post.files)
        token = shown.button("Delete")
        assert token is not None

        await talk.core.inbox(ButtonPress(EventKey("press"), ROOM, ANN, token, shown.id))

        also = (MessageId(f"{shown.id}-a"), MessageId(f"{shown.id}-b"))
        assert adapter.deleted == [SentMessage(ROOM, shown.id, also)]
