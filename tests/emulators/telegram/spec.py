"""A second opinion on every call and every answer: the machine-readable Bot API, where it lies beside the checkout."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from tests.emulators import specs
from tests.emulators.telegram.things import Json

NAME = "telegram-api.json"
LIST = "Array of "
INPUT_FILE = "InputFile"
NUMBER = re.compile(r"-?\d+")
PLAIN: dict[str, Callable[[object], bool]] = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "String": lambda value: isinstance(value, str),
    INPUT_FILE: lambda value: isinstance(value, str),
}


class Spec:
    """What the description says of calls, and of their answers."""

    def __init__(self, path: Path) -> None:
        self._spec: Json = json.loads(path.read_bytes())

    def complaints(self, method: str, fields: Json, files: set[str]) -> list[str]:
        """What is wrong with a call."""
        described = self._spec["methods"].get(method)
        if described is None:
            return [f"{method} is not described"]
        known = {each["name"]: each for each in described.get("fields", ())}
        needed = {name for name, each in known.items() if each["required"]}
        found = [f"{method} has no field {name}" for name in sorted(fields.keys() - known.keys())]
        found += [f"{method} lacks {name}" for name in sorted(needed - fields.keys() - files)]
        for name in sorted(fields.keys() & known.keys()):
            found += self._fits(_meant(fields[name], known[name]["types"]), known[name]["types"], name)
        return found

    def strange(self, method: str, result: object) -> list[str]:
        """What is wrong with an answer: the emulator is held to the same description."""
        return self._fits(result, self._spec["methods"][method]["returns"], method)

    def unlike_an_update(self, update: object) -> list[str]:
        """What is wrong with an update."""
        return self._fits(update, ["Update"], "update")

    def _fits(self, value: object, kinds: list[str], path: str) -> list[str]:
        opinions = [list(self._objections(value, kind, path)) for kind in kinds]
        return min(opinions, key=len)

    def _objections(self, value: object, kind: str, path: str) -> Iterator[str]:
        if kind.startswith(LIST):
            yield from self._of_list(value, kind.removeprefix(LIST), path)
        elif kind in PLAIN:
            if not PLAIN[kind](value):
                yield f"{path}: {value!r} is no {kind}"
        elif described := self._spec["types"].get(kind):
            yield from self._of_object(value, described, path)
        else:
            yield f"{path}: {kind} is not described"

    def _of_list(self, value: object, kind: str, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: no list"
            return
        kinds = re.split(r", | and ", kind) if not kind.startswith(LIST) else [kind]
        for number, each in enumerate(value):
            yield from self._fits(each, kinds, f"{path}[{number}]")

    def _of_object(self, value: object, described: Json, path: str) -> Iterator[str]:
        if described.get("subtypes"):
            yield from self._fits(value, described["subtypes"], path)
            return
        if not isinstance(value, dict):
            yield f"{path}: no {described['name']}"
            return
        known = {each["name"]: each for each in described.get("fields", ())}
        yield from (f"{path}: {described['name']} has no field {name}" for name in sorted(value.keys() - known.keys()))
        needed = {name for name, each in known.items() if each["required"]}
        yield from (f"{path}: {described['name']} lacks {name}" for name in sorted(needed - value.keys()))
        for name in value.keys() & known.keys():
            yield from self._fits(value[name], known[name]["types"], f"{path}.{name}")


def _meant(value: object, kinds: list[str]) -> object:
    """A form's fields are all texts; this is what they say."""
    if not isinstance(value, str) or "String" in kinds or INPUT_FILE in kinds:
        return int(value) if isinstance(value, str) and "Integer" in kinds and NUMBER.fullmatch(value) else value
    try:
        told: object = json.loads(value)
    except ValueError:
        return value
    return told


@cache
def at(path: Path) -> Spec:
    """The description in a file, read once."""
    return Spec(path)


def beside() -> Spec | None:
    """The description beside this checkout, if there is one."""
    path = specs.found(NAME)
    return at(path) if path else None
