"""The inbound door: every event gets its answer, and only those for us get one."""

from dataclasses import replace

import pytest

from bot.access import may, may_press
from bot.chat import Completion, Level, Person, PersonId
from bot.commands.all import COMMANDS
from bot.commands.declare import LABEL_LENGTH, Answers, Command, Option
from bot.commands.desk import Desk
from bot.dispatch import Dispatcher
from bot.texts import as_written, load
from bot.texts import command as texts
from bot.texts import settings as settings_texts
from bot.texts import turn as turn_texts
from tests.harness import ANN, BOB, GARDEN, ROOM, Scene, short
from tests.scripted import PNG


async def test_a_phrase_is_a_command_and_costs_nothing(scene: Scene) -> None:
    """A moderator's plain words change the project, and no request is made of them; the same in a sentence is one."""
    mod = Person(PersonId("mod"), "Mo", Level.MODERATE)
    async with scene.core() as talk:
        await talk.says("Create a new project called Winter", person=mod)
        await talk.says("create a new project poster, bold", person=mod)
        await talk.reaches("running")

    assert list(scene.studio.names.values()) == ["Winter"]
    assert [job.prompt.text for job in scene.studio.jobs] == ["create a new project poster, bold"]


async def test_what_is_not_addressed_to_us_is_left_alone(scene: Scene) -> None:
    """People talk among themselves without being billed for it."""
    async with scene.core() as talk:
        message = await talk.says("a fox")
        await talk.reaches("running")
        await talk.core.inbox(replace(message, key=type(message.key)("other"), addressed=False))
        await talk.settled()

        assert len(await talk.turns()) == 1


async def test_an_unknown_command_is_answered(scene: Scene) -> None:
    """A mistyped command does not vanish."""
    async with scene.core() as talk:
        await talk.gives("crate", prompt="a fox")

        assert talk.whispered() == [texts.unknown_command(talk.workshop.languages.of(), name="crate")]


async def test_help_lists_every_command(scene: Scene) -> None:
    """What can be typed can be found out, by one person alone; what stands in a menu is found there."""
    async with scene.core() as talk:
        await talk.gives("help")

        (said,) = talk.whispered()
        typed = {command.name: not command.points and command.suits(scene.studio) for command in COMMANDS}
        assert {name: f"/{name}:" in said for name in typed} == typed
        assert scene.adapter.shown == []


async def test_about_names_the_studios(scene: Scene) -> None:
    """People know whom their words go to."""
    async with scene.core() as talk:
        await talk.gives("about")

        assert "Scripted" in talk.whispered()[0]


async def test_status_tells_of_what_runs_and_waits_here(scene: Scene) -> None:
    """Each open request of the channel is named with its state, and nobody else's channel."""
    async with scene.core() as talk:
        english = talk.workshop.languages.of()
        await talk.gives("status")
        assert talk.whispered() == [texts.nothing_running(english)]

        await talk.says("first " * 20)
        await talk.reaches("running")
        await talk.says("second")
        await talk.says("elsewhere", channel=GARDEN, person=BOB)
        await talk.gives("status")

        first, second = talk.whispered()[-1].splitlines()
        assert first.endswith(turn_texts.working(english, studio="Scripted"))
        assert "…" in first
        assert second == texts.status_line(english, prompt="second", state=turn_texts.queued(english, ahead=1))


async def test_create_opens_a_turn_from_its_words(scene: Scene) -> None:
    """A command does what a message does."""
    async with scene.core() as talk:
        await talk.gives("create", prompt="a fox")
        await talk.gives("create")
        await talk.reaches("running")

        assert [job.prompt.text for job in scene.studio.jobs] == ["a fox"]
        assert talk.whispered() == [turn_texts.empty_request(talk.workshop.languages.of())]


async def test_a_command_without_a_message_is_no_reply_to_nothing(scene: Scene) -> None:
    """Broken outcome: the card of a command that no message stands for replied to the message ''."""
    async with scene.core() as talk:
        call = await talk.called("create", prompt="a fox")
        await talk.core.inbox(replace(call, id=None))
        (turn,) = await talk.reaches("running")
        await talk.sees(lambda: scene.adapter.shown)

        assert turn.request is None
        assert scene.adapter.shown[0].post.reply_to is None


async def test_nothing_to_stop_is_said(scene: Scene) -> None:
    """/stop where nothing runs is answered, and stops nothing of others."""
    async with scene.core() as talk:
        await talk.says("of somebody else", person=BOB)
        await talk.reaches("running")
        await talk.gives("stop")

        assert talk.whispered() == [texts.nothing_running(talk.workshop.languages.of())]
        await talk.reaches("running")


async def test_a_command_above_ones_level_is_refused(scene: Scene) -> None:
    """Who may only read cannot run what is meant for moderators."""
    guarded: Command[Desk] = Command("guarded", texts.help_summary, COMMANDS[0].run, level=Level.MODERATE)
    async with scene.core() as talk:
        desk = replace(talk.core.inbox._desk, commands=(guarded,))
        door = Dispatcher(talk.workshop, desk, talk.core.inbox._answering)
        call = await talk.called("guarded")
        await door(call)
        english = talk.workshop.languages.of()
        who = settings_texts.moderators(english)
        assert talk.whispered() == [settings_texts.needs(english, who=who, setting="moderate")]

        await door(replace(call, person=replace(ANN, level=Level.MODERATE)))
        assert len(talk.whispered()) == 2


async def test_a_fault_in_a_command_is_told_by_its_id(scene: Scene) -> None:
    """Whatever breaks behind the door, somebody gets an answer, and the log has the same id."""

    async def breaks(_desk: Desk, _call: object) -> None:
        raise ZeroDivisionError

    async with scene.core(faults=1) as talk:
        broken: Command[Desk] = Command("broken", texts.help_summary, breaks)
        desk = replace(talk.core.inbox._desk, commands=(broken,))
        await Dispatcher(talk.workshop, desk, talk.core.inbox._answering)(await talk.called("broken"))

        (failure,) = (each["failure"] for each in talk.log if each["event"] == "event broke")
        assert talk.whispered() == [turn_texts.broken(talk.workshop.languages.of(), failure=failure)]


async def test_there_is_nothing_to_suggest_yet(scene: Scene) -> None:
    """A request for suggestions is answered at once."""
    async with scene.core() as talk:
        assert await talk.core.inbox.complete(Completion(ROOM, ANN, "create", "prompt", "a")) == ()


async def test_an_option_with_few_values_suggests_them(scene: Scene) -> None:
    """Whoever types sees what there is, by its value or its label, in their own language."""
    choices = (("red", as_written("rouge")), ("blue", as_written("bleu")))
    command: Command[Desk] = Command(
        "paint", texts.help_summary, COMMANDS[0].run, (Option("tint", texts.prompt_option, choices=choices),)
    )
    async with scene.core() as talk:
        door = Dispatcher(
            talk.workshop, replace(talk.core.inbox._desk, commands=(command,)), talk.core.inbox._answering
        )
        suggested = [
            [each.value for each in await door.complete(Completion(ROOM, ANN, "paint", "tint", typed))]
            for typed in ("", "ROU", "blue", "green")
        ]

    assert suggested == [["red", "blue"], ["red"], ["blue"], []]


def test_who_points_at_a_message_types_nothing() -> None:
    """A menu has no place for options, so a command that stands in one can have none."""
    run, say = COMMANDS[0].run, texts.help_summary
    with pytest.raises(ValueError, match="options"):
        Command("thing", say, run, (Option("words", say),), label=say)


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_labels_fit_every_menu(locale: str) -> None:
    """No platform refuses a label for its length."""
    t = load().of(locale)
    assert all(0 < len(each.label(t)) <= LABEL_LENGTH for each in COMMANDS if each.label)


def test_answers_go_where_the_command_says() -> None:
    """What everybody should see is said to everybody, the rest to one person."""
    here = {command.name for command in COMMANDS if command.answers is Answers.HERE}

    menu = {"edit_this", "animate_this", "upscale_this"}
    assert here == {"create", "new", "show", "again", "upscale", "canvas", "export", "upload", "each"} | menu


@pytest.mark.parametrize("name", ["Help", "two words", "", "x" * 33, "a-b", "1st", "über"])
def test_a_name_that_some_platform_refuses_is_refused_when_declared(name: str) -> None:
    """A command that works on one platform works on all."""
    with pytest.raises(ValueError, match="not a command's name"):
        Command(name, texts.help_summary, COMMANDS[0].run)


def test_levels_contain_those_below() -> None:
    """A moderator may what a member may; an asker may press what is theirs."""
    member, moderator = Person(PersonId("a"), "A", Level.SPEND), Person(PersonId("b"), "B", Level.MODERATE)

    assert may(moderator, Level.SPEND)
    assert not may(member, Level.MODERATE)
    assert may_press(member, PersonId("a"))
    assert not may_press(member, PersonId("b"))
    assert may_press(moderator, PersonId("a"))


async def test_a_new_conversation_with_a_request_takes_the_right_to_ask(scene: Scene) -> None:
    """Broken outcome: whoever may only read sent a request, and could spend, with /new."""
    scene.adapter.files["fox.png"] = PNG
    reader = replace(ANN, level=Level.SPEAK)
    async with scene.core() as talk:
        await talk.gives("new", prompt="a fox", person=reader)
        await talk.core.inbox(replace(await talk.called("new", person=reader), attachments=(short("fox.png"),)))
        await talk.gives("new", person=reader)
        await talk.settled()

        assert await talk.turns() == []
        assert len(talk.whispered()) == 2
        assert all("not allowed" in each for each in talk.whispered())


async def test_files_of_a_new_conversation_are_not_dropped(scene: Scene) -> None:
    """Broken outcome: /new with a picture and no words began a conversation and said nothing of the picture."""
    scene.adapter.files["fox.png"] = PNG
    async with scene.core() as talk:
        call = replace(await talk.called("new"), attachments=(short("fox.png"),))
        await talk.core.inbox(call)
        assert talk.whispered() == [turn_texts.words_missing(talk.workshop.languages.of())]

        await talk.core.inbox(replace(call, key=type(call.key)("other"), options=(("prompt", "as a watercolour"),)))
        await talk.reaches("running")
        assert len(scene.studio.jobs[0].prompt.uploads) == 1


async def test_a_command_takes_its_files(scene: Scene) -> None:
    """Pictures that come with /create go to the studio in their order."""
    scene.adapter.files |= {"a.png": PNG + b"a", "b.png": PNG + b"b"}
    async with scene.core() as talk:
        call = await talk.called("create", prompt="both in one")
        await talk.core.inbox(replace(call, attachments=(short("a.png"), short("b.png"))))
        await talk.reaches("running")

    assert [file.name for file in scene.studio.uploads] == ["a.png", "b.png"]
    assert len(scene.studio.jobs[0].prompt.uploads) == 2
