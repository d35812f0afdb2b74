"""The web page keeps the adapters' contract."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, FormData

from adapters.platforms.web.adapter import WebAdapter
from adapters.platforms.web.history import MIGRATIONS, VERSION_TABLE
from adapters.platforms.web.settings import WebSettings
from bot import texts
from bot.adapter import Adapter, Deletes, Ephemeral
from bot.chat import AccountId, ChannelId, ChannelRef, CommunityId
from bot.store.database import Database
from tests.clock import ManualClock
from tests.contracts.adapters import AdapterContract, Recorder, Shown

ACCOUNT = AccountId("web")
STUDIO = ChannelRef(ACCOUNT, CommunityId(ACCOUNT), ChannelId("studio"))
MESSAGES = "/api/channels/studio"
FILE_BYTES = 5000


@dataclass
class WebHarness:
    """A page, and a browser on it."""

    adapter: WebAdapter
    inbox: Recorder
    running: asyncio.Task[None]
    address: str
    browser: ClientSession
    channel: ChannelRef

    async def says(self, text: str, files: dict[str, bytes], name: str) -> None:
        """Send a message as the page does."""
        form = FormData({"id": name, "text": text}, default_to_multipart=True)
        for file, content in files.items():
            form.add_field("files", content, filename=file)
        async with self.browser.post(f"{self.address}{MESSAGES}/messages", data=form) as response:
            assert response.status == 200, await response.text()

    async def sees(self) -> list[Shown]:
        """Read the history as the page does."""
        async with self.browser.get(f"{self.address}{MESSAGES}/history") as response:
            messages = (await response.json())["messages"]
        return [Shown(each["text"], tuple(file["name"] for file in each["files"])) for each in messages]


@pytest.fixture
async def harness(tmp_path: Path, clock: ManualClock) -> AsyncIterator[WebHarness]:
    """A running page."""
    database = await asyncio.to_thread(Database, f"sqlite:///{tmp_path / 'page.sqlite'}")
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    settings = WebSettings(ACCOUNT, tmp_path / "media", file_bytes=FILE_BYTES)
    adapter, inbox = WebAdapter(settings, database, clock, await asyncio.to_thread(texts.load)), Recorder()
    running = asyncio.create_task(adapter.run(inbox))
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        address = await adapter.ready()
        async with browser.get(address):
            pass
        yield WebHarness(adapter, inbox, running, address, browser, STUDIO)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await database.close()


class TestWeb(AdapterContract):
    """All promises of the contract, on the web page."""

    def test_it_can_do_more(self, harness: WebHarness) -> None:
        """The page answers one person alone and takes messages back."""
        assert isinstance(harness.adapter, Ephemeral)
        assert isinstance(harness.adapter, Deletes)
        adapter: Adapter = harness.adapter
        assert adapter.account == ACCOUNT
