"""Addresses of files: signed, and good for about a day.

Source: reference.mdx, "Signed Attachment CDN URLs"; the day is a community figure (D13).
"""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from bot.clock import Clock

LIFETIME = 24 * 3600
SECRET = b"what the content network signs with"


class Links:
    """Signs paths below `origin`, which the server sets when it knows its port."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.origin = "http://cdn.invalid"

    def plain(self, path: str) -> str:
        """An address that needs no signature."""
        return f"{self.origin}{quote(path)}"

    def signed(self, path: str) -> str:
        """An address that works for a day."""
        made = int(self._clock.now())
        until = f"{made + LIFETIME:x}"
        query = {"ex": until, "is": f"{made:x}", "hm": _mark(path, until)}
        return f"{self.plain(path)}?{urlencode(query)}&"

    def open(self, path: str, query: Mapping[str, str]) -> bool:
        """Say whether this address works now."""
        until, mark = query.get("ex", ""), query.get("hm", "")
        if not hmac.compare_digest(mark, _mark(path, until)):
            return False
        return int(until, 16) > self._clock.now()


def _mark(path: str, until: str) -> str:
    return hmac.new(SECRET, f"{path}?{until}".encode(), hashlib.sha256).hexdigest()
