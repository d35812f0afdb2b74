"""What people write on Discord reaches the core as they meant it, as far as Discord shows it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from adapters.platforms.discord import limits
from adapters.platforms.discord.settings import DiscordSettings
from bot import chat
from bot.chat import DeliveryKey, Form, MessageId, PersonId, Post, SentMessage
from bot.errors import ConfigError, OffLimits, StoreUnavailable, UserError
from bot.texts import as_written
from tests.adapters.platforms.discord.house import ACCOUNT, House, house
from tests.clock import ManualClock
from tests.contracts.adapters import Event
from tests.emulators.discord.people import Person
from tests.emulators.discord.server import Discord
from tests.emulators.discord.sessions import Close
from tests.emulators.discord.things import File, StickerFormat


@pytest.fixture
async def open_house(clock: ManualClock) -> AsyncIterator[House]:
    """The adapter at home, with the intent to read everything."""
    async with house(clock, lambda _: DiscordSettings(ACCOUNT, "", message_content=True)) as built:
        yield built


async def test_our_name_is_taken_out_and_others_are_written_out(home: House) -> None:
    """A prompt holds names as people read them, never numbers in brackets."""
    bob = home.discord.person("Bob", home.guild)
    emoji = home.discord.world.add_emoji(home.guild.id, "pepe", b"frog")
    said = f"paint {bob.mention} in <#{home.garden.id}> <:pepe:{emoji.id}>"
    await home.ann.says(home.garden, said, mention=True)
    message = await home.desk.message()
    assert message.text == "paint @Bob in #garden :pepe:"
    assert (message.addressed, message.person.name, message.reply_to) == (True, "Ann", None)


async def test_what_is_not_meant_for_us_is_not_heard(home: House) -> None:
    """Without the intent only what mentions us comes; other talk of the channel is nobody's business."""
    await home.ann.says(home.garden, "how are you all")
    await home.ann.says(home.garden, "a fox", mention=True)
    assert (await home.desk.message()).text == "a fox"


async def test_a_direct_message_needs_no_name(home: House) -> None:
    """In direct messages everything is said to us."""
    await home.ann.says(home.ann.dm, "a fox")
    message = await home.desk.message()
    assert (message.text, message.addressed, message.channel.community) == ("a fox", True, None)


async def test_a_thread_and_a_post_are_channels_of_their_own(home: House) -> None:
    """A mention in a thread or below a forum post is answered there."""
    thread = await home.ann.opens_thread(home.garden, "foxes")
    forum = home.discord.world.add_forum(home.guild.id, "ideas")
    post = await home.ann.posts(forum, "A fox", f"<@{home.discord.world.bot.id}> a fox, please")
    await home.ann.says(thread, "a fox", mention=True)
    heard = [await home.desk.message(), await home.desk.message()]
    assert [each.channel for each in heard] == [home.ref(post), home.ref(thread)]
    for each in heard:
        await home.adapter.post(each.channel, Post("here", reply_to=each.id), DeliveryKey("turn", each.id))
    assert [home.ann.sees(each)[-1].text for each in (post, thread)] == ["here", "here"]


async def test_files_come_in_order_with_stickers_and_emoji(home: House) -> None:
    """Attachments first, as they were put; then stickers and custom emoji, as pictures that can be read."""
    sticker = home.discord.world.add_sticker(home.guild.id, "wave", b"sticker")
    moving = home.discord.world.add_sticker(home.guild.id, "dance", b"moving", StickerFormat.APNG)
    drawn = home.discord.world.add_sticker(home.guild.id, "hop", b"drawn", StickerFormat.LOTTIE)
    emoji = home.discord.world.add_emoji(home.guild.id, "pepe", b"frog", animated=True)
    files = [File("b.png", b"bee"), File("a.png", b"ay")]
    said = f"like <a:pepe:{emoji.id}> <a:pepe:{emoji.id}>"
    await home.ann.says(home.garden, said, files=files, stickers=[sticker, moving, drawn], mention=True)
    message = await home.desk.message()
    names = ["b.png", "a.png", "wave.png", "dance.png", "hop.json", "pepe.gif"]
    assert [each.name for each in message.attachments] == names
    contents = [b"bee", b"ay", b"sticker", b"moving", b"drawn", b"frog"]
    assert [await home.read(each) for each in message.attachments] == contents


async def test_a_reply_to_us_names_our_message_and_brings_no_file_twice(home: House) -> None:
    """A reply that pings us continues that result: the core knows its file by the message."""
    sent = await home.adapter.post(home.ref(home.garden), Post("a fox"), DeliveryKey("turn", "file"))
    (shown,) = home.ann.sees(home.garden)
    await home.ann.says(home.garden, "make it red", reply_to=shown)
    message = await home.desk.message()
    assert (message.text, message.reply_to, message.attachments) == ("make it red", sent.id, ())


async def test_a_picture_that_is_not_shown_to_us_is_asked_for(home: House) -> None:
    """D31: where Discord withholds what was replied to, nothing is spent, and a sentence names the menu."""
    bob = home.discord.person("Bob", home.guild)
    cat = await bob.says(home.garden, "my cat", files=[File("cat.png", b"cat")])
    await home.ann.says(home.garden, "as a watercolour", reply_to=cat, mention=True)
    told = await home.ann.finds(home.garden, "Apps")
    assert "Edit this" in told.text
    assert home.desk.events.empty()


async def test_a_picture_that_is_shown_to_us_comes_along(open_house: House) -> None:
    """With the intent the media of a replied-to message come after one's own."""
    bob = open_house.discord.person("Bob", open_house.guild)
    cat = await bob.says(open_house.garden, "my cat", files=[File("cat.png", b"cat")])
    assert not (await open_house.desk.message()).addressed
    mine = [File("mine.png", b"mine")]
    await open_house.ann.says(open_house.garden, "both", reply_to=cat, mention=True, files=mine)
    message = await open_house.desk.message()
    assert message.reply_to == MessageId(str(cat.id))
    assert [await open_house.read(each) for each in message.attachments] == [b"mine", b"cat"]


async def test_a_forwarded_picture_comes_with_its_words(home: House) -> None:
    """D47: a message sent on to us in private brings the files and words of its snapshot; nothing is answered."""
    cat = await home.ann.says(home.garden, "my cat", files=[File("cat.png", b"cat")])
    await home.ann.says(home.ann.dm, forwards=cat)
    message = await home.desk.message()
    assert (message.text, message.reply_to) == ("my cat", None)
    assert [await home.read(each) for each in message.attachments] == [b"cat"]


async def test_a_pasted_link_is_a_file_behind_the_guard(home: House) -> None:
    """A link to a picture is taken along, and one that leads into our own network is not followed."""
    await home.ann.says(home.garden, "like http://10.0.0.1/secret.png or https://a.example/page", mention=True)
    message = await home.desk.message()
    assert message.text == "like http://10.0.0.1/secret.png or https://a.example/page"
    (attachment,) = message.attachments
    assert attachment.name == "secret.png"
    with pytest.raises(OffLimits):
        await home.read(attachment)


async def test_a_dead_link_is_made_anew_through_its_message(home: House) -> None:
    """D13: after a day the address works no more; the message tells a fresh one, until it is deleted."""
    said = await home.ann.says(home.garden, "a fox", files=[File("fox.png", b"fox")], mention=True)
    (attachment,) = (await home.desk.message()).attachments
    await home.clock.advance(25 * 3600)
    assert await home.read(attachment) == b"fox"
    home.discord.refusals.allow(10008)
    await home.ann.deletes(said)
    with pytest.raises(UserError):
        await home.read(attachment)


async def test_other_bots_are_not_heard_unless_they_are_named(clock: ManualClock) -> None:
    """A bot's mention starts nothing; a named one is answered three times, then only after a person has spoken."""
    bots: list[Person] = []

    def setup(discord: Discord) -> DiscordSettings:
        bots.extend(discord.person(name) for name in ("Named", "Other"))
        for each in bots:
            each.user.bot = True
        return DiscordSettings(ACCOUNT, "", bots=frozenset({bots[0].id}))

    async with house(clock, setup) as home:
        for each in bots:
            each.joins(home.guild)
        named, other = bots
        await other.says(home.garden, "0", mention=True)
        for number in range(1, 6):
            await named.says(home.garden, str(number), mention=True)
        await home.ann.says(home.garden, "a fox", mention=True)
        await named.says(home.garden, "6", mention=True)
        assert [(await home.desk.message()).text for _ in range(5)] == ["1", "2", "3", "a fox", "6"]


async def test_a_bot_is_told_nothing_in_private(clock: ManualClock) -> None:
    """Broken outcome: each refusal of another bot asked Discord for a direct message, which no bot can have."""
    bots: list[Person] = []

    def setup(discord: Discord) -> DiscordSettings:
        bots.append(discord.person("Named"))
        bots[0].user.bot = True
        return DiscordSettings(ACCOUNT, "", bots=frozenset({bots[0].id}))

    async with house(clock, setup) as home:
        bots[0].joins(home.guild)
        key, person = DeliveryKey("an event", "answer"), chat.Person(PersonId(str(bots[0].id)), "Named")
        await home.adapter.whisper(home.ref(home.garden), person, Post("you may not"), key)
        assert home.discord.faults.calls["POST /users/@me/channels"] == 0
        assert home.ann.sees(home.garden) == []


async def test_what_the_store_could_not_take_is_given_again(home: House) -> None:
    """A message that came while the store was held is not lost."""
    tries: list[Event] = []

    async def held(event: Event) -> Form | None:
        tries.append(event)
        if len(tries) == 1:
            raise StoreUnavailable(as_written("held"))
        return None

    home.desk.does = held
    await home.ann.says(home.garden, "a fox", mention=True)
    await home.desk.message()
    await home.clock.asleep()
    await home.clock.advance(5)
    await home.desk.message()
    assert tries[0] == tries[1]


async def test_what_is_being_taken_ends_with_the_run(home: House) -> None:
    """Broken outcome: an event that came as the program ended went on without a core or a line, and was a fault."""
    begun = asyncio.Event()
    lines: list[int] = []

    async def lasts(_: Event) -> Form | None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            lines.append(home.discord.gateway.connected)
        return None

    home.desk.does = lasts
    await home.ann.says(home.garden, "a fox", mention=True)
    await begun.wait()
    await home.disconnect()
    assert lines == [1]


async def test_in_a_listening_place_everything_is_heard(open_house: House) -> None:
    """With the intent other talk comes too, marked as only heard; the core decides."""
    await open_house.ann.says(open_house.garden, "a fox in the snow")
    message = await open_house.desk.message()
    assert (message.text, message.addressed) == ("a fox in the snow", False)


async def test_what_was_missed_is_read_back(open_house: House) -> None:
    """Messages written while the connection was away come when it is back, in their order, in known channels only."""
    home = open_house
    first = await home.ann.says(home.garden, "first", mention=True)
    await home.desk.message()
    home.desk.heard = [SentMessage(home.ref(home.garden), MessageId(str(first.id)))]
    await home.disconnect()
    other = home.discord.world.add_channel(home.guild.id, "other")
    for channel, text in ((home.garden, "second"), (other, "elsewhere"), (home.garden, "third")):
        await home.ann.says(channel, text, mention=True)
    await home.connect()
    heard = [await home.desk.message(), await home.desk.message()]
    assert [each.text for each in heard] == ["second", "third"]
    await asyncio.sleep(0)
    assert home.desk.events.empty()


async def test_a_cut_connection_loses_nothing(home: House) -> None:
    """A session that is resumed tells what happened meanwhile, once."""
    await home.ann.says(home.garden, "before", mention=True)
    await home.desk.message()  # so the client knows its session
    async with home.discord.gateway.away():
        await home.ann.says(home.garden, "meanwhile", mention=True)
    await home.ann.says(home.garden, "after", mention=True)
    assert [(await home.desk.message()).text for _ in range(2)] == ["meanwhile", "after"]
    assert home.desk.events.empty()


async def test_a_session_says_whether_there_is_a_server(home: House) -> None:
    """Broken outcome: who had added the bot nowhere saw a silent program, and no way on."""
    with capture_logs() as log:
        await home.ann.says(home.garden, "hello", mention=True)
        await home.desk.message()
        await home.disconnect()
        home.discord.world.remove(home.guild.id)
        await home.connect()
        await home.ann.says(home.ann.dm, "hello")
        await home.desk.message()
        while not (told := [each for each in log if each["event"] == "on no server yet"]):
            assert not home.running.done()
            await asyncio.sleep(0.01)

    assert str(home.discord.world.application.id) in told[0]["invitation"]
    assert [each["servers"] for each in log if each["event"] == "connected"][-1:] == [0]


async def test_every_shard_is_heard(clock: ManualClock) -> None:
    """D37: as many lines as Discord asks for; each server's messages come by its own, private ones by the first."""

    def setup(discord: Discord) -> DiscordSettings:
        discord.gateway.manners = replace(discord.gateway.manners, shards=2, max_concurrency=2)
        return DiscordSettings(ACCOUNT, "")

    async with house(clock, setup) as home:
        while {home.guild.id >> 22 & 1, (other := home.discord.world.add_guild("Other")).id >> 22 & 1} != {0, 1}:
            home.clock.leap(0.001)
        square = home.discord.world.add_channel(other.id, "square")
        home.ann.joins(other)
        for channel in (home.garden, square, home.ann.dm):
            await home.ann.says(channel, "a fox", mention=True)
            assert (await home.desk.message()).channel == home.ref(channel)


async def test_an_intent_that_is_switched_off_is_said(clock: ManualClock) -> None:
    """Broken outcome: the adapter began anew for ever, and nobody was told which switch was missing."""
    async with house(clock, lambda _: DiscordSettings(ACCOUNT, "", message_content=True)) as home:
        await home.disconnect()
        home.discord.refusals.allow(Close.DISALLOWED_INTENTS)
        home.discord.world.application.content_intent = False
        with pytest.raises(ConfigError, match="message_content"):
            await home.adapter.run(home.desk)


async def test_emoji_are_not_taken_without_end(home: House) -> None:
    """A message of nothing but emoji is not a message of fifty files."""
    made = [home.discord.world.add_emoji(home.guild.id, f"e{number}", b"x") for number in range(10)]
    await home.ann.says(home.garden, "".join(f"<:{each.name}:{each.id}>" for each in made), mention=True)
    assert len((await home.desk.message()).attachments) == limits.EMOJI
