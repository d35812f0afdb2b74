"""The bytes of a stream, in each dialect that the service may speak; pure."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TypeAlias
from uuid import UUID, uuid5

from adapters.sandbox.envelope import Json
from adapters.sandbox.nemo.script import Broken, Call, Item, Outcome, Said, Thought

HEARTBEATS: Mapping[str, bytes] = {
    "empty": b"data:\n\n",
    "blank": b"data: \n\n",
    "word": b"data: heartbeat\n\n",
    "object": b'data: {"type":"heartbeat"}\n\n',
    "event": b"event: heartbeat\ndata:\n\n",
    "comment": b": ping\n\n",
    "none": b"",
}
AGENT = "nemo_agent"
OVERLOADED = "MODEL_OVERLOADED"
DONE: Mapping[str, Json] = {"status": "success"}
Event: TypeAlias = Mapping[str, Json]
NOTHING: Event = {}
Dialect: TypeAlias = Callable[[Item, float, Json], Iterator[Event]]


def dialect(name: str, turn_id: str, *, partials: bool) -> Dialect:
    """Give what writes the items of one turn as events: with the time they happen, and the draft after them."""
    return {"flat": flat, "text": text, "adk": Adk(turn_id, partials=partials).events}[name]


def frame(event: Event) -> bytes:
    """Write an event as a browser's EventSource would read it."""
    return b"data: " + json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def flat(item: Item, at: float, draft: Json) -> Iterator[Event]:
    """Write typed objects."""
    match item:
        case Said(words) if words:
            yield {"type": "text", "content": words}
        case Call(tool, args, said):
            yield from flat(Said(said), at, draft)
            yield {"type": "tool_call", "name": tool, "args": dict(args)}
        case Outcome(tool):
            yield {"type": "tool_result", "name": tool, "result": DONE}
        case Broken(message):
            yield {"error": message}


def text(item: Item, _at: float, _draft: Json) -> Iterator[Event]:
    """Write nothing but words."""
    match item:
        case Said(words) | Call(_, _, words) if words:
            yield {"text": words}
        case Broken(message):
            yield {"error": message}


class Adk:
    """Writes events as Google's Agent Development Kit does."""

    def __init__(self, turn_id: str, *, partials: bool) -> None:
        self._run = UUID(turn_id)
        self._partials = partials
        self._numbers = count(1)
        self._call = ""

    def events(self, item: Item, at: float, draft: Json) -> Iterator[Event]:
        """Write an item; a call and its outcome share an id."""
        match item:
            case Thought(words):
                yield self._event([{"text": words, "thought": True}], at)
            case Said(words):
                yield from self._said(words, at)
            case Call():
                yield self._called(item, at)
            case Outcome(tool):
                answer: Json = {"functionResponse": {"id": self._call, "name": tool, "response": DONE}}
                yield self._event([answer], at, "user", {} if draft is None else {"draft": draft})
            case Broken(message):
                yield {**self._event([], at), "errorCode": OVERLOADED, "errorMessage": message}
                yield {"error": message}

    def _said(self, words: str, at: float) -> Iterator[Event]:
        if self._partials:
            for piece in re.findall(r".{1,12}", words, re.DOTALL):
                yield {**self._event([{"text": piece}], at), "partial": True}
        yield self._event([{"text": words}] if words else [], at)

    def _called(self, call: Call, at: float) -> Event:
        self._call = f"adk-{self._id()}"
        said: list[Json] = [{"text": call.said}] if call.said else []
        asked: Json = {"functionCall": {"id": self._call, "args": dict(call.args), "name": call.tool}}
        return {**self._event([*said, asked], at), "longRunningToolIds": []}

    def _event(self, parts: list[Json], at: float, role: str = "model", delta: Event = NOTHING) -> Event:
        return {
            "content": {"parts": parts, "role": role},
            "invocationId": f"e-{self._run}",
            "author": AGENT,
            "actions": {"stateDelta": delta, "artifactDelta": {}, "requestedAuthConfigs": {}},
            "id": self._id(),
            "timestamp": at,
        }

    def _id(self) -> str:
        return str(uuid5(self._run, str(next(self._numbers))))
