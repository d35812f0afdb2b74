"""Application commands as an application declares them, checked and written down as Discord keeps them.

Source: interactions/application-commands.mdx, "Application Command Object"; D23 to D27.
"""

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from tests.emulators.discord import limits
from tests.emulators.discord.codes import Form
from tests.emulators.discord.things import Json


class CommandKind(IntEnum):
    """What a command hangs on."""

    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


class OptionKind(IntEnum):
    """What an option takes."""

    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


NESTING = {OptionKind.SUB_COMMAND, OptionKind.SUB_COMMAND_GROUP}
CHOOSING = {OptionKind.STRING, OptionKind.INTEGER, OptionKind.NUMBER}
OF_A_COMMAND = frozenset(
    {"id", "type", "name", "name_localizations", "description", "description_localizations", "options", "nsfw"}
    | {"default_member_permissions", "dm_permission", "contexts", "integration_types", "handler"}
)
OF_AN_OPTION = frozenset(
    {"type", "name", "name_localizations", "description", "description_localizations", "required", "choices"}
    | {"options", "channel_types", "min_value", "max_value", "min_length", "max_length", "autocomplete"}
)
LOCALISED = ("name_localizations", "description_localizations")
CONTEXTS = {0, 1, 2}
INSTALLS = {0, 1}


def check(command: Json, form: Form, path: str) -> None:
    """Add to the form's faults what is wrong with a command."""
    kind = command.get("type") or CommandKind.CHAT_INPUT
    _known(command, OF_A_COMMAND, form, path)
    form.check(kind in set(CommandKind), f"{path}type", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).")
    if kind == CommandKind.CHAT_INPUT:
        _described(command, form, path)
        _options(command.get("options") or [], form, f"{path}options")
        size = characters(command)
        fits = size <= limits.COMMAND_CHARACTERS
        form.check(fits, f"{path}name", "APPLICATION_COMMAND_TOO_LARGE", f"{size} characters, over 8000.")
    else:
        _menu(command, form, path)
    _places(command, form, path)


def stored(command: Json, own: Json) -> Json:
    """The command as Discord gives it back: defaults written out, empty things left out, rights as a text."""
    permissions = command.get("default_member_permissions")
    kept: Json = {
        "type": command.get("type") or int(CommandKind.CHAT_INPUT),
        "name": command["name"],
        "name_localizations": command.get("name_localizations"),
        "description": command.get("description") or "",
        "description_localizations": command.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "dm_permission": command.get("dm_permission", True),
        "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0],
        "nsfw": bool(command.get("nsfw")),
    }
    options = [_stored_option(each) for each in command.get("options") or ()]
    return own | kept | ({"options": options} if options else {})


def shown(command: Json, *, localised: bool) -> Json:
    """The command as a list of commands shows it: the translations only to those who ask."""
    return command if localised else _without(command)


def _without(value: Any) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, list):
        return [_without(each) for each in value]
    if isinstance(value, dict):
        return {name: _without(each) for name, each in value.items() if name not in LOCALISED}
    return value


def _stored_option(option: Json) -> Json:
    kept = {name: value for name, value in option.items() if value not in (None, False, [])}
    kept |= {name: option.get(name) for name in LOCALISED}
    if choices := option.get("choices"):
        kept["choices"] = [{"name_localizations": None, **each} for each in choices]
    if inner := option.get("options"):
        kept["options"] = [_stored_option(each) for each in inner]
    return kept


def characters(command: Json) -> int:
    """How much a command says in all, the longest translation counting for each text."""
    return sum(_longest(each, "name") + _longest(each, "description") + _choices(each) for each in _every(command))


def _every(command: Json) -> Iterator[Json]:
    yield command
    for option in command.get("options") or ():
        yield from _every(option)


def _longest(thing: Json, field: str) -> int:
    translated = thing.get(f"{field}_localizations") or {}
    return max(len(text or "") for text in (thing.get(field), *translated.values()))


def _choices(option: Json) -> int:
    return sum(_longest(each, "name") + len(str(each.get("value", ""))) for each in option.get("choices") or ())


def _known(thing: Json, fields: frozenset[str], form: Form, path: str) -> None:
    for name in set(thing) - fields:
        form.add(f"{path}{name}", "UNKNOWN_FIELD", "Not a field of a command.")


def _described(thing: Json, form: Form, path: str) -> None:
    _slash_name(thing.get("name"), form, f"{path}name")
    form.length(thing.get("description"), f"{path}description", limits.DESCRIPTION, 1)
    for locale, name in _translations(thing, "name_localizations", form, path):
        _slash_name(name, form, f"{path}name_localizations.{locale}")
    for locale, text in _translations(thing, "description_localizations", form, path):
        form.length(text, f"{path}description_localizations.{locale}", limits.DESCRIPTION, 1)


def _translations(thing: Json, field: str, form: Form, path: str) -> list[tuple[str, object]]:
    given = thing.get(field) or {}
    for locale in set(given) - limits.LOCALES:
        form.add(f"{path}{field}.{locale}", "ENUM_TYPE_COERCE", f"{locale} is no locale of Discord's.")
    return list(given.items())


def _slash_name(name: object, form: Form, path: str) -> None:
    form.length(name, path, limits.COMMAND_NAME, 1)
    fits = isinstance(name, str) and limits.SLASH_NAME.match(name) and name == name.lower()
    form.check(fits, path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _menu(command: Json, form: Form, path: str) -> None:
    form.length(command.get("name"), f"{path}name", limits.COMMAND_NAME, 1)
    for locale, name in _translations(command, "name_localizations", form, path):
        form.length(name, f"{path}name_localizations.{locale}", limits.COMMAND_NAME, 1)
    for field in ("description", "options"):
        form.check(not command.get(field), f"{path}{field}", "APPLICATION_COMMANDS_MENU_FIELD", "A menu has none.")


def _places(command: Json, form: Form, path: str) -> None:
    for field, allowed in (("contexts", CONTEXTS), ("integration_types", INSTALLS)):
        given = command.get(field)
        fits = given is None or (given and len(set(given)) == len(given) and set(given) <= allowed)
        form.check(fits, f"{path}{field}", "BASE_TYPE_CHOICES", f"At least one of {sorted(allowed)}, each once.")
    permissions = command.get("default_member_permissions")
    fits = permissions is None or str(permissions).isdecimal()
    form.check(fits, f"{path}default_member_permissions", "PERMISSION_INVALID", "Not a set of bits.")


def _options(options: Any, form: Form, path: str) -> None:  # noqa: ANN401  any JSON
    form.count(options, path, limits.OPTIONS)
    names = [each.get("name") for each in options]
    form.check(len(set(names)) == len(names), path, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "A name twice.")
    asked = [bool(each.get("required")) for each in options]
    first = asked == sorted(asked, reverse=True)
    words = "Required options must be placed before non-required options"
    form.check(first, path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
    for at, option in enumerate(options):
        _option(option, form, f"{path}.{at}.")


def _option(option: Json, form: Form, path: str) -> None:
    kind, choices = option.get("type"), option.get("choices") or []
    _known(option, OF_AN_OPTION, form, path)
    _described(option, form, path)
    form.check(kind in set(OptionKind), f"{path}type", "BASE_TYPE_CHOICES", "Not a type of option.")
    form.count(choices, f"{path}choices", limits.CHOICES)
    for at, choice in enumerate(choices):
        form.length(choice.get("name"), f"{path}choices.{at}.name", limits.CHOICE, 1)
        if kind == OptionKind.STRING:
            form.length(choice.get("value"), f"{path}choices.{at}.value", limits.CHOICE)
    completes = option.get("autocomplete")
    fits = (not completes and not choices) or kind in CHOOSING
    form.check(fits, path + "type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This type offers no choices.")
    both = completes and choices
    form.check(not both, f"{path}autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Choices or completion.")
    if kind in NESTING:
        _options(option.get("options") or [], form, f"{path}options")
