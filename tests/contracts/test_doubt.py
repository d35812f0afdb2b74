"""What becomes of a post that a crash cut off, where the platform can tell whether it arrived, and where it cannot."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.capabilities import MediaKind
from bot.chat import ChannelRef, DeliveryKey, Level, Post, PostFile, SentMessage
from bot.errors import Unsent
from bot.store import deliveries as rows
from bot.store.database import Database
from bot.store.deliveries import DeliveryState
from bot.studio import AgentText
from bot.texts import doubt
from tests.harness import ANN, CARRIES, ROOM, RecordingAdapter, Scene, Talk
from tests.hostile import holding
from tests.scripted import PNG, picture, question

WINDOW = 120.0


class ByKey(RecordingAdapter):
    """Keeps every key for ever, as the web page does; while it `hangs`, it takes posts and never says so."""

    hangs = False

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Make a message."""
        sent = await super().post(channel, post, key)
        while self.hangs:
            await asyncio.Event().wait()
        return sent


class Forgetful(ByKey):
    """Knows a key for a while, and then makes a second message of it."""

    def __init__(self, window: float = 0.0) -> None:
        super().__init__(replace(CARRIES, knows_keys=window))
        self.forgot = window == 0

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Make a message; a key that was forgotten makes another one."""
        if self.forgot:
            for each in self.of(key.owner, key.part):
                each.key = DeliveryKey(key.owner, f"{key.part} before")
        return await super().post(channel, post, key)


class ByLooking(Forgetful):
    """Has no keys, but can be searched."""

    async def find(self, channel: ChannelRef, key: DeliveryKey, post: Post) -> SentMessage | None:
        """Look for the newest message that this key made."""
        known = self.of(key.owner, key.part)
        return SentMessage(channel, known[-1].id) if known else None


class InParts(Forgetful):
    """Takes a post as several messages; what this program sent it knows, while nothing of it is unsure."""

    def begun(self, key: DeliveryKey) -> Post | None:
        """Tell what stands there."""
        known = self.of(key.owner, key.part)
        return known[-1].post if known else None

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Make no second message of what is known."""
        known = self.of(key.owner, key.part)
        return SentMessage(channel, known[-1].id) if known else await super().post(channel, post, key)


async def cut_off(scene: Scene, brings: Callable[[Scene], None]) -> str:
    """Let a program die after the platform took what it posted, and before it could write that down."""
    platform = scene.adapter
    assert isinstance(platform, ByKey)
    async with scene.core() as talk:
        await talk.says("a fox")
        (turn,) = await talk.reaches("running")
        await talk.settled()
        before = len(platform.shown)
        platform.hangs = True
        brings(scene)
        await talk.sees(lambda: len(platform.shown) > before)
    platform.hangs = False
    return turn.id


def a_picture(scene: Scene) -> None:
    """The studio brings a picture."""
    scene.studio.job("a fox").tells(picture("1"))


def a_question(scene: Scene) -> None:
    """The studio asks."""
    scene.studio.job("a fox").tells(question("q"))


def all_sent(connection: Connection) -> bool:
    """Whether every post has its receipt."""
    return not rows.undelivered(connection)


async def repeats(talk: Talk) -> int:
    """How many posts may stand there twice."""
    return await talk.workshop.database.read(rows.count_repeats)


@pytest.mark.parametrize("brings", [a_picture, a_question])
@pytest.mark.parametrize("platform", [ByKey, ByLooking, lambda: Forgetful(WINDOW)])
async def test_where_the_platform_can_tell_nothing_comes_twice(
    scene: Scene, platform: Callable[[], ByKey], brings: Callable[[Scene], None]
) -> None:
    """A post that arrived before the crash is recognised, by its key or by a look, and no duplicate is counted."""
    scene = replace(scene, adapter=platform())
    turn = await cut_off(scene, brings)
    count = len(scene.adapter.shown)

    async with scene.core() as talk:
        await talk.sees(lambda: talk.workshop.database.read(all_sent))
        assert len(scene.adapter.shown) == count
        assert all("interrupted" not in each.post.text for each in scene.adapter.of(turn))
        assert await repeats(talk) == 0


@pytest.mark.parametrize("window", [0.0, WINDOW])
async def test_where_nobody_can_tell_a_question_comes_again_marked_and_counted(scene: Scene, window: float) -> None:
    """A person is never left without a question that waits for them; that it may stand there twice is said."""
    platform = Forgetful(window)
    scene = replace(scene, adapter=platform)
    turn = await cut_off(scene, a_question)
    platform.forgot = True
    await scene.clock.advance(WINDOW)

    async with scene.core() as talk:
        await talk.sees(lambda: len(platform.of(turn, "question:")) == 2)
        await talk.settled()
        old, new = platform.of(turn, "question:")
        mark = doubt.repeated(talk.workshop.languages.of())

        assert new.post.text == f"{old.post.text}\n\n{mark}"
        assert new.post.buttons == old.post.buttons
        assert await repeats(talk) == 1
        assert [each for each in talk.log if each["event"] == "delivery in doubt"]

        await talk.gives("status", person=replace(ANN, level=Level.OPERATE))
        assert "1 message may stand in a chat twice" in talk.whispered()[-1]
        await talk.gives("status")
        assert "twice" not in talk.whispered()[-1]


async def test_where_nobody_can_tell_files_are_offered_instead_of_sent_twice(scene: Scene) -> None:
    """An album is not thrown into a chat a second time; words say what is unsure, and /show brings it."""
    scene = replace(scene, adapter=Forgetful())
    turn = await cut_off(scene, a_picture)

    async with scene.core() as talk:
        await talk.sees(lambda: scene.adapter.saying("/show brings it"))
        first, offer = scene.adapter.of(turn, "file:")
        assert (len(first.post.files), offer.post.files, offer.post.links) == (1, (), first.post.links)
        assert await repeats(talk) == 0

        await talk.gives("show")
        assert scene.adapter.shown[-1].post.files[0].source == first.post.files[0].source


async def test_a_repeat_that_is_refused_is_one_repeat(scene: Scene) -> None:
    """Broken outcome: each refused try of a repeated question counted, and marked, it once more."""
    scene = replace(scene, adapter=Forgetful())
    turn = await cut_off(scene, a_question)
    scene.adapter.refuses(Unsent("down"), Unsent("down"))

    async with scene.core() as talk:
        await talk.passes(10)
        await talk.passes(10)
        await talk.sees(lambda: len(scene.adapter.of(turn, "question:")) == 2)
        await talk.settled()

        assert scene.adapter.of(turn, "question:")[-1].post.text.count("interrupted") == 1
        assert await repeats(talk) == 1


async def test_long_words_leave_room_for_the_mark(scene: Scene) -> None:
    """Broken outcome: a full part of the agent's words, once marked as repeated, was too long for its channel."""
    scene = replace(scene, adapter=Forgetful())
    words = "word " * 200
    turn = await cut_off(scene, lambda scene: scene.studio.job("a fox").tells(AgentText("t", words)))

    async with scene.core() as talk:
        await talk.sees(lambda: len(scene.adapter.of(turn, "text:")) > 4)
        await talk.settled()

        assert max(len(each.post.text) for each in scene.adapter.of(turn, "text:")) <= scene.adapter.carries.text
        assert scene.adapter.saying("interrupted")


async def test_words_that_come_again_with_an_offer_are_counted(scene: Scene, tmp_path: Path) -> None:
    """Broken outcome: words beside a file came a second time, and nobody who runs the bot read of it."""
    scene = replace(scene, adapter=Forgetful())
    assert isinstance(scene.adapter, ByKey)
    (tmp_path / "plan.png").write_bytes(PNG)
    file = PostFile(tmp_path / "plan.png", "plan.png", "image/png", MediaKind.IMAGE, len(PNG), "a plan")
    key = DeliveryKey("test", "text:1")
    planned = rows.Delivery(key, None, ROOM, Post("the timeline", files=(file,)), DeliveryState.PLANNED)
    scene.adapter.hangs = True
    async with scene.core() as talk:
        await talk.workshop.database.write(partial(rows.plan, delivery=planned, now=0.0))
        sending = talk.in_background(talk.core.outbox.send(key))
        await talk.sees(lambda: scene.adapter.saying("the timeline"))
        assert not sending.done()
    scene.adapter.hangs = False

    async with scene.core() as talk:
        await talk.sees(lambda: scene.adapter.saying("/show brings it"))
        assert len(scene.adapter.saying("the timeline")) == 2
        assert await repeats(talk) == 1


async def test_a_receipt_that_could_not_be_written_is_no_doubt(scene: Scene) -> None:
    """Broken outcome: words whose receipt the store did not take came a second time, marked, from the same program."""
    scene = replace(scene, adapter=InParts(), store=partial(Database, busy=0.05))
    async with scene.core() as talk:
        key = DeliveryKey("test", "text:1")
        planned = rows.Delivery(key, None, ROOM, Post("hello"), DeliveryState.PLANNED)
        await talk.workshop.database.write(partial(rows.plan, delivery=planned, now=0.0))
        with ExitStack() as slow:
            slow.enter_context(scene.adapter.slow())
            sending = talk.in_background(talk.core.outbox.send(key))
            await talk.sees(lambda: scene.adapter.saying("hello"))
            async with holding(scene.folder / "core.sqlite3"):
                slow.close()
                await sending
        await talk.passes(10)
        await talk.sees(lambda: talk.workshop.database.read(all_sent))

        assert len(scene.adapter.shown) == 1
        assert not scene.adapter.saying("interrupted")
        assert await repeats(talk) == 0
