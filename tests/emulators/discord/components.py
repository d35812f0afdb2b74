"""Buttons and what else hangs on a message, checked.

Source: components/reference.mdx; D17 to D21.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum

from tests.emulators.discord import limits
from tests.emulators.discord.codes import Form
from tests.emulators.discord.things import Json


class Component(IntEnum):
    """Types of components."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17


C = Component
SELECTS = {C.STRING_SELECT, C.USER_SELECT, C.ROLE_SELECT, C.MENTIONABLE_SELECT, C.CHANNEL_SELECT}
V2 = {C.ROW, C.SECTION, C.TEXT, C.GALLERY, C.FILE, C.SEPARATOR, C.CONTAINER}
LINK, PREMIUM = 5, 6
STYLES = {1, 2, 3, 4, LINK, PREMIUM}


def check(components: object, form: Form, *, v2: bool) -> None:
    """Add to the form's faults what is wrong with these components."""
    if not isinstance(components, list):
        form.add("components", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    if v2:
        _whole(components, form)
    else:
        form.count(components, "components", limits.ROWS)
    top = V2 if v2 else {C.ROW}
    for at, component in enumerate(components):
        path = f"components.{at}"
        form.check(component.get("type") in top, f"{path}.type", "UNION_TYPE_CHOICES", "Value is not allowed here.")
        _one(component, path, form)
    _unique(components, form)


def _whole(components: Sequence[Json], form: Form) -> None:
    every = list(inside(components))
    form.check(len(every) <= limits.COMPONENTS, "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "Over 40.")
    shown = sum(len(each.get("content", "")) for each in every if each.get("type") == C.TEXT)
    most = limits.SHOWN_CHARACTERS
    form.check(shown <= most, "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"Over {most} characters.")


def inside(components: Sequence[Json]) -> Iterator[Json]:
    """Every component, those in others included."""
    for component in components:
        yield component
        yield from inside(component.get("components", ()))
        if accessory := component.get("accessory"):
            yield accessory


def _one(component: Json, path: str, form: Form) -> None:
    match component.get("type"):
        case C.ROW:
            _row(component, path, form)
        case C.BUTTON:
            _button(component, path, form)
        case kind if kind in SELECTS:
            _select(component, path, form)
        case C.GALLERY:
            form.count(component.get("items"), f"{path}.items", limits.GALLERY, 1)
            for at, item in enumerate(component.get("items") or ()):
                form.length(item.get("description"), f"{path}.items.{at}.description", limits.ALT)
        case C.CONTAINER | C.SECTION:
            for at, each in enumerate(component.get("components") or ()):
                _one(each, f"{path}.components.{at}", form)
        case C.TEXT:
            form.length(component.get("content"), f"{path}.content", limits.SHOWN_CHARACTERS, 1)


def _row(row: Json, path: str, form: Form) -> None:
    held = row.get("components")
    form.count(held, f"{path}.components", limits.BUTTONS_PER_ROW, 1)
    for at, each in enumerate(held or ()):
        below = f"{path}.components.{at}"
        fits = each.get("type") in SELECTS | {C.BUTTON}
        form.check(fits, f"{below}.type", "UNION_TYPE_CHOICES", "Only buttons and menus.")
        alone = each.get("type") == C.BUTTON or len(held or ()) == 1
        form.check(alone, below, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
        _one(each, below, form)


def _button(button: Json, path: str, form: Form) -> None:
    style = button.get("style")
    form.check(style in STYLES, f"{path}.style", "BASE_TYPE_CHOICES", "Not a style.")
    form.length(button.get("label"), f"{path}.label", limits.LABEL)
    if style == LINK:
        form.check("custom_id" not in button, f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                   "A custom id and url cannot both be specified")  # fmt: skip
        _link(button.get("url"), f"{path}.url", form)
    else:
        form.check("url" not in button, f"{path}.url", "BUTTON_COMPONENT_INVALID_URL", "Only link buttons have one.")
        form.length(button.get("custom_id"), f"{path}.custom_id", limits.CUSTOM_ID, 1)
    named = button.get("label") or button.get("emoji") or style == PREMIUM
    form.check(named, path, "BUTTON_COMPONENT_INVALID_LABEL", "A button needs a label or an emoji.")


def _link(url: object, path: str, form: Form) -> None:
    form.length(url, path, limits.URL, 1)
    known = isinstance(url, str) and url.startswith(("http://", "https://", "discord://"))
    form.check(known, path, "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord').")


def _select(select: Json, path: str, form: Form) -> None:
    form.length(select.get("custom_id"), f"{path}.custom_id", limits.CUSTOM_ID, 1)
    form.length(select.get("placeholder"), f"{path}.placeholder", limits.PLACEHOLDER)
    if select.get("type") == C.STRING_SELECT:
        form.count(select.get("options"), f"{path}.options", limits.SELECT_OPTIONS, 1)


def _unique(components: Sequence[Json], form: Form) -> None:
    ids = [each["custom_id"] for each in inside(components) if each.get("custom_id")]
    same = {each for each in ids if ids.count(each) > 1}
    form.check(not same, "components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
