"""The commands as Discord's slash commands and menus, kept by comparison."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.platforms.discord import limits
from bot.capabilities import shorten
from bot.chat import Level
from bot.commands.declare import Command, Option, Scope
from bot.texts import Languages, Say, discord

SLASH, MESSAGE_MENU = 1, 3
TEXT, ATTACHMENT = 3, 11
MANAGE_GUILD = str(1 << 5)
GUILD, BOT_DM, PRIVATE_CHANNEL = 0, 1, 2
INSTALLS = [0, 1]  # by a guild, by a person (D25)
ENGLISH = "en"

Payload = dict[str, Any]


def payload(commands: Sequence[Command[Any]], languages: Languages) -> list[Payload]:
    """Render the commands as Discord takes them in one piece."""
    return [_command(each, languages) for each in commands]


def differ(known: Sequence[Mapping[str, Any]], wanted: Sequence[Payload]) -> bool:
    """Compare what Discord has with what it should have, whatever the order, and whatever Discord adds."""
    return _by_name([_plain(each) for each in known]) != _by_name([_plain(each) for each in wanted])


def menu(commands: Sequence[Command[Any]], languages: Languages) -> dict[str, str]:
    """Name the commands behind what the menus of messages show."""
    t = languages.of(ENGLISH)
    return {each.label(t): each.name for each in commands if each.label is not None}


def _command(command: Command[Any], languages: Languages) -> Payload:
    anywhere = command.scope is Scope.EVERYWHERE
    shared = {
        "default_member_permissions": MANAGE_GUILD if command.level >= Level.MODERATE else None,
        "contexts": [GUILD, BOT_DM, PRIVATE_CHANNEL] if anywhere else [GUILD],
        "integration_types": INSTALLS if anywhere else INSTALLS[:1],
        "nsfw": False,
    }
    if command.label is not None:
        return {"type": MESSAGE_MENU, **_said("name", command.label, languages, limits.COMMAND_NAME), **shared}
    options = [*(_option(each, languages) for each in command.options), *_files(command.files, languages)]
    options.sort(key=lambda each: not each["required"])
    described = _said("description", command.summary, languages, limits.COMMAND_DESCRIPTION)
    return {"type": SLASH, "name": command.name, **described, "options": options[: limits.OPTIONS], **shared}


def _option(option: Option, languages: Languages) -> Payload:
    described = _said("description", option.summary, languages, limits.COMMAND_DESCRIPTION)
    closed = 0 < len(option.choices) <= limits.CHOICES
    suggests = not closed and (option.complete is not None or bool(option.choices))
    choices = [
        {**_said("name", label, languages, limits.CHOICE_NAME), "value": value} for value, label in option.choices
    ]
    rendered = {"type": TEXT, "name": option.name, **described, "required": option.required}
    return rendered | ({"choices": choices} if closed else {}) | ({"autocomplete": True} if suggests else {})


def _files(count: int, languages: Languages) -> list[Payload]:
    described = _said("description", discord.file_option, languages, limits.COMMAND_DESCRIPTION)
    names = ["file", *(f"file{number}" for number in range(2, count + 1))][:count]
    return [{"type": ATTACHMENT, "name": name, **described, "required": False} for name in names]


def _said(field: str, say: Say, languages: Languages, length: int) -> Payload:
    spoken = {theirs: languages.of(ours) for ours, theirs in limits.LOCALES.items() if ours in languages.locales}
    told = {locale: shorten(say(t), length) for locale, t in spoken.items()}
    return {field: shorten(say(languages.of(ENGLISH)), length), f"{field}_localizations": told}


def _by_name(rendered: Sequence[Payload]) -> dict[tuple[int, str], Payload]:
    return {(each["type"], each["name"]): each for each in rendered}


def _plain(rendered: Mapping[str, Any]) -> Payload:
    """Reduce a command, option or choice to what was or would be sent; absent and empty are the same."""
    kept = {
        "type": rendered.get("type", SLASH),
        "name": rendered["name"],
        "name_localizations": rendered.get("name_localizations") or {},
        "description": rendered.get("description") or "",
        "description_localizations": rendered.get("description_localizations") or {},
        "default_member_permissions": rendered.get("default_member_permissions"),
        "contexts": sorted(rendered.get("contexts") or ()),
        "integration_types": sorted(rendered.get("integration_types") or ()),
        "required": bool(rendered.get("required")),
        "autocomplete": bool(rendered.get("autocomplete")),
        "value": rendered.get("value"),
    }
    below = {key: [_plain(each) for each in rendered.get(key) or ()] for key in ("options", "choices")}
    return kept | below
