"""Who administrates a group, as Telegram told a while ago."""

import structlog
import telegram
from telegram import error as told

from adapters.platforms.telegram import limits
from adapters.platforms.telegram.topics import Where
from bot.clock import Clock

log = structlog.get_logger()


class Admins:
    """Asks once in a while."""

    def __init__(self, bot: telegram.Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: dict[int, tuple[float, frozenset[int]]] = {}

    async def of(self, place: Where) -> frozenset[int]:
        """List a group's administrators; nobody where it cannot be told, nobody in private."""
        if place.private:
            return frozenset()
        at, known = self._known.get(place.chat, (-limits.ADMINS_SECONDS, frozenset()))
        now = self._clock.monotonic()
        if now - at < limits.ADMINS_SECONDS:
            return known
        try:
            told_ = await self._bot.get_chat_administrators(place.chat)
        except told.TelegramError as refused:
            log.info("administrators not told", chat=place.chat, reason=str(refused))
            return known
        self._known[place.chat] = now, frozenset(each.user.id for each in told_)
        return self._known[place.chat][1]
