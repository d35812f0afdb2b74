"""Films: ordered, asked after, cancelled, fetched; and the files behind the addresses, which are open to all."""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.sandbox import bodies as reading
from adapters.sandbox.cdn import Served
from adapters.sandbox.envelope import Json, Refusal
from adapters.sandbox.nemo import bodies, films
from adapters.sandbox.nemo.cinema import Cinema, Render
from adapters.sandbox.nemo.events import Cancelled, Polled, Submitted
from adapters.sandbox.nemo.guard import Guard
from adapters.sandbox.nemo.projection import Projection
from adapters.sandbox.nemo.sessions import Session

FILES, FILMS = "/nemo/files", "/nemo/render-result"
RENDERS = "/api/render/proxy"
ATTRIBUTION = ("X-Skill-Source", "X-Skill-Version", "X-Skill-Platform")
BROKEN, CANCELLED = "The render failed on its node", "The render was cancelled"


def files_at(request: web.Request) -> str:
    """Say under which address uploads and clips lie."""
    return f"{request.url.origin()}{FILES}"


class Screening:
    """The endpoints of films."""

    def __init__(self, cinema: Cinema, guard: Guard, projection: Projection) -> None:
        self._cinema = cinema
        self._guard = guard
        self._projection = projection

    def routes(self) -> list[web.RouteDef]:
        """Give the endpoints."""
        known = self._guard.known
        return [
            web.post(f"{RENDERS}/lambda", known(self._submit), name="render"),
            web.get(f"{RENDERS}/lambda/{{id}}", known(self._poll), name="render_status"),
            web.post(f"{RENDERS}/lambda/{{id}}/cancel", known(self._cancel), name="cancel"),
            web.get(f"{RENDERS}/{{id}}/download", known(self._download), name="download"),
            web.get(f"{FILMS}/{{id}}.mp4", self._film, name="film"),
            web.get(f"{FILES}/{{name}}", self._file, name="clip"),
        ]

    async def _submit(self, request: web.Request, user_id: str) -> web.Response:
        if self._cinema.stage.switches.export_refused or not all(map(request.headers.get, ATTRIBUTION)):
            raise Refusal(402, "Export is not available on the free plan")
        body = await reading.read(request, bodies.Render)
        session = self._guard.session(user_id, body.sessionId)
        if not _can_be_filmed(body.draft):
            return _failed(400, "The draft is empty")
        if body.id in self._cinema.renders:
            return _failed(409, f"A render with the id {body.id} exists already")
        now = self._cinema.stage.clock.now()
        untouched = body.draft == self._draft(session, request)
        submitted = Submitted(body.id, body.sessionId, body.draft, untouched, self._fails(user_id), now)
        await self._cinema.record(submitted)
        return self._told(self._cinema.renders[body.id], request)

    def _draft(self, session: Session, request: web.Request) -> Json:
        draft = session.scene(self._cinema.instant).draft
        return draft.told(files_at(request)) if draft else None

    def _fails(self, user_id: str) -> bool:
        match self._cinema.stage.switches.render_fails:
            case "once":
                return not any(self._owner(render) == user_id for render in self._cinema.renders.values())
            case setting:
                return setting == "always"

    async def _poll(self, request: web.Request, user_id: str) -> web.Response:
        render = self._found(request, user_id)
        if not render.over:
            await self._cinema.record(Polled(render.asked.render_id, self._cinema.stage.clock.now()))
        render = self._found(request, user_id)
        size = await self._size(render)
        return self._told(render, request, size)

    async def _size(self, render: Render) -> int:
        if self._cinema.progress(render)[0] != "completed":
            return 0
        return (await asyncio.to_thread((await self._projection.film(render)).stat)).st_size

    async def _cancel(self, request: web.Request, user_id: str) -> web.Response:
        render = self._found(request, user_id)
        if render.over:
            return _failed(409, "The render is over")
        await self._cinema.record(Cancelled(render.asked.render_id))
        return web.json_response({"success": True})

    async def _download(self, request: web.Request, user_id: str) -> web.StreamResponse:
        return await self._served(self._found(request, user_id))

    async def _film(self, request: web.Request) -> web.StreamResponse:
        render = self._cinema.renders.get(request.match_info["id"])
        if not render:
            raise web.HTTPNotFound
        return await self._served(render)

    async def _served(self, render: Render) -> web.StreamResponse:
        if self._cinema.progress(render)[0] != "completed":
            raise web.HTTPNotFound
        return Served(await self._projection.film(render))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        turn = self._cinema.turn(name.removesuffix(".mp4"))
        if turn and any(outcome.filmed for _, outcome in turn.outcomes(self._cinema.instant)):
            return Served(await self._projection.clip(turn))
        path = self._projection.uploads / name
        if name.startswith(".") or Path(name).name != name or not await asyncio.to_thread(path.is_file):
            raise web.HTTPNotFound
        return Served(path)

    def _found(self, request: web.Request, user_id: str) -> Render:
        render = self._cinema.renders.get(request.match_info["id"])
        if not render or self._owner(render) != user_id:
            raise Refusal(404, "Render not found")
        return render

    def _owner(self, render: Render) -> str:
        return self._cinema.sessions[render.asked.session_id].opened.user_id

    def _told(self, render: Render, request: web.Request, size: int = 0) -> web.Response:
        """Tell how a render stands, in the shape that is set."""
        url = f"{request.url.origin()}{FILMS}/{render.asked.render_id}.mp4" if size else ""
        nested, top = self._as_r1(render, url), self._as_r2(render, url, size)
        shape = self._cinema.stage.switches.render_shape
        body = {**(top if shape != "R1" else {}), **({"success": True, "data": nested} if shape != "R2" else {})}
        return web.json_response(body)

    def _as_r1(self, render: Render, url: str) -> dict[str, Json]:
        status, progress = self._cinema.progress(render)
        told: dict[str, Json] = {"id": render.asked.render_id, "status": status, "progress": progress}
        if render.polls:
            told |= {"outputUrl": url or None, "createdAt": round(render.asked.at * 1000)}
            told |= {"completedAt": round(render.ended * 1000) if render.ended else None}
        return {**told, **_error(render, status)}

    def _as_r2(self, render: Render, url: str, size: int) -> dict[str, Json]:
        status, progress = self._cinema.progress(render)
        told: dict[str, Json] = {"taskId": render.asked.render_id, "status": status, "progress": progress}
        if url:
            seconds = films.read(render.asked.draft).length / 1000
            told["output"] = {"url": url, "duration": seconds, "size": size}
        return {**told, **_error(render, status)}


def _error(render: Render, status: str) -> dict[str, Json]:
    if status != "failed":
        return {}
    return {"error": CANCELLED if render.cancelled else BROKEN}


def _failed(status: int, message: str) -> web.Response:
    return web.json_response({"success": False, "error": message}, status=status)


def _can_be_filmed(draft: dict[str, Any]) -> bool:
    """Say whether there is anything in a draft, and it is one."""
    try:
        return any(films.read(draft).tracks.values())
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
