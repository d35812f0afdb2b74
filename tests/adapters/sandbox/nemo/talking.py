"""A bare client of NemoVideo's protocol, over nothing but aiohttp."""

# ruff: noqa: ANN401 - foreign JSON is what it is; each test says what it expects of it

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from adapters.sandbox.server import Sandbox
from tests.clock import ManualClock

ATTRIBUTION = {"X-Skill-Source": "art-generator", "X-Skill-Version": "1.0.0", "X-Skill-Platform": "unknown"}
RENDER = "/api/render/proxy/lambda"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        """The envelope's content; what is no success is shown whole."""
        assert (self.status, self.json["code"]) == (200, 0), self.body
        return self.json["data"]

    @property
    def refused(self) -> tuple[int, int]:
        """Status and code of a refusal."""
        assert self.json["message"]
        return self.status, self.json["code"]


@dataclass(frozen=True, slots=True)
class Heard:
    """A stream from its head to its end; `cut` where it did not end as it should."""

    status: int
    media_type: str
    body: bytes
    cut: bool = False

    @property
    def frames(self) -> list[bytes]:
        """What stands between the blank lines."""
        return [frame for frame in self.body.split(b"\n\n") if frame]

    @property
    def events(self) -> list[Any]:
        """The frames that hold an event, decoded."""
        return [json.loads(frame.removeprefix(b"data: ")) for frame in self.frames if frame.startswith(b'data: {"')]


class Talk:
    """One client with a token and a session."""

    def __init__(self, sandbox: Sandbox, clock: ManualClock, http: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.http = http
        self.token = ""
        self.user = ""
        self.session = ""

    async def call(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        """Make one call; a header that is given as nothing is left out."""
        given = {"Authorization": f"Bearer {self.token}", **ATTRIBUTION}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, aiohttp.FormData) else None
        sent = None if content or body is None else body
        url = path if path.startswith("http") else self.sandbox.nemo_base_url + path
        told = {name: value for name, value in given.items() if value}
        async with self.http.request(method, url, json=sent, data=content, headers=told) as reply:
            return Reply(reply.status, reply.headers, await reply.read())

    async def post(self, path: str, body: object = None, **headers: str) -> Reply:
        """Send something."""
        return await self.call("POST", path, body, **headers)

    async def get(self, path: str, **headers: str) -> Reply:
        """Ask for something."""
        return await self.call("GET", path, **headers)

    async def control(self, **order: object) -> Any:
        """Give an order to the back door, or only look; `switches` are set."""
        if "switches" in order:
            order["set"] = order.pop("switches")
        reply = await self.call("POST" if order else "GET", "/sandbox/control", order or None)
        assert reply.status == 200, reply.body
        return reply.json

    async def enter(self, client_id: str = "0b7c2f60") -> "Talk":
        """Get a token and a session."""
        issued = (await self.post("/api/auth/anonymous-token", X_Client_Id=client_id)).data
        self.token, self.user = issued["token"], issued["user_id"]
        return await self.begin()

    async def begin(self) -> "Talk":
        """Begin a session."""
        opened = await self.post("/api/tasks/me/with-session/nemo_agent", {"task_name": "project", "language": "en"})
        self.session = opened.data["session_id"]
        return self

    async def sends(self, text: str, **more: object) -> aiohttp.ClientResponse:
        """Send a message, and give the reply while it is still being told."""
        said = {"app_name": "nemo_agent", "user_id": "me", "session_id": self.session, **more}
        body = {**said, "new_message": {"parts": [{"text": text}]}}
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "text/event-stream", **ATTRIBUTION}
        return await self.http.post(f"{self.sandbox.nemo_base_url}/run_sse", json=body, headers=headers)

    async def says(self, text: str, seconds: float = 30) -> Heard:
        """Send a message and hear what comes of it within so many seconds."""
        reply = await self.sends(text)
        heard = asyncio.create_task(hear(reply))
        await self.passes(seconds, heard)
        return await heard

    async def passes(self, seconds: float, heard: "asyncio.Task[Heard]") -> None:
        """Let time pass, as long as the stream is being told."""
        until = self.clock.now() + seconds
        while not heard.done() and self.clock.now() < until:
            await self.clock.advance(0.5)
            await asyncio.sleep(0.001)

    async def told(self) -> Any:
        """Read the state."""
        return (await self.get(f"/api/state/nemo_agent/me/{self.session}/latest")).data

    async def state(self) -> Any:
        """Read the state of the session itself."""
        return (await self.told())["state"]

    async def balance(self) -> tuple[int, int, int]:
        """Read what is available, frozen, and both."""
        told = (await self.get("/api/credits/balance/simple")).data
        return told["available"], told["frozen"], told["total"]

    async def uploads(self, *files: tuple[str, bytes], field: str = "files") -> Reply:
        """Send files as a form."""
        form = aiohttp.FormData()
        for name, content in files:
            form.add_field(field, content, filename=name)
        return await self.post(f"/api/upload-video/nemo_agent/me/{self.session}", form)

    async def submits(self, render: str = "render_1774512100", draft: object = None, **headers: str) -> Reply:
        """Order a film of the draft."""
        wanted = draft if draft is not None else (await self.state())["draft"]
        body = {"id": render, "sessionId": self.session, "draft": wanted}
        return await self.post(RENDER, {**body, "output": {"format": "mp4", "quality": "high"}}, **headers)

    async def polls(self, render: str = "render_1774512100") -> Any:
        """Ask how a film stands."""
        reply = await self.get(f"{RENDER}/{render}")
        assert reply.status == 200, reply.body
        return reply.json


async def hear(reply: aiohttp.ClientResponse) -> Heard:
    """Read a stream to its end."""
    body = b""
    async with reply:
        try:
            async for piece in reply.content.iter_any():
                body += piece
        except aiohttp.ClientError:
            return Heard(reply.status, reply.content_type, body, cut=True)
    return Heard(reply.status, reply.content_type, body)


def words(events: Sequence[Any]) -> list[str]:
    """What was said in a stream of the usual dialect, without thoughts."""
    parts = (part for event in events for part in event.get("content", {}).get("parts", ()))
    return [part["text"] for part in parts if part.get("text") and not part.get("thought")]
