"""Every kind of fault by its name: what it does, and the fields of a fault that it stands for. Data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.sandbox.envelope import Json

ELSEWHERE = "http://169.254.169.254/latest/fox.png"  # a private address that nobody may be led to


@dataclass(frozen=True, slots=True)
class Kind:
    """A named fault; an order may change each of its fields, and must name a call where there is none."""

    name: str
    about: str
    fields: Mapping[str, Json] = field(default_factory=dict)

    def told(self) -> dict[str, Json]:
        """Put it into the list that the control endpoint shows."""
        return {"kind": self.name, "about": self.about, "fields": dict(self.fields)}


def _refusal(status: int, code: int, message: str, **more: Json) -> Mapping[str, Json]:
    return {"status": status, "body": {"code": code, "message": message}, **more}


def _missing(status: int) -> Mapping[str, Json]:
    return {"call": "artifact", "status": status}


CALLS = (
    Kind("latency", "the reply comes `latency` seconds late", {"latency": 30.0}),
    Kind("silence", "the call is taken and never answered", {"silence": True}),
    Kind("reset", "the connection is cut", {"reset": True}),
    Kind("half", "half of the reply comes, with the length of the whole", {"half": True}),
    Kind("html", "an HTML page comes instead of JSON", {"html": True, "status": 200}),
    Kind("null", "`data` is null", {"status": 200, "body": {"code": 0, "message": "", "data": None}}),
    Kind("array", "an array comes instead of an object", {"status": 200, "body": "[1, 2]"}),
    Kind("status", "another status comes, with `body` and `headers`", {"status": 503}),
    Kind("error", "the studio breaks: 500", {"status": 500}),
    Kind("clock_skew", "the studio's clock is `skew` seconds ahead, so the signature is refused", {"skew": 600.0}),
    Kind("bad_keys", "the keys are refused", _refusal(401, 401, "API key authentication failed.")),
    Kind(
        "no_credits",
        "the credits are used up, in words; `body` takes others",
        _refusal(402, 2012, "Your credits are used up. Top up at lovart.ai.", call="chat"),
    ),
    Kind(
        "crowded",
        "too much runs at once",
        _refusal(402, 2012, "Concurrent task limit reached. Please wait for a running task.", call="chat"),
    ),
    Kind("busy", "the thread still works", _refusal(409, 2011, "Thread is busy.", call="chat")),
    Kind(
        "rate_limit",
        "too many requests, with Retry-After",
        _refusal(429, 1429, "Rate limit exceeded.", headers={"Retry-After": "90"}),
    ),
    Kind(
        "project_gone",
        "the project does not exist any more",
        {"call": "validate", "status": 200, "body": {"code": 0, "data": {"valid": False, "project_name": ""}}},
    ),
    Kind("thread_gone", "the thread does not exist any more", _refusal(404, 404, "Thread does not exist")),
)

RESULTS = (
    Kind(
        "stale_done",
        "the result says `done` before anything was made",
        {"call": "result", "stale": True},
    ),
    Kind("lagging", "the result leaves its files out", {"call": "result", "lagging": True}),
    Kind(
        "private_address",
        "the result's files lie at `address`",
        {"call": "result", "address": ELSEWHERE},
    ),
)

FILES = (
    Kind(
        "private_redirect",
        "the file leads to a private address",
        {"call": "artifact", "status": 302, "headers": {"Location": ELSEWHERE}},
    ),
    Kind("endless", "the file never ends, and tells no length", {"call": "artifact", "endless": True}),
    Kind("heavy", "`padding` bytes more come behind the file", {"call": "artifact", "padding": 11 * 1024 * 1024}),
    Kind("short", "fewer bytes come than were announced", {"call": "artifact", "half": True}),
    Kind(
        "wrong_type",
        "the file comes under the type `media_type`",
        {"call": "artifact", "media_type": "text/html"},
    ),
    Kind("page", "a web page comes instead of the file", {"call": "artifact", "html": True, "status": 200}),
    Kind("missing", "the file is not there", _missing(404)),
    Kind("forbidden", "the file is not handed out", _missing(403)),
)

NEMO = (
    Kind("token_refused", "the token is not valid, or not any more", _refusal(401, 1001, "Token invalid or expired")),
    Kind("session_lost", "there is no such session", _refusal(404, 1002, "Session not found")),
    Kind(
        "session_unknown",
        "there is no such session, in the words of the kit underneath",
        {"call": "run_sse", "status": 404, "body": {"detail": "Session not found"}},
    ),
    Kind("out_of_credits", "the credits are used up", _refusal(402, 2001, "Insufficient credits", call="run_sse")),
    Kind(
        "type_refused", "a file of that type is not taken", _refusal(415, 4001, "Unsupported type", call="nemo_upload")
    ),
    Kind("size_refused", "the file is too large", _refusal(413, 4002, "File too large", call="nemo_upload")),
    Kind("export_refused", "the plan knows no export", _refusal(402, 402, "Not on the free plan", call="render")),
    Kind("too_often", "too many requests", _refusal(429, 429, "Too many requests", headers={"Retry-After": "30"})),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*CALLS, *RESULTS, *FILES, *NEMO)}

BARRIERS: Mapping[str, str] = {
    "before": "`hold` stops the call before it is accepted, until `release`",
    "after": "`hold` stops the call after it was accepted, before the reply, until `release`",
}
