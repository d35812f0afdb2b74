"""What a call carries, in any of the ways the Bot API takes: an address's query, a form, JSON, or parts with files."""

import json
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from tests.emulators.telegram.errors import TOO_LARGE, Refused, bad
from tests.emulators.telegram.limits import LOCAL_UPLOAD_BYTES
from tests.emulators.telegram.things import Json

CHUNK = 1 << 20
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a part of its own."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    """The fields of a call, and its files by the names of their parts."""

    fields: Json = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)


async def read(request: web.Request) -> Body:
    """Read what was sent."""
    fields: Json = dict(request.query)
    if request.content_type.startswith("multipart/"):
        return await _parts(request, fields)
    if not request.can_read_body:
        return Body(fields)
    if request.content_type == "application/json":
        return Body(fields | _object(await request.read()))
    if request.content_type != FORM:
        raise bad(f"unsupported content type {request.content_type}")
    return Body(fields | dict(await request.post()))


def _object(text: bytes) -> Json:
    try:
        told = json.loads(text)
    except ValueError:
        raise bad("can't parse JSON object") from None
    if not isinstance(told, dict):
        raise bad("object expected")
    return told


async def _parts(request: web.Request, fields: Json) -> Body:
    parts: dict[str, Part] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise bad("parts inside a part")
        data, name = await _whole(part), part.name or ""
        if part.filename is None:
            fields[name] = data.decode()
        else:
            parts[name] = Part(part.filename, data)
    return Body(fields, parts)


async def _whole(part: BodyPartReader) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        data += chunk
        if len(data) > LOCAL_UPLOAD_BYTES:
            raise Refused(TOO_LARGE, "Request Entity Too Large")
    return bytes(data)
