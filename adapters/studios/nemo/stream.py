"""The bytes of a stream, decoded into events: three payload dialects, every form of a heartbeat; nothing here waits.

The service shows no bytes of its own, so whatever makes no sense is taken for a sign of life and nothing more.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from adapters.studios.nemo import limits

Json = dict[str, object]

LINE_END = re.compile(rb"\r\n|\n|\r(?=.)", re.DOTALL)  # a return at the very end may be half of a pair
BOM = b"\xef\xbb\xbf"
SIGNS_OF_LIFE = frozenset({"", "heartbeat", "ping", "keepalive", "keep-alive"})


class Form(Enum):
    """How a text stands to those around it: a piece of what runs on, a sketch that will be repeated whole, or whole."""

    PIECE = auto()
    SKETCH = auto()
    WHOLE = auto()


@dataclass(frozen=True, slots=True)
class Text:
    """Something the agent says to the person."""

    text: str
    form: Form


@dataclass(frozen=True, slots=True)
class ToolCalled:
    """The agent begins to use a tool; this stays internal."""

    name: str


@dataclass(frozen=True, slots=True)
class ToolAnswered:
    """A tool is done; this stays internal."""

    name: str


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The service is still there."""


@dataclass(frozen=True, slots=True)
class Broke:
    """The agent met an error; `code` is one of the service's own where it names one."""

    words: str
    code: int | None = None


Event = Text | ToolCalled | ToolAnswered | Heartbeat | Broke


class Parser:
    """Server-sent events, however the bytes are divided; a line beyond all measure is left out."""

    def __init__(self) -> None:
        self._rest = b""
        self._begun = False
        self._overlong = False
        self._data: list[str] = []
        self._size = 0
        self._name = ""

    def feed(self, chunk: bytes) -> list[Event]:
        """Take the next bytes, give the events that are whole now."""
        self._rest += chunk
        return [event for line in self._lines() for event in self._take(line)]

    def close(self) -> list[Event]:
        """Give the last event, which may lack its blank line."""
        line, self._rest = self._rest.removesuffix(b"\r"), b""
        events = [*self._take(self._first(line))] if line and not self._overlong else []
        return [*events, *self._dispatch()] if self._data else events

    def _lines(self) -> Iterator[bytes]:
        start = 0
        for end in LINE_END.finditer(self._rest):
            line, start = self._rest[start : end.start()], end.end()
            if not self._overlong and len(line) <= limits.LINE_BYTES:
                yield self._first(line)
            self._overlong, self._begun = False, True
        self._rest = self._rest[start:]
        begun = self._rest.removesuffix(b"\r")
        if len(begun) > limits.LINE_BYTES:
            self._rest, self._overlong = self._rest.removeprefix(begun), True

    def _first(self, line: bytes) -> bytes:
        line = line if self._begun else line.removeprefix(BOM)
        self._begun = True
        return line

    def _take(self, line: bytes) -> Iterator[Event]:
        field, _, value = line.decode(errors="replace").partition(":")
        value = value.removeprefix(" ")
        if not line:
            yield from self._dispatch()
        elif not field:
            yield Heartbeat()
        elif field == "data":
            self._size += len(value)
            if self._size <= limits.LINE_BYTES:
                self._data.append(value)
        elif field == "event":
            self._name = value

    def _dispatch(self) -> tuple[Event, ...]:
        data, name = "\n".join(self._data), self._name.strip().lower()
        there, self._data, self._size, self._name = bool(self._data), [], 0, ""
        if name and name in SIGNS_OF_LIFE:
            return (Heartbeat(),)
        return decode(data) if there else ()


def decode(data: str) -> tuple[Event, ...]:
    """Read one event's data, in whichever dialect it is."""
    if data.strip().lower() in SIGNS_OF_LIFE:
        return (Heartbeat(),)
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        return (Heartbeat(),)
    events = tuple(_events(found)) if isinstance(found, dict) else ()
    return events or (Heartbeat(),)


def _events(found: Json) -> Iterator[Event]:
    if isinstance(found.get("content"), dict):
        yield from _of_the_kit(found)
    elif isinstance(found.get("type"), str):
        yield from _typed(found)
    elif found.get("thought") is not True:
        yield from _piece(found.get("text"))
    broke = _broke(found)
    if broke is not None:
        yield broke


def _typed(found: Json) -> Iterator[Event]:
    match found["type"]:
        case "text":
            yield from _piece(found.get("content") or found.get("text"))
        case "tool_call":
            yield ToolCalled(_words(found.get("name")))
        case "tool_result":
            yield ToolAnswered(_words(found.get("name")))
        case "error" if _broke(found) is None:
            yield Broke(_words(found.get("message")) or _words(found.get("content")))


def _of_the_kit(found: Json) -> Iterator[Event]:
    """Read an event of the agent kit: parts of text, thoughts, calls and answers, side by side."""
    content = found["content"]
    parts = content.get("parts") if isinstance(content, dict) else None
    known = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    from_person = isinstance(content, dict) and content.get("role") == "user"
    said = "".join(_words(part.get("text")) for part in known if part.get("thought") is not True)
    if said and not from_person:
        yield Text(said, Form.SKETCH if found.get("partial") is True else Form.WHOLE)
    for part in known:
        yield from _tools(part)


def _tools(part: Json) -> Iterator[Event]:
    called = part.get("functionCall", part.get("function_call"))
    answered = part.get("functionResponse", part.get("function_response"))
    if isinstance(called, dict):
        yield ToolCalled(_words(called.get("name")))
    if isinstance(answered, dict):
        yield ToolAnswered(_words(answered.get("name")))


def _piece(value: object) -> Iterator[Event]:
    text = _words(value)
    if text:
        yield Text(text, Form.PIECE)


def _broke(found: Json) -> Broke | None:
    inner = found.get("error")
    told = inner if isinstance(inner, dict) else found
    code = _whole(told.get("code", found.get("code")))
    words = next((text for key in ("errorMessage", "error_message", "message") if (text := _words(told.get(key)))), "")
    named = _words(inner) or _words(found.get("errorCode")) or _words(found.get("error_code"))
    if not inner and not named and not code and not found.get("errorMessage"):
        return None
    return Broke(words or named, code or _whole(found.get("errorCode")))


def _whole(value: object) -> int | None:
    try:
        return int(value) or None if isinstance(value, int | str) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _words(value: object) -> str:
    # Half a surrogate pair is legal JSON, but nothing after us could store it.
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""
