"""What was planned reaches its channel once, in order, however often it must be tried."""

import asyncio
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot.chat import ChannelRef, DeliveryKey, MessageId, Post, SentMessage
from bot.errors import ChannelGone, InDoubt, RetryLater, TooLarge, Unsent, UserError
from bot.store import deliveries as rows
from bot.store.deliveries import Delivery, DeliveryState
from bot.store.tables import deliveries
from bot.store.turns import Turn
from bot.studio import AgentText, Finished
from bot.texts import as_written
from bot.texts import turn as texts
from tests.harness import ANN, CARRIES, ROOM, RecordingAdapter, Scene, Talk
from tests.scripted import PNG, picture, question


class Finder(RecordingAdapter):
    """A platform that does not know our keys, but can be searched."""

    def __init__(self) -> None:
        super().__init__(replace(CARRIES, knows_keys=0))
        self.searches: list[Unsent | None] = []
        self.searched = 0

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Make a message of its own for every call."""
        unique = DeliveryKey(key.owner, f"{key.part} {len(self.tries)}")
        return await super().post(channel, post, unique)

    async def find(self, channel: ChannelRef, key: DeliveryKey, post: Post) -> SentMessage | None:
        """Look among the messages for one that says the same."""
        self.searched += 1
        if self.searches and (error := self.searches.pop(0)):
            raise error
        known = [each for each in self.shown if each.post.text == post.text]
        return SentMessage(channel, known[-1].id) if known else None


class CutOff(Finder):
    """One whose first answer is lost after it took the post."""

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Take it, and say nothing the first time."""
        sent = await super().post(channel, post, key)
        if len(self.tries) == 1:
            raise InDoubt("cut off")
        return sent


def next_pause(scene: Scene) -> float:
    """How long the clock would have to be advanced to wake the next sleeper."""
    return scene.clock._sleepers[0].due - scene.clock.monotonic()


async def plan(talk: Talk, *texts: str, state: DeliveryState = DeliveryState.PLANNED) -> list[DeliveryKey]:
    """Put posts into the outbox, all at the same instant."""
    keys = [DeliveryKey("test", f"text:{number}") for number in range(len(texts))]
    for key, text in zip(keys, texts, strict=True):
        delivery = Delivery(key, None, ROOM, Post(text), state)
        await talk.workshop.database.write(partial(rows.plan, delivery=delivery, now=0.0))
    return keys


async def stored(talk: Talk, key: DeliveryKey) -> Delivery:
    """Read a row of the outbox."""
    found = await talk.workshop.database.read(lambda connection: rows.get(connection, key))
    assert found is not None
    return found


async def test_a_refused_post_is_tried_with_growing_pauses_until_it_is_sent(scene: Scene) -> None:
    """A platform that is down gets the post when it is back, and is not hammered meanwhile."""
    scene.adapter.refuses(*[Unsent("down")] * 4)
    async with scene.core() as talk:
        (key,) = await plan(talk, "hello")
        await talk.core.outbox.send(key)
        pauses: list[float] = []
        while not scene.adapter.shown:
            await scene.clock.asleep()
            pauses.append(next_pause(scene))
            await scene.clock.advance(pauses[-1])
            await talk.settled(3)

        assert pauses == [1, 2, 4, 8]
        assert scene.adapter.tries == [key] * 5
        assert (await stored(talk, key)).state is DeliveryState.SENT


async def test_a_pause_that_the_platform_names_is_kept(scene: Scene) -> None:
    """Who says when to come back is asked again just then."""
    scene.adapter.refuses(Unsent("slow down", 37.0))
    async with scene.core() as talk:
        (key,) = await plan(talk, "hello")
        await talk.core.outbox.send(key)
        await scene.clock.asleep()

        assert next_pause(scene) == 37.0


async def test_a_post_refused_a_thousand_times_is_still_tried(scene: Scene) -> None:
    """Broken outcome: after weeks of refusals the pause grew beyond what a number holds, and the post was dropped."""
    scene.adapter.refuses(Unsent("down"))
    async with scene.core() as talk:
        (key,) = await plan(talk, "hello")
        await talk.workshop.database.write(
            lambda connection: connection.execute(deliveries.update().values(attempts=2000))
        )
        await talk.core.outbox.send(key)
        await talk.passes(600)
        await talk.sees(lambda: scene.adapter.saying("hello"))


async def test_what_was_being_sent_in_a_crash_is_sent_with_the_same_key(scene: Scene) -> None:
    """A platform that took the post before the crash sees the same key, and makes no second message."""
    with ExitStack() as afterwards:
        async with scene.core() as talk:
            await talk.says("a fox")
            await talk.reaches("running")
            await talk.settled()
            afterwards.enter_context(scene.adapter.slow())
            scene.studio.job("a fox").tells(picture("1"))
            await talk.sees(lambda: len(scene.adapter.shown) == 2)

    async with scene.core() as talk:
        (turn,) = await talk.turns()
        key = DeliveryKey(turn.id, "file:1:0")
        await talk.sees(lambda: scene.adapter.tries.count(key) == 2)
        await talk.settled()

        assert len(scene.adapter.of(turn.id, "file:")) == 1
        assert (await stored(talk, key)).state is DeliveryState.SENT


async def test_where_keys_are_unknown_the_platform_is_searched_first(scene: Scene) -> None:
    """After a crash inside a send, what arrived is found instead of sent twice; and the search may take two tries."""
    finder = Finder()
    scene = replace(scene, adapter=finder)
    with finder.slow():
        async with scene.core() as talk:
            (key,) = await plan(talk, "hello")
            sending = talk.in_background(talk.core.outbox.send(key))
            await talk.sees(lambda: finder.shown)
            assert not sending.done()
    finder.searches.append(Unsent("cannot search now"))

    async with scene.core() as talk:
        await talk.passes(10)
        await talk.sees(lambda: finder.searched == 2)
        await talk.settled()

        assert len(finder.saying("hello")) == 1
        assert (await stored(talk, key)).message == finder.shown[0].id


async def test_a_lost_answer_makes_no_second_message(scene: Scene) -> None:
    """Broken outcome: what the platform took while its answer was lost was sent again as if it had been refused."""
    platform = CutOff()
    scene = replace(scene, adapter=platform)
    async with scene.core() as talk:
        (key,) = await plan(talk, "hello")
        await talk.core.outbox.send(key)
        assert (await stored(talk, key)).state is DeliveryState.SENDING

        await talk.passes(10)
        await talk.sees(lambda: platform.searched)
        await talk.settled()

        assert len(platform.saying("hello")) == 1
        assert (await stored(talk, key)).message == platform.shown[0].id


async def test_a_file_that_proves_too_large_becomes_a_link_in_the_persons_language(scene: Scene) -> None:
    """Broken outcome: the platform's late refusal of a file was explained in English to everybody."""
    async with scene.core() as talk:
        await talk.says("狐狸", person=replace(ANN, locale="zh-CN"))
        await talk.reaches("running")
        await talk.settled()
        scene.adapter.refuses(TooLarge(10))
        scene.studio.job("狐狸").tells(picture("1"))
        await talk.passes(1)
        (turn,) = await talk.turns()
        await talk.sees(lambda: scene.adapter.of(turn.id, "file:"))

        (post,) = (each.post for each in scene.adapter.of(turn.id, "file:"))
        chinese = talk.workshop.languages.of("zh-CN")
        assert post.files == ()
        assert post.text == texts.too_large_here(chinese, name="image-1.png", size=len(PNG) + 1, limit=10)
        assert [link.url for link in post.links] == ["https://files.example/1.png", "https://studio.example/place-1"]


async def test_a_channel_that_is_gone_is_given_up(scene: Scene) -> None:
    """Nothing is tried for ever where nothing can arrive, and the turn itself goes on."""
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.settled()
        scene.adapter.refuses(ChannelGone())
        scene.studio.job("a fox").tells(picture("1"), Finished())
        (turn,) = await talk.reaches("finished")
        await talk.settled()

        assert (await stored(talk, DeliveryKey(turn.id, "file:1:0"))).state is DeliveryState.GONE
    async with scene.core() as talk:
        await talk.settled()
        assert scene.adapter.of(turn.id, "file:") == []


async def test_the_last_word_on_a_card_survives_a_crash(scene: Scene) -> None:
    """A death between the end of a turn and the edit of its card leaves no card that says 'at work' for ever."""
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.settled()
        scene.studio.job("a fox").tells(picture("1"))
        await talk.sees(lambda: scene.adapter.saying("1 file so far"))
        await talk.settled()
        scene.adapter.refuses(Unsent("down"))
        scene.studio.job("a fox").tells(Finished())
        (turn,) = await talk.reaches("finished")
        await talk.sees(lambda: [each for each in talk.log if each["event"] == "delivery waits"])

    async with scene.core() as talk:
        await talk.sees(lambda: talk.card(turn).text.startswith("Done"))


async def test_a_post_sent_again_while_it_is_retried_keeps_one_pace(scene: Scene) -> None:
    """Broken outcome: each call to send a post that was being retried began another round of tries beside the first."""
    async with scene.core() as talk:
        (key,) = await plan(talk, "words")
        scene.adapter.refuses(*[Unsent("down", 10.0)] * 4)
        for _ in range(3):
            await talk.core.outbox.send(key)
        assert len(scene.adapter.tries) == 3
        await talk.passes(10)
        await talk.settled()
        assert len(scene.adapter.tries) == 4

        await talk.passes(10)
        await talk.sees(lambda: scene.adapter.saying("words"))
        await talk.settled()
        assert (len(scene.adapter.tries), len(scene.adapter.shown)) == (5, 1)


async def test_a_last_word_decided_while_the_card_is_being_sent_is_shown(scene: Scene) -> None:
    """Broken outcome: a turn that ended before its card had arrived kept the card's first word for ever."""
    async with scene.core() as talk:
        with scene.adapter.slow():
            await talk.says("first")
            (turn,) = await talk.reaches("running")
            await talk.sees(lambda: scene.adapter.shown)
            stopping = talk.in_background(talk.presses("Stop", token=turn.stop_token))
            await talk.reaches("stopped")
            await talk.settled()
        await stopping
        stopped = texts.stopped_running(talk.workshop.languages.of())
        await talk.sees(lambda: talk.card(turn).text == stopped)
        await talk.settled()

        assert talk.card(turn).text == stopped


async def test_a_last_word_decided_before_a_crash_inside_the_first_post_is_shown(scene: Scene) -> None:
    """Broken outcome: a card that had arrived without its receipt was taken for the new words that had not."""
    scene.studio.refuses("start", UserError(as_written("no keys")))
    with scene.adapter.slow():
        async with scene.core() as talk:
            await talk.says("a fox")
            (turn,) = await talk.reaches("failed")
            await talk.sees(lambda: scene.adapter.shown)
            assert talk.card(turn).text != "no keys"

    async with scene.core() as talk:
        await talk.sees(lambda: talk.card(turn).text == "no keys")
        await talk.settled()
        assert (await stored(talk, DeliveryKey(turn.id, "card"))).state is DeliveryState.SENT


async def test_a_claim_takes_the_newest_words(scene: Scene) -> None:
    """What is planned anew between looking and sending is what is sent, and nothing sent is claimed again."""
    async with scene.core() as talk:
        (key,) = await plan(talk, "old")
        await talk.workshop.database.write(lambda connection: rows.replan(connection, key, Post("new")))
        claimed = await talk.workshop.database.write(lambda connection: rows.claim(connection, key, 0.0))
        assert claimed is not None
        assert claimed.post.text == "new"

        def receipt_and_claim_again(connection: Connection) -> Delivery | None:
            rows.receipt(connection, claimed, SentMessage(ROOM, MessageId("m")), 1.0)
            return rows.claim(connection, key, 0.0)

        assert await talk.workshop.database.write(receipt_and_claim_again) is None


async def test_posts_of_a_channel_go_one_at_a_time_and_in_order(scene: Scene) -> None:
    """The parts of an answer stand in the chat as they were written."""
    async with scene.core() as talk:
        await talk.says("tell me")
        await talk.reaches("running")
        await talk.settled()
        scene.adapter.carries = replace(scene.adapter.carries, text=10)
        words = [f"word{number:05}" for number in range(15)]
        scene.studio.job("tell me").tells(AgentText("t", " ".join(words)), Finished())
        (turn,) = await talk.reaches("failed")

        assert [each.post.text for each in scene.adapter.of(turn.id, "text:")] == words


async def test_what_was_planned_before_a_crash_comes_in_order_after_it(scene: Scene) -> None:
    """Broken outcome: after a restart the parts of an answer came in whatever order their tasks awoke."""
    words = [f"word{number}" for number in range(15)]
    async with scene.core() as talk:
        await plan(talk, *words)

    async with scene.core() as talk:
        await talk.sees(lambda: len(scene.adapter.shown) == len(words))
        assert [each.post.text for each in scene.adapter.shown] == words


async def test_a_post_that_hangs_holds_up_its_own_channel_only(scene: Scene) -> None:
    """One slow channel does not keep the others waiting, and within it nothing overtakes."""
    async with scene.core() as talk:
        first, second = await plan(talk, "one", "two")
        with scene.adapter.slow():
            sending = talk.in_background(talk.core.outbox.send(first))
            await talk.sees(lambda: scene.adapter.saying("one"))
            following = talk.in_background(talk.core.outbox.send(second))
            await talk.settled()
            assert scene.adapter.saying("two") == []
        await asyncio.gather(sending, following)

        assert [each.post.text for each in scene.adapter.shown] == ["one", "two"]


async def test_what_stands_behind_a_refused_post_waits_for_it_and_no_other_turn_does(scene: Scene) -> None:
    """Broken outcome: the second part of an answer overtook the first, which the platform had refused for a moment."""
    async with scene.core() as talk:
        one, two, three = await plan(talk, "one", "two", "three")
        other = DeliveryKey("other", "text:0")
        delivery = Delivery(other, None, ROOM, Post("from elsewhere"), DeliveryState.PLANNED)
        await talk.workshop.database.write(partial(rows.plan, delivery=delivery, now=1.0))
        scene.adapter.refuses(Unsent("down"))
        for key in (one, two, other, three):
            await talk.core.outbox.send(key)
        assert [each.post.text for each in scene.adapter.shown] == ["from elsewhere"]

        await talk.passes(1)
        await talk.sees(lambda: len(scene.adapter.shown) == 4)
        assert [each.post.text for each in scene.adapter.shown[1:]] == ["one", "two", "three"]
        assert len(scene.adapter.tries) == 5


async def test_a_question_and_a_card_wait_for_nothing(scene: Scene) -> None:
    """A picture that is refused does not keep a person from answering or stopping."""
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.settled()
        scene.adapter.refuses(Unsent("down", 1000.0))
        scene.studio.job("a fox").tells(picture("1"))
        await talk.sees(lambda: [each for each in talk.log if each["event"] == "delivery waits"])
        scene.studio.job("a fox").tells(question("q"))
        (turn,) = await talk.reaches("awaiting_confirmation")
        await talk.sees(lambda: talk.card(turn).text == texts.asking(talk.workshop.languages.of()))
        await talk.sees(lambda: scene.adapter.of(turn.id, "question:"))
        assert scene.adapter.of(turn.id, "file:") == []


class Picky(RecordingAdapter):
    """A platform that never takes one of the posts."""

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Refuse what is poison."""
        if post.text == "poison":
            self.tries.append(key)
            raise Unsent("no")
        return await super().post(channel, post, key)


async def test_a_post_that_is_never_taken_does_not_hold_up_its_turn_for_ever(scene: Scene) -> None:
    """After a minute of refusals the rest of a turn goes on without the post that the platform will not take."""
    scene = replace(scene, adapter=Picky())
    async with scene.core() as talk:
        keys = await plan(talk, "poison", "two", "three")
        for key in keys:
            await talk.core.outbox.send(key)
        for _ in range(6):
            await scene.clock.asleep()
            assert scene.adapter.shown == []
            await scene.clock.advance(next_pause(scene))
            await talk.settled(3)

        await talk.sees(lambda: [each.post.text for each in scene.adapter.shown] == ["two", "three"])


async def unsent_for_a_day(scene: Scene) -> Turn:
    """A picture was made, could not be posted, and its bytes have left the spool."""
    scene.adapter.refuses(*[Unsent("down")] * 2)
    async with scene.core() as talk:
        await talk.says("a fox")
        await talk.reaches("running")
        await talk.settled()
        scene.adapter.refuses(Unsent("down"))
        scene.studio.job("a fox").tells(picture("1"), Finished())
        (turn,) = await talk.reaches("finished")
        for file in await asyncio.to_thread(lambda: list((scene.folder / "spool").iterdir())):
            await asyncio.to_thread(file.unlink)
    scene.adapter.relents()
    return turn


async def test_a_file_that_left_the_spool_is_fetched_again(scene: Scene) -> None:
    """Broken outcome: a picture that could not be posted for long broke inside Atelier, and never came."""
    turn = await unsent_for_a_day(scene)
    async with scene.core() as talk:
        await talk.sees(lambda: scene.adapter.of(turn.id, "file:"))
        ((file,),) = (each.post.files for each in scene.adapter.of(turn.id, "file:"))

        assert await asyncio.to_thread(file.path.read_bytes) == PNG + b"1"
        assert scene.studio.count("fetch") == 2


async def test_a_file_that_nobody_has_any_more_is_told(scene: Scene) -> None:
    """Where the studio has forgotten a picture too, the person is told, with the way to the project."""
    turn = await unsent_for_a_day(scene)
    scene.studio.refuses("fetch", UserError(as_written("gone")))
    async with scene.core() as talk:
        await talk.sees(lambda: scene.adapter.of(turn.id, "file:"))
        (post,) = (each.post for each in scene.adapter.of(turn.id, "file:"))

        assert post.files == ()
        assert "could not send a-fox-1.png" in post.text
        assert [link.url for link in post.links] == ["https://studio.example/place-1"]


async def test_a_file_is_waited_for_while_the_studio_cannot_give_it(scene: Scene) -> None:
    """A studio that is down for a while does not cost a finished picture."""
    turn = await unsent_for_a_day(scene)
    scene.studio.refuses("fetch", *[RetryLater(30.0, as_written("down"))] * 4)
    async with scene.core() as talk:
        while not scene.adapter.of(turn.id, "file:"):
            await talk.passes(10)
            await talk.settled(3)

        assert scene.adapter.of(turn.id, "file:")[0].post.files


async def test_files_that_wait_for_a_permission_are_told_of_once(scene: Scene) -> None:
    """Broken outcome: the card said "1 file", none came, and nobody was told why; each try was refused for days."""
    hindered = Unsent("403", 600.0, as_written("I may not post files here."))
    async with scene.core() as talk:
        await talk.says("foxes")
        await talk.reaches("running")
        await talk.settled()
        scene.adapter.refuses(hindered)
        scene.studio.jobs[0].tells(picture("one"))
        await talk.sees(lambda: scene.adapter.saying("I may not post files"))
        await talk.settled()
        scene.adapter.refuses(hindered)
        await talk.passes(600)
        await talk.settled()
        assert len(scene.adapter.saying("I may not post files")) == 1
        await talk.passes(600)
        await talk.sees(lambda: [each for each in scene.adapter.shown if each.post.files])
