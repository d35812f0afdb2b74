"""The Bot API: what stands around every method: its token, faults, flood control, its fields, and a second opinion."""

import inspect
from dataclasses import dataclass, field

from aiohttp import web
from pydantic import ValidationError

from bot.clock import Clock
from tests.emulators.refusals import Refusals
from tests.emulators.telegram import bodies, spec
from tests.emulators.telegram.bodies import Body
from tests.emulators.telegram.errors import NOT_FOUND, UNAUTHORIZED, Refused, bad
from tests.emulators.telegram.faults import FILE, Fault, Faults
from tests.emulators.telegram.flood import EVERYWHERE, Flood
from tests.emulators.telegram.journal import Entry, Journal
from tests.emulators.telegram.methods import Method, Methods
from tests.emulators.telegram.parameters import SendMediaGroup, Strict
from tests.emulators.telegram.spec import Spec
from tests.emulators.telegram.things import Json
from tests.emulators.telegram.uploads import Uploads
from tests.emulators.telegram.world import World

BROKEN = -2
SECOND_OPINION = -1
"""The code under which a call that only the Bot API's own description objects to is recorded."""

POLL = "getUpdates"
UPDATE = "an update"
BAD_GATEWAY = 502
BYTES = "application/octet-stream"


@dataclass(slots=True)
class Api:
    """Serves the methods it is given; all they refuse is recorded."""

    world: World
    refusals: Refusals
    flood: Flood
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    methods: Methods = field(default_factory=Methods)
    opinion: Spec | None = field(default_factory=spec.beside)
    local: bool = False

    def __post_init__(self) -> None:
        """Name what is no method."""
        self.faults.known.add(FILE)

    def offer(self, methods: Methods) -> None:
        """Add some methods."""
        self.methods.update(methods)
        self.faults.known |= methods.keys()

    def routes(self) -> list[web.RouteDef]:
        """Where it is all found."""
        calls = [web.route(verb, "/bot{token}/{method}", self.call) for verb in ("GET", "POST")]
        return [*calls, web.get("/file/bot{token}/{path:.+}", self.file)]

    @property
    def clock(self) -> Clock:
        """The world's."""
        return self.world.clock

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Do what is asked, or say why not."""
        try:
            self._admitted(request)
            name, method = self._found(request.match_info["method"])
            body = await bodies.read(request)
        except Refused as no:
            return self._refused(request.match_info["method"], no, None, request)
        entry = Entry(name, body.fields, tuple(body.parts), self.clock.monotonic())
        self.journal.append(entry)
        return await self._troubled(request, entry, method, body)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file, at the path that getFile told."""
        self.faults.calls[FILE] += 1
        fault = self.faults.due(FILE, None)
        await self.faults.pass_barriers(FILE, "before")
        if fault and fault.when == "before":
            await self.clock.sleep(fault.latency)
            if fault.answers:
                return await self._spoilt(fault, request, Entry(FILE, {}, (), self.clock.monotonic()))
        try:
            self._admitted(request)
            data = self._opened(request.match_info["path"])
        except Refused as no:
            return self._refused(FILE, no, None, request)
        if fault and fault.when == "after":
            return await _half(request, data)
        return web.Response(body=data, content_type=BYTES)

    def _opened(self, path: str) -> bytes:
        piece = self.world.files.at(path)
        if piece is None or self.local:
            raise Refused(NOT_FOUND, "Not Found")
        return piece.data

    def _admitted(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if token != self.world.token:
            number, colon, _ = token.partition(":")
            known = number.isdecimal() and colon
            raise Refused(*((UNAUTHORIZED, "Unauthorized") if known else (NOT_FOUND, "Not Found")))

    def _found(self, asked: str) -> tuple[str, Method]:
        found = self.methods.named(asked)
        if found is None:
            raise Refused(NOT_FOUND, "Not Found: method not found")
        return found

    async def _troubled(self, request: web.Request, entry: Entry, method: Method, body: Body) -> web.StreamResponse:
        name = entry.method
        self.faults.calls[name] += 1
        fault = self.faults.due(name, entry.chat)
        await self.faults.pass_barriers(name, "before")
        if fault and fault.when == "before":
            await self.clock.sleep(fault.latency)
            if fault.answers:
                return await self._spoilt(fault, request, entry)
        response = await self._answered(request, entry, method, body)
        await self.faults.pass_barriers(name, "after")
        if fault and fault.when == "after":
            await self.clock.sleep(fault.latency)
            return await self._spoilt(fault, request, entry)
        return response

    async def _answered(self, request: web.Request, entry: Entry, method: Method, body: Body) -> web.StreamResponse:
        try:
            result = await self._done(entry, method, body)
        except Refused as no:
            return self._refused(entry.method, no, entry, request)
        except Exception as error:
            self.refusals.record(entry.method, BROKEN, f"the emulator itself failed: {error!r}")
            raise
        self._strange(entry.method, result)
        entry.status = 200
        return web.json_response({"ok": True, "result": result})

    async def _done(self, entry: Entry, method: Method, body: Body) -> object:
        self.flood.admit(entry.method, entry.chat)
        self._second_opinion(entry, body)
        told = _told(method, body)
        if method.sends and entry.chat is not None:
            self.flood.count(entry.chat, _weight(told))
        uploads = Uploads(self.world, body.parts, local=self.local)
        result = method.does(told, uploads)
        if inspect.isawaitable(result):
            result = await result
        uploads.settle()
        return result

    def _second_opinion(self, entry: Entry, body: Body) -> None:
        for complaint in self.opinion.complaints(entry.method, body.fields, set(body.parts)) if self.opinion else ():
            self.refusals.record(entry.method, SECOND_OPINION, complaint)

    def look_at(self, update: Json) -> None:
        """Record what the description does not know of an update."""
        for complaint in self.opinion.unlike_an_update(update) if self.opinion else ():
            self.refusals.record(UPDATE, BROKEN, complaint)

    def _strange(self, name: str, result: object) -> None:
        if name == POLL:
            return  # updates are looked at when they are made
        for complaint in self.opinion.strange(name, result) if self.opinion else ():
            self.refusals.record(name, BROKEN, complaint)

    def _refused(self, name: str, no: Refused, entry: Entry | None, request: web.Request) -> web.Response:
        gone = request.transport is None or request.transport.is_closing()
        if no.recorded and not gone:
            self.refusals.record(name, no.code, no.description)
        if entry:
            entry.status, entry.description, entry.parameters = no.code, no.description, no.parameters or {}
        return web.json_response(no.body, status=no.code)

    async def _spoilt(self, fault: Fault, request: web.Request, entry: Entry) -> web.StreamResponse:
        if fault.silence:
            await self.faults.silence()
        if (fault.silence or fault.reset) and request.transport:
            request.transport.abort()
        no: Refused | None = None
        if fault.retry_after is not None:
            no = self.flood.close(entry.method, EVERYWHERE if fault.chat is None else fault.chat, fault.retry_after)
        elif fault.description:
            no = Refused(fault.status or bad("").code, fault.description, recorded=False)
        if no:
            return self._refused(entry.method, no, entry, request)
        entry.status = fault.status or BAD_GATEWAY
        if isinstance(fault.body, str):
            return web.Response(status=entry.status, text=fault.body)
        return web.json_response(fault.body, status=entry.status)


def _told(method: Method, body: Body) -> Strict:
    try:
        return method.takes.model_validate(body.fields)
    except (ValidationError, ValueError) as error:
        raise bad(f"can't parse the parameters: {error}") from None


def _weight(told: Strict) -> int:
    return len(told.media) if isinstance(told, SendMediaGroup) else 1


async def _half(request: web.Request, data: bytes) -> web.StreamResponse:
    """Send the first half of a file, and hang up."""
    response = web.StreamResponse(headers={"Content-Length": str(len(data)), "Content-Type": BYTES})
    await response.prepare(request)
    await response.write(data[: len(data) // 2])
    if request.transport:
        request.transport.close()
    return response
