"""A loopback server that says what a test wants it to say, and remembers what it was asked."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

CHAT, CONFIRM, RESULT = "/v1/openapi/chat", "/v1/openapi/chat/confirm", "/v1/openapi/chat/result"
SAVE, VALIDATE = "/v1/openapi/project/save", "/v1/openapi/project/validate"
MODE, SET_MODE = "/v1/openapi/mode/query", "/v1/openapi/mode/set"
UPLOAD, CATALOG = "/v1/openapi/file/upload", "/v1/openapi/tools/catalog"


@dataclass(frozen=True, slots=True)
class Says:
    """One scripted reply; `cut` ends the connection before it, `announced` promises more bytes than come."""

    status: int = 200
    json: object = None
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    announced: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    peer: object


def ok(**data: object) -> Says:
    """Wrap data in a good envelope."""
    return Says(json={"code": 0, "message": "success", "data": data})


def refusal(status: int, code: int, message: str, **headers: str) -> Says:
    """Wrap a refusal as the service does."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Says(status=status, json={"code": code, "message": message}, headers=named)


def snapshot(status: str, *items: Mapping[str, object], **more: object) -> Says:
    """Reply to a read of a thread."""
    return ok(thread_id="thr-1", status=status, items=list(items), **more)


def said(text: str) -> dict[str, object]:
    """Let the agent say something."""
    return {"type": "assistant", "text": text}


def made(*names: str, kind: str = "image") -> dict[str, object]:
    """Let the agent make files."""
    files = [{"type": kind, "content": f"https://a.lovart.ai/artifacts/agent/{name}"} for name in names]
    return {"type": "generator", "name": "artifacts", "artifacts": files}


class Service:
    """The server; a path's last reply is repeated."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.address = ""
        self._replies: dict[str, list[Says]] = defaultdict(list)
        self._arrived = asyncio.Event()
        self.answers = asyncio.Event()
        self.answers.set()

    def says(self, path: str, *replies: Says) -> None:
        """Set the replies of a path, one per request."""
        self._replies[path] = list(replies)

    def asked(self, path: str) -> list[Seen]:
        """Give the requests that a path has had."""
        return [seen for seen in self.seen if seen.path == path]

    async def has_seen(self, count: int) -> None:
        """Wait until so many requests have come."""
        while len(self.seen) < count:
            self._arrived.clear()
            await self._arrived.wait()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{rest:.*}", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _note(self, request: web.Request) -> None:
        body = await request.read()
        peer = request.transport.get_extra_info("peername") if request.transport else None
        query = request.rel_url.raw_query_string
        self.seen.append(Seen(request.method, request.path, query, request.headers, body, peer))
        self._arrived.set()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        await self._note(request)
        await self.answers.wait()
        replies = self._replies[request.path]
        says = replies.pop(0) if len(replies) > 1 else replies[0] if replies else Says(404, {"message": "nothing here"})
        if says.cut or says.announced is not None:
            return await _broken(request, says)
        if says.raw is not None:
            return web.Response(status=says.status, body=says.raw, headers={"Date": "", **says.headers})
        return web.json_response(says.json, status=says.status, headers={"Date": "", **says.headers})


async def _broken(request: web.Request, says: Says) -> web.StreamResponse:
    response: Any = web.StreamResponse(status=says.status)
    if says.announced is not None:
        response.content_length = says.announced
        await response.prepare(request)
        await response.write(says.raw or b"")
    assert request.transport is not None
    request.transport.abort() if says.announced is None else request.transport.close()
    return response if says.announced is not None else web.Response()
