"""Buttons, and what else may be below a message.

Source: tdlib, ReplyMarkup.cpp; the Bot API's InlineKeyboardButton and ForceReply.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.emulators.telegram import limits
from tests.emulators.telegram.errors import Refused, bad
from tests.emulators.telegram.texts import units
from tests.emulators.telegram.things import Chat, Json

DOES = {"url", "callback_data", "web_app", "login_url", "copy_text", "pay", "switch_inline_query"}
DOES |= {"switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game"}
FIELDS = DOES | {"text", "style", "icon_custom_emoji_id"}
OTHERS = {
    "force_reply": {"force_reply", "input_field_placeholder", "selective"},
    "remove_keyboard": {"remove_keyboard", "selective"},
    "keyboard": {
        "keyboard",
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    },
}


def checked(markup: Json | None, chat: Chat) -> tuple[Json | None, Json | None]:
    """Inline buttons, and what is not inline: one of them, or neither."""
    if markup is None:
        return None, None
    if "inline_keyboard" in markup:
        return _inline(markup, chat), None
    for name, fields in OTHERS.items():
        if name in markup:
            if markup.keys() - fields:
                raise bad(f"can't parse reply keyboard markup: unknown fields {sorted(markup.keys() - fields)}")
            if units(markup.get("input_field_placeholder", "x")) not in range(1, limits.PLACEHOLDER + 1):
                raise bad("REPLY_MARKUP_INVALID: placeholder")
            return None, markup
    raise bad("object expected as reply markup")


def inline_only(markup: Json | None, chat: Chat) -> Json | None:
    """The buttons of an edit, which can be nothing else."""
    inline, other = checked(markup, chat)
    if other:
        raise bad("inline keyboard expected")
    return inline


def buttons(keyboard: Json | None) -> Iterator[tuple[int, Json]]:
    """All buttons, with the number of their row."""
    for number, row in enumerate((keyboard or {}).get("inline_keyboard", ())):
        yield from ((number, button) for button in row)


def _inline(markup: Json, chat: Chat) -> Json | None:
    if markup.keys() != {"inline_keyboard"}:
        raise bad("can't parse inline keyboard: unknown fields")
    rows = markup["inline_keyboard"]
    if any(len(row) > limits.BUTTONS_PER_ROW for row in rows):
        raise bad("REPLY_MARKUP_INVALID: too many buttons in a row")  # the platform folds the row by itself
    found = [button for _, button in buttons(markup)]
    if len(found) > limits.BUTTONS:
        raise bad("reply markup is too long")
    for button in found:
        _button(button, chat)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _button(button: Json, chat: Chat) -> None:
    if button.keys() - FIELDS:
        raise _invalid(f"unknown fields {sorted(button.keys() - FIELDS)}")
    does = button.keys() & DOES
    if len(does) != 1:
        raise bad("text buttons are not allowed in the inline keyboard")
    if not 1 <= units(button.get("text", "")) <= limits.BUTTON_TEXT:
        raise _invalid(f"text {button.get('text')!r}")
    if button.get("style", "primary") not in limits.STYLES:
        raise _invalid(f"style {button['style']!r}")
    _target(button, chat)


def _target(button: Json, chat: Chat) -> None:
    data = button.get("callback_data", "x")
    if not 1 <= len(data.encode()) <= limits.CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if not _leads_somewhere(button.get("url", "tg://")):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: wrong HTTP URL")
    if not 1 <= units(button.get("copy_text", {}).get("text", "x")) <= limits.COPY_TEXT:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if "web_app" in button and not chat.is_private:
        raise bad("BUTTON_TYPE_INVALID")


def _leads_somewhere(url: str) -> bool:
    """Whether Telegram takes an address: one of its own, or one of a host with a dot in its name."""
    address = urlsplit(url)
    return address.scheme == "tg" or (address.scheme in {"http", "https"} and "." in (address.hostname or ""))


def _invalid(why: str) -> Refused:
    return bad(f"can't parse inline keyboard button: {why}")
