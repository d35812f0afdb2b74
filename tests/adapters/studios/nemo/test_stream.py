"""A stream's bytes become events: three dialects, every heartbeat, any division of the bytes, and garbage."""

import json
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.studios.nemo import limits
from adapters.studios.nemo.stream import Broke, Event, Form, Heartbeat, Parser, Text, ToolAnswered, ToolCalled, decode


def read(*chunks: bytes) -> list[Event]:
    """Read a whole stream."""
    parser = Parser()
    return [*(event for chunk in chunks for event in parser.feed(chunk)), *parser.close()]


def kit(*parts: object, role: str = "model", **more: object) -> bytes:
    """Make an event as the agent kit does."""
    return f"data: {json.dumps({'content': {'parts': list(parts), 'role': role}, 'id': 'e', **more})}\n\n".encode()


def flat(found: object) -> bytes:
    """Make an event of one flat object."""
    return f"data: {json.dumps(found)}\n\n".encode()


WHOLE = {"text": "Title added."}
CALL = {"functionCall": {"id": "adk-1", "name": "edit_multitrack", "args": {}}}
ANSWER = {"functionResponse": {"id": "adk-1", "name": "edit_multitrack", "response": {"status": "success"}}}

STREAMS = [
    kit({"text": "Adding."}, CALL) + b"data:\n\n" + kit(ANSWER, role="user") + kit(WHOLE),
    flat({"type": "tool_call", "name": "a"}) + flat({"type": "heartbeat"}) + flat({"type": "tool_result", "name": "a"}),
    flat({"text": "Fertig: schön 🎬"}) + b": ping\r\n\r\n" + flat({"text": "."}),
    b"\xef\xbb\xbfevent: heartbeat\rdata: x\r\rdata: heartbeat\r\n\r\n" + flat({"error": "gone"}),
    b'data: {"text":\ndata: "two lines"}\n\ndata: {"text": "no blank line"}',
]


@pytest.mark.parametrize(
    "stream",
    [
        kit({"text": "Adding."}, CALL) + kit(ANSWER, role="user") + kit(WHOLE),
        flat({"type": "text", "content": "Adding."})
        + flat({"type": "tool_call", "name": "edit_multitrack", "args": {}})
        + flat({"type": "tool_result", "name": "edit_multitrack", "result": {}})
        + flat({"type": "text", "content": "Title added."}),
    ],
    ids=["kit", "typed"],
)
def test_two_dialects_tell_of_tools(stream: bytes) -> None:
    """Words, calls and answers come in order in both dialects that have them."""
    events = read(stream)

    assert [event.text for event in events if isinstance(event, Text)] == ["Adding.", "Title added."]
    assert events[1:3] == [ToolCalled("edit_multitrack"), ToolAnswered("edit_multitrack")]


def test_flat_texts_are_pieces() -> None:
    """The dialect that nobody documents is understood too."""
    assert read(flat({"text": "Hel"}), flat({"text": "lo"})) == [Text("Hel", Form.PIECE), Text("lo", Form.PIECE)]


@pytest.mark.parametrize(
    "beat",
    [
        b"data:\n\n",
        b"data: \n\n",
        b"data: heartbeat\n\n",
        b'data: {"type":"heartbeat"}\n\n',
        b"event: heartbeat\ndata: {}\n\n",
        b"event: heartbeat\n\n",
        b": ping\n\n",
    ],
)
def test_every_heartbeat_is_a_sign_of_life(beat: bytes) -> None:
    """No form of a heartbeat is lost or taken for words."""
    assert read(beat) == [Heartbeat()]


def test_thoughts_and_the_persons_own_words_stay_internal() -> None:
    """What the agent thinks, and what it is told, is never shown."""
    events = read(
        kit({"text": "The user wants…", "thought": True}, {"text": "Done."}),
        kit({"text": "add a title"}, role="user"),
        flat({"text": "hm", "thought": True}),
    )

    assert [event for event in events if isinstance(event, Text)] == [Text("Done.", Form.WHOLE)]


def test_partial_texts_are_sketches() -> None:
    """A delta is told apart from the whole text that repeats it."""
    events = read(kit({"text": "Ti"}, partial=True), kit({"text": "tle"}, partial=True), kit({"text": "Title"}))

    assert [event.form for event in events if isinstance(event, Text)] == [Form.SKETCH, Form.SKETCH, Form.WHOLE]


@pytest.mark.parametrize(
    ("found", "broke"),
    [
        ({"error": "boom"}, Broke("boom")),
        ({"errorCode": "INTERNAL", "errorMessage": "model down"}, Broke("model down")),
        ({"errorCode": "INTERNAL"}, Broke("INTERNAL")),
        ({"code": 2001, "message": "no credits"}, Broke("no credits", 2001)),
        ({"error": {"code": 2001, "message": "no credits"}}, Broke("no credits", 2001)),
        ({"type": "error", "message": "bad"}, Broke("bad")),
        ({"content": {"parts": []}, "errorCode": "X", "errorMessage": "no"}, Broke("no")),
    ],
)
def test_errors_inside_a_stream_are_seen(found: object, broke: Broke) -> None:
    """An error that comes as an event is one, with its words and the service's code where there is one."""
    assert [event for event in decode(json.dumps(found)) if isinstance(event, Broke)] == [broke]


def test_a_good_code_is_no_error() -> None:
    """An envelope that says all is well does not end a turn."""
    assert decode('{"code": 0, "message": "success", "data": {}}') == (Heartbeat(),)


@given(st.sampled_from(STREAMS), st.lists(st.integers(0, 400), max_size=12))
def test_any_division_gives_the_same_events(stream: bytes, cuts: list[int]) -> None:
    """Wherever the network divides the bytes, also inside a character or a line's end, the same is read."""
    marks = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})

    assert read(*(stream[a:b] for a, b in pairwise(marks))) == read(stream)


@given(st.lists(st.sampled_from([b"data:", b" x", b"\r", b"\n", b"event: ping", b":", b"y" * 9, b"\xff"])), st.data())
def test_lines_beyond_measure_are_left_out_alike(pieces: list[bytes], data: st.DataObject) -> None:
    """A line that is too long is left out wherever the bytes are divided, and what follows it is read."""
    stream = b"".join(pieces)
    cut = data.draw(st.integers(0, len(stream)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "LINE_BYTES", 8)
        assert read(stream[:cut], stream[cut:]) == read(stream)


def test_an_endless_line_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream without a line's end is not collected, and the next line is read."""
    monkeypatch.setattr(limits, "LINE_BYTES", 100)
    parser = Parser()
    for _ in range(100):
        assert parser.feed(b"x" * 64) == []

    assert len(parser._rest) <= 164
    assert parser.feed(b'\n\ndata: {"text": "on"}\n\n') == [Text("on", Form.PIECE)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
KEYS = st.sampled_from(
    ["content", "parts", "text", "type", "name", "error", "code", "role", "functionCall", "thought", "errorCode"]
)


@given(
    st.dictionaries(KEYS, JSON | st.sampled_from(["text", "tool_call"]) | st.dictionaries(KEYS, JSON | st.lists(JSON)))
)
def test_no_object_raises(found: dict[str, object]) -> None:
    """Known names with values nobody expects are signs of life at worst."""
    assert decode(json.dumps(found))


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_garbage_never_raises(chunks: Iterable[bytes]) -> None:
    """Whatever bytes come, reading them ends."""
    assert isinstance(read(*chunks), list)


@given(st.text())
def test_text_that_is_no_json_is_a_sign_of_life(data: str) -> None:
    """Data in no dialect is never shown."""
    assert not any(isinstance(event, Text) for event in decode(f"<{data}"))
