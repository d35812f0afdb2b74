"""What a person fills into a command, checked as their client checks it against what is published.

A thing that no client could send is the test's own mistake: an AssertionError.
Source: discord-api-docs, `interactions/application-commands.mdx` and `interactions/receiving-and-responding.mdx`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.emulators.discord import forms
from tests.emulators.discord.declared import OptionKind
from tests.emulators.discord.things import Channel, File, Json, Role, User
from tests.emulators.discord.world import World

Given: TypeAlias = str | int | float | bool | bytes | File | User | Channel | Role
"""Bytes are a picture called after the option."""


_FITS: dict[int, tuple[type, ...]] = {
    OptionKind.STRING: (str,),
    OptionKind.INTEGER: (int,),
    OptionKind.BOOLEAN: (bool,),
    OptionKind.USER: (User,),
    OptionKind.CHANNEL: (Channel,),
    OptionKind.ROLE: (Role,),
    OptionKind.MENTIONABLE: (User, Role),
    OptionKind.NUMBER: (int, float),
    OptionKind.ATTACHMENT: (File,),
}


@dataclass(slots=True)
class Filled:
    """The options of one call as Discord sends them, and the things they point at."""

    world: World
    place: Channel
    options: list[Json] = field(default_factory=list)
    resolved: dict[str, Json] = field(default_factory=dict)

    def point_at(self, thing: User | Channel | Role | File) -> str:
        """Send the thing along; the option's value is its id."""
        kind, key, form = self._resolved(thing)
        self.resolved.setdefault(kind, {})[key] = form
        if isinstance(thing, User) and self.place.guild and (m := self.world.member(self.place.guild, thing.id)):
            self.resolved.setdefault("members", {})[key] = forms.member_form(self.world, m, user=False)
        return key

    def _resolved(self, thing: User | Channel | Role | File) -> tuple[str, str, Json]:
        if isinstance(thing, File):
            (attachment,) = self.world.messages.keep(self.place.id, [thing])
            self.world.handed[attachment.id] = attachment
            form = forms.attachment_form(self.world, attachment) | {"ephemeral": True}
            return "attachments", str(attachment.id), form
        if isinstance(thing, User):
            return "users", str(thing.id), forms.user_form(thing)
        if isinstance(thing, Role):
            return "roles", str(thing.id), forms.role_form(thing)
        return "channels", str(thing.id), forms.channel_form(self.world, thing)


def descend(command: Json, path: list[str]) -> list[Json]:
    """The options of a command, or of its subcommand that this path names."""
    options: list[Json] = command.get("options", [])
    for name in path:
        found = next((each for each in options if each["name"] == name and each["type"] <= 2), None)
        assert found, f"/{command['name']} has no subcommand {name}"
        options = found.get("options", [])
    assert all(each["type"] > OptionKind.SUB_COMMAND_GROUP for each in options), (
        f"/{command['name']} needs a subcommand"
    )
    return options


def nested(command: Json, path: list[str], options: list[Json]) -> list[Json]:
    """The options as they are sent: below the subcommands of the path."""
    if not path:
        return options
    kinds = [OptionKind.SUB_COMMAND] if len(path) == 1 else [OptionKind.SUB_COMMAND_GROUP, OptionKind.SUB_COMMAND]
    for name, kind in reversed(list(zip(path, kinds, strict=True))):
        options = [{"name": name, "type": int(kind), "options": options}]
    return options


def fill(filled: Filled, published: list[Json], given: Mapping[str, Given]) -> None:
    """Fill a command in and send it off: what is required must be there and what is there must fit."""
    known = {each["name"]: each for each in published}
    assert not (strangers := given.keys() - known.keys()), f"no such option: {', '.join(sorted(strangers))}"
    missing = [name for name, each in known.items() if each.get("required") and name not in given]
    assert not missing, f"required: {', '.join(missing)}"
    for name, value in given.items():
        filled.options.append(_option(filled, known[name], value))


def suggest(filled: Filled, published: list[Json], focused: tuple[str, str], given: Mapping[str, Given]) -> None:
    """Fill a command in as far as it goes, while typing into the focused option."""
    name, typed = focused
    known = {each["name"]: each for each in published}
    assert name in known, f"no such option: {name}"
    assert known[name].get("autocomplete"), f"{name} completes nothing"
    for other, value in given.items():
        filled.options.append(_option(filled, known[other], value))
    filled.options.append({"name": name, "type": known[name]["type"], "value": typed, "focused": True})


def _option(filled: Filled, published: Json, given: Given) -> Json:
    kind, name = published["type"], published["name"]
    given = File(f"{name}.png", given) if isinstance(given, bytes) else given
    fits = isinstance(given, _FITS[kind]) and (kind == OptionKind.BOOLEAN or not isinstance(given, bool))
    assert fits, f"{name} takes no {type(given).__name__}"
    if isinstance(given, User | Channel | Role | File):
        return {"name": name, "type": kind, "value": filled.point_at(given)}
    value = _chosen(published, given) if published.get("choices") else given
    _within(published, value)
    return {"name": name, "type": kind, "value": value}


def _chosen(published: Json, given: str | float) -> str | float:
    """A choice by its value, or by what the menu shows in any language."""
    for choice in published["choices"]:
        names = {choice["name"], *(choice.get("name_localizations") or {}).values()}
        if given == choice["value"] or given in names:
            value: str | float = choice["value"]
            return value
    offered = ", ".join(choice["name"] for choice in published["choices"])
    raise AssertionError(f"{published['name']} offers no {given!r}, only {offered}")


def _within(published: Json, value: str | float) -> None:
    measured = len(value) if isinstance(value, str) else value
    kind = "length" if isinstance(value, str) else "value"
    least, most = published.get(f"min_{kind}"), published.get(f"max_{kind}", 6_000 if kind == "length" else None)
    assert least is None or measured >= least, f"{published['name']} is under {least}"
    assert most is None or measured <= most, f"{published['name']} is over {most}"
