"""Lovart's JSON, decoded into our nouns; nothing here waits, and nothing foreign travels further than this module.

Much of a reply is known only from what other clients have seen, so whatever is missing or odd is left out, and only
what a call cannot do without makes it `Unreadable`.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from adapters import calls
from adapters.studios.lovart.trouble import LovartError
from adapters.trouble import Unreadable
from bot.capabilities import MediaKind
from bot.studio import AgentText, Artifact, ArtifactKey

Json = dict[str, object]

REFUSALS = {  # a body's code → the HTTP status it stands for
    2011: HTTPStatus.CONFLICT,
    2012: HTTPStatus.PAYMENT_REQUIRED,
    1429: HTTPStatus.TOO_MANY_REQUESTS,
}

FAILURE = "failure"
KINDS = {
    "image": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "music": MediaKind.AUDIO,
    "3d": MediaKind.MODEL,
    "model": MediaKind.MODEL,
}
SUFFIXES = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"), MediaKind.IMAGE),
    **dict.fromkeys((".mp4", ".mov", ".webm"), MediaKind.VIDEO),
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".ogg", ".flac"), MediaKind.AUDIO),
    **dict.fromkeys((".glb", ".gltf", ".obj", ".fbx", ".usdz", ".stl"), MediaKind.MODEL),
}
OWN_FILES = "/artifacts/agent/"

COSTS = ("estimated_cost", "estimatedCost", "cost", "credits", "credit_cost")
WORDS = ("message", "title", "description", "content", "text", "reason", "detail", "details")
WAITING = "pending_confirmation"
ENDED = frozenset({"done", "abort", "failed"})


@dataclass(frozen=True, slots=True)
class Question:
    """What the agent wants to be allowed; `fingerprint` is the same whenever exactly this is asked on this thread."""

    fingerprint: str
    cost: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """A snapshot of a thread: what it told, in its order; keys are the same in every snapshot that has the thing."""

    status: str
    told: tuple[AgentText | Artifact, ...] = ()
    question: Question | None = None

    @property
    def artifacts(self) -> list[Artifact]:
        """The files that were made."""
        return [each for each in self.told if isinstance(each, Artifact)]

    @property
    def texts(self) -> list[AgentText]:
        """What was said, of failures too."""
        return [each for each in self.told if isinstance(each, AgentText)]

    @property
    def ended(self) -> bool:
        """Whether the service calls the thread's work over, which may be untrue for a while."""
        return self.status in ENDED

    @property
    def marks(self) -> frozenset[str]:
        """Name everything that the thread holds."""
        return frozenset(each.key for each in self.told)

    @property
    def failures(self) -> list[AgentText]:
        """What was said of tools that failed."""
        return [said for said in self.texts if said.key.startswith(FAILURE)]


@dataclass(frozen=True, slots=True)
class Validated:
    """What the service knows of a project."""

    valid: bool
    name: str


def payload(status: int, body: bytes, after: float | None = None) -> Json:
    """Open the envelope; raises `LovartError` for a refusal in either form, `Unreadable` for anything else."""
    envelope = calls.decoded(body)
    code = _whole(envelope.get("code") or 0) if envelope is not None else None
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or code:
        raise LovartError(_meaning(status, code), code, _refusal(envelope or {}), after)
    if envelope is None or code is None:
        raise Unreadable(f"HTTP {status} with {body[:80]!r}")
    return _data(envelope)


def _whole(value: object) -> int | None:
    try:
        return int(value) if isinstance(value, int | str) else None
    except ValueError:
        return None


def _meaning(status: int, code: int | None) -> int:
    if code in REFUSALS:
        return REFUSALS[code]
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        return status
    plain = code is not None and HTTPStatus.BAD_REQUEST <= code < HTTPStatus.INTERNAL_SERVER_ERROR
    return code if code is not None and plain else HTTPStatus.BAD_GATEWAY


def _refusal(envelope: Json) -> str:
    words = next((text for key in ("message", "error") if (text := _text(envelope.get(key)))), "")
    details = envelope.get("details")
    extra = details if isinstance(details, str) else json.dumps(details, ensure_ascii=False) if details else ""
    return f"{words}: {extra}" if words and extra else words or extra


def _data(envelope: Json) -> Json:
    data = envelope.get("data", envelope)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Unreadable(f"data is {type(data).__name__}")
    return data


def needed(data: Json, name: str) -> str:
    """Read a text that a reply cannot do without."""
    found = _text(data.get(name))
    if not found:
        raise Unreadable(f"no {name}")
    return found


def uploaded(status: int, body: bytes, after: float | None = None) -> str:
    """Read the address of an uploaded file; here alone the envelope must say its code."""
    data = payload(status, body, after)
    if "code" not in (calls.decoded(body) or {}):
        raise Unreadable("an upload's reply without a code")
    return needed(data, "url")


def project(data: Json) -> Validated:
    """Read what the service knows of a project."""
    return Validated(valid=data.get("valid") is True, name=_text(data.get("project_name")))


def unlimited(data: Json) -> bool:
    """Read the account's billing: without limits, or by credits."""
    return bool(data.get("unlimited"))


def result(thread: str, data: Json) -> Result:
    """Read a snapshot of a thread."""
    items = _objects(data.get("items"))
    status = needed(data, "status").lower()
    told = [*_items(items), *_keyed(FAILURE, (_failure(entry) for entry in _objects(data.get("failures"))))]
    return Result(status, tuple(told), _question(thread, data.get(WAITING), status))


def _objects(value: object) -> list[Json]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    if isinstance(value, dict):
        return _text(value.get("message"))
    # Half a surrogate pair is legal JSON, but nothing after us could store it.
    return value.strip().encode(errors="replace").decode() if isinstance(value, str) else ""


def _said(item: Json) -> str:
    return "" if item.get("type") == "user" else _text(item.get("text"))


def _keyed(kind: str, texts: Iterable[str]) -> Iterator[AgentText]:
    # Neither place nor text alone names a saying: the list may be of one task or of all, and "Done!" is said often.
    seen: Counter[str] = Counter()
    for text in texts:
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        seen[digest] += 1
        yield AgentText(f"{kind}:{digest}:{seen[digest]}", text)


def _items(items: Sequence[Json]) -> Iterator[AgentText | Artifact]:
    sayings = _keyed("text", (text for item in items if (text := _said(item))))
    seen: set[str] = set()
    words = ""
    for item in items:
        if text := _said(item):
            words = text
            yield next(sayings)
        for entry in _objects(item.get("artifacts")):
            artifact = _artifact(entry, words)
            if artifact is not None and artifact.key not in seen:
                seen.add(artifact.key)
                yield artifact


def _artifact(entry: Json, words: str) -> Artifact | None:
    url = _text(entry.get("content")) or _text(entry.get("url"))
    if not url.lower().startswith(("http://", "https://")):
        return None
    return Artifact(_key(url), _kind(_text(entry.get("type")), url), url, words)


def _key(url: str) -> ArtifactKey:
    # The agent's own files have one name on two hosts, and a query may be a signature that differs from read to read.
    path = _path(url)
    return ArtifactKey(f"artifact:{path if path.startswith(OWN_FILES) else url}")


def _kind(type_: str, url: str) -> MediaKind:
    suffix = PurePosixPath(_path(url)).suffix.lower()
    return KINDS.get(type_.lower()) or SUFFIXES.get(suffix, MediaKind.OTHER)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _failure(entry: Json) -> str:
    tool = _text(entry.get("tool_hint")) or _text(entry.get("tool"))
    words = _text(entry.get("message")) or _text(entry.get("code"))
    return f"{tool}: {words}" if tool and words else tool or words or json.dumps(entry, ensure_ascii=False)


def _question(thread: str, pending: object, status: str) -> Question | None:
    if not pending and status != WAITING:
        return None
    asked = pending if isinstance(pending, dict) else {"text": pending} if isinstance(pending, str) else {}
    canonical = json.dumps([thread, asked], sort_keys=True)
    words = next((text for name in WORDS if (text := _text(asked.get(name)))), "")
    cost = next((cost for name in COSTS if (cost := _credits(asked.get(name))) is not None), None)
    return Question(hashlib.sha256(canonical.encode()).hexdigest()[:32], cost, words)


def _credits(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        cost = float(value)
    except (ValueError, OverflowError):
        return None
    return cost if math.isfinite(cost) and cost >= 0 else None
