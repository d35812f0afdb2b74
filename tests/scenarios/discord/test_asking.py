"""The ways in which people on Discord ask for something, and where the answers come."""

from dataclasses import replace

import pytest

from adapters.platforms.discord import limits
from bot.chat import Phase
from tests.emulators.discord.people import Person
from tests.emulators.discord.things import File
from tests.scenarios.discord_stage import DiscordPlatform
from tests.scenarios.pictures import picture
from tests.scenarios.stage import BOB, LIN, MAY, STUDIO, Stage

pytestmark = pytest.mark.timeout(60)

FOX = "a red fox"
WAVES = "a video of waves, costly"
CAT = File("cat.png", picture("orange"))


# -------------------------------------------------------------------------------------------------------------- places


async def test_create_takes_two_pictures_in_order(stage: Stage) -> None:
    """What is given with a slash command reaches the studio in the order of its places."""
    red, blue = picture("red"), picture("blue")
    await stage.commands("create", prompt="put the first into the second", files={"a.png": red, "b.png": blue})
    await stage.sees_files("image", 1)

    assert await stage.attached() == [red, blue]


async def test_a_slash_command_leaves_a_trace(stage: Stage, here: DiscordPlatform, bob: Person) -> None:
    """Broken outcome: pictures stood in a channel, and nobody could see who had asked for them, or with which words."""
    await stage.commands("create", prompt=WAVES)
    await stage.presses("Approve")
    await stage.sees_files("video", 1)
    card = await stage.sees_card(Phase.DONE)

    assert card.text.startswith(f"Ann: “{WAVES}”\nDone ·")
    others = {each.answers for each in here.ours(bob, STUDIO) if str(each.id) != card.id}
    assert others == {int(card.id)}


async def test_a_mention_in_a_thread_is_answered_there(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """A thread is a channel of its own, with its own conversation; nothing of it is said in the channel above."""
    here.channels["thread"] = await ann.opens_thread(here.channels[STUDIO], "foxes")
    await stage.says(FOX, where="thread")
    await stage.sees_files("image", 1, where="thread")
    assert await stage.shows() == []
    await stage.says("a teapot")
    await stage.sees_files("image", 1)

    above, below = (each["thread_id"] for each in await stage.accepted("chat"))
    assert above != below


async def test_a_forum_post_is_answered_below_it(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """A post in a forum that wants a tag is a request when it calls us, and what is written below goes on with it."""
    forum = here.discord.world.add_forum(here.guild.id, "ideas", ["art"], must_tag=True)
    here.channels["post"] = await ann.posts(forum, "My fox", f"<@{here.discord.world.bot.id}> {FOX}")
    await stage.sees_files("image", 1, where="post")
    await stage.sees_card(Phase.DONE, where="post")
    await stage.says("warmer light", where="post")
    await stage.sees_files("image", 2, where="post")

    first, second = await stage.accepted("chat")
    assert (first["prompt"], second["prompt"]) == (FOX, "warmer light")
    assert first["thread_id"] == second["thread_id"]


async def test_in_direct_messages_nobody_is_called(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """Between two every word is a request, and a whole word answers a question."""
    here.channels["dm"] = ann.dm
    await stage.says(WAVES, where="dm")
    await stage.sees("48 credits", where="dm")
    await stage.says("yes", where="dm")
    await stage.sees_files("video", 1, where="dm")

    assert len(await stage.accepted("chat")) == len(await stage.accepted("confirm")) == 1


async def test_where_we_are_no_member_the_result_comes_directly(
    stage: Stage, here: DiscordPlatform, ann: Person
) -> None:
    """Brought along by a person, we answer there once, to them alone, and the picture comes to their messages."""
    elsewhere = here.discord.world.add_guild("Elsewhere", bot=False)
    square = here.discord.world.add_channel(elsewhere.id, "square")
    ann.joins(elsewhere)
    ann.installs()
    used = await ann.uses(square, "create", prompt=FOX)
    assert "direct message" in (await used.answer()).text
    here.channels["dm"] = ann.dm
    await stage.sees_files("image", 1, where="dm")
    await stage.sees_card(Phase.DONE, where="dm")

    (told,) = ann.sees(square)
    assert told.private


async def test_a_listening_channel_takes_what_calls_nobody(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """Where a moderator had us listen, plain talk is a request; elsewhere, and between others, it is not."""
    here.hears_everything()
    await stage.restarts()
    lunch = await ann.says(here.channels[STUDIO], "who is for lunch?")
    await stage.says("status")  # what is answered was heard after it
    await stage.told("Nothing is running")
    await stage.commands("settings", who=MAY, name="listen", value="yes", scope="channel")
    await stage.told("", who=MAY)
    await ann.says(here.channels[STUDIO], "me!", reply_to=lunch)
    await ann.says(here.channels[STUDIO], FOX)
    await stage.sees_files("image", 1)

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX]


async def test_what_is_said_in_quick_succession_keeps_its_order(
    stage: Stage, here: DiscordPlatform, ann: Person
) -> None:
    """Broken outcome: of messages that came close after another the first was taken last."""
    said = [f"fox {number}" for number in range(3)]
    for each in said:
        await ann.says(here.channels[STUDIO], each, mention=True)
    await stage.sees_files("image", len(said))

    assert [each["prompt"] for each in await stage.accepted("chat")] == said


# --------------------------------------------------------------------------------------------------------------- menus


async def test_edit_this_on_somebody_elses_picture(
    stage: Stage, here: DiscordPlatform, ann: Person, bob: Person
) -> None:
    """The menu of a message asks what to make of its picture, sends that very picture, and answers that message."""
    cat = await bob.says(here.channels[STUDIO], "my cat", files=[CAT])
    form = await (await ann.uses_menu("Edit this", cat)).form()
    await (await ann.fills(form, "as a watercolour")).acknowledged()
    await stage.sees_files("image", 1)

    assert await stage.attached() == [CAT.data]
    assert (await stage.accepted("chat"))[-1]["prompt"] == "as a watercolour"
    assert {each.answers for each in here.ours(ann, STUDIO)} == {cat.id}
    assert (await stage.sees_card(Phase.DONE)).text.startswith("Ann: “as a watercolour”")


async def test_animate_this_makes_a_film(stage: Stage, here: DiscordPlatform, ann: Person, bob: Person) -> None:
    """Nothing need be typed to have a film made of a picture."""
    cat = await bob.says(here.channels[STUDIO], "my cat", files=[CAT])
    await (await ann.uses_menu("Animate this", cat)).acknowledged()
    await stage.sees_files("video", 1)

    assert await stage.attached() == [CAT.data]


async def test_upscale_this_enlarges(stage: Stage, here: DiscordPlatform, ann: Person, bob: Person) -> None:
    """The picture is made larger by the studio's tool for that."""
    cat = await bob.says(here.channels[STUDIO], "my cat", files=[CAT])
    await (await ann.uses_menu("Upscale this", cat)).acknowledged()
    await stage.sees_files("image", 1)

    assert await stage.attached() == [CAT.data]


async def test_a_menu_on_mere_words_is_refused_in_words(
    stage: Stage, here: DiscordPlatform, ann: Person, bob: Person
) -> None:
    """Where a message shows no file nothing is spent, and whoever chose the menu alone is told why."""
    words = await bob.says(here.channels[STUDIO], "no picture here")
    await (await ann.uses_menu("Animate this", words)).acknowledged()
    await stage.told("no picture")

    assert await stage.accepted("chat") == []


async def test_who_made_this_tells_how(stage: Stage, here: DiscordPlatform, ann: Person, bob: Person) -> None:
    """Of a result anybody may learn who asked for it and with which words; of other messages we say we do not know."""
    cat = await bob.says(here.channels[STUDIO], "my cat", files=[CAT])
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    result = next(each for each in here.ours(bob, STUDIO) if each.files)
    await (await bob.uses_menu("Who made this", result)).acknowledged()
    told = await stage.told("Made by me for Ann", who=BOB)
    assert FOX in told.text
    await (await bob.uses_menu("Who made this", cat)).acknowledged()
    await stage.told("I do not know", who=BOB)


async def test_a_report_reaches_the_moderators(stage: Stage, here: DiscordPlatform, ann: Person, bob: Person) -> None:
    """What is reported is shown where the moderators wanted it, with the way to the message."""
    here.channels["mods"] = here.discord.world.add_channel(here.guild.id, "mods")
    await stage.commands("reports", who=MAY, where="mods", place="here")
    await stage.told("Reported messages are shown", who=MAY, where="mods")
    rude = await bob.says(here.channels[STUDIO], "something rude")
    await (await ann.uses_menu("Report to moderators", rude)).acknowledged()
    await stage.told("The moderators were told")
    shown = await stage.sees("Ann reports a message", who=MAY, where="mods")

    assert [url.rpartition("/")[2] for _, url in shown.links] == [str(rude.id)]


# ------------------------------------------------------------------------------------------------------- what is shown


async def test_stickers_and_emoji_are_pictures(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """A sticker and a server's own emoji are worked from like attached files, which come first."""
    house, wave, frog = (picture(each) for each in ("green", "blue", "red"))
    sticker = here.discord.world.add_sticker(here.guild.id, "wave", wave)
    emoji = here.discord.world.add_emoji(here.guild.id, "frog", frog)
    said = f"put <:frog:{emoji.id}> into the house"
    await ann.says(here.channels[STUDIO], said, files=[File("house.png", house)], stickers=[sticker], mention=True)
    await stage.sees_files("image", 1)

    assert await stage.attached() == [house, wave, frog]
    assert (await stage.accepted("chat"))[-1]["prompt"] == "put :frog: into the house"


async def test_a_forwarded_picture_is_worked_from(
    stage: Stage, here: DiscordPlatform, ann: Person, bob: Person
) -> None:
    """What is sent on to us in private brings its picture and its words."""
    cat = await bob.says(here.channels[STUDIO], "this as a watercolour", files=[CAT])
    here.channels["dm"] = ann.dm
    await ann.says(ann.dm, forwards=cat)
    await stage.sees_files("image", 1, where="dm")

    assert await stage.attached() == [CAT.data]


async def test_a_replied_to_picture_comes_along_with_the_intent(
    stage: Stage, here: DiscordPlatform, ann: Person, bob: Person
) -> None:
    """Where Discord shows us others' messages, a reply that calls us is about the picture it answers."""
    here.hears_everything()
    await stage.restarts()
    cat = await bob.says(here.channels[STUDIO], "my cat", files=[CAT])
    await ann.says(here.channels[STUDIO], "as a watercolour", reply_to=cat, mention=True)
    await stage.sees_files("image", 1)

    assert await stage.attached() == [CAT.data]


async def test_a_withheld_picture_is_asked_for(stage: Stage, here: DiscordPlatform, ann: Person, bob: Person) -> None:
    """Where Discord does not, nothing is spent, and a sentence names the menu that shows it to us."""
    cat = await bob.says(here.channels[STUDIO], "my cat", files=[CAT])
    await ann.says(here.channels[STUDIO], "as a watercolour", reply_to=cat, mention=True)
    await stage.sees("Edit this")

    assert await stage.accepted("chat") == []


# --------------------------------------------------------------------------------------------------------------- people


async def test_another_bot_is_answered_three_times(stage: Stage, here: DiscordPlatform) -> None:
    """A bot that may ask is heard until nobody else has spoken for too long: two bots never talk without end."""
    robot = here.enters(replace(BOB, name="Robot"))
    robot.user.bot = True
    here.settings = replace(here.settings, bots=frozenset({robot.id}))
    await stage.restarts()
    for number in range(limits.BOT_ANSWERS + 2):
        await robot.says(here.channels[STUDIO], f"fox {number}", mention=True)
    await stage.says("a teapot")
    await stage.sees_files("image", limits.BOT_ANSWERS + 1)
    await robot.says(here.channels[STUDIO], "one more", mention=True)
    await stage.sees_files("image", limits.BOT_ANSWERS + 2)

    asked = [each["prompt"] for each in await stage.accepted("chat")]
    assert asked == ["fox 0", "fox 1", "fox 2", "a teapot", "one more"]


async def test_an_unnamed_bot_is_not_heard(stage: Stage, here: DiscordPlatform) -> None:
    """A bot that nobody named in the configuration spends nothing."""
    robot = here.enters(replace(BOB, name="Robot"))
    robot.user.bot = True
    await robot.says(here.channels[STUDIO], "a fox", mention=True)
    await stage.says("a teapot")
    await stage.sees_files("image", 1)

    assert [each["prompt"] for each in await stage.accepted("chat")] == ["a teapot"]


async def test_a_chinese_client_is_served_in_chinese(stage: Stage, here: DiscordPlatform, bob: Person) -> None:
    """Menus, forms, suggestions, cards and buttons speak the language of the client that uses them."""
    lin = here.people[LIN.name]
    cat = await bob.says(here.channels[STUDIO], "my cat", files=[CAT])
    form = await (await lin.uses_menu("修改这个", cat)).form()
    assert form.title == "修改这个"
    suggested = await lin.completes(here.channels[STUDIO], "settings", "value", "", name="card")
    assert [each.name for each in suggested][:2] == ["是", "否"]
    await (await lin.fills(form, "改成水彩")).acknowledged()
    card = await stage.sees("完成 ·")

    assert card.button("重新发送"), card.buttons
