"""POST /file/upload: one file in one part, streamed to disk."""

import asyncio
import re
from pathlib import Path
from uuid import uuid4

from aiohttp import BodyPartReader, MultipartReader, web

from adapters.sandbox.envelope import Refusal
from adapters.sandbox.stage import Credentials

PIECE = 1 << 18
NAME_LENGTH = 16
# The official client writes the name as it is: raw UTF-8, quotes not escaped.
_NAMED = re.compile(r'^form-data; name="file"; filename="(.+)"$', re.DOTALL)
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}$")


def folder(credentials: Credentials) -> str:
    """Say under which path the account's uploads are served."""
    return f"/img/{credentials.user}"


async def receive(request: web.Request, into: Path) -> str:
    """Keep the uploaded file and give its new name.

    Raises:
        Refusal: 400, where it is not exactly one part named `file` with a file name.
    """
    if request.content_type != "multipart/form-data":
        raise Refusal(400, "The body must be multipart/form-data")
    unfinished = into / f".{uuid4().hex}"
    try:
        name = await _keep(await request.multipart(), unfinished)
        await asyncio.to_thread(unfinished.rename, into / name)
    except ValueError:
        raise Refusal(400, "The multipart body is broken") from None
    finally:
        await asyncio.to_thread(unfinished.unlink, missing_ok=True)
    return name


async def _keep(reader: MultipartReader, path: Path) -> str:
    part = await reader.next()
    if not isinstance(part, BodyPartReader):
        raise Refusal(400, "The part `file` is missing")
    named = _NAMED.match(part.headers.get("Content-Disposition", ""))
    if not named:
        raise Refusal(400, "The one part must be named `file` and carry a file name")
    await _stream(part, path)
    if await reader.next() is not None:
        raise Refusal(400, "There must be exactly one part")
    suffix = _SUFFIX.search(named[1].lower())
    return uuid4().hex[:NAME_LENGTH] + (suffix[0] if suffix else "")


async def _stream(part: BodyPartReader, path: Path) -> None:
    with await asyncio.to_thread(path.open, "wb") as file:
        while piece := await part.read_chunk(PIECE):
            await asyncio.to_thread(file.write, piece)
