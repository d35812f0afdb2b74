"""Replies as a fault spoils them."""

import asyncio
import json
from typing import Any

from aiohttp import web

from adapters.sandbox.cdn import Served
from adapters.sandbox.envelope import Refusal
from adapters.sandbox.nemo.stream import Stream

NOW = web.ResponseKey("now", float)  # the time a reply is to tell, in Unix seconds
PIECE = bytes(64 * 1024)
PAGE = "<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"


def page(status: int) -> web.Response:
    """Make a gateway's error page."""
    return web.Response(status=status, text=PAGE, content_type="text/html")


def unsynchronised(now: float) -> web.Response:
    """Refuse a signature by another clock, which the reply tells."""
    reply = Refusal(401, "Invalid signature: the timestamp is not of now").reply()
    reply[NOW] = now
    return reply


async def half(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Promise the whole body and hang up in the middle; a stream promises nothing."""
    if isinstance(response, Stream):
        response.halve()
        return response
    whole = await _body(response)
    cut = web.StreamResponse(status=response.status, headers={"Content-Type": response.content_type})
    cut.content_length = len(whole)
    await cut.prepare(request)
    await cut.write(whole[: len(whole) // 2])
    if request.transport:
        request.transport.close()
    return cut


async def heavy(response: web.StreamResponse, padding: int) -> web.Response:
    """Send a file with bytes behind its end, which most formats bear."""
    return web.Response(body=await _body(response) + bytes(padding), content_type=response.content_type)


async def endless(request: web.Request) -> web.StreamResponse:
    """Send bytes until the client has enough; whoever never has enough is cut off when the server stops."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(PIECE)


def result(response: web.StreamResponse, *, stale: bool, lagging: bool, address: str) -> web.StreamResponse:
    """Change what a thread's result tells: too early, without its files, or with its files elsewhere."""
    if not isinstance(response, web.Response) or not isinstance(response.body, bytes):
        return response
    told = json.loads(response.body)
    if isinstance(data := told.get("data"), dict) and "items" in data:
        data["items"] = [] if stale else [_moved(item, lagging=lagging, address=address) for item in data["items"]]
        data["status"] = "done" if stale else data["status"]
    return web.json_response(told, status=response.status)


def _moved(item: dict[str, Any], *, lagging: bool, address: str) -> dict[str, Any]:
    files = [] if lagging else [{**file, "content": address or file["content"]} for file in item.get("artifacts", ())]
    return {**item, "artifacts": files} if "artifacts" in item else item


async def _body(response: web.StreamResponse) -> bytes:
    if isinstance(response, Served):
        return await asyncio.to_thread(response.path.read_bytes)
    whole = response.body if isinstance(response, web.Response) else None
    return bytes(whole) if isinstance(whole, bytes | bytearray) else b""
