"""How a request proves whose it is: HMAC-SHA256 over method, path and second; neither body nor query is signed."""

import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Keys:
    """One account's key pair; the secret is used as it is written, prefix included."""

    access: str
    secret: str = field(repr=False)


def sign(secret: str, method: str, path: str, timestamp: str) -> str:
    """Compute the signature, 64 lower-case hexadecimal digits; `path` has the prefix but neither host nor query."""
    signed = f"{method}\n{path}\n{timestamp}"
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()


def signed_headers(keys: Keys, method: str, path: str, now: float) -> dict[str, str]:
    """Build the five headers that carry a signature made at `now`, in Unix seconds."""
    timestamp = str(int(now))
    return {
        "X-Access-Key": keys.access,
        "X-Timestamp": timestamp,
        "X-Signature": sign(keys.secret, method, path, timestamp),
        "X-Signed-Method": method,
        "X-Signed-Path": path,
    }
