"""What people do on Telegram, as the core hears it."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from adapters.platforms.telegram.settings import TelegramSettings
from bot.chat import Button, ButtonToken, DeliveryKey, Form, Level, Post
from bot.commands.all import COMMANDS
from bot.errors import UserError
from tests.adapters.platforms.desk import silently
from tests.adapters.platforms.telegram.house import ACCOUNT, House, house
from tests.clock import ManualClock
from tests.contracts.adapters import Event
from tests.emulators.telegram.attaching import animation, audio, document, photo, sticker, video, video_note, voice
from tests.emulators.telegram.server import Telegram
from tests.emulators.telegram.things import File, Status
from tests.emulators.village import film, picture

LARGE = 20 * 2**20


@pytest.fixture
async def home(clock: ManualClock) -> AsyncIterator[House]:
    """The adapter at home, with its commands known."""
    async with house(clock) as built:
        await built.adapter.publish(COMMANDS)
        yield built


async def test_a_private_word_is_for_us(home: House) -> None:
    """In private everything is, with the person's name and language."""
    said = await home.ann.says(home.ann.dm, "a fox in the snow")
    heard = await home.desk.message()

    assert (heard.text, heard.id, heard.channel) == ("a fox in the snow", str(said.id), home.ref(home.ann.dm))
    assert (heard.person.name, heard.person.locale, heard.person.level) == ("Ann", "en", Level.SPEND)
    assert heard.addressed
    assert heard.channel.community is None


async def test_a_mention_is_for_us_and_goes_out_without_our_name(home: House) -> None:
    """The name calls; the studio need not read it."""
    await home.ann.says(home.group, "a 🦊 fox, 赤い狐", mention=True)
    heard = await home.desk.message()

    assert (heard.text, heard.addressed) == ("a 🦊 fox, 赤い狐", True)
    assert heard.channel.community == str(home.group.id)


async def test_an_answer_to_us_is_for_us(home: House) -> None:
    """Whoever replies to a result speaks to us, and says to which."""
    ours = await home.adapter.post(home.ref(home.group), Post("a result"), DeliveryKey("t", "1"))
    shown = await home.ann.finds(home.group, "a result")
    await home.ann.says(home.group, "warmer light", reply_to=shown)
    heard = await home.desk.message()

    assert (heard.text, heard.reply_to, heard.addressed) == ("warmer light", ours.id, True)


async def test_talk_among_people_is_heard_only_where_we_may(home: House) -> None:
    """With privacy mode Telegram keeps it from us; an administrator hears it, and says that nobody called."""
    shy = home.telegram.world.add_supergroup("Shy", owner=home.ann.user)
    await home.ann.says(shy, "good morning")
    await home.ann.says(home.group, "good evening")
    heard = await home.desk.message()

    assert (heard.text, heard.addressed) == ("good evening", False)


@pytest.mark.parametrize(
    ("line", "name", "options"),
    [
        ("/create a fox in the snow", "create", (("prompt", "a fox in the snow"),)),
        ("/create@atelier_bot a fox", "create", (("prompt", "a fox"),)),
        ("/CREATE@Atelier_Bot a fox", "create", (("prompt", "a fox"),)),
        ("/status", "status", ()),
        ("/start", "help", ()),
        ("/start models", "models", ()),
        ("/start something-else", "help", ()),
    ],
)
async def test_commands_are_heard(home: House, line: str, name: str, options: tuple[tuple[str, str], ...]) -> None:
    """Typed with our name or without, and from a deep link."""
    await home.ann.says(home.group, line)
    heard = await home.desk.call()

    assert (heard.name, heard.options) == (name, options)


async def test_commands_of_other_bots_are_not_ours(home: House) -> None:
    """A command with another name behind it, or one that we do not have, is answered by whoever has it."""
    await home.ann.says(home.group, "/create@other_bot a fox")
    await home.ann.says(home.group, "/weather")
    await home.ann.says(home.group, "/weather@atelier_bot")

    assert (await home.desk.call()).name == "weather"


async def test_a_command_about_a_message_is_given_by_answering_it(home: House) -> None:
    """Telegram has no menu under messages: the answer points, and brings what the message shows."""
    shown = await home.ann.says(home.group, "look", files=[document("a.png", picture())])
    await home.desk.message()
    await home.ann.says(home.group, "/edit_this", reply_to=shown)
    heard = await home.desk.call()

    assert (heard.name, heard.reply_to, heard.options) == ("edit_this", str(shown.id), ())
    assert [each.name for each in heard.attachments] == ["a.png"]


@pytest.mark.parametrize(
    ("sent", "ending"),
    [
        (document("a.png", picture()), "a.png"),
        (video("a.mp4", film()), "a.mp4"),
        (animation("a.mp4", film()), "a.mp4"),
        (audio("a.mp3", b"ID3" + bytes(100)), "a.mp3"),
        (voice(b"OggS" + bytes(100)), ".ogg"),
        (video_note(film()), ".mp4"),
        (sticker(picture()), ".webp"),
        (sticker(b"\x1f\x8b" + bytes(100), "animated"), ".tgs"),
        (sticker(b"\x1aE\xdf\xa3" + bytes(100), "video"), ".webm"),
    ],
    ids=lambda each: each.name or each.kind if isinstance(each, File) else None,
)
async def test_every_kind_of_file_comes_over(home: House, sent: File, ending: str) -> None:
    """Whatever people send, the core gets one file of a name that tells its kind, to the byte."""
    await home.ann.says(home.ann.dm, "" if sent.kind in {"sticker", "video_note"} else "make it red", files=[sent])
    (file,) = (await home.desk.message()).attachments

    assert file.name.endswith(ending)
    assert await home.read(file) == sent.data


async def test_the_largest_of_a_photos_sizes_comes_over(home: House) -> None:
    """A photo arrives as several; the one with the most in it counts."""
    await home.ann.says(home.ann.dm, "make it red", files=[photo(picture(1_000, 800))])
    (file,) = (await home.desk.message()).attachments

    assert file.name.endswith(".jpg")
    assert len(await home.read(file)) > 0


async def test_a_file_beyond_telegrams_limit_is_refused_in_words(home: House) -> None:
    """Broken outcome elsewhere: one such file stopped all hearing. It is told, and the next message is heard."""
    await home.ann.says(home.ann.dm, "make it red", files=[document("a.mov", bytes(LARGE + 1))])
    (file,) = (await home.desk.message()).attachments
    with pytest.raises(UserError) as refused:
        await home.read(file)

    assert "20 MB" in refused.value.say(home.adapter._languages.of())
    await home.ann.says(home.ann.dm, "then without")
    assert (await home.desk.message()).text == "then without"


async def test_a_server_of_our_own_hands_over_any_size(clock: ManualClock) -> None:
    """Where the Bot API server lies on this machine, a large file is read from where it laid it."""
    async with house(clock, local=True) as home:
        await home.ann.says(home.ann.dm, "make it red", files=[document("a.mov", bytes(LARGE + 1))])
        (file,) = (await home.desk.message()).attachments

        assert len(await home.read(file)) == LARGE + 1


async def test_an_album_comes_as_parts_of_one(home: House) -> None:
    """Telegram tells each picture by itself; that they belong together goes along."""
    await home.ann.says(home.ann.dm, "a poster", album=[photo(picture()), photo(picture())])
    one, two = await home.desk.message(), await home.desk.message()

    assert one.album == two.album != ""
    assert (one.text, two.text) == ("a poster", "")


async def test_what_is_answered_brings_its_picture(home: House) -> None:
    """Answering somebody's picture with a mention means that picture; one of ours the core knows itself."""
    shown = await home.ann.says(home.group, "look", files=[document("a.png", picture())])
    await home.desk.message()
    await home.ann.says(home.group, "make it red", reply_to=shown, mention=True)
    heard = await home.desk.message()

    assert [each.name for each in heard.attachments] == ["a.png"]
    assert heard.reply_to == str(shown.id)


async def test_a_quote_goes_along(home: House) -> None:
    """Whoever quotes a part of a message means that part."""
    shown = await home.ann.says(home.group, "a fox in the snow, or a boat")
    await home.desk.message()
    await home.ann.says(home.group, "draw this", reply_to=shown, quote="a fox in the snow", mention=True)

    assert (await home.desk.message()).text == "draw this\n\n> a fox in the snow"


async def test_a_topic_is_a_channel_and_general_is_one(home: House) -> None:
    """Each topic has its own conversation; a chain of replies in an ordinary group is no topic."""
    forum = home.telegram.world.add_supergroup("Forum", owner=home.ann.user, forum=True)
    home.telegram.world.join(forum, home.telegram.world.bot, status=Status.ADMINISTRATOR)
    topic = home.telegram.world.add_topic(forum, "Foxes")
    await home.ann.says(forum, "here", topic=topic, mention=True)
    await home.ann.says(forum, "there", mention=True)
    first = await home.ann.says(home.group, "one", mention=True)
    await home.ann.says(home.group, "two", reply_to=first, mention=True)

    heard = [(await home.desk.message()).channel for _ in range(4)]  # chats are heard side by side
    assert [each for each in heard if each != home.ref(home.group)] == [home.ref(forum, topic), home.ref(forum, 1)]
    assert heard.count(home.ref(home.group)) == 2


async def test_who_moderates_and_who_operates(home: House) -> None:
    """Administrators of a group moderate there and nowhere else; operators are named."""
    ben = home.telegram.person("Ben", home.group)
    await home.ann.says(home.group, "one", mention=True)
    await ben.says(home.group, "two", mention=True)
    await home.ann.says(home.ann.dm, "three")
    told = {heard.text: heard.person.level for heard in [await home.desk.message() for _ in range(3)]}

    assert told == {"one": Level.MODERATE, "two": Level.SPEND, "three": Level.SPEND}


async def test_operators_are_named(clock: ManualClock) -> None:
    """Who runs the program may do everything, wherever they are."""
    async with house(clock, lambda telegram: TelegramSettings(ACCOUNT, "", operators=ids(telegram))) as home:
        await home.ann.says(home.ann.dm, "three")

        assert (await home.desk.message()).person.level is Level.OPERATE


def ids(telegram: Telegram) -> frozenset[int]:
    """All people there are."""
    return frozenset(each.id for each in telegram.world.users.values() if not each.is_bot)


async def test_a_chat_that_is_not_served_is_not_heard(clock: ManualClock) -> None:
    """Where only some groups may use the bot, others get nothing, and private chats still do."""
    async with house(clock, lambda _: TelegramSettings(ACCOUNT, "", chats=frozenset({-5}))) as home:
        await home.ann.says(home.group, "a fox", mention=True)
        await home.ann.says(home.ann.dm, "a boat")

        assert (await home.desk.message()).text == "a boat"


async def test_an_update_that_cannot_be_read_is_skipped(home: House) -> None:
    """Broken outcome elsewhere: one strange update was told again and again, and nothing after it was heard."""
    with capture_logs() as log:
        strange = home.telegram.updates.put("message", home.ann.id, {"message_id": 5, "from": 7})
        await home.ann.says(home.ann.dm, "still there?")
        assert (await home.desk.message()).text == "still there?"

    assert strange is not None
    assert [each["update"] for each in log if each["event"] == "update not read"] == [strange.id]


async def test_a_form_is_a_forced_reply_and_its_answer_comes_back(home: House) -> None:
    """What a press asks for is asked under the message; the answer is that press with words."""

    async def opens(event: Event) -> Form | None:
        return Form("Edit", "What is to be different?", "a fox 🦊", ButtonToken("token-1_x"))

    ref = home.ref(home.group)
    sent = await home.adapter.post(
        ref, Post("done", buttons=(Button("Edit", ButtonToken("t")),)), DeliveryKey("t", "1")
    )
    shown = await home.ann.finds(home.group, "done", button="Edit")
    home.desk.does = opens
    press = await home.ann.presses(shown, "Edit")
    assert (await home.desk.press()).message == sent.id
    await press.answered()
    question = await home.ann.finds(home.group, "What is to be different?")
    assert question.asks is not None
    assert question.asks["selective"] is True
    assert question.answers == shown.id
    assert "a fox 🦊" in question.text

    await home.confirmed()
    await home.disconnect()
    home.connect()
    home.desk.does = silently
    await home.ann.says(home.group, "at night", reply_to=question)
    filled = await home.desk.press()

    assert (filled.token, filled.text, filled.message) == ("token-1_x", "at night", sent.id)
    assert filled.person.name == "Ann"
