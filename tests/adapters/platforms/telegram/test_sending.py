"""What Atelier sends, as people see it on Telegram, also where Telegram refuses, waits or is silent."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.capabilities import MediaKind
from bot.chat import (
    Button,
    ButtonToken,
    CommandCall,
    DeliveryKey,
    EventKey,
    Link,
    MessageId,
    Person,
    PersonId,
    Post,
    PostFile,
    SentMessage,
)
from bot.errors import ChannelGone, InDoubt, TooLarge, Unsent
from tests.adapters.platforms.telegram.house import SOON, House, house
from tests.clock import ManualClock
from tests.emulators.telegram.faults import Fault
from tests.emulators.telegram.things import GENERAL, Medium, Status, Topic
from tests.emulators.village import film, picture

KEY = DeliveryKey("turn", "1")
STOP = Button("Stop", ButtonToken("stop"))
CARD = Post("At work", buttons=(STOP,))


def key(part: object) -> DeliveryKey:
    """Name a post."""
    return DeliveryKey("turn", str(part))


def file(path: Path, content: bytes, media_type: str = "image/png", **about: float) -> PostFile:
    """A file to post."""
    path.write_bytes(content)
    return PostFile(path, path.name, media_type, MediaKind.IMAGE, len(content), "alt", **about)  # type: ignore[arg-type]


def ann(home: House) -> Person:
    """Make the core's Ann."""
    return Person(PersonId(str(home.ann.id)), "Ann")


def fault(call: str, **about: object) -> Fault:
    """Something that goes wrong with a call."""
    return Fault.model_validate({"call": call, **about})


async def test_a_picture_is_seen_and_can_be_had_as_it_is(home: House, tmp_path: Path) -> None:
    """The photo is what Telegram makes of it, the document is the file to the byte; both answer the request."""
    asked = await home.ann.says(home.ann.dm, "a fox")
    content = picture(2_000, 500)
    post = Post("a fox", (file(tmp_path / "fox.png", content),), (STOP,), reply_to=MessageId(str(asked.id)))
    sent = await home.adapter.post(home.ref(home.ann.dm), post, KEY)
    photo, original = home.ann.sees(home.ann.dm)[-2:]

    assert (photo.files[0].kind, photo.text, photo.labels) == (Medium.PHOTO, "a fox", ["Stop"])
    assert (original.files[0].kind, original.files[0].name) == (Medium.DOCUMENT, "fox.png")
    assert original.files[0].data == content
    assert [photo.answers, original.answers] == [asked.id] * 2
    assert sent == SentMessage(home.ref(home.ann.dm), MessageId(str(photo.id)), (MessageId(str(original.id)),))


async def test_a_file_keeps_its_name_in_any_letters(home: House, tmp_path: Path) -> None:
    """Broken outcome: a form that escapes its fields would show people a name of percent signs."""
    made = file(tmp_path / '雪中 "fox".txt', b"a fox", "text/plain")
    await home.adapter.post(home.ref(home.ann.dm), Post("here", (made,)), KEY)

    assert home.ann.sees(home.ann.dm)[-1].files[0].name == made.name


async def test_a_film_comes_with_its_measures(home: House, tmp_path: Path) -> None:
    """Without them a telephone shows a black square, and waits for the whole of it."""
    (tmp_path / "preview.jpg").write_bytes(picture(320, 180, kind="JPEG"))
    made = file(tmp_path / "fox.mp4", film(), "video/mp4", width=640, height=360, seconds=2.0)
    (tmp_path / "poster.jpg").write_bytes(poster := picture(1280, 720, kind="JPEG"))
    made = replace(made, preview=tmp_path / "preview.jpg", poster=tmp_path / "poster.jpg")
    await home.adapter.post(home.ref(home.ann.dm), Post(files=(made,), spoiler=True), KEY)
    (shown,) = home.ann.sees(home.ann.dm)[-1].files

    assert (shown.kind, shown.width, shown.height, shown.duration) == (Medium.VIDEO, 640, 360, 2)
    assert shown.streaming
    assert shown.spoiler
    assert shown.thumbnail is not None
    assert shown.cover == poster
    await home.adapter.post(home.ref(home.group), Post(files=(made, made)), key("an album"))
    assert [each.files[0].cover for each in home.ours(home.group)] == [poster, poster]
    gone = replace(made, preview=tmp_path / "gone.jpg", poster=tmp_path / "gone.jpg")
    await home.adapter.post(home.ref(home.ann.dm), Post(files=(gone,)), key("without"))
    assert home.ann.sees(home.ann.dm)[-1].files[0].data == film()


async def test_thirteen_files_come_whole_and_in_order(tmp_path: Path) -> None:
    """Albums of ten and three, then the originals, then the buttons; each at the group's pace, with nothing twice."""
    clock = ManualClock()
    async with house(clock) as home:
        files = tuple(file(tmp_path / f"{number}.png", picture(40 + number, 40)) for number in range(13))
        sending = asyncio.create_task(home.adapter.post(home.ref(home.group), Post(files=files, buttons=(STOP,)), KEY))
        while not sending.done():
            await asyncio.sleep(0.01)
            if clock.sleeping > 1:  # the poll, and whoever waits for the pace
                await clock.advance(1)
        shown = home.ours(home.group)

        sent = await sending
        kinds = [each.files[0].kind if each.files else None for each in shown]
        assert kinds == [Medium.PHOTO] * 13 + [Medium.DOCUMENT] * 13 + [None]
        assert [each.files[0].name for each in shown[13:26]] == [each.name for each in files]
        assert shown[-1].labels == ["Stop"]
        assert (sent.id, len(sent.also)) == (str(shown[-1].id), 26)

        await home.adapter.delete(sent)
        assert all(home.ann.is_gone(each) for each in shown)


async def test_a_picture_that_telegram_cannot_draw_comes_as_a_file(home: House, tmp_path: Path) -> None:
    """Broken outcome elsewhere: a picture that is no photo for Telegram never arrived."""
    home.telegram.refusals.allow("PHOTO_INVALID_DIMENSIONS")
    post = Post("a fox", (file(tmp_path / "fox.png", picture(3_000, 100)),), (STOP,))
    await home.adapter.post(home.ref(home.ann.dm), post, KEY)
    shown = home.ann.sees(home.ann.dm)

    assert [(each.files[0].kind, each.text, each.labels) for each in shown] == [(Medium.DOCUMENT, "a fox", ["Stop"])]


@pytest.mark.parametrize("where", ["topic", "general", "group", "private"])
@pytest.mark.parametrize("what", ["text", "question", "file", "album", "edit", "typing"])
async def test_everything_arrives_where_it_belongs(clock: ManualClock, tmp_path: Path, where: str, what: str) -> None:
    """Broken outcome elsewhere: answers to a topic landed in General, or vanished."""
    async with house(clock, flood=False) as home:
        forum = home.telegram.world.add_supergroup("Forum", owner=home.ann.user, forum=True)
        topic: Topic | None = home.telegram.world.add_topic(forum, "Foxes") if where == "topic" else None
        chat = {"topic": forum, "general": forum, "group": home.group, "private": home.ann.dm}[where]
        ref = home.ref(chat, topic or (1 if where == "general" else None))
        asked = await home.ann.says(chat, "/create a fox", topic=topic)
        reply = MessageId(str(asked.id))
        if what == "typing":
            await home.adapter.typing(ref)
            assert home.ann.sees_bot(chat, topic) == "typing"
            return
        count = {"file": 1, "album": 2}.get(what, 0)
        files = tuple(file(tmp_path / f"{number}.glb", b"glTF", "model/gltf-binary") for number in range(count))
        sent = await home.adapter.post(ref, Post("here", files, (STOP,), reply_to=reply), KEY)
        if what == "edit":
            await home.adapter.edit(sent, Post("there", files))
        shown = home.ours(chat, topic)

        assert len(shown) == {"album": 3}.get(what, 1)
        assert {each.topic for each in shown} == {topic.id if topic else {"general": GENERAL}.get(where)}
        assert {each.answers for each in shown} == {asked.id}
        assert ("there" if what == "edit" else "here") in "".join(each.text for each in shown)


async def test_a_short_wait_is_waited_exactly(home: House, clock: ManualClock) -> None:
    """Telegram is called again no sooner than it told; the emulator complains of every call that is."""
    home.telegram.faults.order(fault("sendMessage", retry_after=7))
    sending = asyncio.create_task(home.adapter.post(home.ref(home.ann.dm), CARD, KEY))
    await clock.asleep(2)
    await clock.advance(6.9)
    assert home.ann.sees(home.ann.dm) == []
    await clock.advance(0.2)
    await sending

    assert len(home.ann.sees(home.ann.dm)) == 1


async def test_a_long_wait_goes_back_with_its_seconds(home: House, clock: ManualClock) -> None:
    """Nobody stands before a closed door for hours: the core comes again when it opens, and not before."""
    home.telegram.faults.order(fault("sendMessage", retry_after=600))
    with pytest.raises(Unsent) as refused:
        await home.adapter.post(home.ref(home.ann.dm), CARD, KEY)
    assert refused.value.after == 600
    with pytest.raises(Unsent) as again:
        await home.adapter.post(home.ref(home.ann.dm), CARD, key(2))
    assert again.value.after == 600

    await clock.advance(600)
    await home.adapter.post(home.ref(home.ann.dm), CARD, KEY)
    assert len(home.ann.sees(home.ann.dm)) == 1


async def test_a_chat_that_wants_to_be_left_alone_sees_no_typing(home: House, clock: ManualClock) -> None:
    """Broken outcome: the sign of work went out before Telegram's own time to wait was over, and was refused."""
    home.telegram.faults.order(fault("sendMessage", retry_after=600))
    with pytest.raises(Unsent):
        await home.adapter.post(home.ref(home.ann.dm), CARD, KEY)
    await home.adapter.typing(home.ref(home.ann.dm))
    assert home.ann.sees_bot(home.ann.dm) != "typing"

    await clock.advance(600)
    await home.adapter.typing(home.ref(home.ann.dm))
    assert home.ann.sees_bot(home.ann.dm) == "typing"


async def test_what_was_long_on_its_way_counts_when_it_is_there(home: House, clock: ManualClock) -> None:
    """Broken outcome: after a long upload its chat was sent more than it takes, and Telegram closed it for a while."""
    ref, faults = home.ref(home.group), home.telegram.faults
    barrier = faults.hold("sendMessage")
    first = asyncio.create_task(home.adapter.post(ref, Post("0"), key(0)))
    await barrier.reached.wait()
    await clock.advance(10)
    faults.release("sendMessage")
    await first
    others = asyncio.gather(*(home.adapter.post(ref, Post(str(each)), key(each)) for each in range(1, 4)))
    while not others.done():
        await asyncio.sleep(SOON)
        await clock.advance(1)

    assert [each.status for each in home.telegram.journal.of("sendMessage")] == [200] * 4


async def test_edits_leave_the_room_to_results(home: House, clock: ManualClock) -> None:
    """Where the pace is used up an edit goes back at once, and the result is the next that arrives."""
    ref = home.ref(home.group)
    sent = await home.adapter.post(ref, CARD, KEY)
    for number in range(2):
        await home.adapter.post(ref, Post(f"word {number}"), key(number))
    result = asyncio.create_task(home.adapter.post(ref, Post("the result"), key("result")))
    await clock.asleep(2)
    with pytest.raises(Unsent) as refused:
        await home.adapter.edit(sent, Post("still at work"))
    assert (refused.value.after or 0) > 0
    await clock.advance(3.2)
    await result

    assert home.ann.sees(home.group)[-1].text == "the result"


async def test_answers_leave_the_room_to_results(home: House, clock: ManualClock) -> None:
    """Where a group takes no more for now, all results that were sent back arrive before the answer to a command."""
    place = home.ref(home.group)
    call = CommandCall(EventKey("e"), None, place, Person(PersonId("1"), "Ann"), "status")
    home.telegram.faults.order(fault("sendMessage", retry_after=50))
    refused = [await sent_back(home, "answer", DeliveryKey.answering(call))]
    refused += [await sent_back(home, "result", key(number)) for number in range(2)]
    assert refused == [50.0] * 3
    await clock.advance(50)
    for number in range(2):
        refused.append(await sent_back(home, "answer", DeliveryKey.answering(call)))
        await home.adapter.post(place, Post("result"), key(number))
    await clock.advance(refused[-1])
    await home.adapter.post(place, Post("answer"), DeliveryKey.answering(call))

    assert [each.text for each in home.ours(home.group)] == ["result", "result", "answer"]


async def sent_back(home: House, text: str, name: DeliveryKey) -> float:
    """Post something that is refused, and tell when it is to come again."""
    with pytest.raises(Unsent) as refused:
        await home.adapter.post(home.ref(home.group), Post(text), name)
    return refused.value.after or 0.0


async def test_an_answer_does_not_queue_behind_a_long_wait(home: House, clock: ManualClock) -> None:
    """Broken outcome: while a result waited for room, an answer did, and with it all that was said in their chat."""
    place, full = home.ref(home.group), 20
    call = CommandCall(EventKey("e"), None, place, Person(PersonId("1"), "Ann"), "status")
    for number in range(full):
        await home.adapter.post(place, Post(str(number)), key(number))
        await clock.advance(2.4)  # in all not so long as a poll: who sleeps stays who slept
    sleeping = clock.sleeping
    waiting = asyncio.create_task(home.adapter.post(place, Post("result"), key(full)))
    await clock.asleep(sleeping + 1)
    assert await sent_back(home, "answer", DeliveryKey.answering(call)) > 0
    await clock.advance(60)
    await waiting


async def test_an_edit_that_changes_nothing_is_not_made(home: House) -> None:
    """Neither the same words twice, nor what the message shows already."""
    sent = await home.adapter.post(home.ref(home.ann.dm), CARD, KEY)
    before = home.telegram.faults.calls["editMessageText"]
    await home.adapter.edit(sent, CARD)
    await home.adapter.edit(sent, Post("done"))
    await home.adapter.edit(sent, Post("done"))

    assert home.telegram.faults.calls["editMessageText"] - before == 1


async def test_an_edit_of_what_is_shown_already_is_fine(clock: ManualClock) -> None:
    """After a restart nobody knows what stood there: Telegram's word that it is the same is what was wanted."""
    async with house(clock) as home:
        home.telegram.refusals.allow("message is not modified")
        sent = await home.adapter.post(home.ref(home.ann.dm), Post("done"), KEY)
        home.adapter._sending._shown.clear()
        await home.adapter.edit(sent, Post("done"))


@pytest.mark.parametrize("trouble", [{"status": 502}, {"reset": True, "when": "after"}])
async def test_a_send_that_was_cut_off_is_in_doubt(home: House, trouble: dict[str, object]) -> None:
    """Nobody can ask Telegram what arrived, so the core is told that nobody can tell."""
    home.telegram.faults.order(fault("sendMessage", **trouble))
    with pytest.raises(InDoubt):
        await home.adapter.post(home.ref(home.ann.dm), CARD, KEY)


async def test_an_edit_that_was_cut_off_is_made_again(home: House) -> None:
    """A change can be made twice."""
    sent = await home.adapter.post(home.ref(home.ann.dm), CARD, KEY)
    home.telegram.faults.order(fault("editMessageText", status=502))
    with pytest.raises(Unsent):
        await home.adapter.edit(sent, Post("done"))
    await home.adapter.edit(sent, Post("done"))

    assert home.ann.sees(home.ann.dm)[-1].text == "done"


async def test_whoever_blocked_the_bot_gets_nothing_more(home: House) -> None:
    """A closed chat is told as that, and not tried for ever."""
    home.telegram.refusals.allow("bot was blocked by the user")
    home.ann.blocks()
    with pytest.raises(ChannelGone):
        await home.adapter.post(home.ref(home.ann.dm), CARD, KEY)


async def test_a_missing_right_is_waited_for(home: House, tmp_path: Path) -> None:
    """An administrator may give it: the file waits, and people are told why."""
    home.telegram.refusals.allow("not enough rights")
    home.telegram.world.join(home.group, home.telegram.world.bot, status=Status.MEMBER)
    home.group.denied = frozenset({"can_send_documents"})
    made = file(tmp_path / "fox.glb", b"glTF", "model/gltf-binary")
    with pytest.raises(Unsent) as refused:
        await home.adapter.post(home.ref(home.group), Post(files=(made,)), KEY)

    assert refused.value.say is not None
    assert (refused.value.after or 0) > 60


async def test_a_deleted_topic_takes_nothing_any_more(home: House) -> None:
    """What was meant for it does not land elsewhere."""
    home.telegram.refusals.allow("message thread not found")
    forum = home.telegram.world.add_supergroup("Forum", owner=home.ann.user, forum=True)
    topic = home.telegram.world.add_topic(forum, "Foxes")
    home.telegram.world.delete_topic(forum, topic)
    with pytest.raises(ChannelGone):
        await home.adapter.post(home.ref(forum, topic), CARD, KEY)


async def test_a_group_that_moved_gets_its_post(home: House) -> None:
    """What was on its way to the group arrives in what it became, at once."""
    home.telegram.refusals.allow("group chat was upgraded")
    small = home.telegram.world.add_group("Small", owner=home.ann.user)
    await home.confirmed()
    await home.disconnect()
    large = home.telegram.world.migrate(small)
    await home.adapter.post(home.ref(small), CARD, KEY)

    assert [each.text for each in home.ann.sees(large) if each.labels] == ["At work"]


async def test_a_post_goes_on_where_it_was_refused(home: House, clock: ManualClock, tmp_path: Path) -> None:
    """Broken outcome: a picture whose original had to wait was sent once more with it."""
    home.telegram.faults.order(fault("sendDocument", retry_after=600))
    post = Post("a fox", (file(tmp_path / "fox.png", picture()),))
    with pytest.raises(Unsent):
        await home.adapter.post(home.ref(home.ann.dm), post, KEY)
    await clock.advance(600)
    await home.adapter.post(home.ref(home.ann.dm), post, KEY)

    assert [each.files[0].kind for each in home.ann.sees(home.ann.dm)] == [Medium.PHOTO, Medium.DOCUMENT]


async def test_what_was_begun_is_known_until_an_answer_is_lost(home: House, clock: ManualClock, tmp_path: Path) -> None:
    """The core goes on with a post of which we know what stands there, and with no other."""
    home.telegram.faults.order(fault("sendPhoto", retry_after=600), fault("sendDocument", retry_after=600))
    post = Post("a fox", (file(tmp_path / "fox.png", picture()),))
    for begun in (None, post):
        with pytest.raises(Unsent):
            await home.adapter.post(home.ref(home.ann.dm), post, KEY)
        assert home.adapter.begun(KEY) == begun
        await clock.advance(600)
    home.telegram.faults.order(fault("sendDocument", reset=True))
    with pytest.raises(InDoubt):
        await home.adapter.post(home.ref(home.ann.dm), post, KEY)
    assert home.adapter.begun(KEY) is None


async def test_a_file_beyond_fifty_megabytes_is_not_begun(home: House, tmp_path: Path) -> None:
    """It goes back with the limit, so that a link can stand for it."""
    limit = (await home.adapter.capabilities(home.ref(home.group))).file_bytes
    made = file(tmp_path / "film.mp4", bytes(limit + 1), "video/mp4")
    with pytest.raises(TooLarge) as refused:
        await home.adapter.post(home.ref(home.group), Post(files=(made,)), KEY)

    assert refused.value.limit == limit


async def test_a_remark_is_said_where_it_belongs_and_a_page_in_private(home: House) -> None:
    """In a group nobody can be told alone: a refusal is a reply, help goes to whoever has begun a private chat."""
    ref = home.ref(home.group)
    await home.adapter.whisper(ref, ann(home), Post("You may not."), key("a"))
    await home.adapter.whisper(ref, ann(home), Post("Help! " * 100), key("b"))
    here = [each.text for each in home.ours(home.group)]
    private = [each.text for each in home.ann.sees(home.ann.dm)]

    assert here == ["You may not.", "I have written it to you in private."]
    assert [each.startswith("Help!") for each in private] == [True]


async def test_where_no_private_chat_was_begun_the_page_comes_here(home: House) -> None:
    """Telegram lets bots write first to nobody; the help is not lost for that."""
    home.telegram.refusals.allow("can't initiate conversation")
    home.ann.user.started = False
    await home.adapter.whisper(home.ref(home.group), ann(home), Post("Help! " * 100), KEY)

    assert home.ann.sees(home.group)[-1].text.startswith("Help!")


async def test_a_short_answer_to_a_press_is_shown_to_whoever_pressed(home: House) -> None:
    """It opens over the chat, and nobody else sees it."""

    async def refuses(event: object) -> None:
        answering = DeliveryKey.answering(event)  # type: ignore[arg-type]
        await home.adapter.whisper(home.ref(home.group), ann(home), Post("Not yours."), answering)

    await home.adapter.post(home.ref(home.group), CARD, KEY)
    shown = await home.ann.finds(home.group, "At work")
    home.desk.does = refuses
    told = await (await home.ann.presses(shown, "Stop")).answered()

    assert (told.text, told.alert) == ("Not yours.", True)


async def test_a_local_link_is_written_out(home: House) -> None:
    """The sandbox's project page is no button for Telegram."""
    post = Post("done", links=(Link("Project", "http://127.0.0.1:8421/p/1"),))
    await home.adapter.post(home.ref(home.ann.dm), post, KEY)

    assert home.ann.sees(home.ann.dm)[-1].text == "done\nProject: http://127.0.0.1:8421/p/1"
