"""NemoVideo's JSON, decoded into our nouns; nothing here waits, and nothing foreign travels further than this module.

Much of a reply is undocumented, so whatever is missing or odd is left out, and only what a call cannot do without makes
it `Unreadable`.
"""

import hashlib
import json
import math
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from adapters import calls
from adapters.studios.nemo.timeline import canonical
from adapters.studios.nemo.timeline import timeline as decoded
from adapters.studios.nemo.trouble import NemoError
from adapters.trouble import Unreadable
from bot.studio import Balance
from bot.timeline import Timeline

Json = dict[str, object]

DIGEST = 16


@dataclass(frozen=True, slots=True)
class Issued:
    """A free account's token; `expires_at` in Unix seconds, None where it is not told."""

    token: str
    user: str
    expires_at: float | None


@dataclass(frozen=True, slots=True)
class Session:
    """A new session, and whose it is where that is told."""

    id: str
    user: str


@dataclass(frozen=True, slots=True)
class State:
    """What a session holds: its draft as it was written, and a mark of its media; empty where there is none."""

    draft: str = ""
    media: str = ""

    @property
    def timeline(self) -> Timeline:
        """Read the draft."""
        return decoded(json.loads(self.draft)) if self.draft else Timeline()


@dataclass(frozen=True, slots=True)
class Render:
    """How far an export is."""

    status: str
    progress: float | None = None
    url: str = ""
    error: str = ""


def payload(status: int, body: bytes, after: float | None = None) -> Json:
    """Open a reply in any of its forms. Raises `NemoError` for a refusal, `Unreadable` for anything strange."""
    found = calls.decoded(body)
    told = found or {}
    code = whole(told.get("code"))
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or code or told.get("success") is False:
        raise NemoError(status, code, _refusal(told), after)
    if found is None:
        raise Unreadable(f"HTTP {status} with {body[:80]!r}")
    data = found.get("data", found)
    if not isinstance(data, dict):
        return {}
    return data


def issued(data: Json) -> Issued:
    """Read a free account's token."""
    return Issued(_needed(data, "token"), _text(data.get("user_id")), _moment(data.get("expires_at")))


def session(data: Json) -> Session:
    """Read a new session."""
    return Session(_needed(data, "session_id"), _text(data.get("user_id")))


def uploaded(data: Json) -> str:
    """Read the name by which the service knows an uploaded file; empty where it tells none."""
    files = data.get("files")
    first = files[0] if isinstance(files, list) and files else None
    return _text(first.get("filename")) if isinstance(first, dict) else ""


def balance(data: Json) -> Balance:
    """Read an account's credits; the total is the sum of the others where it is not told."""
    available, frozen = _credits(data.get("available")), _credits(data.get("frozen"))
    if available is None:
        raise Unreadable("no available credits")
    total = _credits(data.get("total"))
    return Balance(available, frozen or 0.0, available + (frozen or 0.0) if total is None else total)


def state(data: Json) -> State:
    """Read what a session holds."""
    held = data.get("state")
    found = held if isinstance(held, dict) else {}
    draft, media = found.get("draft"), [found.get("generated_media")]
    draft = _opened(draft)
    written = canonical(draft) if isinstance(draft, dict) and draft else ""
    digest = hashlib.sha256(canonical(media).encode(errors="replace")).hexdigest()[:DIGEST] if any(media) else ""
    return State(written, digest)


def render(data: Json) -> Render:
    """Read how far an export is, in either of the two shapes."""
    output = data.get("output")
    inner = output if isinstance(output, dict) else {}
    return Render(
        status=_text(data.get("status")).lower(),
        progress=_credits(data.get("progress")),
        url=_text(inner.get("url")) or _text(data.get("outputUrl")) or _text(inner.get("outputUrl")),
        error=_text(data.get("error")),
    )


def whole(value: object) -> int | None:
    """Read a code; None where there is none, or where all is well."""
    try:
        return int(value) or None if isinstance(value, int | str) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _opened(draft: object) -> object:
    """Read a draft that was written as text."""
    return calls.decoded(draft.encode(errors="replace")) if isinstance(draft, str) else draft


def _refusal(told: Json) -> str:
    return next((text for key in ("message", "error", "detail") if (text := _text(told.get(key)))), "")


def _needed(data: Json, name: str) -> str:
    value = data.get(name)
    found = _text(str(value) if isinstance(value, int) else value)
    if not found:
        raise Unreadable(f"no {name}")
    return found


def _text(value: object) -> str:
    if isinstance(value, dict):
        return _text(value.get("message"))
    # Half a surrogate pair is legal JSON, but nothing after us could store it.
    return value.strip().encode(errors="replace").decode() if isinstance(value, str) else ""


def _moment(value: object) -> float | None:
    try:
        return datetime.fromisoformat(_text(value)).timestamp()
    except (ValueError, OverflowError):
        return None


def _credits(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None
