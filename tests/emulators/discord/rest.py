"""REST v10: what stands around every call: its name, faults, who asks, how often, and a second opinion."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from bot.clock import Clock, SystemClock
from tests.emulators.discord import bodies, spec
from tests.emulators.discord.buckets import Buckets, TooMany, key_of
from tests.emulators.discord.codes import Code, Refused
from tests.emulators.discord.faults import Fault, Faults
from tests.emulators.discord.spec import Spec
from tests.emulators.discord.world import World
from tests.emulators.refusals import Refusals

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
TOO_SOON: Final = 429
BROKEN: Final = -2
SECOND_OPINION: Final = -1
"""The code under which a request that only Discord's own description objects to is recorded."""

OPEN = ("/interactions/", "/webhooks/")
"""Calls whose address is their secret."""

PUBLIC = frozenset({"GET /gateway"})
JSON = "application/json"
BANNED = "error code: 1015"
FORBIDDEN = frozenset({401, 403, 429})


@dataclass(slots=True)
class Rest:
    """Serves routes given by others, written without the prefix; all they refuse is recorded."""

    world: World
    refusals: Refusals
    pace: Clock = field(default_factory=SystemClock)
    haste: float = 1.0
    faults: Faults = field(default_factory=Faults)
    opinion: Spec | None = field(default_factory=spec.beside)
    buckets: Buckets = field(init=False)
    _prefix: str = ""

    def __post_init__(self) -> None:
        """Make the buckets."""
        self.buckets = Buckets(self.pace, self.haste)

    def below(self, parent: web.Application, prefix: str, routes: Iterable[web.RouteDef]) -> None:
        """Serve these routes below a prefix."""
        self._prefix = prefix
        application = web.Application(middlewares=[self._around], client_max_size=parent._client_max_size)
        given = list(routes)
        application.add_routes(given)
        application.router.add_route("*", "/{rest:.*}", _nothing_here)
        parent.add_subapp(prefix, application)
        self.faults.known |= {f"{route.method} {route.path}" for route in given}

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await self._served(request, handler)
        if response.content_type == JSON:
            response.headers["Content-Type"] = JSON  # and no charset: discord.py knows JSON by exactly this
        return response

    async def _served(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.buckets.banned():
            return web.Response(status=429, text=BANNED, content_type="text/html")
        name = self.name(request)
        self.faults.calls[name] += 1
        fault = self.faults.due(name, _channel(request))
        await self.faults.pass_barriers(name, "before")
        if fault and fault.when == "before":
            await self.world.clock.sleep(fault.latency)
            if fault.answers:
                return await self._spoilt(fault, request, name)
        response = await self._answered(request, handler, name)
        await self.faults.pass_barriers(name, "after")
        if fault and fault.when == "after":
            await self.world.clock.sleep(fault.latency)
            return await self._spoilt(fault, request, name)
        return response

    def name(self, request: web.Request) -> str:
        """The call's method and path, its parameters unnamed by any id."""
        resource = request.match_info.route.resource
        path = resource.canonical if resource else request.path
        return f"{request.method} {path.removeprefix(self._prefix)}"

    async def _answered(self, request: web.Request, handler: Handler, name: str) -> web.StreamResponse:
        headers: dict[str, str] = {}
        try:
            headers = self._admitted(request, name)
            response = await handler(request)
            await self._second_opinion(request, response, name)
        except Refused as no:
            response = self._refused(request, no)
        except TooMany as no:
            response = self._too_many(no, name)
        except Exception as error:
            self.refusals.record(name, BROKEN, f"the emulator itself failed: {error!r}")
            raise
        if response.status in FORBIDDEN:
            self.buckets.invalid()
        response.headers.update(headers)
        if response.content_type == "application/json":
            response.headers["Content-Type"] = "application/json"
        return response

    def _admitted(self, request: web.Request, name: str) -> dict[str, str]:
        with_token = not name.partition(" ")[2].startswith(OPEN)
        headers = self.buckets.take(key_of(name, request), counts=with_token)
        if with_token and name not in PUBLIC and request.headers.get("Authorization") != f"Bot {self.world.token}":
            raise Refused(Code.GENERAL, status=401, why="Unauthorized")
        return headers

    def _refused(self, request: web.Request, no: Refused) -> web.Response:
        self.refusals.record(f"{request.method} {request.path}", int(no.code) or no.sent_status, f"{no.body} {no.why}")
        return web.json_response(no.body, status=no.sent_status)

    def _too_many(self, no: TooMany, name: str) -> web.Response:
        if no.sooner:
            self.refusals.record(name, TOO_SOON, f"{no.retry_after} s sooner than told")
        return web.json_response(no.body, status=429, headers=no.headers)

    async def _second_opinion(self, request: web.Request, response: web.StreamResponse, name: str) -> None:
        if self.opinion:
            body = await bodies.read(request)
            method, _, template = name.partition(" ")
            for complaint in self.opinion.complaints(method, template, body.json, set(request.query)):
                self.refusals.record(name, SECOND_OPINION, complaint)
            if isinstance(response, web.Response) and response.text:
                for complaint in self.opinion.strange(method, template, response.status, json.loads(response.text)):
                    self.refusals.record(name, BROKEN, complaint)

    async def _spoilt(self, fault: Fault, request: web.Request, name: str) -> web.StreamResponse:
        if fault.silence:
            await self.faults.silence()
        if (fault.silence or fault.reset) and request.transport:
            request.transport.abort()
        if fault.retry_after is not None:
            no = self.buckets.forbid(key_of(name, request), fault.retry_after, fault.scope)
            told = no.body | ({"code": fault.code} if fault.code else {})
            return web.json_response(told, status=429, headers=no.headers)
        if fault.code:
            refusal = Refused(fault.code)
            return web.json_response(refusal.body, status=refusal.sent_status)
        status = fault.status or 502
        if isinstance(fault.body, str):
            return web.Response(status=status, text=fault.body)
        return web.json_response(fault.body, status=status)


def _channel(request: web.Request) -> int | None:
    given = request.match_info.get("channel_id", "")
    return int(given) if given.isdecimal() else None


async def _nothing_here(_: web.Request) -> web.StreamResponse:
    raise Refused(Code.GENERAL, status=404, why="Not Found")
