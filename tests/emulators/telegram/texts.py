"""Texts as Telegram counts and marks them: in UTF-16 units."""

import re
from collections.abc import Iterator
from html import unescape

from tests.emulators.telegram import limits
from tests.emulators.telegram.errors import bad
from tests.emulators.telegram.things import Json

ENTITY_TYPES = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
FIELDS = frozenset(
    {"type", "offset", "length", "url", "user", "language", "custom_emoji_id", "date_time_format", "unix_time"}
)
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>]+)"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?)(?![\w/])"
    r"|(?<!\w)(?P<hashtag>#\w+)"
)
TAG = re.compile(r"<(/?)([a-z-]+)((?:\s+[a-z-]+(?:=\"[^\"]*\")?)*)\s*>|<", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([a-z-]+)(?:=\"([^\"]*)\")?")
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}


def units(text: str) -> int:
    """How long Telegram finds a text."""
    return len(text.encode("utf-16-le")) // 2


def part(text: str, offset: int, length: int) -> str:
    """What an entity covers."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def found(text: str) -> Iterator[Json]:
    """What Telegram itself finds in a text: commands, names, addresses, tags."""
    for match in FOUND.finditer(text):
        covered = match.group()
        yield {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(covered)}


def parsed(text: str, mode: str | None, entities: list[Json] | None) -> tuple[str, tuple[Json, ...]]:
    """A text as it will be read, with all that is marked in it."""
    if mode and entities:
        raise bad("can't use both parse_mode and entities")  # the platform overlooks one of them
    if mode is None:
        return _stripped(text, [*(entities or []), *_unmarked(text, entities or [])])
    if mode.upper() != "HTML":
        raise bad(f"unsupported parse_mode: this emulator knows HTML, not {mode}")
    plain, marked = _html(text)
    return _stripped(plain, [*marked, *_unmarked(plain, marked)])


def _unmarked(text: str, marked: list[Json]) -> list[Json]:
    taken = [range(each["offset"], each["offset"] + each["length"]) for each in marked]
    return [each for each in found(text) if not any(each["offset"] in one for one in taken)]


def _stripped(text: str, entities: list[Json]) -> tuple[str, tuple[Json, ...]]:
    for each in entities:
        _checked(text, each)
    lead = units(text) - units(text.lstrip())
    bare = text.strip()
    moved = [each | {"offset": max(0, each["offset"] - lead)} for each in entities]
    inside = [each for each in moved if each["offset"] < units(bare)]
    cut = [each | {"length": min(each["length"], units(bare) - each["offset"])} for each in inside]
    if len(cut) > limits.ENTITIES:
        raise bad(f"too many entities: {len(cut)}")  # the platform silently drops the rest
    return bare, tuple(sorted(cut, key=lambda each: (each["offset"], -each["length"])))


def _checked(text: str, entity: Json) -> None:
    kind = entity.get("type")
    if kind not in ENTITY_TYPES:
        raise bad(f"can't parse MessageEntity: unsupported type {kind!r} specified")
    if unknown := entity.keys() - FIELDS:
        raise bad(f"can't parse MessageEntity: unknown fields {sorted(unknown)}")
    start, length = entity["offset"], entity["length"]
    if start < 0 or length < 1 or start + length > units(text):
        raise bad(f"can't parse MessageEntity: {kind} at {start} for {length} is outside the text")
    try:
        part(text, start, length)
        part(text, 0, start)
    except UnicodeDecodeError:
        raise bad("entity begins or ends in a middle of a UTF-16 symbol") from None
    if kind == "text_link" and not str(entity.get("url", "")).startswith(("http://", "https://", "tg://")):
        raise bad(f"can't parse MessageEntity: wrong address {entity.get('url')!r}")


def _html(text: str) -> tuple[str, list[Json]]:
    plain, open_tags, marked, at = "", list[tuple[str, int, Json]](), list[Json](), 0
    for match in TAG.finditer(text):
        plain += unescape(text[at : match.start()])
        at = match.end()
        closing, name, rest = match[1], (match[2] or "").lower(), match[3] or ""
        if name not in {*TAGS, "span", "tg-emoji"}:
            raise bad(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {match.start()}')
        if closing:
            marked.append(_closed(open_tags, name, plain))
        else:
            open_tags.append((name, units(plain), _meant(name, rest)))
    if open_tags:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    return plain + unescape(text[at:]), [each for each in marked if each["length"]]


def _closed(open_tags: list[tuple[str, int, Json]], name: str, plain: str) -> Json:
    if not open_tags or open_tags[-1][0] != name:
        raise bad(f'can\'t parse entities: Unmatched end tag, found "</{name}>"')
    _, start, meant = open_tags.pop()
    return meant | {"offset": start, "length": units(plain) - start}


def _meant(name: str, rest: str) -> Json:
    given = {key: unescape(value or "") for key, value in ATTRIBUTE.findall(rest)}
    if name == "a":
        return {"type": "text_link", "url": given.get("href", "")}
    if name == "span" and given.get("class") == "tg-spoiler":
        return {"type": "spoiler"}
    if name == "blockquote" and "expandable" in given:
        return {"type": "expandable_blockquote"}
    if name in TAGS:
        return {"type": TAGS[name]}
    raise bad(f'can\'t parse entities: Unsupported tag "{name}{rest}"')
