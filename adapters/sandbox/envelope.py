"""The shape of every Lovart reply, and refusals."""

from collections.abc import Mapping
from typing import TypeAlias

from aiohttp import web

Json: TypeAlias = Mapping[str, "Json"] | list["Json"] | str | int | float | bool | None


class Refusal(Exception):
    """What the service says no with: HTTP status, code of the body, words, headers."""

    def __init__(self, status: int, message: str, code: int | None = None, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code or status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def reply(self) -> web.Response:
        """Put the refusal into the envelope."""
        return web.json_response({"code": self.code, "message": self.message}, status=self.status, headers=self.headers)


def success(data: Mapping[str, Json]) -> web.Response:
    """Put data into the envelope."""
    return web.json_response({"code": 0, "message": "success", "data": dict(data)})
