"""Lovart's request signature: made and checked. Source: protocol page, section 2."""

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256

from adapters.sandbox.envelope import Refusal

WINDOW = 300.0
_DIGITS = re.compile(r"[0-9]{1,12}")


def sign(secret: str, method: str, path: str, timestamp: str) -> str:
    """Sign method, path without query, and Unix seconds."""
    text = f"{method}\n{path}\n{timestamp}"
    return hmac.new(secret.encode(), text.encode("utf-8", "surrogateescape"), sha256).hexdigest()


def check(headers: Mapping[str, str], line: tuple[str, str], keys: tuple[str, str], now: float) -> None:
    """Check the five headers against method and path of the request line and the account's two keys.

    Raises:
        Refusal: 401, with the reason after the words the real service uses.
    """
    access_key, secret = keys
    given = [headers.get(name, "") for name in ("X-Access-Key", "X-Signed-Method", "X-Signed-Path", "X-Timestamp")]
    if not all(given) or "X-Signature" not in headers:
        raise unsigned("a signing header is missing")
    if not _same(given[0], access_key):
        raise unsigned("unknown access key")
    if tuple(given[1:3]) != line:
        raise unsigned("method or path differ from what was signed")
    if not _DIGITS.fullmatch(given[3]) or abs(now - int(given[3])) > WINDOW:
        raise unsigned("the timestamp is not of now")
    if not _same(headers["X-Signature"], sign(secret, *line, given[3])):
        raise unsigned("the digest differs")


def unsigned(reason: str) -> Refusal:
    """Make the refusal of a badly signed request."""
    return Refusal(401, f"Invalid signature: {reason}")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
