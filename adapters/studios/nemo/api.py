"""NemoVideo over HTTP: calls and their JSON, nothing else.

A GET is tried up to three times, a POST once: only a refusal for a worn-out token or for haste, which proves that
nothing was done, lets it go out again. Every call raises `Trouble` and nothing else.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, FormData, TCPConnector

from adapters import calls
from adapters.reading import opened
from adapters.studios.nemo import limits, replies
from adapters.studios.nemo.identity import Identity, Refused
from adapters.studios.nemo.replies import Issued, Render, Session, State
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.trouble import SESSION_GONE, TOKEN_REFUSED, NemoError
from adapters.trouble import CutOff, Trouble, Unreadable
from bot.clock import Clock
from bot.studio import Balance

T = TypeVar("T")

AGENT = "nemo_agent"
ISSUE = "/api/auth/anonymous-token"
SESSIONS = f"/api/tasks/me/with-session/{AGENT}"
CHAT = "/run_sse"
UPLOADS = f"/api/upload-video/{AGENT}/me"
CREDITS = "/api/credits/balance/simple"
STATES = f"/api/state/{AGENT}/me"
RENDERS = "/api/render/proxy/lambda"
DOWNLOADS = "/api/render/proxy"
EVENT_STREAM = "text/event-stream"
TASK_NAME = "project"


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it goes out, but for its token; `total` is how long all of it may take, in seconds."""

    method: str
    path: str
    json: replies.Json | None = None
    total: float = limits.CALL_TIMEOUT


@dataclass(frozen=True, slots=True)
class Film:
    """What is rendered: a draft as it was written, and the form of the result."""

    session: str
    draft: str
    format: str = "mp4"


class Answer:
    """The stream that answers an accepted message; whoever has it closes it."""

    def __init__(self, response: ClientResponse) -> None:
        self._response = response

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give the bytes as they come. Raises `CutOff` when they end before their end."""
        try:
            async for chunk in self._response.content.iter_any():
                yield chunk
        except (ClientError, TimeoutError, OSError) as error:
            raise CutOff(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Let the connection go."""
        self._response.close()


class Api:
    """One account's calls."""

    def __init__(self, settings: NemoSettings, clock: Clock) -> None:
        self._settings = settings
        self._base = settings.base_url.rstrip("/")
        self._clock = clock
        self.identity = Identity(settings.token, settings.passes, clock)
        self._attribution = {
            "X-Skill-Source": settings.source,
            "X-Skill-Version": settings.version,
            "X-Skill-Platform": settings.platform,
        }
        self._retrying = calls.patient(clock, _passes)

    async def __aenter__(self) -> Self:
        timeout = ClientTimeout(connect=limits.CONNECT_TIMEOUT, sock_read=self._settings.silence)
        self._reads = ClientSession(connector=TCPConnector(), cookie_jar=DummyCookieJar(), timeout=timeout)
        # A kept connection may die under a POST, which then could not be told from one that was accepted; and streams
        # stay open, as many as there are turns.
        kept_apart = TCPConnector(force_close=True, limit=0)
        self._posts = ClientSession(connector=kept_apart, cookie_jar=DummyCookieJar(), timeout=timeout)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._reads.close()
        await self._posts.close()

    async def begin(self, language: str) -> str:
        """Make a session in somebody's language."""
        body: replies.Json = {"task_name": TASK_NAME, "language": language}
        made: Session = replies.session(await self._post(Call("POST", SESSIONS, body)))
        self.identity.belongs_to(made.user)
        return made.id

    async def chat(self, session: str, text: str) -> Answer:
        """Send a message: this spends. Returns as soon as the service answers with a stream."""
        body: replies.Json = {
            "app_name": AGENT,
            "user_id": "me",
            "session_id": session,
            "new_message": {"parts": [{"text": text}]},
        }
        return await self._allowed(lambda token: self._streamed(token, body))

    async def upload(self, session: str, path: Path, name: str, media_type: str) -> str:
        """Stream a file from the disk; returns the service's name for it, empty where it tells none.

        Raises `FileNotFoundError` when it is not there.
        """

        async def send(token: str) -> replies.Json:
            async with opened(path) as file:
                form = FormData(quote_fields=False)  # a name goes out as a browser writes it
                form.add_field("files", file, filename=name, content_type=media_type)
                return await self._exchange(self._posts, call, self._headers(token), form)

        call = Call("POST", f"{UPLOADS}/{_quoted(session)}", total=limits.UPLOAD_TIMEOUT)
        return replies.uploaded(await self._patiently(send))

    async def balance(self) -> Balance:
        """Read the account's credits."""
        return replies.balance(await self._get(CREDITS))

    async def state(self, session: str) -> State:
        """Read what a session holds."""
        return replies.state(await self._get(f"{STATES}/{_quoted(session)}/latest"))

    async def submit(self, render: str, film: Film) -> None:
        """Order an export under an id of ours; it costs nothing."""
        draft, output = json.loads(film.draft), {"format": film.format, "quality": "high"}
        body: replies.Json = {"id": render, "sessionId": film.session, "draft": draft, "output": output}
        await self._post(Call("POST", RENDERS, body))

    async def render(self, render: str) -> Render | None:
        """Read how far an export is; None when the service knows none of this id."""
        try:
            return replies.render(await self._get(f"{RENDERS}/{_quoted(render)}"))
        except NemoError as error:
            if error.code == SESSION_GONE or error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    async def cancel(self, render: str) -> None:
        """Take an export back."""
        await self._post(Call("POST", f"{RENDERS}/{_quoted(render)}/cancel"))

    def address(self, render: str) -> str:
        """Tell where the service itself keeps a finished film."""
        return f"{self._base}{DOWNLOADS}/{_quoted(render)}/download"

    async def download(self, render: str) -> AsyncGenerator[bytes, None]:
        """Stream a finished film from the service itself, for when its own address does not give it."""
        call = Call("GET", f"{DOWNLOADS}/{_quoted(render)}/download", total=limits.UPLOAD_TIMEOUT)
        headers = self._headers(await self.identity.token(self._issue))
        async with self._open(self._reads, call, headers) as response:
            if response.status != HTTPStatus.OK:
                raise NemoError(response.status)
            async for chunk in response.content.iter_chunked(calls.CHUNK_BYTES):
                yield chunk

    async def _issue(self, client: str) -> Issued:
        call = Call("POST", ISSUE)
        return replies.issued(await self._exchange(self._posts, call, {"X-Client-Id": client, **self._attribution}))

    async def _get(self, path: str) -> replies.Json:
        call = Call("GET", path)
        # Each call has its own copy, for attempts are counted inside it.
        return await self._retrying.copy()(
            self._patiently, lambda token: self._exchange(self._reads, call, self._headers(token))
        )

    async def _post(self, call: Call) -> replies.Json:
        return await self._patiently(lambda token: self._exchange(self._posts, call, self._headers(token)))

    async def _patiently(self, send: Callable[[str], Awaitable[T]]) -> T:
        """Wait once, where the service asks for patience."""
        try:
            return await self._allowed(send)
        except NemoError as error:
            if not error.too_fast or isinstance(error, Refused):
                raise
            await self._clock.sleep(self._settings.rate_pause if error.after is None else error.after)
        return await self._allowed(send)

    async def _allowed(self, send: Callable[[str], Awaitable[T]]) -> T:
        """Send with the present token, and once more with a new one where it is worn out."""
        token = await self.identity.token(self._issue)
        try:
            return await send(token)
        except NemoError as error:
            if error.code != TOKEN_REFUSED or not self.identity.anonymous:
                raise
        return await send(await self.identity.renewed(token, self._issue))

    async def _streamed(self, token: str, body: replies.Json) -> Answer:
        headers = {**self._headers(token), "Accept": EVENT_STREAM}
        lasting = ClientTimeout(connect=limits.CONNECT_TIMEOUT, sock_read=limits.QUIET_TIMEOUT)
        with calls.explained():
            async with asyncio.timeout(self._settings.silence):
                response = await self._posts.post(
                    f"{self._base}{CHAT}", headers=headers, json=body, timeout=lasting, allow_redirects=False
                )
                if response.status == HTTPStatus.OK and response.content_type == EVENT_STREAM:
                    return Answer(response)
                async with response:
                    await self._payload(response)
        raise Unreadable("an answer that is no stream")

    async def _exchange(
        self, session: ClientSession, call: Call, headers: Mapping[str, str], form: FormData | None = None
    ) -> replies.Json:
        async with self._open(session, call, headers, form) as response:
            return await self._payload(response)

    async def _payload(self, response: ClientResponse) -> replies.Json:
        whole = await calls.body(response, limits.REPLY_BYTES)
        return replies.payload(response.status, whole, calls.pause(response))

    @asynccontextmanager
    async def _open(
        self, session: ClientSession, call: Call, headers: Mapping[str, str], form: FormData | None = None
    ) -> AsyncIterator[ClientResponse]:
        timeout = calls.within(session, call.total)
        url = f"{self._base}{call.path}"
        with calls.explained():
            async with session.request(
                call.method, url, headers=headers, json=call.json, data=form, timeout=timeout, allow_redirects=False
            ) as response:
                yield response

    def _headers(self, token: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token}", **self._attribution}


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _passes(error: BaseException) -> bool:
    if isinstance(error, NemoError):
        return not error.refuses
    return isinstance(error, Trouble) and not isinstance(error, Unreadable)
