"""Who may come in, and how the service says no."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from adapters.sandbox.envelope import Json, Refusal
from adapters.sandbox.nemo.cinema import Cinema
from adapters.sandbox.nemo.sessions import Session

TOKEN, SESSION = 1001, 1002
FIRST_CODE = 1000  # four-digit codes are the service's own, others are HTTP's
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Known: TypeAlias = Callable[[web.Request, str], Awaitable[web.StreamResponse]]


class Guard:
    """Stands before every endpoint."""

    def __init__(self, cinema: Cinema) -> None:
        self._cinema = cinema

    def anybody(self, handler: Handler) -> Handler:
        """Let everybody in, and put refusals into the envelope."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except Refusal as refusal:
                return self._reply(refusal)

        return guarded

    def known(self, handler: Known) -> Handler:
        """Let those in who hold a valid token, and tell the handler whose it is."""

        async def admitted(request: web.Request) -> web.StreamResponse:
            return await handler(request, self._admit(request))

        return self.anybody(admitted)

    def session(self, user_id: str, session_id: str, named: str = "me") -> Session:
        """Find somebody's session, asked for under their name or as `me`.

        Raises:
            Refusal: 1002, where there is none, or it is somebody else's.
        """
        session = self._cinema.sessions.get(session_id)
        if not session or session.gone or session.opened.user_id != user_id or named not in {"me", user_id}:
            raise Refusal(404, "Session not found", SESSION)
        return session

    def _admit(self, request: web.Request) -> str:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        holder = self._cinema.accounts.holder(token, self._cinema.stage.clock.now())
        if kind != "Bearer" or not holder:
            raise Refusal(401, "Token invalid or expired", TOKEN)
        return holder

    def _reply(self, refusal: Refusal) -> web.Response:
        if refusal.code >= FIRST_CODE and self._cinema.stage.switches.codes_with_200:
            body: Json = {"code": refusal.code, "message": refusal.message}
            return web.json_response(body)
        return refusal.reply()
