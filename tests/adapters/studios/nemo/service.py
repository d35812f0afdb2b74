"""A loopback server that answers as NemoVideo does, with a stream that a test writes by hand."""

import asyncio
import json
from types import TracebackType
from typing import Any

from aiohttp import web

from adapters.studios.nemo.api import CHAT, CREDITS, ISSUE, RENDERS, SESSIONS, STATES, UPLOADS
from tests.adapters.studios.lovart.service import Says, Service, ok

SESSION = "6120044871399276544"
STATE = f"{STATES}/{SESSION}/latest"
UPLOAD = f"{UPLOADS}/{SESSION}"
TOKEN = "nmv_usr_own"
CUT = object()

CITY = {"d": 10000, "m": {"name": "city"}}
LOFI = {"d": 10000, "m": {"name": "Lo-fi", "volume": 0.35}}
HELLO = {"d": 3000, "m": {"text": "Hello"}}


def draft(*titles: object, music: bool = False) -> dict[str, object]:
    """Make a draft with one clip."""
    tracks = [{"tt": 0, "sg": [CITY]}]
    tracks += [{"tt": 1, "sg": [LOFI]}] if music else []
    return {"d": 10000, "t": [*tracks, *([{"tt": 7, "sg": list(titles)}] if titles else [])]}


def holds(draft: object = None, **more: object) -> Says:
    """Reply to a read of the state."""
    return ok(session_id=SESSION, task_id="task_1", state={"draft": draft, "video_infos": [], **more})


def issued(token: str = "nmv_usr_1", user: str = "anon_7") -> Says:  # noqa: S107  (made up)
    """Hand out a free account."""
    return ok(token=token, user_id=user, credits=100, expires_at="2099-01-01T00:00:00Z")


def event(**found: object) -> bytes:
    """Write one event of a stream."""
    return f"data: {json.dumps(found)}\n\n".encode()


def says(text: str) -> bytes:
    """Let the agent say something, as its kit does."""
    return event(content={"parts": [{"text": text}], "role": "model"})


def tool(name: str) -> bytes:
    """Let the agent use a tool."""
    call = event(content={"parts": [{"functionCall": {"id": "1", "name": name, "args": {}}}], "role": "model"})
    answer = {"functionResponse": {"id": "1", "name": name, "response": {"status": "success"}}}
    return call + event(content={"parts": [answer], "role": "user"})


class NemoService(Service):
    """The server; what is put into `stream` goes out at once, `CUT` ends it badly and None well.

    Nothing put and `scripted` left as it is, a chat is answered as any other path.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stream: asyncio.Queue[object] = asyncio.Queue()
        self.streams = True
        self.says(SESSIONS, ok(session_id=SESSION, task_id="task_1", user_id="anon_7"))
        self.says(CREDITS, ok(available=100, frozen=0, total=100))
        self.says(ISSUE, issued())
        self.says(STATE, holds())

    def tells(self, *parts: object) -> None:
        """Write a whole stream, and end it well unless it was cut."""
        for part in parts:
            self.stream.put_nowait(part)
        if CUT not in parts:
            self.stream.put_nowait(None)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in self.asked(CHAT):
            self.stream.put_nowait(None)  # who still streams would keep the server open
        await super().__aexit__(kind, error, trace)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path != CHAT or not self.streams:
            return await super()._answer(request)
        await self._note(request)
        response: Any = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        while (part := await self.stream.get()) is not None:
            if part is CUT:
                assert request.transport is not None
                request.transport.abort()
                return response  # type: ignore[no-any-return]
            await response.write(part)
        return response  # type: ignore[no-any-return]


def render(id_: str) -> str:
    """Give the path under which an export is read."""
    return f"{RENDERS}/{id_}"
