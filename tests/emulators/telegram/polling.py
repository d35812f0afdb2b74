"""The methods by which updates come: polls, and the address they are posted to instead."""

from urllib.parse import urlsplit

from tests.emulators.telegram import limits
from tests.emulators.telegram.errors import WEBHOOK_SET, bad, conflict
from tests.emulators.telegram.methods import Methods
from tests.emulators.telegram.parameters import DeleteWebhook, GetUpdates, Nothing, SetWebhook
from tests.emulators.telegram.things import Json
from tests.emulators.telegram.updates import Updates
from tests.emulators.telegram.uploads import Uploads
from tests.emulators.telegram.webhook import Webhook

LOOPBACK = "127.0.0.1"


class PollingMethods:
    """getUpdates and the webhook; each excludes the other (T26)."""

    def __init__(self, updates: Updates, webhook: Webhook) -> None:
        self._updates = updates
        self._webhook = webhook

    def methods(self) -> Methods:
        """What they are called, what they take, and what does them."""
        methods = Methods()
        methods.add("getUpdates", GetUpdates, self._poll)
        methods.add("setWebhook", SetWebhook, self._set)
        methods.add("deleteWebhook", DeleteWebhook, self._delete)
        methods.add("getWebhookInfo", Nothing, self._info)
        return methods

    async def _poll(self, told: GetUpdates, _: Uploads) -> list[Json]:
        self._updates.allow(told.allowed_updates)
        return await self._updates.poll(told.offset, told.limit, min(told.timeout, limits.POLL_SECONDS))

    async def _set(self, told: SetWebhook, _: Uploads) -> bool:
        if not told.url:
            return await self._delete(DeleteWebhook(drop_pending_updates=told.drop_pending_updates), _)
        _check_address(told.url)
        if told.secret_token and not limits.SECRET.fullmatch(told.secret_token):
            raise bad("secret token contains unallowed characters")
        self._updates.interrupt(conflict(WEBHOOK_SET))
        self._updates.allow(told.allowed_updates)
        self._forget(drop=told.drop_pending_updates)
        await self._webhook.start(told)
        return True

    async def _delete(self, told: DeleteWebhook, _: Uploads) -> bool:
        self._forget(drop=told.drop_pending_updates)
        await self._webhook.stop()
        return True

    def _info(self, _: Nothing, __: Uploads) -> Json:
        return self._webhook.form()

    def _forget(self, *, drop: bool) -> None:
        if drop:
            self._updates.drop()


def _check_address(url: str) -> None:
    address = urlsplit(url)
    if address.hostname == LOOPBACK:
        return  # where tests listen; a server of one's own takes it too (T3)
    if address.scheme != "https":
        raise bad("bad webhook: an HTTPS URL must be provided for webhook")
    if (address.port or 443) not in limits.WEBHOOK_PORTS:
        raise bad("bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443")
