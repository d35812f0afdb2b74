"""Lovart's protocol over the scripted agent: its endpoints under one prefix, signed, enveloped and rationed."""

import math
import re
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import uuid4

from aiohttp import web

from adapters.sandbox import bodies, catalog, signing, uploads
from adapters.sandbox.agent import Made, Said, Snapshot
from adapters.sandbox.books import Artifact, Project, Run, Seen, Thread
from adapters.sandbox.envelope import Json, Refusal, success
from adapters.sandbox.journal import Accepted, Confirmed, ModeSet, ProjectSaved
from adapters.sandbox.rates import CHAT, MINUTE, REST, Budget
from adapters.sandbox.stage import Credentials, Stage
from adapters.sandbox.wishes import Word, read
from adapters.sandbox.workshop import PICTURES

PREFIX = "/v1/openapi"
VALID_AFTER = 2.0
BUSY, BILLING, RATE = 2011, 2012, 1429
UNTITLED = "Untitled"
_CALLS_THAT_SPEND = frozenset({"chat", "confirm"})
# The edge in front of the real service turns the default agents of Python's HTTP clients away.
_DEFAULT_AGENT = re.compile(r"python[-/ ]|python$|$", re.IGNORECASE)

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Lovart:
    """The endpoints, and the account's request budgets."""

    def __init__(self, stage: Stage, credentials: Credentials) -> None:
        self._stage = stage
        self._credentials = credentials
        self._budgets = {tier: Budget(tier) for tier in (CHAT, REST)}

    def application(self) -> web.Application:
        """Give the endpoints as an application to be mounted under `PREFIX`."""
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.post("/chat", self._chat, name="chat"),
                web.get("/chat/status", self._status, name="status"),
                web.get("/chat/result", self._result, name="result"),
                web.post("/chat/confirm", self._confirm, name="confirm"),
                web.post("/project/save", self._save, name="save"),
                web.get("/project/validate", self._validate, name="validate"),
                web.post("/mode/set", self._set_mode, name="mode_set"),
                web.post("/mode/query", self._query_mode, name="mode_query"),
                web.post("/file/upload", self._upload, name="upload"),
                web.post("/artifact/upload", self._upload_artifact, name="artifact_upload"),
                web.get("/tools/catalog", _catalog, name="catalog"),
            ]
        )
        return application

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Say no as the edge, the signature check and the rate limit do, in this order, each in its form."""
        if _DEFAULT_AGENT.match(request.headers.get("User-Agent", "")):
            return web.Response(status=403, text="error code: 1010")
        try:
            self._admit(request)
            return await handler(request)
        except Refusal as refusal:
            return refusal.reply()
        except web.HTTPException as error:
            return Refusal(error.status, error.reason).reply()

    def _admit(self, request: web.Request) -> None:
        name = request.match_info.route.name
        if name == "catalog":
            return
        line = request.method, request.raw_path.partition("?")[0]
        keys = self._credentials.access_key, self._credentials.secret_key
        signing.check(request.headers, line, keys, self._stage.clock.now())
        tier = CHAT if name in _CALLS_THAT_SPEND else REST
        if self._stage.switches.rate_limits and not self._budgets[tier].take(self._stage.hastened):
            wait = str(max(1, math.ceil(MINUTE / self._stage.speed)))
            raise Refusal(429, "Rate limit exceeded. Please slow down.", RATE, Retry_After=wait)

    async def _chat(self, request: web.Request) -> web.Response:
        body = await bodies.read(request, bodies.Chat)
        thread = self._continued(body)
        if read(body.prompt).has(Word.POOR):
            advice = "Please top up, or switch to unlimited mode."
            raise Refusal(402, f"Insufficient credits. {advice}", BILLING)
        self._leave_room()
        accepted = self._accepted(body, thread)
        await self._stage.record(accepted)
        return success({"thread_id": accepted.thread_id})

    def _continued(self, body: bodies.Chat) -> Thread | None:
        """Find the thread that a request continues, and make sure that it may."""
        self._project(body.project_id)
        if not body.thread_id:
            return None
        thread = self._thread(body.thread_id)
        if thread.project_id != body.project_id:
            raise Refusal(400, f"Thread '{body.thread_id}' belongs to another project")
        last = self._stage.seen(thread).last
        if last.busy or (last.price is not None and not self._stage.switches.replace_on_waiting):
            raise Refusal(409, "Thread is busy. A task is still running on this conversation.", BUSY)
        return thread

    def _accepted(self, body: bodies.Chat, thread: Thread | None) -> Accepted:
        mode = thread.mode if thread else body.mode
        return Accepted(
            run_id=uuid4().hex,
            thread_id=body.thread_id or str(uuid4()),
            project_id=body.project_id,
            prompt=body.prompt,
            attachments=body.attachments,
            pictures=tuple(filter(None, map(self._held, body.attachments))),
            earlier=self._stage.picture(thread) if thread else "",
            before=thread.runs[-1].asked.prompt if thread else "",
            tools=body.tool_config.tools(),
            mode=mode,
            sings=mode == "thinking" or not self._stage.switches.audio_needs_thinking,
            at=self._stage.clock.now(),
        )

    def _held(self, url: str) -> str | None:
        """Name the picture behind a URL of ours; others are never fetched."""
        place, _, name = url.partition("?")[0].rpartition("/")
        ours = place.endswith((uploads.folder(self._credentials), "/artifacts/agent"))
        return name if ours and "." in name and f".{name.rpartition('.')[2]}" in PICTURES else None

    def _leave_room(self) -> None:
        if self._stage.full():
            raise Refusal(402, "Concurrent task limit reached. Please wait for a running task to finish.", BILLING)

    def _project(self, project_id: str) -> Project:
        if project_id not in self._stage.books.projects:
            raise Refusal(400, f"Project '{project_id}' does not exist")
        return self._stage.books.projects[project_id]

    def _thread(self, thread_id: str) -> Thread:
        if thread_id not in self._stage.books.threads:
            raise Refusal(404, f"Thread '{thread_id}' does not exist")
        return self._stage.books.threads[thread_id]

    def _asked_for(self, request: web.Request) -> tuple[str, Seen]:
        thread_id = _query(request, "thread_id")
        return thread_id, self._stage.seen(self._thread(thread_id))

    def _status_of(self, seen: Seen) -> str:
        return seen.status.value if seen.price is None else self._stage.switches.waiting_status

    async def _status(self, request: web.Request) -> web.Response:
        _, seen = self._asked_for(request)
        return success({"status": self._status_of(seen)})

    async def _result(self, request: web.Request) -> web.Response:
        thread_id, seen = self._asked_for(request)
        base = str(request.url.origin())
        items: list[Json] = [_item(run, item, base) for run, shot in seen.shown for item in shot.items]
        result: dict[str, Json] = {"thread_id": thread_id, "status": self._status_of(seen), "items": items}
        if seen.price is not None:
            result["pending_confirmation"] = {"estimated_cost": seen.price}
        if failures := _failures(seen.shown[-1][1]):
            result["failures"] = failures
        return success(result)

    async def _confirm(self, request: web.Request) -> web.Response:
        body = await bodies.read(request, bodies.Confirm)
        if self._stage.seen(self._thread(body.thread_id)).price is None:
            raise Refusal(400, f"Thread '{body.thread_id}' has nothing to confirm")
        self._leave_room()
        await self._stage.record(Confirmed(body.thread_id, self._stage.clock.now()))
        return success({})

    async def _save(self, request: web.Request) -> web.Response:
        body = await bodies.read(request, bodies.Save)
        if body.action and not (body.project_id and body.project_name):
            raise Refusal(400, "rename: project_id and project_name are required")
        known = self._project(body.project_id) if body.project_id else None
        name = body.project_name or (known.name if known else UNTITLED)
        saved = ProjectSaved(body.project_id or uuid4().hex, name, self._stage.clock.now())
        await self._stage.record(saved)
        return success({"project_id": saved.project_id})

    async def _validate(self, request: web.Request) -> web.Response:
        project = self._stage.books.projects.get(_query(request, "project_id"))
        if not project or (self._stage.clock.now() - project.since) * self._stage.speed < VALID_AFTER:
            return success({"valid": False, "project_name": ""})
        return success({"valid": True, "project_name": project.name})

    async def _set_mode(self, request: web.Request) -> web.Response:
        body = await bodies.read(request, bodies.SetMode)
        entitled = self._stage.switches.unlimited_entitled
        await self._stage.record(ModeSet(body.unlimited and entitled, self._stage.clock.now()))
        return success({"unlimited": self._stage.books.unlimited, "unlimited_enable": entitled})

    async def _query_mode(self, request: web.Request) -> web.Response:
        await bodies.read(request, bodies.Nothing)
        entitled = self._stage.switches.unlimited_entitled
        listed: list[Json] = [*catalog.unlimited()] if entitled else []
        mode = {"unlimited": self._stage.books.unlimited, "unlimited_enable": entitled}
        return success({**mode, "unlimited_list": listed})

    async def _upload(self, request: web.Request) -> web.Response:
        name = await uploads.receive(request, self._stage.workshop.uploads)
        return success({"url": f"{request.url.origin()}{uploads.folder(self._credentials)}/{name}"})

    async def _upload_artifact(self, request: web.Request) -> web.Response:
        body = await bodies.read(request, bodies.UploadArtifact)
        self._project(body.project_id)
        return success({"artifact_id": uuid4().hex, "artifact_content": body.artifact_content})


async def _catalog(_: web.Request) -> web.Response:
    return success({"tools": [*catalog.tools()]})


def _query(request: web.Request, name: str) -> str:
    if not request.query.get(name):
        raise Refusal(400, f"{name}: missing in the query")
    return request.query[name]


def _item(run: Run, item: Said | Made, base: str) -> Json:
    if isinstance(item, Said):
        return {"type": "assistant", "text": item.text}
    made = Artifact(run, item.index)
    url = f"{base}/artifacts/agent/{made.name}"
    return {"type": "generator", "name": "artifacts", "artifacts": [{"type": made.kind.value, "content": url}]}


def _failures(shot: Snapshot) -> list[Json]:
    return [{"tool": each.tool, "code": each.code, "message": each.message} for each in shot.failures]
