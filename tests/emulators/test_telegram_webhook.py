"""Updates that are posted: with the secret, in their order, again until they are taken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

from tests.clock import ManualClock
from tests.emulators.telegram.faults import WEBHOOK, Fault
from tests.emulators.village import Village, polled

PUBLIC = "https://bot.example:8443"


@dataclass(slots=True)
class Door:
    """Where updates are posted; `statuses` are its next answers, then it takes everything."""

    url: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    reply: str = ""
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        """Take an update, or not."""
        self.posted.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.came.set()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200, text=self.reply)

    async def has(self, count: int) -> list[str]:
        """Wait for so many; their words."""
        while len(self.posted) < count:
            self.came.clear()
            await self.came.wait()
        return [each["message"]["text"] for each in self.posted]


@asynccontextmanager
async def door() -> AsyncIterator[Door]:
    """A server that takes updates."""
    opened = Door()
    application = web.Application()
    application.add_routes([web.post("/hook", opened.take)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    opened.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield opened
    finally:
        await runner.cleanup()


async def settled(village: Village) -> None:
    """Wait until nothing waits to be posted."""
    while village.server.updates.pending:  # noqa: ASYNC110  (there is nothing to wait for but that)
        await asyncio.sleep(0.01)


async def test_updates_are_posted_with_the_secret(village: Village) -> None:
    """What waited and what comes is posted in its order, with the secret, to what stands behind the public address."""
    async with door() as opened:
        village.server.webhook.proxies[PUBLIC] = opened.url
        await village.ann.says(village.ann.dm, "one")
        await village.bot.set_webhook(f"{PUBLIC}/hook", secret_token="s3cret-_", max_connections=2)
        await village.ann.says(village.ann.dm, "two")

        assert await opened.has(2) == ["one", "two"]
        assert opened.secrets == ["s3cret-_"] * 2
        await settled(village)
        info = await village.bot.get_webhook_info()
        assert (info.url, info.pending_update_count, info.max_connections) == (f"{PUBLIC}/hook", 0, 2)


async def test_an_update_is_posted_until_it_is_taken(village: Village, clock: ManualClock) -> None:
    """What is answered with anything but 2xx comes again with the same id, before the chat's next (T25)."""
    async with door() as opened:
        opened.statuses = [500]
        await village.bot.set_webhook(f"{opened.url}/hook")
        await village.ann.says(village.ann.dm, "one")
        await village.ann.says(village.ann.dm, "two")
        await opened.has(1)
        await clock.asleep()
        assert "Wrong response from the webhook: 500" in str((await village.bot.get_webhook_info()).last_error_message)
        await clock.advance(1)

        assert await opened.has(3) == ["one", "one", "two"]
        assert opened.posted[0]["update_id"] == opened.posted[1]["update_id"]


async def test_an_update_may_be_posted_twice(village: Village, clock: ManualClock) -> None:
    """An answer that is lost by order has the update posted again, although it was taken."""
    village.server.faults.order(Fault(call=WEBHOOK, when="after", reset=True))
    async with door() as opened:
        await village.bot.set_webhook(f"{opened.url}/hook")
        await village.ann.says(village.ann.dm, "one")
        await opened.has(1)
        await clock.asleep()
        await clock.advance(1)

        assert await opened.has(2) == ["one", "one"]


async def test_chats_do_not_wait_for_each_other(village: Village, clock: ManualClock) -> None:
    """While one chat's update is refused, another chat's is posted."""
    async with door() as opened:
        opened.statuses = [500]
        await village.bot.set_webhook(f"{opened.url}/hook")
        await village.ann.says(village.ann.dm, "stuck")
        await opened.has(1)
        await clock.asleep()
        await village.ann.says(village.group, "/help")

        assert await opened.has(2) == ["stuck", "/help"]


async def test_a_webhook_and_polling_exclude_each_other(village: Village) -> None:
    """A held poll ends when a webhook is set, and polling works again only when it is taken away (T26)."""
    village.server.refusals.allow("Conflict: ")
    held = asyncio.create_task(village.bot.get_updates(timeout=30))
    await polled(village.server)
    async with door() as opened:
        await village.bot.set_webhook(f"{opened.url}/hook")
        with pytest.raises(Conflict, match="terminated by setWebhook"):
            await held
        with pytest.raises(Conflict, match="use deleteWebhook"):
            await village.bot.get_updates()
        await village.bot.delete_webhook()

    await village.ann.says(village.ann.dm, "a fox")
    assert len(await village.bot.get_updates()) == 1
    await village.bot.delete_webhook(drop_pending_updates=True)
    assert await village.bot.get_updates() == ()


@pytest.mark.parametrize(
    "url", ["http://bot.example/hook", "https://bot.example:8080/hook", "ftp://bot.example/hook", "nonsense"]
)
async def test_only_good_addresses_are_taken(village: Village, url: str) -> None:
    """HTTPS on four ports, or this very machine (T25)."""
    village.server.refusals.allow("bad webhook")
    with pytest.raises(BadRequest, match="ad webhook"):
        await village.bot.set_webhook(url)


async def test_a_secret_has_its_letters(village: Village) -> None:
    """1 to 256 of the letters that a header may carry (T25)."""
    village.server.refusals.allow("secret token")
    for secret in ("a b", "é", "x" * 257):
        with pytest.raises(BadRequest, match="ecret token"):
            await village.bot.set_webhook(PUBLIC, secret_token=secret)


async def test_a_method_in_the_reply_is_seen(village: Village) -> None:
    """Who answers an update with a method is told that it is not done here."""
    async with door() as opened:
        opened.reply = '{"method": "sendMessage"}'
        await village.bot.set_webhook(f"{opened.url}/hook")
        await village.ann.says(village.ann.dm, "one")
        await settled(village)

    village.server.refusals.allow("a method in the reply")
    assert [each.what for each in village.server.refusals.all] == [WEBHOOK]
