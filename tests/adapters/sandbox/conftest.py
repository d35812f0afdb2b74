"""A sandbox on a free port whose time the test turns, and a talk with it."""

# ruff: noqa: ANN401 - foreign JSON is what it is; each test says what it expects of it

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.sandbox.server import Sandbox, SandboxOptions
from tests.adapters.sandbox.openapi_client import Client, Keys, Reply, fetch
from tests.clock import ManualClock


class Talk:
    """One client in one project; each call runs in a thread, as the server shares our loop."""

    def __init__(self, sandbox: Sandbox, clock: ManualClock) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.client = Client(sandbox.address, Keys(sandbox.access_key, sandbox.secret_key))
        self.project = ""

    async def post(self, path: str, body: object) -> Reply:
        """Send JSON, signed now."""
        self.client.timestamp = str(int(self.clock.now()))
        return await asyncio.to_thread(self.client.post, path, body)

    async def get(self, path: str, **query: str) -> Reply:
        """Ask, signed now."""
        self.client.timestamp = str(int(self.clock.now()))
        return await asyncio.to_thread(self.client.get, path, **query)

    async def upload(self, name: str, content: bytes, disposition: str = "") -> Reply:
        """Send a file, signed now."""
        self.client.timestamp = str(int(self.clock.now()))
        return await asyncio.to_thread(self.client.upload, name, content, disposition)

    async def fetch(self, url: str, **headers: str) -> Reply:
        """Download as a browser on the studio's page does, or with other headers."""
        return await asyncio.to_thread(lambda: fetch(url, headers=headers) if headers else fetch(url))

    async def control(self, **order: object) -> Any:
        """Give an order to the back door, or only look."""
        url, body = f"{self.sandbox.address}/sandbox/control", json.dumps(order).encode()
        reply = await asyncio.to_thread(lambda: fetch(url, "POST", body) if order else fetch(url))
        assert reply.status == 200, reply.body
        return reply.json

    async def held(self) -> Any:
        """Wait until a call stands before a barrier, and give the state."""
        while not (state := await self.control())["barriers"][0]["held"]:
            pass
        return state

    async def asks(self, prompt: str, **more: object) -> Reply:
        """Send a prompt into the project."""
        return await self.post("/chat", {"prompt": prompt, "project_id": self.project, **more})

    async def starts(self, prompt: str, **more: object) -> str:
        """Send a prompt and give the thread."""
        reply = await self.asks(prompt, **more)
        return str(reply.data["thread_id"])

    async def result(self, thread: str) -> Any:
        """Read a thread's result, and see that the status says the same."""
        result = (await self.get("/chat/result", thread_id=thread)).data
        assert (await self.get("/chat/status", thread_id=thread)).data == {"status": result["status"]}
        return result


def artifacts(result: Any) -> list[tuple[str, str]]:
    """List kind and URL of the files in a result."""
    items = (item for item in result["items"] if item["type"] == "generator")
    return [(each["type"], each["content"]) for item in items for each in item["artifacts"]]


def words(result: Any) -> list[str]:
    """List what the agent said."""
    return [item["text"] for item in result["items"] if item["type"] == "assistant"]


async def opened(sandbox: Sandbox, clock: ManualClock) -> Talk:
    """Begin a talk in a new project."""
    talk = Talk(sandbox, clock)
    reply = await talk.post("/project/save", {"project_id": "", "project_name": "Foxes", "project_type": 3})
    talk.project = reply.data["project_id"]
    return talk


@pytest.fixture
async def talk(clock: ManualClock) -> AsyncIterator[Talk]:
    """A talk with a sandbox that forgets everything in the end."""
    async with Sandbox(SandboxOptions(), clock) as sandbox:
        yield await opened(sandbox, clock)
