"""A running page on a free port, and browsers of people who visit it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar, FormData

from tests.adapters.platforms.web.preview import Stage, page
from tests.clock import ManualClock

Told = Mapping[str, Any]


@dataclass
class Visitor:
    """A browser with its cookies; ids count up as the page's own do."""

    address: str
    session: ClientSession
    count: int = 0
    channel: str = "studio"
    headers: dict[str, str] = field(default_factory=dict)

    def next_id(self) -> str:
        """Make the id of one message or press."""
        self.count += 1
        return f"message-{self.count:04}"

    @asynccontextmanager
    async def asks(self, method: str, path: str, **options: Any) -> AsyncIterator[ClientResponse]:  # noqa: ANN401
        """Send one request."""
        headers = {**self.headers, **options.pop("headers", {})}
        async with self.session.request(method, self.address + path, headers=headers, **options) as response:
            yield response

    async def gets(self, path: str, **options: Any) -> Told:  # noqa: ANN401
        """Read JSON that must be there."""
        async with self.asks("GET", path, **options) as response:
            assert response.status == 200, await response.text()
            return dict(await response.json())

    async def says(self, text: str, name: str | None = None, reply_to: str | None = None) -> Told:
        """Send a message that must be taken."""
        body = {"id": name or self.next_id(), "text": text, "reply_to": reply_to}
        async with self.asks("POST", f"/api/channels/{self.channel}/messages", json=body) as response:
            assert response.status == 200, await response.text()
            return dict(await response.json())

    async def sends(self, files: Mapping[str, bytes], text: str = "", name: str | None = None) -> tuple[int, Told]:
        """Send a message with files; gives the status and the answer."""
        form = FormData(quote_fields=False)
        form.add_field("id", name or self.next_id())
        form.add_field("text", text)
        for file, content in files.items():
            form.add_field("files", content, filename=file)
        async with self.asks("POST", f"/api/channels/{self.channel}/messages", data=form) as response:
            return response.status, dict(await response.json())

    async def sees(self) -> list[Told]:
        """Read the newest messages of the channel."""
        told = await self.gets(f"/api/channels/{self.channel}/history")
        return list(told["messages"])


@asynccontextmanager
async def visit(address: str) -> AsyncIterator[Visitor]:
    """Open a browser of somebody's own."""
    timeout = aiohttp.ClientTimeout(total=15)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), timeout=timeout) as session:
        visitor = Visitor(address, session)
        async with visitor.asks("GET", "/"):
            pass
        yield visitor


@dataclass(frozen=True, slots=True)
class Event:
    """One event as a browser gets it."""

    id: int | None
    name: str
    data: Told


async def events(response: ClientResponse) -> AsyncIterator[Event]:
    """Read the events of an open stream."""
    found: dict[str, str] = {}
    while line := await response.content.readline():
        text = line.decode().rstrip("\n")
        if not text and "event" in found:
            number = int(found["id"]) if "id" in found else None
            yield Event(number, found["event"], json.loads(found["data"]))
        name, _, value = text.partition(": ")
        found = {**found, name: value} if text else {}


async def next_message(stream: AsyncIterator[Event]) -> Event:
    """Wait for the next message on a stream."""
    async for event in stream:
        if event.name == "message":
            return event
    raise AssertionError("the stream ended")


@pytest.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Stage]:
    """A running page."""
    async with page(tmp_path, clock) as running:
        yield running


@pytest.fixture
async def visitor(stage: Stage) -> AsyncIterator[Visitor]:
    """Somebody at the page."""
    async with visit(stage.address) as somebody:
        yield somebody


async def heard(stage: Stage) -> Any:  # noqa: ANN401  (the tests say which kind they expect)
    """Take the next event that reached the core."""
    return await asyncio.wait_for(stage.inbox.heard.get(), 10)
