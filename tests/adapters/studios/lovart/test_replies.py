"""Decoding: what the service may say, and what it may say wrongly."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.studios.lovart import replies
from adapters.studios.lovart.trouble import LovartError
from adapters.trouble import Trouble, Unreadable
from bot.capabilities import MediaKind

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ["status", "items", "type", "text", "artifacts", "content", "pending_confirmation", "cost", "failures", "message"]
)
RESULTS = st.recursive(JSON, lambda inner: st.lists(inner) | st.dictionaries(FIELDS, inner, max_size=5), max_leaves=20)


def body(value: object) -> bytes:
    """Write JSON as it comes over the wire."""
    return json.dumps(value).encode()


def result(**data: object) -> replies.Result:
    """Read a snapshot of the thread t."""
    return replies.result("t", {"status": "running", **data})


@pytest.mark.parametrize(
    ("status", "answer", "expected"),
    [
        (402, {"code": 2012, "message": "Insufficient credits."}, (402, 2012, "Insufficient credits.")),
        (409, {"code": 2011, "message": "Thread is busy"}, (409, 2011, "Thread is busy")),
        (429, {"code": 1429, "error": "Rate limit exceeded"}, (429, 1429, "Rate limit exceeded")),
        (401, {"message": "Invalid signature"}, (401, 0, "Invalid signature")),
        (402, {"message": "Task rejected", "details": "1200000200"}, (402, 0, "Task rejected: 1200000200")),
        (402, {"message": "No", "details": {"why": "plan"}}, (402, 0, 'No: {"why": "plan"}')),
        (400, {"message": None, "error": {"message": "no project"}}, (400, 0, "no project")),
        (200, {"code": 2011, "message": "busy"}, (409, 2011, "busy")),
        (200, {"code": 2012, "message": "pay"}, (402, 2012, "pay")),
        (200, {"code": 1429, "message": "slow"}, (429, 1429, "slow")),
        (200, {"code": 404, "message": "gone"}, (404, 404, "gone")),
        (200, {"code": 77, "message": "odd"}, (502, 77, "odd")),
        (500, {"code": 2012, "message": "pay"}, (402, 2012, "pay")),
    ],
)
def test_a_refusal_is_read_in_both_its_forms(
    status: int, answer: object, expected: tuple[int, int | None, str]
) -> None:
    """A refusal means the same whether it stands in the status line or inside a 200, and keeps its words."""
    with pytest.raises(LovartError) as caught:
        replies.payload(status, body(answer))

    assert (caught.value.status, caught.value.code, caught.value.message) == expected


@pytest.mark.parametrize("answer", [b"<html>hello</html>", b"[]", b"null", b'{"code": 0, "data"', b"", b"\xff", b'"x"'])
def test_what_is_no_envelope_is_unreadable(answer: bytes) -> None:
    """A page, a list, a null or half a reply is told from a refusal and from a success."""
    with pytest.raises(Unreadable):
        replies.payload(200, answer)


@pytest.mark.parametrize("answer", [{"data": []}, {"code": "x"}, {"code": 0, "data": 3}])
def test_an_envelope_with_nonsense_inside_is_unreadable(answer: object) -> None:
    """Neither a code nor data of a wrong kind passes for a success."""
    with pytest.raises(Unreadable):
        replies.payload(200, body(answer))


def test_a_page_with_an_error_status_is_a_refusal_without_words() -> None:
    """A gateway's HTML is never shown to a person."""
    with pytest.raises(LovartError) as caught:
        replies.payload(502, b"<html><b>Bad gateway</b></html>")

    assert (caught.value.status, caught.value.message) == (502, "")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"code": 0, "data": {"a": 1}}, {"a": 1}),
        ({"data": {"a": 1}}, {"a": 1}),
        ({"thread_id": "x"}, {"thread_id": "x"}),
        ({"code": 0, "data": None}, {}),
    ],
)
def test_data_is_found_where_the_service_puts_it(answer: object, expected: object) -> None:
    """A missing code counts as good, missing data as the whole object."""
    assert replies.payload(200, body(answer)) == expected


def test_an_upload_must_say_that_it_is_good() -> None:
    """An upload's reply without a code is not taken for a success."""
    with pytest.raises(Unreadable):
        replies.uploaded(200, body({"data": {"url": "https://x/y"}}))

    assert replies.uploaded(200, body({"code": 0, "data": {"url": "https://x/y"}})) == "https://x/y"


@given(st.integers(100, 599), JSON | RESULTS)
def test_no_reply_makes_us_stumble(status: int, answer: object) -> None:
    """Whatever JSON comes with whatever status, a call ends in a value or in our own trouble."""
    try:
        data = replies.payload(status, body(answer))
        replies.result("t", data)
        replies.project(data)
        replies.unlimited(data)
    except Trouble:
        return


@given(RESULTS, RESULTS, RESULTS)
def test_no_snapshot_makes_us_stumble(items: object, pending: object, failures: object) -> None:
    """Odd items, questions and failures are left out, and what is kept can be stored as UTF-8."""
    snapshot = result(items=items, pending_confirmation=pending, failures=failures)

    assert snapshot.status == "running"
    assert all(said.text.encode() for said in snapshot.texts)


def test_a_deep_reply_is_unreadable() -> None:
    """A reply nested beyond all reason does not bring the reader down."""
    with pytest.raises(Unreadable):
        replies.payload(200, b"[" * 100_000)


def test_files_are_read_with_their_kind_and_the_words_beside_them() -> None:
    """Each file becomes one artifact, with the agent's last words before it."""
    snapshot = result(
        items=[
            {"type": "assistant", "text": "A fox."},
            {"type": "generator", "name": "artifacts", "artifacts": [
                {"type": "image", "content": "https://a.lovart.ai/artifacts/agent/1.png"},
                {"type": "music", "content": "https://a.lovart.ai/artifacts/agent/2.bin"},
                {"type": "", "content": "https://a.lovart.ai/artifacts/agent/3.glb?x=1"},
                {"type": "novel", "content": "https://a.lovart.ai/artifacts/agent/4"},
                {"type": "image", "content": None},
                {"type": "image", "content": "javascript:alert(1)"},
            ]},
        ]
    )  # fmt: skip

    assert [artifact.kind for artifact in snapshot.artifacts] == [
        MediaKind.IMAGE, MediaKind.AUDIO, MediaKind.MODEL, MediaKind.OTHER,
    ]  # fmt: skip
    assert {artifact.words for artifact in snapshot.artifacts} == {"A fox."}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("https://a.lovart.ai/artifacts/agent/x.png", "https://assets-persist.lovart.ai/artifacts/agent/x.png", True),
        ("https://a.lovart.ai/artifacts/agent/x.png?s=1", "https://a.lovart.ai/artifacts/agent/x.png?s=2", True),
        ("https://a.lovart.ai/artifacts/agent/x.png", "https://a.lovart.ai/artifacts/agent/y.png", False),
        ("https://elsewhere.example/get?id=1", "https://elsewhere.example/get?id=2", False),
    ],
)
def test_an_artifact_keeps_its_key(first: str, second: str, *, same: bool) -> None:
    """A file is one file though its host or its query changes; elsewhere the query may be all that names it."""
    both = [{"artifacts": [{"type": "image", "content": url}]} for url in (first, second)]

    assert len(result(items=both).artifacts) == (1 if same else 2)


def test_the_same_words_said_twice_are_two_sayings() -> None:
    """A second "Done!" is news, while the first keeps its key from read to read."""
    once = result(items=[{"type": "assistant", "text": "Done!"}])
    twice = result(items=[{"type": "assistant", "text": "Done!"}] * 2)

    assert twice.texts[0] == once.texts[0]
    assert twice.texts[1].key != once.texts[0].key


@pytest.mark.parametrize(
    ("pending", "cost", "text"),
    [
        ({"estimated_cost": 48}, 48, ""),
        ({"estimatedCost": "14.5", "message": "Go on?"}, 14.5, "Go on?"),
        ({"credits": 3, "details": "Veo"}, 3, "Veo"),
        ({"cost": "much"}, None, ""),
        ({"estimated_cost": True}, None, ""),
        ({"estimated_cost": -1}, None, ""),
        ("Really?", None, "Really?"),
    ],
)
def test_a_question_is_read_in_every_spelling(pending: object, cost: float | None, text: str) -> None:
    """Price and words of a question are found wherever other clients have found them."""
    question = result(pending_confirmation=pending).question

    assert question is not None
    assert (question.cost, question.text) == (cost, text)


def test_a_question_is_the_same_only_when_nothing_differs() -> None:
    """The order of fields does not matter; any difference in what is asked, or on which thread, does."""
    first = result(pending_confirmation={"estimated_cost": 48, "tool": "veo"}).question
    again = result(pending_confirmation={"tool": "veo", "estimated_cost": 48}).question
    dearer = result(pending_confirmation={"estimated_cost": 49, "tool": "veo"}).question
    elsewhere = replies.result("u", {"status": "done", "pending_confirmation": {"estimated_cost": 48, "tool": "veo"}})

    assert first == again
    assert first is not None
    assert dearer is not None
    assert elsewhere.question is not None
    assert len({first.fingerprint, dearer.fingerprint, elsewhere.question.fingerprint}) == 3


@pytest.mark.parametrize("pending", [None, {}, ""])
def test_nothing_pending_is_no_question(pending: object) -> None:
    """An empty field is not a question, unless the status itself says that the service waits."""
    assert result(pending_confirmation=pending).question is None
    assert replies.result("t", {"status": "pending_confirmation", "pending_confirmation": pending}).question is not None


def test_failures_are_put_into_words() -> None:
    """A tool that failed is named with its reason."""
    snapshot = result(
        failures=[{"tool_hint": "midjourney", "code": "MODEL_UNAVAILABLE", "message": "busy"}, {"code": "NO"}, {}]
    )

    assert [failure.text for failure in snapshot.failures] == ["midjourney: busy", "NO", "{}"]
