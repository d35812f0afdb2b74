"""Modal forms: what Discord takes for one, and what a person's client sends back.

Source: discord-api-docs, `components/reference.mdx` and `interactions/receiving-and-responding.mdx`; D20, D22.
"""

from collections.abc import Mapping
from enum import IntEnum

from tests.emulators.discord.codes import Form
from tests.emulators.discord.things import Json

TITLE = 45
LABEL = 45
DESCRIPTION = 100
PLACEHOLDER = 100
CUSTOM_ID = 100
ROWS = 5
TEXT = 4_000


class Part(IntEnum):
    """The components of a modal that Atelier can use."""

    ROW = 1
    TEXT_INPUT = 4
    TEXT_DISPLAY = 10
    LABEL = 18


STYLES = {1, 2}


def check(form: Json, found: Form, path: str = "data") -> None:
    """Find what Discord would refuse in a modal."""
    found.length(form.get("title"), f"{path}.title", TITLE, 1)
    found.length(form.get("custom_id"), f"{path}.custom_id", CUSTOM_ID, 1)
    rows = form.get("components") or []
    found.count(rows, f"{path}.components", ROWS, 1)
    for number, row in enumerate(rows):
        _check_row(row, found, f"{path}.components.{number}")
    ids = [each.get("custom_id") for each in inputs(form)]
    unique = len(set(ids)) == len(ids)
    found.check(
        unique, f"{path}.components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
    )


def inputs(form: Json) -> list[Json]:
    """The text inputs of a form, each with the label a person sees."""
    found = []
    for row in form.get("components") or []:
        if row.get("type") == Part.LABEL and row.get("component", {}).get("type") == Part.TEXT_INPUT:
            found.append({**row["component"], "label": row.get("label", "")})
        elif row.get("type") == Part.ROW:
            found += [each for each in row.get("components", []) if each.get("type") == Part.TEXT_INPUT]
    return found


def filled(form: Json, typed: Mapping[str, str]) -> list[Json]:
    """What the client sends for a form: each text by its input's label or custom id; the rest stays as it was.

    A client lets nobody send what the form forbids, so that is the test's own mistake.
    """
    left = dict(typed)
    values = {each["custom_id"]: _typed(each, left) for each in inputs(form)}
    assert not left, f"the form has no field {', '.join(left)}"
    return [_sent(row, values) for row in form["components"]]


def _typed(field: Json, left: dict[str, str]) -> str:
    by_label = left.pop(field.get("label", ""), None)
    by_id = left.pop(field["custom_id"], None)
    text = next((each for each in (by_label, by_id) if each is not None), field.get("value") or "")
    assert text or not field.get("required", True), f"{field.get('label')} must be filled in"
    least, most = bounds(field)
    assert not text or least <= len(text) <= most, f"{field.get('label')} takes {least} to {most} characters"
    return text


def _sent(row: Json, values: Mapping[str, str]) -> Json:
    if row["type"] == Part.LABEL:
        return {"type": Part.LABEL, "id": row.get("id", 1), "component": _value(row["component"], values)}
    if row["type"] == Part.ROW:
        return {"type": Part.ROW, "id": row.get("id", 1), "components": [_value(e, values) for e in row["components"]]}
    return {"type": row["type"], "id": row.get("id", 1)}


def _value(field: Json, values: Mapping[str, str]) -> Json:
    key = field["custom_id"]
    return {"type": int(field["type"]), "id": field.get("id", 1), "custom_id": key, "value": values[key]}


def _check_row(row: Json, found: Form, path: str) -> None:
    match row.get("type"):
        case Part.ROW:
            found.count(row.get("components"), f"{path}.components", 1, 1)
            for number, each in enumerate(row.get("components") or []):
                found.length(each.get("label"), f"{path}.components.{number}.label", LABEL, 1)
                _check_input(each, found, f"{path}.components.{number}")
        case Part.LABEL:
            found.length(row.get("label"), f"{path}.label", LABEL, 1)
            found.length(row.get("description"), f"{path}.description", DESCRIPTION)
            _check_input(row.get("component") or {}, found, f"{path}.component")
        case Part.TEXT_DISPLAY:
            found.length(row.get("content"), f"{path}.content", TEXT, 1)
        case _:
            found.add(f"{path}.type", "BASE_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18).')


def _check_input(field: Json, found: Form, path: str) -> None:
    if field.get("type") != Part.TEXT_INPUT:
        return found.add(f"{path}.type", "BASE_TYPE_CHOICES", 'Value of field "type" must be one of (4,).')
    found.length(field.get("custom_id"), f"{path}.custom_id", CUSTOM_ID, 1)
    found.check(field.get("style") in STYLES, f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
    found.length(field.get("placeholder"), f"{path}.placeholder", PLACEHOLDER)
    least, most = bounds(field)
    fits = 0 <= least <= most and 1 <= most <= TEXT
    found.check(fits, f"{path}.max_length", "NUMBER_TYPE_RANGE", f"int value should be between 1 and {TEXT}.")
    if fits and field.get("value"):
        found.length(field["value"], f"{path}.value", most, least)
    return None


def bounds(field: Json) -> tuple[int, int]:
    """How many characters a text input takes, at least and at most."""
    most = field.get("max_length")
    return field.get("min_length") or 0, TEXT if most is None else most
