"""Tokens, sessions, credits, and the link into the browser."""

import secrets
from datetime import UTC, datetime
from hashlib import sha256

from aiohttp import web

from adapters.sandbox import bodies as reading
from adapters.sandbox.envelope import Refusal, success
from adapters.sandbox.nemo import bodies
from adapters.sandbox.nemo.accounts import ANONYMOUS, WEEK
from adapters.sandbox.nemo.cinema import Cinema
from adapters.sandbox.nemo.events import Issued, Opened
from adapters.sandbox.nemo.guard import SESSION, Guard

CLIENT_ID_LENGTH = 64
RETRY_AFTER = "30"
TOKEN_PREFIX = "nmv_usr_"  # noqa: S105 (the beginning that all tokens share)


class Reception:
    """The endpoints with which everything begins."""

    def __init__(self, cinema: Cinema, guard: Guard) -> None:
        self._cinema = cinema
        self._guard = guard

    def routes(self) -> list[web.RouteDef]:
        """Give the endpoints."""
        guard = self._guard
        return [
            web.post("/api/auth/anonymous-token", guard.anybody(self._issue), name="token"),
            web.post("/api/auth/claim-token", guard.known(self._claim), name="claim"),
            web.post("/api/tasks/{user}/with-session/nemo_agent", guard.known(self._open), name="session"),
            web.get("/api/credits/balance/simple", guard.known(self._credits), name="credits"),
        ]

    async def _issue(self, request: web.Request) -> web.Response:
        client_id = request.headers.get("X-Client-Id", "")
        if not client_id or len(client_id) > CLIENT_ID_LENGTH:
            raise Refusal(400, f"X-Client-Id: required, at most {CLIENT_ID_LENGTH} characters")
        address, now = request.remote or "", self._cinema.stage.clock.now()
        if self._cinema.stage.switches.rate_limits and self._too_often(client_id, address, now):
            raise Refusal(429, "Too many tokens: one for each client in 7 days", Retry_After=RETRY_AFTER)
        issued = self._issued(client_id, address, now)
        await self._cinema.record(issued)
        until = datetime.fromtimestamp(now + WEEK, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        who = {"token": issued.token, "user_id": issued.user_id}
        return success({**who, "credits": issued.credits, "expires_at": until})

    def _too_often(self, client_id: str, address: str, now: float) -> bool:
        accounts = self._cinema.accounts
        last = accounts.last(client_id)
        living = last is not None and accounts.holder(last.token, now) is not None
        return living or accounts.lately(address, now) >= self._cinema.stage.switches.tokens_per_address

    def _issued(self, client_id: str, address: str, now: float) -> Issued:
        switches, on = self._cinema.stage.switches, now + self._cinema.accounts.forward
        token = TOKEN_PREFIX + secrets.token_urlsafe(30)
        person = sha256(f"{client_id}{token if switches.renewal_forgets else ''}".encode()).hexdigest()[:16]
        return Issued(token, ANONYMOUS + person, client_id, address, switches.starting_credits, on, on + WEEK)

    async def _claim(self, request: web.Request, user_id: str) -> web.Response:
        body = await reading.read(request, bodies.Claim)
        session = self._guard.session(user_id, body.session_id)
        if session.opened.task_id != body.task_id:
            raise Refusal(404, "Task not found", SESSION)
        return success({"claim_token": f"clm_{secrets.token_urlsafe(24)}", "expires_in": round(WEEK)})

    async def _open(self, request: web.Request, user_id: str) -> web.Response:
        body = await reading.read(request, bodies.OpenSession)
        if request.match_info["user"] not in {"me", user_id}:
            raise Refusal(404, "User not found", SESSION)
        session_id = str(10**18 + secrets.randbelow(9 * 10**18))
        task_id = f"task_{secrets.token_hex(4)}"
        await self._cinema.record(Opened(session_id, task_id, user_id, body.task_name, body.language))
        return success({"task_id": task_id, "session_id": session_id, "user_id": user_id})

    async def _credits(self, request: web.Request, user_id: str) -> web.Response:
        available, frozen = self._cinema.balance(user_id)
        return success({"available": available, "frozen": frozen, "total": available + frozen})
