"""A small Telegram with people in it, the real python-telegram-bot, and a bare client for what that would not send."""

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.request import HTTPXRequest

from bot.clock import Clock
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.server import Telegram
from tests.emulators.telegram.things import Chat

SOON = 0.01
NO_CERTIFICATES = {"verify": False}
"""Reading them takes longer than all else in a test, and there is nobody to show one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any

    @property
    def why(self) -> str:
        """The description of a refusal; of what was done, nothing."""
        return str(self.body.get("description", ""))

    @property
    def result(self) -> Any:  # noqa: ANN401  any JSON
        """What was asked for."""
        assert self.status == 200, self.body
        return self.body["result"]


@dataclass(slots=True)
class Village:
    """A server with a group, a forum and Ann in both, her private chat begun, and the bot's two clients."""

    server: Telegram
    bot: Bot
    session: aiohttp.ClientSession
    group: Chat
    forum: Chat
    ann: Person
    offset: int = 0

    async def ask(self, method: str, told: Any = None, *, token: str | None = None) -> Answer:  # noqa: ANN401  any JSON
        """Call a method with these fields, as JSON."""
        address = f"{self.server.base_url}{token or self.server.token}/{method}"
        async with self.session.post(address, json=told or {}) as answer:
            return Answer(answer.status, await answer.json())

    async def upload(self, method: str, told: dict[str, Any], **files: tuple[str, bytes]) -> Answer:
        """Call a method with files."""
        form = aiohttp.FormData(quote_fields=False)
        for name, value in told.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (file, data) in files.items():
            form.add_field(name, io.BytesIO(data), filename=file, content_type="application/octet-stream")
        async with self.session.post(f"{self.server.base_url}{self.server.token}/{method}", data=form) as answer:
            return Answer(answer.status, await answer.json())

    async def says(self, told: Any, chat: Chat | None = None) -> Answer:  # noqa: ANN401  as above
        """Send a message, to Ann unless another chat is named."""
        return await self.ask("sendMessage", {"chat_id": (chat or self.ann.dm).id, **told})

    async def hears(self) -> list[Update]:
        """Fetch what waits, and confirm it by the next fetching."""
        updates = await self.bot.get_updates(offset=self.offset)
        self.offset = max([each.update_id + 1 for each in updates], default=self.offset)
        return list(updates)

    async def hears_one(self) -> Update:
        """Fetch the only thing that waits."""
        [update] = await self.hears()
        return update

    async def get(self, url: str) -> tuple[int, bytes]:
        """Fetch a file."""
        async with self.session.get(url) as answer:
            return answer.status, await answer.read()


@asynccontextmanager
async def client(server: Telegram) -> AsyncIterator[Bot]:
    """The real library's client, ready."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # else it warns of its own attributes
    plain, polling = (HTTPXRequest(size, read_timeout=15, httpx_kwargs=NO_CERTIFICATES) for size in (8, 1))
    async with Bot(
        server.token,
        server.base_url,
        server.base_file_url,
        request=plain,
        get_updates_request=polling,
        local_mode=server.api.local,
    ) as bot:
        yield bot


@asynccontextmanager
async def village(clock: Clock, *, flood: bool = False, local: bool = False) -> AsyncIterator[Village]:
    """A Telegram in which nobody meets flood control by chance; nothing that was said before waits to be heard."""
    async with (
        Telegram(clock=clock, flood=flood, local=local) as server,
        aiohttp.ClientSession() as session,
        client(server) as bot,
    ):
        group = server.world.add_supergroup("Town")
        forum = server.world.add_supergroup("Square", forum=True)
        ann = server.person("Ann")
        ann.user.started = True
        ann.dm  # noqa: B018  it is there from now on
        server.updates.drop()
        yield Village(server, bot, session, group, forum, ann)


async def polled(server: Telegram) -> None:
    """Wait until a poll is held."""
    while not server.updates.polled:  # noqa: ASYNC110  (there is nothing to wait for but that)
        await asyncio.sleep(SOON)


def picture(width: int = 64, height: int = 48, kind: str = "PNG") -> bytes:
    """A picture of that size."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return out.getvalue()


def film(size: int = 64) -> bytes:
    """Bytes that pass for an MP4."""
    return (b"\0\0\0\x18ftypisom" + b"\0" * size)[: max(size, 16)]


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    """Buttons in one row, whose data is their words."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label.lower()) for label in labels]])
