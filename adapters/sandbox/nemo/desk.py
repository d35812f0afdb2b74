"""The talk with the editor, the files for it, and what has come of both."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import gcd
from uuid import uuid4

from aiohttp import web

from adapters.sandbox import bodies as reading
from adapters.sandbox.envelope import Json, Refusal, success
from adapters.sandbox.nemo import asking, bodies, receiving
from adapters.sandbox.nemo.asking import Way
from adapters.sandbox.nemo.cinema import Cinema
from adapters.sandbox.nemo.events import Taken, Uploaded
from adapters.sandbox.nemo.guard import Guard
from adapters.sandbox.nemo.projection import Projection
from adapters.sandbox.nemo.receiving import Shelf
from adapters.sandbox.nemo.screening import files_at
from adapters.sandbox.nemo.script import CLIP_LENGTH
from adapters.sandbox.nemo.sessions import Instant, Session, Turn
from adapters.sandbox.nemo.stream import Stream, Telling, Told

POOR = 2001


class Desk:
    """The endpoints of a session."""

    def __init__(self, cinema: Cinema, guard: Guard, projection: Projection) -> None:
        self._cinema = cinema
        self._guard = guard
        self._projection = projection
        self._telling = Telling()

    def routes(self) -> list[web.RouteDef]:
        """Give the endpoints."""
        known = self._guard.known
        return [
            web.post("/run_sse", known(self._run), name="run_sse"),
            web.post("/api/upload-video/nemo_agent/{user}/{session}", known(self._upload), name="nemo_upload"),
            web.get("/api/state/nemo_agent/{user}/{session}/latest", known(self._state), name="state"),
        ]

    def hang_up(self) -> None:
        """End every stream."""
        self._telling.hang_up()

    async def _run(self, request: web.Request, user_id: str) -> web.StreamResponse:
        body = await bodies.run(request)
        if isinstance(body, web.Response):
            return body
        session = self._guard.session(user_id, body.session_id, body.user_id)
        taken = self._taken(session, body.new_message.parts[0].text)
        if taken.poor and not self._cinema.stage.switches.poor_in_stream:
            raise Refusal(402, "Insufficient credits", POOR)
        await self._cinema.record(taken)
        return Stream(Told(session.turns[-1], _drafts(session, request)), self._cinema.stage, self._telling)

    def _taken(self, session: Session, text: str) -> Taken:
        instant = self._cinema.instant
        taken = Taken(uuid4().hex, session.opened.session_id, text, session.running(instant), poor=False, at=instant[0])
        available, _ = self._cinema.balance(session.opened.user_id)
        cannot_pay = available < session.planned(taken, instant[1]).price
        return replace(taken, poor=cannot_pay or asking.read(text).goes(Way.POOR))

    async def _upload(self, request: web.Request, user_id: str) -> web.Response:
        where = request.match_info
        session = self._guard.session(user_id, where["session"], where["user"])
        shelf = Shelf(where["session"], self._projection.uploads, self._cinema.stage.switches.upload_limit)
        if request.content_type == "multipart/form-data":
            kept = await receiving.from_parts(request, shelf)
        else:
            kept = await receiving.from_addresses(await reading.read(request, bodies.Urls), shelf)
        for uploaded in kept:
            await self._cinema.record(uploaded)
        files = [_file(each, files_at(request)) for each in session.uploads[-len(kept) :]]
        return success({"files": [*files], "session_state_applied": True})

    async def _state(self, request: web.Request, user_id: str) -> web.Response:
        where = request.match_info
        session = self._guard.session(user_id, where["session"], where["user"])
        opened = session.opened
        told = {
            "session_id": opened.session_id,
            "task_id": opened.task_id,
            "task_name": opened.name,
            "user_id": opened.user_id,
        }
        return success({**told, "state": self._seen(session, files_at(request))})

    def _seen(self, session: Session, files: str) -> Mapping[str, Json]:
        scene = session.scene(self._cinema.instant)
        seen: dict[str, Json] = {
            "video_infos": [_file(each, files) for each in session.uploads],
            "video_analyses": {},
            "generated_media": [_clip(turn, files) for turn in scene.filmed],
            "canvas_config": {},
        }
        if scene.draft:
            seen["draft"] = scene.draft.told(files)
            seen["canvas_config"] = {**_canvas(scene.draft.size)}
        return seen


def _drafts(session: Session, request: web.Request) -> Callable[[Instant], Json]:
    """Tell what has become of the draft at an instant."""
    files = files_at(request)

    def told(instant: Instant) -> Json:
        draft = session.scene(instant).draft
        return draft.told(files) if draft else None

    return told


def _file(uploaded: Uploaded, files: str) -> Json:
    return {
        "filename": uploaded.filename,
        "file_type": uploaded.file_type,
        "cdn_url": f"{files}/{uploaded.stored}",
        "duration": uploaded.duration,
        "width": uploaded.width,
        "height": uploaded.height,
        "fps": uploaded.fps,
        "hash": uploaded.hash,
    }


def _clip(turn: Turn, files: str) -> Json:
    name, (width, height) = turn.asked.turn_id, turn.plan.size
    about = {"id": name, "file_type": "video", "cdn_url": f"{files}/{name}.mp4", "prompt": turn.asked.text}
    return {**about, "duration": CLIP_LENGTH / 1000, "width": width, "height": height}


def _canvas(size: tuple[int, int]) -> Mapping[str, Json]:
    width, height = size
    part = gcd(width, height)
    return {"width": width, "height": height, "aspect_ratio": f"{width // part}:{height // part}"}
