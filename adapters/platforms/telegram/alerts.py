"""Answering presses: each is told that it counted, and a short answer is shown to whoever pressed alone."""

from collections import OrderedDict

import structlog
import telegram
from telegram import error as told

from adapters.platforms.telegram import limits
from bot.capabilities import shorten
from bot.chat import ButtonPress, DeliveryKey, Post

log = structlog.get_logger()


class Alerts:
    """The presses that Telegram still waits for an answer to (T14)."""

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot
        self._open: OrderedDict[str, str] = OrderedDict()

    def keep(self, press: ButtonPress, query: str) -> None:
        """Remember a press that was not answered yet."""
        self._open[DeliveryKey.answering(press).owner] = query
        while len(self._open) > limits.REMEMBERED:
            self._open.popitem(last=False)

    async def tell(self, key: DeliveryKey, post: Post) -> bool:
        """Show an answer over the chat, to one person; False where it is no short answer to a press."""
        query = self._open.pop(key.owner, None)
        if query is None:
            return False
        fits = limits.length(post.text) <= limits.ALERT_LENGTH and not (post.buttons or post.links or post.files)
        return await self._answer(query, post.text if fits and post.text else None) and fits

    async def say(self, press: ButtonPress, text: str) -> None:
        """Show a sentence to whoever pressed."""
        await self.tell(DeliveryKey.answering(press), Post(shorten(text, limits.ALERT_LENGTH, limits.length)))

    async def finish(self, press: ButtonPress) -> None:
        """Let the button come to rest."""
        query = self._open.pop(DeliveryKey.answering(press).owner, None)
        if query is not None:
            await self._answer(query, None)

    async def _answer(self, query: str, text: str | None) -> bool:
        try:
            return await self._bot.answer_callback_query(query, text, show_alert=text is not None)
        except told.TelegramError as refused:  # it came too late; whoever pressed sees what it did all the same
            log.info("press not answered", reason=str(refused))
            return False
