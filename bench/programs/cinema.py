"""A platform that serves a film, and a studio of films that takes it: as much of NemoVideo's protocol as that needs.

What is sent is counted and thrown away: what a service does with it would cost both sides alike.
"""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from bench.wire import LOOPBACK, Listening, Reel, plan, tell, until_closed

DRAFT = {"d": 1000, "t": [{"tt": 0, "sg": [{"d": 1000, "m": {"name": "film"}}]}]}
SAYS = b'data: {"text": "Done."}\n\n'

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Cinema:
    """Both ends of the way; `arrived` are the instants at which a whole upload was there."""

    def __init__(self, reel: Reel) -> None:
        """Nothing has come yet."""
        self._reel = reel
        self._sessions = itertools.count(1)
        self.arrived: list[float] = []

    def app(self) -> web.Application:
        """Tell what answers which path."""
        app = web.Application()
        app.router.add_get("/film.mp4", self._film)
        app.router.add_get("/arrived", self._arrived)
        app.router.add_post("/api/tasks/me/with-session/nemo_agent", self._session)
        app.router.add_post("/api/upload-video/nemo_agent/me/{session}", self._upload)
        app.router.add_get("/api/state/nemo_agent/me/{session}/latest", self._state)
        app.router.add_get("/api/credits/balance/simple", self._credits)
        app.router.add_post("/run_sse", self._chat)
        return app

    async def _film(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(self._reel.path)

    async def _arrived(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self.arrived)

    async def _session(self, request: web.Request) -> web.StreamResponse:
        return _ok(session_id=str(next(self._sessions)), task_id="task", user_id="anon")

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        async for _ in request.content.iter_any():
            pass
        self.arrived.append(time.monotonic())
        return _ok(files=[{"filename": "film.mp4", "file_type": "video"}], session_state_applied=True)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        return _ok(session_id=request.match_info["session"], state={"draft": DRAFT, "video_infos": []})

    async def _credits(self, request: web.Request) -> web.StreamResponse:
        return _ok(available=100, frozen=0, total=100)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=SAYS, content_type="text/event-stream")


def _ok(**data: object) -> web.Response:
    return web.json_response({"code": 0, "data": data})


async def main(reel: Reel) -> None:
    """Serve until the end is asked for."""
    runner = web.AppRunner(Cinema(reel).app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, LOOPBACK, 0)
    await site.start()
    tell(Listening(runner.addresses[0][1]))
    await until_closed()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(plan(Reel)))
