"""Modal forms: what Discord takes for one, and what a person's client sends back.

Source: discord-api-docs, `components/reference.mdx` and `interactions/receiving-and-responding.mdx`; D20, D22.
"""

from collections.abc import Iterator, Mapping
from enum import IntEnum

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


def faults(form: Json) -> dict[str, str]:
    """What Discord would refuse in a modal: the place → the reason; empty for a good one."""
    found = {}
    if not 1 <= len(form.get("title") or "") <= TITLE:
        found["title"] = f"Must be between 1 and {TITLE} in length."
    if not 1 <= len(form.get("custom_id") or "") <= CUSTOM_ID:
        found["custom_id"] = f"Must be between 1 and {CUSTOM_ID} in length."
    rows = form.get("components") or []
    if not 1 <= len(rows) <= ROWS:
        found["components"] = f"Must be between 1 and {ROWS} in length."
    for number, row in enumerate(rows):
        found |= {f"components.{number}.{place}": why for place, why in _row_faults(row)}
    ids = [each["custom_id"] for each in inputs(form) if "custom_id" in each]
    if len(set(ids)) != len(ids):
        found["components"] = "Component custom id cannot be duplicated"
    return found


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
    least, most = field.get("min_length") or 0, field.get("max_length") or TEXT
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


def _row_faults(row: Json) -> Iterator[tuple[str, str]]:
    match row.get("type"):
        case Part.ROW:
            if len(row.get("components") or []) != 1:
                yield "components", "Must be 1 in length."
            for number, each in enumerate(row.get("components") or []):
                yield from ((f"components.{number}.{place}", why) for place, why in _input_faults(each))
                yield from _length(f"components.{number}.label", each.get("label"), LABEL)
        case Part.LABEL:
            yield from _length("label", row.get("label"), LABEL)
            if len(row.get("description") or "") > DESCRIPTION:
                yield "description", f"Must be {DESCRIPTION} or fewer in length."
            yield from ((f"component.{place}", why) for place, why in _input_faults(row.get("component") or {}))
        case Part.TEXT_DISPLAY:
            yield from _length("content", row.get("content"), TEXT)
        case _:
            yield "type", "Value of field \"type\" must be one of (1, 10, 18)."


def _input_faults(each: Json) -> Iterator[tuple[str, str]]:
    if each.get("type") != Part.TEXT_INPUT:
        yield "type", "Value of field \"type\" must be one of (4,)."
        return
    yield from _length("custom_id", each.get("custom_id"), CUSTOM_ID)
    if each.get("style") not in STYLES:
        yield "style", "Value must be one of {1, 2}."
    if len(each.get("placeholder") or "") > PLACEHOLDER:
        yield "placeholder", f"Must be {PLACEHOLDER} or fewer in length."
    least, most = each.get("min_length") or 0, TEXT if each.get("max_length") is None else each["max_length"]
    if not 0 <= least <= TEXT or not 1 <= most <= TEXT or least > most:
        yield "max_length", f"int value should be between {max(1, least)} and {TEXT}."
    value = each.get("value") or ""
    if value and not least <= len(value) <= most:
        yield "value", f"Must be between {least} and {most} in length."


def _length(place: str, text: str | None, most: int) -> Iterator[tuple[str, str]]:
    if not 1 <= len(text or "") <= most:
        yield place, f"Must be between 1 and {most} in length."
