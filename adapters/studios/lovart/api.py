"""Lovart's OpenAPI over HTTP: signed calls and their JSON, nothing else.

A GET is tried up to three times, a POST once, ever: the service is not known to recognise a repeated one. Every call
raises `Trouble` and nothing else.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlencode

from aiohttp import ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from yarl import URL

from adapters import calls
from adapters.reading import opened
from adapters.studios.lovart import catalog, limits, replies
from adapters.studios.lovart.replies import Result, Validated
from adapters.studios.lovart.signing import Keys, signed_headers
from adapters.studios.lovart.trouble import LovartError
from adapters.trouble import Trouble, Unreadable
from bot.clock import Clock
from bot.studio import Model, Place, PlaceId, Prompt, StudioThreadId

T = TypeVar("T")

PREFIX = "/v1/openapi"
BROWSER = "Mozilla/5.0"
# The service's edge turns away what looks like a bare HTTP library; these are the two names it knows.
AGENT = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) LovartAgentSkill/1.0"
UPLOADER = "LovartAgentSkill/1.0"
PROJECT_TYPE = 3
PASSING = frozenset(
    {
        HTTPStatus.NOT_FOUND,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it goes out; `total` is how long all of it may take, in seconds."""

    method: str
    url: URL
    headers: Mapping[str, str]
    body: bytes | AsyncIterator[bytes] | None = None
    total: float = limits.CALL_TIMEOUT


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply as it came in; `after` is the pause the service asked for, `told` its time, both in seconds."""

    status: int
    body: bytes
    after: float | None
    told: float | None


class Api:
    """One account's calls; `admit` is awaited before each call that counts as a read.

    `silence` is how long a call may go without a byte, in seconds.
    """

    def __init__(
        self,
        base_url: str,
        keys: Keys,
        clock: Clock,
        admit: Callable[[], Awaitable[None]],
        silence: float = limits.IDLE_TIMEOUT,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._keys = keys
        self._clock = clock
        self._admit = admit
        self.skew: float | None = None  # seconds that our clock is ahead of the service's, where the last reply told
        self._side_by_side = asyncio.Semaphore(limits.READS_SIDE_BY_SIDE)
        self._timeout = ClientTimeout(connect=limits.CONNECT_TIMEOUT, sock_read=silence)
        self._retrying = calls.patient(clock, _passes)

    async def __aenter__(self) -> Self:
        self._reads = self._session(TCPConnector(limit=limits.READS_SIDE_BY_SIDE))
        # A kept connection may die under a POST, which then could not be told from one that was accepted.
        self._posts = self._session(TCPConnector(force_close=True))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._reads.close()
        await self._posts.close()

    async def chat(self, prompt: Prompt, place: Place) -> StudioThreadId:
        """Send a prompt: this spends."""
        data = await self._post("/chat", chat_body(prompt, place))
        return StudioThreadId(replies.needed(data, "thread_id"))

    async def confirm(self, thread: StudioThreadId) -> None:
        """Say yes to the thread's open question, whichever it is: this spends."""
        await self._post("/chat/confirm", {"thread_id": thread})

    async def result(self, thread: StudioThreadId) -> Result:
        """Read a snapshot of a thread: its status, what it made, what it asks."""
        return replies.result(thread, await self._get("/chat/result", thread_id=thread))

    async def create_project(self, name: str = "") -> PlaceId:
        """Make a project, named at once if there is a name; it may take seconds until `project` knows it."""
        fresh = {"project_id": "", "canvas": "", "project_cover_list": [], "pic_count": 0, "project_type": PROJECT_TYPE}
        body = fresh | ({"project_name": name} if name else {})
        return PlaceId(replies.needed(await self._counted("/project/save", body), "project_id"))

    async def rename_project(self, place: PlaceId, name: str) -> None:
        """Give a project another name."""
        await self._counted("/project/save", {"action": "rename", "project_id": place, "project_name": name})

    async def project(self, place: PlaceId) -> Validated:
        """Ask whether a project exists, and its name."""
        return replies.project(await self._get("/project/validate", project_id=place))

    async def put_artifact(self, place: PlaceId, url: str, kind: str) -> None:
        """Show what lies at an address on a project's canvas."""
        body: replies.Json = {"project_id": place, "artifact_type": kind, "artifact_content": url}
        await self._counted("/artifact/upload", body)

    async def unlimited(self) -> bool:
        """Read the account's billing."""
        return replies.unlimited(await self._counted("/mode/query", {}))

    async def set_mode(self, *, unlimited: bool) -> None:
        """Ask for another billing; only `unlimited` tells whether it was granted."""
        await self._counted("/mode/set", {"unlimited": unlimited})

    async def models(self) -> tuple[Model, ...]:
        """Read the catalogue, which is open to everybody and not signed."""
        headers = {"User-Agent": BROWSER, "Accept": "application/json"}
        call = Call("GET", self._url("/tools/catalog"), headers)
        return catalog.models(await self._read(lambda: call))

    async def upload(self, path: Path, name: str) -> str:
        """Stream a file from the disk and return its address. Raises `FileNotFoundError` when it is not there."""
        async with opened(path) as file:
            size = (await asyncio.to_thread(path.stat)).st_size
            form = Multipart(name)
            body = form.stream(lambda: asyncio.to_thread(file.read, calls.CHUNK_BYTES))
            headers = {**self._signed("POST", "/file/upload"), **form.headers(size), "User-Agent": UPLOADER}
            await self._admit()
            reply = await _exchange(
                self._posts, Call("POST", self._url("/file/upload"), headers, body, limits.UPLOAD_TIMEOUT)
            )
        return self._opened(reply, replies.uploaded)

    async def _get(self, endpoint: str, **query: str) -> replies.Json:
        url = self._url(endpoint, query)
        return await self._read(lambda: Call("GET", url, self._headers("GET", endpoint)))

    async def _read(self, sign: Callable[[], Call]) -> replies.Json:
        # Each attempt is signed anew; each call has its own copy, for attempts are counted inside it.
        return await self._retrying.copy()(self._attempt, sign)

    async def _attempt(self, sign: Callable[[], Call]) -> replies.Json:
        await self._admit()
        async with self._side_by_side:  # what waits for a connection inside aiohttp is heavy, and times out
            return self._opened(await _exchange(self._reads, sign()), replies.payload)

    async def _counted(self, endpoint: str, body: replies.Json) -> replies.Json:
        await self._admit()
        return await self._post(endpoint, body)

    async def _post(self, endpoint: str, body: replies.Json) -> replies.Json:
        headers = {**self._headers("POST", endpoint), "Idempotency-Key": uuid.uuid4().hex}
        call = Call("POST", self._url(endpoint), headers, json.dumps(body).encode())
        return self._opened(await _exchange(self._posts, call), replies.payload)

    def _opened(self, reply: Reply, read: Callable[[int, bytes, float | None], T]) -> T:
        self.skew = None if reply.told is None else self._clock.now() - reply.told
        try:
            return read(reply.status, reply.body, reply.after)
        except LovartError as error:
            error.skew = self.skew or 0.0
            raise

    def _session(self, connector: TCPConnector) -> ClientSession:
        return ClientSession(connector=connector, cookie_jar=DummyCookieJar(), timeout=self._timeout)

    def _headers(self, method: str, endpoint: str) -> dict[str, str]:
        return {
            **self._signed(method, endpoint),
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            "User-Agent": AGENT,
        }

    def _signed(self, method: str, endpoint: str) -> dict[str, str]:
        return signed_headers(self._keys, method, PREFIX + endpoint, self._clock.now())

    def _url(self, endpoint: str, query: Mapping[str, str] | None = None) -> URL:
        asked = f"?{urlencode(query)}" if query else ""
        return URL(f"{self._base}{PREFIX}{endpoint}{asked}", encoded=True)


def chat_body(prompt: Prompt, place: Place) -> replies.Json:
    """Put a prompt into words the service knows: a field that was not chosen is left out."""
    tools = {
        "prefer_tool_categories": {category: list(names) for category, names in prompt.tools.prefer},
        "include_tools": list(prompt.tools.include),
        "exclude_tools": list(prompt.tools.exclude),
    }
    wished: replies.Json = {
        "attachments": [upload.handle for upload in prompt.uploads],
        "thread_id": prompt.thread,
        "mode": prompt.reasoning.value if prompt.reasoning else None,
        "tool_config": {name: value for name, value in tools.items() if value},
    }
    chosen = {name: value for name, value in wished.items() if value}
    return {"prompt": prompt.text, "project_id": place.id, **chosen}


class Multipart:
    """A form with one file, written as the service's own client writes it."""

    def __init__(self, name: str) -> None:
        self._boundary = uuid.uuid4().hex
        clean = name.replace("\\", "/").rpartition("/")[2].translate({10: " ", 13: " ", 34: "'"})
        self._head = (
            f"--{self._boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{clean}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode(errors="replace")
        self._tail = f"\r\n--{self._boundary}--\r\n".encode()

    def headers(self, size: int) -> dict[str, str]:
        """Announce the form around a file of `size` bytes."""
        return {
            "Content-Type": f"multipart/form-data; boundary={self._boundary}",
            "Content-Length": str(len(self._head) + size + len(self._tail)),
        }

    async def stream(self, read: Callable[[], Awaitable[bytes]]) -> AsyncIterator[bytes]:
        """Give the form piece by piece."""
        yield self._head
        while chunk := await read():
            yield chunk
        yield self._tail


async def _exchange(session: ClientSession, call: Call) -> Reply:
    timeout = calls.within(session, call.total)
    with calls.explained():
        async with session.request(
            call.method, call.url, headers=call.headers, data=call.body, timeout=timeout, allow_redirects=False
        ) as response:
            whole = await calls.body(response, limits.REPLY_BYTES)
            return Reply(response.status, whole, calls.pause(response), _time(response))


def _time(response: ClientResponse) -> float | None:
    with suppress(ValueError):
        return parsedate_to_datetime(response.headers.get("Date", "")).timestamp()
    return None


def _passes(error: BaseException) -> bool:
    if isinstance(error, LovartError):
        # Who is told how long to wait is better served by waiting than by two more tries within seconds.
        return error.status in PASSING and error.after is None
    return isinstance(error, Trouble) and not isinstance(error, Unreadable)
