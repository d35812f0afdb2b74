"""Updates that are posted to the bot (T25): a chat's in their order, again until they are taken."""

import asyncio
from urllib.parse import urlsplit

import aiohttp

from tests.emulators.refusals import Refusals
from tests.emulators.telegram.faults import WEBHOOK, Faults
from tests.emulators.telegram.parameters import SetWebhook
from tests.emulators.telegram.things import Json
from tests.emulators.telegram.updates import KINDS, Update, Updates
from tests.emulators.telegram.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
AGAIN = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
TAKEN = range(200, 300)
ANSWERED_IN_THE_REPLY = "a method in the reply to an update: this emulator does not do it"


class Webhook:
    """Posts what waits, several chats at once."""

    def __init__(self, world: World, updates: Updates, faults: Faults, refusals: Refusals) -> None:
        self.proxies: dict[str, str] = {}
        """Public addresses by what really listens there: "https://bot.example" leads to "http://127.0.0.1:8080"."""
        self._world = world
        self._updates = updates
        self._faults = faults
        self._refusals = refusals
        self._set: SetWebhook | None = None
        self._poster: asyncio.Task[None] | None = None
        self._error: tuple[float, str] | None = None
        faults.known.add(WEBHOOK)

    async def start(self, told: SetWebhook) -> None:
        """Post to that address from now on."""
        await self.stop()
        self._set = told
        self._updates.webhook_set = True
        self._poster = asyncio.create_task(self._post_all(told))

    async def stop(self) -> None:
        """Post no more."""
        self._set = None
        self._error = None
        self._updates.webhook_set = False
        if self._poster:
            self._poster.cancel()
            await asyncio.wait([self._poster])
            self._poster = None

    def form(self) -> Json:
        """What getWebhookInfo tells."""
        told = self._set
        form: Json = {
            "url": told.url if told else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.fresh()),
        }
        if told:
            form["max_connections"] = told.max_connections
        if told and told.allowed_updates:
            form["allowed_updates"] = sorted(self._updates.allowed & KINDS)
        if self._error:
            form["last_error_date"], form["last_error_message"] = int(self._error[0]), self._error[1]
        return form

    async def _post_all(self, told: SetWebhook) -> None:
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as posting:
            free = asyncio.Semaphore(told.max_connections)
            under_way: dict[int, asyncio.Task[None]] = {}
            begun: set[int] = set()
            while True:
                for update in [each for each in self._updates.fresh() if each.id not in begun]:
                    begun.add(update.id)
                    before = under_way.get(update.chat)
                    post = self._post_in_turn(session, told, update, free, before)
                    under_way[update.chat] = posting.create_task(post)
                self._updates.arrived.clear()
                await self._updates.arrived.wait()

    async def _post_in_turn(
        self,
        session: aiohttp.ClientSession,
        told: SetWebhook,
        update: Update,
        free: asyncio.Semaphore,
        before: asyncio.Task[None] | None,
    ) -> None:
        if before:
            await asyncio.wait([before])
        async with free:
            tries = iter(AGAIN)
            while not await self._taken(session, told, update):
                await self._world.clock.sleep(next(tries, AGAIN[-1]))
            self._updates.confirm(update)

    async def _taken(self, session: aiohttp.ClientSession, told: SetWebhook, update: Update) -> bool:
        self._faults.calls[WEBHOOK] += 1
        fault = self._faults.due(WEBHOOK, update.chat)
        await self._faults.pass_barriers(WEBHOOK, "before")
        if fault and fault.when == "before":
            return False
        headers = {SECRET_HEADER: told.secret_token} if told.secret_token else {}
        try:
            async with session.post(self._really(told.url), json=update.form, headers=headers) as answer:
                taken = answer.status in TAKEN
                words = await answer.text()
        except aiohttp.ClientError as error:
            self._error = self._world.clock.now(), f"Connection failed: {error}"
            return False
        await self._faults.pass_barriers(WEBHOOK, "after")
        if not taken:
            self._error = self._world.clock.now(), f"Wrong response from the webhook: {answer.status} {answer.reason}"
        elif "method" in words:
            self._refusals.record(WEBHOOK, 0, ANSWERED_IN_THE_REPLY)
        return taken and not fault

    def _really(self, url: str) -> str:
        address = urlsplit(url)
        origin = f"{address.scheme}://{address.netloc}"
        return url.replace(origin, self.proxies.get(origin, origin), 1)
