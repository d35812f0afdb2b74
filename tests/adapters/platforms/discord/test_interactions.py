"""Commands, menus, presses and forms reach the core in time, and what answers them is seen by whom it is for."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from adapters.platforms.discord.settings import DiscordSettings
from bot.chat import (
    Button,
    ButtonToken,
    Choice,
    CommandCall,
    Completion,
    DeliveryKey,
    Form,
    Level,
    MessageId,
    Post,
)
from bot.commands.declare import Command, Option, Scope
from bot.errors import StoreUnavailable
from bot.texts import as_written
from tests.adapters.platforms.discord.house import ACCOUNT, House, house
from tests.clock import ManualClock
from tests.contracts.adapters import Event
from tests.emulators.discord.codes import Code
from tests.emulators.discord.people import Person
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.server import Discord
from tests.emulators.discord.things import File


async def run(_desk: object, _call: CommandCall) -> Post | None:
    """Do nothing: the inbox is the test's."""
    return None


async def suggest(_desk: object, _ask: Completion) -> Sequence[Choice]:
    """Suggest nothing: the inbox is the test's."""
    return ()


PROMPT = Option("prompt", as_written("What to make"), required=True)
MODEL = Option("model", as_written("With what"), complete=suggest)
CREATE = Command("create", as_written("Make a picture"), run, (PROMPT, MODEL), level=Level.SPEND, files=3)
MODE = Command("mode", as_written("Set the mode"), run, level=Level.MODERATE, scope=Scope.COMMUNITIES)
EDIT = Command("edit", as_written("Edit"), run, label=as_written("Edit this"))
COMMANDS: Sequence[Command[object]] = (CREATE, MODE, EDIT)


@pytest.fixture
async def home(home: House) -> House:
    """The adapter at home, with a few commands published."""
    await home.adapter.publish(COMMANDS)
    return home


def whispers(home: House, text: str, about: MessageId | None = None) -> None:
    """Let the core answer each event privately, under the event's key."""

    async def answer(event: Event) -> Form | None:
        post = Post(text, reply_to=about)
        await home.adapter.whisper(event.channel, event.person, post, DeliveryKey.answering(event))
        return None

    home.desk.does = answer


def opens(home: House, form: Form) -> None:
    """Let the core ask for words at each event that is none yet."""

    async def ask(event: Event) -> Form | None:
        return None if getattr(event, "text", None) else form

    home.desk.does = ask


async def test_a_command_comes_with_its_words_and_files_in_order(home: House) -> None:
    """What was typed and attached arrives once, by name, files in the order of their places, and can be read."""
    await home.ann.uses(
        home.garden, "create", prompt="a fox", model="kling", file2=File("b.png", b"two"), file=File("a.png", b"one")
    )
    call = await home.desk.call()
    assert (call.name, call.channel, call.id) == ("create", home.ref(home.garden), None)
    assert call.options == (("prompt", "a fox"), ("model", "kling"))
    assert [each.name for each in call.attachments] == ["a.png", "b.png"]
    read = [await home.read(each) for each in call.attachments]
    assert read == [b"one", b"two"]


async def test_a_command_that_a_turn_answers_leaves_nothing_behind(home: House) -> None:
    """Broken outcome: Discord showed for ever that an answer to the command was coming."""
    used = await home.ann.uses(home.garden, "create", prompt="a fox")
    await used.acknowledged()
    await home.ann.until(lambda: not home.ann.sees(home.garden) or None)


async def test_a_refusal_is_seen_by_one_person(home: House) -> None:
    """What the core says privately in time is the first answer, and nobody else sees it."""
    whispers(home, "not here")
    bob = home.discord.person("Bob", home.guild)
    used = await home.ann.uses(home.garden, "create", prompt="a fox")
    answer = await used.answer()
    assert (answer.text, answer.private) == ("not here", True)
    assert bob.sees(home.garden) == []


async def test_a_slow_core_is_waited_for_in_time(home: House) -> None:
    """D1: after a second and a half Discord is told that work is going on, and the answer takes that sign's place."""
    go_on = asyncio.Event()

    async def think(event: Event) -> Form | None:
        await go_on.wait()
        await home.adapter.whisper(event.channel, event.person, Post("done"), DeliveryKey.answering(event))
        return None

    home.desk.does = think
    used = await home.ann.uses(home.garden, "create", prompt="a fox")
    await home.desk.call()
    await home.clock.asleep()
    await home.clock.advance(1.4)
    assert home.ann.sees(home.garden) == []
    await home.clock.advance(0.1)
    assert await used.acknowledged() == pytest.approx(1.5)
    go_on.set()
    answer = await used.answer()
    assert (answer.text, answer.private) == ("done", True)


async def test_what_a_full_store_did_not_take_is_said(home: House) -> None:
    """A command that could not be kept is not lost without a word."""

    async def held(_event: Event) -> Form | None:
        raise StoreUnavailable(as_written("please try again"))

    home.desk.does = held
    used = await home.ann.uses(home.garden, "create", prompt="a fox")
    assert (await used.answer()).text == "please try again"


async def test_a_press_brings_its_token(home: House) -> None:
    """The token under which the core knows a button's meaning comes back, with the message it stands under."""
    post = Post("Go?", buttons=(Button("Approve", ButtonToken("c:1234")),))
    sent = await home.adapter.post(home.ref(home.garden), post, DeliveryKey("turn", "question"))
    (shown,) = home.ann.sees(home.garden)
    used = await home.ann.presses(shown, "Approve")
    press = await home.desk.press()
    assert (press.token, press.message, press.text) == ("c:1234", sent.id, None)
    await used.acknowledged()
    assert len(home.ann.sees(home.garden)) == 1


async def test_a_button_works_after_the_connection_was_made_anew(home: House) -> None:
    """Nothing is kept in memory about a button: whoever presses it next month is heard."""
    post = Post("Go?", buttons=(Button("Approve", ButtonToken("c:1234")),))
    await home.adapter.post(home.ref(home.garden), post, DeliveryKey("turn", "question"))
    await home.disconnect()
    await home.connect()
    (shown,) = home.ann.sees(home.garden)
    await home.ann.presses(shown, "Approve")
    assert (await home.desk.press()).token == "c:1234"


async def test_a_form_comes_back_as_a_press_with_words(home: House) -> None:
    """An edit asks for words with the old ones in place; the answer is the token's, with the new words."""
    opens(home, Form("Edit", "What to change", "a fox", ButtonToken("f:1")))
    post = Post("Done", buttons=(Button("Edit", ButtonToken("b:1")),))
    await home.adapter.post(home.ref(home.garden), post, DeliveryKey("turn", "file"))
    (shown,) = home.ann.sees(home.garden)
    form = await (await home.ann.presses(shown, "Edit")).form()
    await home.desk.press()
    assert form.fields == {"What to change": "a fox"}
    filled = await home.ann.fills(form, "a red fox")
    press = await home.desk.press()
    assert (press.token, press.text) == ("f:1", "a red fox")
    await filled.acknowledged()


async def test_a_menu_leads_to_its_command_with_what_the_message_shows(home: House) -> None:
    """A menu on somebody else's picture brings that picture, the message and its address, without any intent."""
    bob = home.discord.person("Bob", home.guild)
    opens(home, Form("Edit", "What to change", "", ButtonToken("f:1")))
    said = await bob.says(home.garden, "look", files=[File("cat.png", b"cat")])
    used = await home.ann.uses_menu("Edit this", said)
    call = await home.desk.call()
    assert (call.name, call.reply_to) == ("edit", MessageId(str(said.id)))
    assert call.link == f"https://discord.com/channels/{home.guild.id}/{home.garden.id}/{said.id}"
    assert [each.name for each in call.attachments] == ["cat.png"]
    form = await used.form()
    assert form.title == "Edit"
    await home.ann.fills(form, "a dog")
    assert (await home.desk.press()).text == "a dog"


async def test_suggestions_come_while_one_types(home: House) -> None:
    """D7: what the core suggests is listed, at most 25 of them, knowing what was typed before."""
    home.desk.choices = [Choice(f"Model {number}", f"m{number}") for number in range(30)]
    choices = await home.ann.completes(home.garden, "create", "model", "Mo", prompt="a fox")
    assert [(each.name, each.value) for each in choices] == [(f"Model {n}", f"m{n}") for n in range(25)]
    (ask,) = home.desk.asked
    assert (ask.command, ask.option, ask.typed, ask.given("prompt")) == ("create", "model", "Mo", "a fox")


async def test_standing_follows_the_rights_on_discord(clock: ManualClock) -> None:
    """Whoever manages the server moderates, an operator of the configuration operates, the others may ask for art."""
    people: list[Person] = []

    def setup(discord: Discord) -> DiscordSettings:
        people.append(discord.person("Olga"))
        return DiscordSettings(ACCOUNT, "", operators=frozenset({people[0].id}))

    async with house(clock, setup) as home:
        await home.adapter.publish(COMMANDS)
        people[0].joins(home.guild)
        mod = home.discord.person("Mo", home.guild, may=Permission.MANAGE_GUILD)
        for person, level in ((home.ann, Level.SPEND), (mod, Level.MODERATE), (people[0], Level.OPERATE)):
            await person.uses(home.garden, "create", prompt="a fox")
            assert (await home.desk.call()).person.level is level
            await person.says(home.garden, "a fox", mention=True)
            assert (await home.desk.message()).person.level is level


async def test_where_we_are_no_member_the_answer_comes_directly(home: House) -> None:
    """D6: installed by a person only, everything goes to their direct messages, and the one answer there says so."""
    foreign = home.discord.world.add_guild("Elsewhere", bot=False)
    square = home.discord.world.add_channel(foreign.id, "square")
    home.ann.joins(foreign)
    home.ann.installs()
    used = await home.ann.uses(square, "create", prompt="a fox")
    call = await home.desk.call()
    assert call.channel == home.ref(home.ann.dm)
    answer = await used.answer()
    assert answer.private
    assert "direct message" in answer.text
    await home.adapter.post(call.channel, Post("here"), DeliveryKey("turn", "card"))
    assert [each.text for each in home.ann.sees(home.ann.dm)] == ["here"]


async def test_a_server_that_is_not_served_hears_why(clock: ManualClock) -> None:
    """With a list of servers the others are refused in words, and nothing of theirs reaches the core."""
    async with house(clock, lambda _: DiscordSettings(ACCOUNT, "", guilds=frozenset({1}))) as home:
        await home.adapter.publish(COMMANDS)
        used = await home.ann.uses(home.garden, "create", prompt="a fox")
        assert "has not opened it" in (await used.answer()).text
        await home.ann.says(home.garden, "a fox", mention=True)
        await home.ann.says(home.ann.dm, "directly")
        assert (await home.desk.message()).text == "directly"
        assert home.desk.events.empty()


async def test_a_private_word_about_a_message_comes_directly(home: House) -> None:
    """Nothing private is ever said where others read it: without an interaction it is a direct message."""
    whispers(home, "you may not", MessageId("5"))
    await home.ann.says(home.garden, "a fox", mention=True)
    told = await home.ann.finds(home.ann.dm, "you may not")
    assert told.text.endswith(f"/channels/{home.guild.id}/{home.garden.id}/5")
    assert len(home.ann.sees(home.garden)) == 1


@pytest.mark.parametrize("asked", [True, False])
async def test_a_private_word_longer_than_a_message_comes_whole(home: House, asked: bool) -> None:  # noqa: FBT001  rows
    """Broken outcome: the end of /help, which tells how to mend things, was cut off."""
    lines = [f"{number}: {'x' * 90}" for number in range(30)]
    whispers(home, "\n".join(lines), MessageId("5"))
    if asked:
        use = await home.ann.uses(home.garden, "create", prompt="a fox")
        await use.acknowledged()
        await home.ann.finds(home.garden, lines[-1])
        seen = home.ann.sees(home.garden)
    else:
        await home.ann.says(home.garden, "a fox", mention=True)
        await home.ann.finds(home.ann.dm, lines[-1])
        seen = home.ann.sees(home.ann.dm)
    first, second = seen[-2:]
    assert f"{first.text}\n{second.text}".splitlines()[:30] == lines


async def test_a_private_word_to_somebody_who_is_closed_is_dropped(home: House) -> None:
    """Broken outcome: what was meant for one person alone was said to everybody, since they take no messages."""
    home.discord.refusals.allow(Code.CANNOT_DM)
    home.ann.user.dms_open = False
    whispers(home, "you may not")
    await home.ann.says(home.garden, "a fox", mention=True)
    await home.desk.message()
    await home.ann.says(home.garden, "again", mention=True)
    await home.desk.message()
    assert [each.text for each in home.ann.sees(home.garden) if each.author != home.ann.id] == []


async def test_commands_are_published_once(home: House) -> None:
    """Nothing is sent when nothing differs: Discord counts what is made, and people's menus blink."""
    before = dict(home.discord.faults.calls)
    await home.adapter.publish(COMMANDS)
    put = "PUT /applications/{application_id}/commands"
    assert home.discord.faults.calls[put] == before[put] == 1
    await home.adapter.publish([*COMMANDS, replace(CREATE, name="draw")])
    assert home.discord.faults.calls[put] == 2
