"""What a request carries: JSON, or JSON and files in parts, as Discord takes them.

Source: reference.mdx, "Uploading Files".
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.emulators.discord.codes import Code, Refused
from tests.emulators.discord.limits import FILES, REQUEST_BYTES
from tests.emulators.discord.things import Json

PART = re.compile(r"^files\[(\d+)\]$")
CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a part of its own: the name it was sent under, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """The JSON of a request, and its files by number."""

    json: Any = None
    parts: dict[int, Part] = field(default_factory=dict)
    type: str = "application/json"

    @property
    def form(self) -> Json:
        """The JSON, which must be an object."""
        if not isinstance(self.json, dict):
            raise Refused(Code.BAD_JSON, why="the body is no object")
        return self.json

    @property
    def bytes(self) -> int:
        """What the files weigh."""
        return sum(len(part.data) for part in self.parts.values())


BODY = web.RequestKey("body", Body)


async def read(request: web.Request) -> Body:
    """Read it once; later calls give the same."""
    if BODY not in request:
        request[BODY] = await _read(request)
    return request[BODY]


async def _read(request: web.Request) -> Body:
    if request.content_type.startswith("multipart/"):
        return await _parts(request)
    text = await request.read()
    if not text:
        return Body()
    if request.content_type != "application/json":
        raise Refused(Code.BAD_JSON, why=f"a body of type {request.content_type}")
    return Body(_parsed(text))


async def _parts(request: web.Request) -> Body:
    value: Any = {}
    parts: dict[int, Part] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise Refused(Code.BAD_JSON, why="parts inside a part")
        if part.name == "payload_json":
            value = _parsed(bytes(await part.read()))
        elif numbered := PART.match(part.name or ""):
            parts[int(numbered[1])] = Part(part.filename or "", await _whole(part))
        else:
            raise Refused(Code.INVALID_FORM, why=f"a part called {part.name}")
    return Body(value, parts, "multipart/form-data")


async def _whole(part: BodyPartReader) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        data += chunk
        if len(data) > REQUEST_BYTES * FILES:
            raise Refused(Code.TOO_LARGE, why="more than anybody may send")
    return bytes(data)


def _parsed(text: bytes) -> Any:  # noqa: ANN401  any JSON
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused(Code.BAD_JSON, why=str(error)) from None
