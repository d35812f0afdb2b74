"""Where updates come from: asked for, or brought to our own door; they count once they are committed."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

import structlog
import telegram
from aiohttp import web
from telegram import error as told

from adapters.platforms.telegram import limits, trouble
from adapters.platforms.telegram.calls import HEARD, Client
from adapters.platforms.telegram.settings import TelegramSettings, Webhook
from bot.clock import Clock, growing
from bot.errors import StoreUnavailable

log = structlog.get_logger()

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)
UNREADABLE = (TypeError, ValueError, LookupError, AttributeError)
LONGEST_PAUSE = 60.0

Take = Callable[[telegram.Update], Awaitable[None]]
Raw = Mapping[str, Any]


def read(raw: Raw, bot: telegram.Bot) -> telegram.Update | None:
    """Read one update; what cannot be read is named in the log, and nobody waits for it."""
    try:
        return telegram.Update.de_json(dict(raw), bot)
    except UNREADABLE:
        log.exception("update not read", update=raw.get("update_id"))
        return None


async def taken(raw: Raw, bot: telegram.Bot, take: Take) -> None:
    """Have one update taken. Raises `StoreUnavailable` when it was not."""
    update = read(raw, bot)
    if update is None:
        return
    try:
        await take(update)
    except UNREADABLE:
        log.exception("update not understood", update=raw.get("update_id"))


class Polling:
    """Asks Telegram for what happened, and says that it was heard only after our commit."""

    def __init__(self, bot: Client, settings: TelegramSettings, clock: Clock) -> None:
        self._bot = bot
        self._settings = settings
        self._clock = clock
        self._offset = 0
        self._taking: dict[int, asyncio.Task[None]] = {}

    async def run(self, take: Take) -> None:
        """Ask until cancelled."""
        refused = 0
        await self._unhook()
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    found = await self._bot.updates(self._offset, 0.0 if self._taking else limits.POLL_SECONDS)
                except told.TelegramError as error:
                    await self._clock.sleep(self._pause(error, refused))
                    refused += 1
                    continue
                refused = 0
                self._begin(found, take, group)
                await self._wait()

    def _begin(self, found: Sequence[Raw], take: Take, group: asyncio.TaskGroup) -> None:
        for each in found:
            number = int(each["update_id"])
            if number not in self._taking:
                self._taking[number] = group.create_task(self._until_taken(each, take))

    async def _wait(self) -> None:
        """Have everything taken side by side, the door keeps the order in each chat; what takes long holds up nobody.

        It is told again with what comes after it, until it was taken; only then the offset moves past it.
        """
        if not self._taking:
            return
        alarm = asyncio.ensure_future(self._clock.sleep(limits.TAKING_SECONDS))
        taken_ = asyncio.ensure_future(asyncio.wait(self._taking.values()))
        try:
            await asyncio.wait((alarm, taken_), return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()
            taken_.cancel()
        left = [number for number, task in self._taking.items() if not task.done()]
        self._offset = min(left, default=max(self._taking) + 1)
        self._taking = {number: task for number, task in self._taking.items() if number >= self._offset}

    async def _until_taken(self, raw: Raw, take: Take) -> None:
        pauses = growing(LONGEST_PAUSE)
        while True:
            try:
                return await taken(raw, self._bot, take)
            except StoreUnavailable:
                await self._clock.sleep(next(pauses))

    async def _unhook(self) -> None:
        """Take a webhook away that an earlier set-up left: with it nothing could be asked for (T26)."""
        try:
            hook = await self._bot.get_webhook_info()
            if hook.url:
                await self._bot.delete_webhook()
                log.warning("webhook taken away", account=self._settings.account, host=urlsplit(hook.url).hostname)
        except told.TelegramError as error:
            log.warning("webhook not looked at", account=self._settings.account, reason=str(error))

    def _pause(self, error: told.TelegramError, refused: int) -> float:
        """Say what is wrong, and for how long to wait; who is disturbed stands by instead of disturbing back."""
        if isinstance(error, told.RetryAfter):
            return trouble.seconds_of(error)
        if isinstance(error, told.Conflict):
            log.warning("another program hears for this bot; standing by", account=self._settings.account)
            return limits.STANDBY * float(2 ** min(refused, limits.DOUBLINGS))
        log.info("nothing heard", account=self._settings.account, reason=str(error))
        return limits.POLL_PAUSES[min(refused, len(limits.POLL_PAUSES) - 1)]


class Hook:
    """Our own door, to which Telegram brings what happens; it answers after our commit (T25)."""

    def __init__(self, bot: Client, settings: TelegramSettings, webhook: Webhook) -> None:
        self._bot = bot
        self._settings = settings
        self._webhook = webhook

    async def run(self, take: Take) -> None:
        """Listen until cancelled. Raises `TelegramError` where Telegram does not take the address."""

        async def brought(request: web.Request) -> web.Response:
            return await self._brought(request, take)

        app = web.Application(client_max_size=limits.UPDATE_BYTES)
        app.router.add_post(urlsplit(self._webhook.url).path or "/", brought)
        runner = web.AppRunner(app, access_log=None)
        async with AsyncExitStack() as open_:
            await runner.setup()
            open_.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, None, self._webhook.port).start()
            await self._bot.set_webhook(
                self._webhook.url,
                secret_token=self._webhook.secret,
                allowed_updates=HEARD,
                max_connections=limits.HOOK_CONNECTIONS,
            )
            log.info("listening for Telegram", account=self._settings.account, port=self._webhook.port)
            await asyncio.Event().wait()

    async def _brought(self, request: web.Request, take: Take) -> web.Response:
        if not hmac.compare_digest(request.headers.get(SECRET, "").encode(), self._webhook.secret.encode()):
            return web.Response(status=web.HTTPForbidden.status_code)
        try:
            raw = json.loads(await request.text())
        except ValueError:
            return web.Response(status=web.HTTPBadRequest.status_code)
        try:
            await taken(raw, self._bot, take)
        except StoreUnavailable:  # Telegram brings it again
            return web.Response(status=web.HTTPServiceUnavailable.status_code)
        return web.Response()
