"""An independent client of the Lovart API, written from its protocol with the standard library alone."""

# ruff: noqa: ANN401 - foreign JSON is what it is; each test says what it expects of it

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

PREFIX = "/v1/openapi"
AGENT = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) LovartAgentSkill/1.0"
BROWSER = {"User-Agent": "Mozilla/5.0", "Referer": "https://www.lovart.ai/"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        """The envelope's content; what is no success is shown whole."""
        assert (self.status, self.json["code"]) == (200, 0), self.body
        return self.json["data"]

    @property
    def refused(self) -> tuple[int, int, str]:
        """Status, code and words of a refusal."""
        return self.status, self.json["code"], self.json["message"]


@dataclass(frozen=True, slots=True)
class Keys:
    """An account's keys."""

    access: str
    secret: str


@dataclass(slots=True)
class Client:
    """Speaks to one base URL; blocks, so it is used from threads."""

    base: str
    keys: Keys
    timestamp: str = ""
    overrides: dict[str, str] = field(default_factory=dict)

    def post(self, path: str, body: object, **headers: str) -> Reply:
        """Send JSON."""
        more = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex, **headers}
        return self.call("POST", path, json.dumps(body).encode(), more)

    def get(self, path: str, **query: str) -> Reply:
        """Ask with a query."""
        wanted = f"{path}?{urllib.parse.urlencode(query)}" if query else path
        return self.call("GET", wanted, None, {"Content-Type": "application/json"})

    def upload(self, name: str, content: bytes, disposition: str = "") -> Reply:
        """Send a file as the official client does."""
        boundary = uuid.uuid4().hex
        told = disposition or f'form-data; name="file"; filename="{name}"'
        head = f"--{boundary}\r\nContent-Disposition: {told}\r\nContent-Type: application/octet-stream\r\n\r\n"
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return self.call("POST", "/file/upload", body, {"Content-Type": kind, "User-Agent": "LovartAgentSkill/1.0"})

    def call(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        """Sign and send."""
        line = PREFIX + path.partition("?")[0]
        signed = {"User-Agent": AGENT, **self._signed(method, line), **headers, **self.overrides}
        return fetch(f"{self.base}{PREFIX}{path}", method, body, {k: v for k, v in signed.items() if v})

    def _signed(self, method: str, path: str) -> dict[str, str]:
        timestamp = self.timestamp or str(int(time.time()))
        digest = hmac.new(self.keys.secret.encode(), f"{method}\n{path}\n{timestamp}".encode(), hashlib.sha256)
        return {
            "X-Access-Key": self.keys.access,
            "X-Timestamp": timestamp,
            "X-Signature": digest.hexdigest(),
            "X-Signed-Method": method,
            "X-Signed-Path": path,
        }


def fetch(url: str, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] = BROWSER) -> Reply:
    """Make one HTTP call; a refusal is a reply too."""
    request = urllib.request.Request(url, data=body, headers=dict(headers), method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=15) as reply:  # noqa: S310
            return Reply(reply.status, reply.headers, reply.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.headers, error.read())
