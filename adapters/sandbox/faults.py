"""The back door of the sandbox: faults, barriers and switches for tests, and a look at what was called and accepted.

GET lists under `offers` every kind of fault, its parameters and the barriers; POST sets them, and answers as GET does.

One middleware around all calls. A call is named as its route: chat, confirm, status, result, save, validate, mode_set,
mode_query, upload, artifact_upload, catalog, and artifact and image for the files. NemoVideo's are token, claim,
session, credits, run_sse, nemo_upload, state, render, render_status, cancel, download, and film and clip for the files.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from ipaddress import ip_address
from typing import Any, Literal, TypeAlias, get_args

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from adapters.sandbox import spoiling
from adapters.sandbox.barriers import Barriers, When
from adapters.sandbox.journal import Accepted, Confirmed
from adapters.sandbox.kinds import BARRIERS, KINDS
from adapters.sandbox.nemo.asking import WORDS
from adapters.sandbox.nemo.service import Nemo, NemoOrder
from adapters.sandbox.stage import Stage, Switches

CONTROL = "/sandbox/control"
Call = Literal[
    "chat", "confirm", "status", "result", "save", "validate", "mode_set", "mode_query", "upload", "artifact_upload",
    "catalog", "artifact", "image",
    "token", "claim", "session", "credits", "run_sse", "nemo_upload", "state", "render", "render_status", "cancel",
    "download", "film", "clip",
]  # fmt: skip
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Strict(BaseModel):
    """Nothing misspelt goes unnoticed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Fault(Strict):
    """What goes wrong with a call; `kind` names one of `kinds.KINDS`, whose fields count where the order has none.

    Latency comes first; then comes the first of silence, reset, skew, endless, html, status; else the true reply,
    changed.
    """

    kind: str = Field(default="", description="one of the kinds listed here, or nothing")
    call: Call = Field(description="the call it happens to")
    times: int = Field(default=1, ge=1, description="how often")
    when: When = Field(default="before", description="before: the call is not accepted; after: only the reply is lost")
    latency: float = Field(default=0.0, ge=0.0, description="seconds before anything happens")
    silence: bool = Field(default=False, description="never answer")
    reset: bool = Field(default=False, description="cut the connection")
    skew: float = Field(default=0.0, description="seconds that the studio's clock is ahead of the truth")
    endless: bool = Field(default=False, description="send bytes for ever")
    html: bool = Field(default=False, description="answer a web page")
    status: int | None = Field(default=None, ge=200, le=599, description="answer this status")
    body: str | dict[str, Any] = Field(default="", description="what comes with the status")
    headers: dict[str, str] = Field(default_factory=dict, description="what comes with the status")
    half: bool = Field(default=False, description="cut the true reply in two")
    stale: bool = Field(default=False, description="let a result say `done`, with nothing in it")
    lagging: bool = Field(default=False, description="leave the files out of a result")
    address: str = Field(default="", description="where a result says its files lie")
    media_type: str = Field(default="", description="the type of a file")
    padding: int = Field(default=0, ge=0, description="bytes behind the end of a file")

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, order: object) -> object:
        name = order.get("kind") if isinstance(order, dict) else None
        if not isinstance(order, dict) or not name:
            return order
        if name not in KINDS:
            known = ", ".join(KINDS)
            message = f"there is no kind of fault called {name!r}; the kinds are {known}"
            raise ValueError(message)
        return {**KINDS[name].fields, **order}

    @property
    def answers(self) -> bool:
        """Say whether the fault replaces the reply."""
        given = self.silence, self.reset, self.skew, self.endless, self.html, self.status
        return any(given)


class Order(Strict):
    """What POST takes: any of these."""

    fault: Fault | None = None
    hold: Call | None = None
    when: When = "before"
    release: Call | None = None
    switches: dict[str, Any] = Field(default_factory=dict, alias="set")
    nemo: NemoOrder | None = None
    clear: bool = False


class Faults:
    """The faults and barriers that are set, and the counts of calls."""

    def __init__(self, stage: Stage, nemo: Nemo) -> None:
        self._stage = stage
        self._nemo = nemo
        self._calls: Counter[str] = Counter()
        self._faults: list[Fault] = []
        self._barriers = Barriers()
        self._silence = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """Give the control endpoint."""
        return [web.get(CONTROL, self._show), web.post(CONTROL, self._set)]

    def release(self, call: str | None = None) -> None:
        """Lift the barriers before a call; without a name, all of them."""
        self._barriers.release(call)
        if call is None:
            self._silence.set()
            self._silence = asyncio.Event()

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
                return await self._spoilt(fault, request)
        response = await handler(request)
        await self._hold(request, name, "after")
        return await self._returned(fault, request, response) if fault else response

    async def _returned(self, fault: Fault, request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
        if fault.when == "after":
            await self._stage.clock.sleep(fault.latency)
            if fault.answers:
                return await self._spoilt(fault, request)
        if fault.padding:
            return await spoiling.heavy(response, fault.padding)
        if fault.media_type:
            response.headers["Content-Type"] = fault.media_type
        if fault.stale or fault.lagging or fault.address:
            return spoiling.result(response, stale=fault.stale, lagging=fault.lagging, address=fault.address)
        return await spoiling.half(request, response) if fault.half else response

    async def _spoilt(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault.silence:
            await self._silence.wait()
        if (fault.silence or fault.reset) and request.transport:
            request.transport.abort()
        if fault.skew:
            return spoiling.unsynchronised(self._stage.clock.now() + fault.skew)
        if fault.endless:
            return await spoiling.endless(request)
        status = fault.status or 502
        if fault.html:
            return spoiling.page(status)
        if isinstance(fault.body, str):
            return web.Response(status=status, text=fault.body, headers=fault.headers)
        return web.json_response(fault.body, status=status, headers=fault.headers)

    def _due(self, name: str) -> Fault | None:
        for at, fault in enumerate(self._faults):
            if fault.call == name:
                rest = [fault.model_copy(update={"times": fault.times - 1})] if fault.times > 1 else []
                self._faults[at : at + 1] = rest
                return fault
        return None

    async def _hold(self, request: web.Request, name: str, when: When) -> None:
        for barrier in self._barriers.at(name, when):
            if request.content_type == "application/json":
                await request.read()  # it has arrived, whatever becomes of its sender meanwhile
            await barrier.wait()

    async def _show(self, request: web.Request) -> web.Response:
        _only_from_here(request)
        return web.json_response(
            {
                "calls": dict(self._calls),
                "faults": [fault.model_dump() for fault in self._faults],
                "barriers": self._barriers.told(),
                "switches": asdict(self._stage.switches),
                "accepted": [_told(each, self._stage) for each in self._stage.books.accepted],
                "nemo": self._nemo.told(),
                "offers": _offers(),
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
        await self._nemo.obey(order.nemo or NemoOrder())
        return await self._show(request)

    def _obey(self, order: Order) -> None:
        if order.clear:
            self._faults.clear()
            self.release()
        if order.release:
            self.release(order.release)
        if order.hold:
            self._barriers.hold(order.hold, order.when)
        if order.fault:
            self._faults.append(order.fault)


def _offers() -> dict[str, Any]:
    parameters = {name: field.description for name, field in Fault.model_fields.items()}
    kinds = [kind.told() for kind in KINDS.values()]
    return {
        "faults": kinds,
        "parameters": parameters,
        "barriers": dict(BARRIERS),
        "calls": list(get_args(Call)),
        "words": dict(WORDS),
    }


def _only_from_here(request: web.Request) -> None:
    if not request.remote or not ip_address(request.remote).is_loopback:
        raise web.HTTPForbidden(text="The control endpoint answers on loopback only.")


def _told(event: Accepted | Confirmed, stage: Stage) -> dict[str, Any]:
    if isinstance(event, Confirmed):
        project = stage.books.threads[event.thread_id].project_id
        return {"call": "confirm", "thread_id": event.thread_id, "project_id": project, "at": event.at}
    names = ("thread_id", "project_id", "prompt", "attachments", "mode", "at")
    return {"call": "chat", **{name: getattr(event, name) for name in names}, "tool_config": asdict(event.tools)}
