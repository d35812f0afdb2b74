"""The commands as Discord takes them, in both languages, within its limits, and sent only where they differ."""

import re
from typing import Any

import pytest

from adapters.platforms.discord import limits
from adapters.platforms.discord.commands import differ, menu, payload
from bot import texts
from bot.chat import Choice, CommandCall, Completion, Level, Post
from bot.commands.all import COMMANDS
from bot.commands.declare import Command, Option, Scope
from bot.texts import as_written

LANGUAGES = texts.load()
NAME = re.compile(r"[-_'\w]{1,32}")


async def nothing(_desk: object, _call: CommandCall) -> Post | None:
    """Do nothing."""
    return None


async def no_choices(_desk: object, _ask: Completion) -> list[Choice]:
    """Suggest nothing."""
    return []


def command(**given: Any) -> Command[Any]:  # noqa: ANN401  whatever a command takes
    """Make a command of nothing but what a test is about."""
    return Command("draw", as_written("Draw"), nothing, **given)


def test_every_command_is_within_the_limits() -> None:
    """D23, D24: names, lengths, counts, required options first; one that breaks them would take all others with it."""
    rendered = payload(COMMANDS, LANGUAGES)
    assert len([each for each in rendered if each["type"] == 1]) <= 100
    assert len([each for each in rendered if each["type"] == 3]) <= 15
    for each in rendered:
        options = each.get("options", [])
        assert len(options) <= 25
        assert [option["required"] for option in options] == sorted((o["required"] for o in options), reverse=True)
        for described in [each, *options]:
            said = [described.get("description"), *described.get("description_localizations", {}).values()]
            assert all(1 <= len(text) <= 100 for text in said if text is not None)
        if each["type"] == 1:
            assert NAME.fullmatch(each["name"])
            assert each["name"].islower()


def test_descriptions_come_in_both_languages() -> None:
    """D26: whoever uses Discord in Chinese reads the menu in Chinese."""
    for each in payload(COMMANDS, LANGUAGES):
        field = "description" if each["type"] == 1 else "name"
        assert each[f"{field}_localizations"]["zh-CN"] != each[field]


def test_what_was_published_does_not_differ() -> None:
    """What Discord gives back, with fields of its own, in its own order, without what is empty, is the same."""
    wanted = payload(COMMANDS, LANGUAGES)
    known = [
        {key: value for key, value in each.items() if value not in (None, [], {}, False)}
        | {"id": "1", "application_id": "2", "version": "3", "dm_permission": True}
        for each in reversed(wanted)
    ]
    assert not differ(known, wanted)


@pytest.mark.parametrize(
    "other",
    [
        command(level=Level.MODERATE),
        command(scope=Scope.COMMUNITIES),
        command(files=1),
        command(options=(Option("prompt", as_written("What")),)),
        Command("draw", as_written("Paint"), nothing),
        Command("paint", as_written("Draw"), nothing),
    ],
)
def test_each_difference_is_seen(other: Command[Any]) -> None:
    """A change that people would notice is published."""
    assert differ(payload([command()], LANGUAGES), payload([other], LANGUAGES))


def test_files_are_options_of_their_own() -> None:
    """A command that takes files has a place for each; none must be filled."""
    (rendered,) = payload([command(files=3)], LANGUAGES)
    assert [(each["name"], each["type"], each["required"]) for each in rendered["options"]] == [
        ("file", 11, False),
        ("file2", 11, False),
        ("file3", 11, False),
    ]


def test_moderators_commands_are_shown_to_moderators() -> None:
    """D27: by default only those who manage the server see them; whoever may is checked again when one is given."""
    told = [payload([command(level=level)], LANGUAGES)[0]["default_member_permissions"] for level in Level]
    assert told == [None, None, "32", "32"]


def test_choices_are_listed_where_they_fit_and_suggested_where_not() -> None:
    """D21: up to 25 stand in the menu; more are suggested while one types, as are those that must be looked up."""
    few = Option("size", as_written("Size"), choices=tuple((str(n), as_written(f"Size {n}")) for n in range(25)))
    many = Option("size", as_written("Size"), choices=tuple((str(n), as_written(f"Size {n}")) for n in range(26)))
    sought = Option("size", as_written("Size"), complete=no_choices)
    listed, long, looked_up = (
        payload([command(options=(each,))], LANGUAGES)[0]["options"][0] for each in (few, many, sought)
    )
    assert len(listed["choices"]) == limits.CHOICES
    assert "autocomplete" not in listed
    assert long["autocomplete"] is looked_up["autocomplete"] is True
    assert "choices" not in long


def test_a_menus_command_goes_by_its_label() -> None:
    """What stands in a message's menu leads back to the command behind it."""
    edit = command(label=as_written("Edit this"))
    (rendered,) = payload([edit], LANGUAGES)
    assert (rendered["type"], rendered["name"]) == (3, "Edit this")
    assert "description" not in rendered
    assert "options" not in rendered
    assert menu([edit, command()], LANGUAGES) == {"Edit this": "draw"}
