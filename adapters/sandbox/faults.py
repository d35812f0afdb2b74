"""The back door of the sandbox: faults, barriers and switches for tests, and a look at what was called and accepted.

One middleware around all calls. A call is named as its route: chat, confirm, status, result, save, validate, mode_set,
mode_query, upload, artifact_upload, catalog, and artifact and image for the files.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from ipaddress import ip_address
from typing import Any, Literal, TypeAlias

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.sandbox.cdn import Served
from adapters.sandbox.journal import Accepted, Confirmed
from adapters.sandbox.stage import Stage, Switches

CONTROL = "/sandbox/control"
Call = Literal[
    "chat", "confirm", "status", "result", "save", "validate", "mode_set", "mode_query", "upload", "artifact_upload",
    "catalog", "artifact", "image",
]  # fmt: skip
When = Literal["before", "after"]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Strict(BaseModel):
    """Nothing misspelt goes unnoticed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Fault(Strict):
    """What goes wrong with a call, and for how many times.

    `before`: the call is not accepted. `after`: it is, and only the reply is lost. `latency`, in seconds, comes first;
    then `reset` cuts the connection, `html` or `status` answer something else, `half` cuts the true reply in two.
    """

    call: Call
    times: int = Field(default=1, ge=1)
    when: When = "before"
    latency: float = Field(default=0.0, ge=0.0)
    status: int | None = Field(default=None, ge=200, le=599)
    body: str | dict[str, Any] = ""
    headers: dict[str, str] = Field(default_factory=dict)
    reset: bool = False
    half: bool = False
    html: bool = False

    @property
    def answers(self) -> bool:
        """Say whether the fault replaces the reply."""
        return self.reset or self.html or self.status is not None


class Order(Strict):
    """What POST takes: any of these."""

    fault: Fault | None = None
    hold: Call | None = None
    when: When = "before"
    release: Call | None = None
    switches: dict[str, Any] = Field(default_factory=dict, alias="set")
    clear: bool = False


class Barrier:
    """Holds calls until it is lifted."""

    def __init__(self, call: Call, when: When) -> None:
        self.call = call
        self.when = when
        self.held = 0
        self._lifted = asyncio.Event()

    async def wait(self) -> None:
        """Wait here."""
        self.held += 1
        try:
            await self._lifted.wait()
        finally:
            self.held -= 1

    def lift(self) -> None:
        """Let everybody go."""
        self._lifted.set()


class Faults:
    """The faults and barriers that are set, and the counts of calls."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._calls: Counter[str] = Counter()
        self._faults: list[Fault] = []
        self._barriers: list[Barrier] = []

    def routes(self) -> list[web.RouteDef]:
        """Give the control endpoint."""
        return [web.get(CONTROL, self._show), web.post(CONTROL, self._set)]

    def release(self, call: str | None = None) -> None:
        """Lift the barriers before a call; without a name, all of them."""
        for barrier in [each for each in self._barriers if call in {None, each.call}]:
            barrier.lift()
            self._barriers.remove(barrier)

    @web.middleware
    async def around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count the call, hold it, and spoil it if a fault says so."""
        name = request.match_info.route.name
        if not name:
            return await handler(request)
        self._calls[name] += 1
        fault = self._due(name)
        await self._hold(request, name, "before")
        if fault and fault.when == "before":
            await self._stage.clock.sleep(fault.latency)
            if fault.answers:
                return _spoilt(fault, request)
        response = await handler(request)
        await self._hold(request, name, "after")
        return await self._returned(fault, request, response) if fault else response

    async def _returned(self, fault: Fault, request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
        if fault.when == "after":
            await self._stage.clock.sleep(fault.latency)
            if fault.answers:
                return _spoilt(fault, request)
        return await _half(request, response) if fault.half else response

    def _due(self, name: str) -> Fault | None:
        for at, fault in enumerate(self._faults):
            if fault.call == name:
                rest = [fault.model_copy(update={"times": fault.times - 1})] if fault.times > 1 else []
                self._faults[at : at + 1] = rest
                return fault
        return None

    async def _hold(self, request: web.Request, name: str, when: When) -> None:
        for barrier in [each for each in self._barriers if (each.call, each.when) == (name, when)]:
            if request.content_type == "application/json":
                await request.read()  # it has arrived, whatever becomes of its sender meanwhile
            await barrier.wait()

    async def _show(self, request: web.Request) -> web.Response:
        _only_from_here(request)
        return web.json_response(
            {
                "calls": dict(self._calls),
                "faults": [fault.model_dump() for fault in self._faults],
                "barriers": [{"hold": each.call, "when": each.when, "held": each.held} for each in self._barriers],
                "switches": asdict(self._stage.switches),
                "accepted": [_told(each, self._stage) for each in self._stage.books.accepted],
            }
        )

    async def _set(self, request: web.Request) -> web.Response:
        _only_from_here(request)
        try:
            order = Order.model_validate_json(await request.read())
            self._stage.switches = Switches(**{**asdict(self._stage.switches), **order.switches})
        except ValidationError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        self._obey(order)
        return await self._show(request)

    def _obey(self, order: Order) -> None:
        if order.clear:
            self._faults.clear()
            self.release()
        if order.release:
            self.release(order.release)
        if order.hold:
            self._barriers.append(Barrier(order.hold, order.when))
        if order.fault:
            self._faults.append(order.fault)


def _only_from_here(request: web.Request) -> None:
    if not request.remote or not ip_address(request.remote).is_loopback:
        raise web.HTTPForbidden(text="The control endpoint answers on loopback only.")


def _told(event: Accepted | Confirmed, stage: Stage) -> dict[str, Any]:
    if isinstance(event, Confirmed):
        project = stage.books.threads[event.thread_id].project_id
        return {"call": "confirm", "thread_id": event.thread_id, "project_id": project, "at": event.at}
    names = ("thread_id", "project_id", "prompt", "attachments", "mode", "at")
    return {"call": "chat", **{name: getattr(event, name) for name in names}, "tool_config": asdict(event.tools)}


def _spoilt(fault: Fault, request: web.Request) -> web.Response:
    if fault.reset and request.transport:
        request.transport.abort()
    if fault.html:
        page = "<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"
        return web.Response(status=fault.status or 502, text=page, content_type="text/html")
    status = fault.status or 502
    if isinstance(fault.body, str):
        return web.Response(status=status, text=fault.body, headers=fault.headers)
    return web.json_response(fault.body, status=status, headers=fault.headers)


async def _half(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Promise the whole body and hang up in the middle."""
    whole = await _body(response)
    cut = web.StreamResponse(status=response.status, headers={"Content-Type": response.content_type})
    cut.content_length = len(whole)
    await cut.prepare(request)
    await cut.write(whole[: len(whole) // 2])
    if request.transport:
        request.transport.close()
    return cut


async def _body(response: web.StreamResponse) -> bytes:
    if isinstance(response, Served):
        return await asyncio.to_thread(response.path.read_bytes)
    whole = response.body if isinstance(response, web.Response) else None
    return bytes(whole) if isinstance(whole, bytes | bytearray) else b""
