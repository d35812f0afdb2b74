"""What the NemoVideo side has accepted, as values; times are Unix seconds."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Issued:
    """A client got a token and credits; `valid_until` is a date of the calendar that can be put forward."""

    token: str
    user_id: str
    client_id: str
    address: str
    credits: int
    on: float
    valid_until: float
    kind: Literal["token"] = "token"


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The calendar by which tokens expire was put forward by so many seconds."""

    seconds: float
    kind: Literal["forward"] = "forward"


@dataclass(frozen=True, slots=True)
class Granted:
    """Every account was given, or lost, so many credits."""

    credits: int
    kind: Literal["credits"] = "credits"


@dataclass(frozen=True, slots=True)
class Opened:
    """A session began."""

    session_id: str
    task_id: str
    user_id: str
    name: str
    language: str
    kind: Literal["session"] = "session"


@dataclass(frozen=True, slots=True)
class Ended:
    """Every session that there was is gone."""

    kind: Literal["ended"] = "ended"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file lies in a session; what its kind does not have, or nobody could read, is None, and without `stored` it was
    never fetched.
    """

    session_id: str
    filename: str
    file_type: Literal["video", "image", "audio"]
    stored: str
    size: int
    hash: str
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    kind: Literal["upload"] = "upload"


@dataclass(frozen=True, slots=True)
class Taken:
    """A message to the agent was accepted: `beside` another turn of the session that was running, or by the `poor`."""

    turn_id: str
    session_id: str
    text: str
    beside: bool
    poor: bool
    at: float
    kind: Literal["turn"] = "turn"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A render was accepted; `untouched` says that its draft was the session's own."""

    render_id: str
    session_id: str
    draft: dict[str, Any]
    untouched: bool
    fails: bool
    at: float
    kind: Literal["render"] = "render"


@dataclass(frozen=True, slots=True)
class Polled:
    """A render was asked for, which moves it on."""

    render_id: str
    at: float
    kind: Literal["poll"] = "poll"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A render was cancelled."""

    render_id: str
    kind: Literal["cancel"] = "cancel"


Event: TypeAlias = Issued | Forwarded | Granted | Opened | Ended | Uploaded | Taken | Submitted | Polled | Cancelled
