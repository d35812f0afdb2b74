"""A second opinion on every request: Discord's own OpenAPI description, where it lies beside the checkout."""

import json
import re
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]  # as above
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.emulators import specs
from tests.emulators.discord.things import Json

NAME = "discord-openapi.json"
URI = "urn:discord"
FEW = 100
"""Smaller numbers are kinds and flags, and part of a shape."""

PARAMETER = re.compile(r"\{[^}]*\}")
CORRECTED = {
    "SnowflakeType": {"oneOf": [{"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}, {"type": "integer", "minimum": 0}]},
    "MessageReferenceType": {"enum": [0, 1]},
}
"""Ids may come as numbers, for Discord takes them; forwarding is described in words only."""

RIGHTS = {"type": ["integer", "string", "null"], "minimum": 0, "pattern": "^[0-9]+$"}
"""The words say a text, the description a number; Discord takes both."""


class Spec:
    """What the description says of a request, and of its answer."""

    def __init__(self, path: Path) -> None:
        self._spec: Json = json.loads(path.read_bytes())
        _correct(self._spec["components"]["schemas"])
        self._registry: Registry[Any] = Registry().with_resource(URI, DRAFT202012.create_resource(self._spec))
        self._paths = {PARAMETER.sub("{}", each): each for each in self._spec["paths"]}
        self._fitting: set[tuple[tuple[str, ...], Hashable]] = set()
        self._validators: dict[str, Draft202012Validator] = {}

    def complaints(self, method: str, template: str, body: object, query: set[str]) -> list[str]:
        """What is wrong with a request to a path written with `{}` parameters."""
        path = self._paths.get(PARAMETER.sub("{}", template))
        operation = self._spec["paths"][path].get(method.lower()) if path else None
        if path is None or operation is None:
            return [f"{method} {template} is not described"]
        return [*_unknown(operation, query), *self._wrong(operation, path, method.lower(), body)]

    def strange(self, method: str, template: str, status: int, body: object) -> list[str]:
        """What is wrong with an answer: the emulator is held to the same description."""
        path = self._paths.get(PARAMETER.sub("{}", template), "")
        answers = self._spec["paths"].get(path, {}).get(method.lower(), {}).get("responses", {})
        if "application/json" not in answers.get(str(status), {}).get("content", {}):
            return []
        steps = ("paths", path, method.lower(), "responses", str(status), "content", "application/json", "schema")
        known = steps, _shape(body)
        if known in self._fitting:
            return []
        objections = self._objections(steps, body)
        self._fitting |= set() if objections else {known}
        return objections

    def _wrong(self, operation: Json, path: str, method: str, body: object) -> list[str]:
        kinds = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in kinds:
            return [] if body is None else ["a body where none is described"]
        if body is None and not operation["requestBody"].get("required"):
            return []
        return self._objections(("paths", path, method, "requestBody", "content", "application/json", "schema"), body)

    def _objections(self, steps: tuple[str, ...], body: object) -> list[str]:
        error = best_match(self._validator(steps).iter_errors(body))
        return [f"{error.json_path}: {error.message[:300]}"] if error else []

    def _validator(self, steps: tuple[str, ...]) -> Draft202012Validator:
        pointer = "/".join(quote(step.replace("~", "~0").replace("/", "~1"), safe="~") for step in steps)
        if pointer not in self._validators:
            schema = {"$ref": f"{URI}#/{pointer}"}
            self._validators[pointer] = Draft202012Validator(schema, registry=self._registry)
        return self._validators[pointer]


def _correct(schemas: Json) -> None:
    schemas |= CORRECTED
    for schema in schemas.values():
        properties = schema.get("properties", {})
        if "integer" in properties.get("default_member_permissions", {}).get("type", ()):
            properties["default_member_permissions"] = RIGHTS


def _shape(value: object) -> Hashable:
    """What an answer looks like whatever it says: one of each shape is enough to know."""
    if isinstance(value, dict):
        return frozenset((name, _shape(each)) for name, each in value.items())
    if isinstance(value, list):
        return "list", frozenset(map(_shape, value))
    return value if isinstance(value, int) and value < FEW else type(value).__name__


def _unknown(operation: Json, query: set[str]) -> list[str]:
    described = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
    return [f"there is no query parameter {name}" for name in sorted(query - described)]


@cache
def at(path: Path) -> Spec:
    """The description in a file, read once."""
    return Spec(path)


def beside() -> Spec | None:
    """The description beside this checkout, if there is one."""
    path = specs.found(NAME)
    return at(path) if path else None
