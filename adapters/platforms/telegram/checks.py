"""Whether a bot on Telegram can work as it is set up: asked by its token, changing nothing."""

import asyncio
from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

import telegram
from telegram import error as told

from adapters.platforms.telegram import commands, limits, rights
from adapters.platforms.telegram.calls import client
from adapters.platforms.telegram.commands import Commands
from adapters.platforms.telegram.owner import is_owned
from adapters.platforms.telegram.settings import TelegramSettings
from bot.checks.findings import Account, Finding
from bot.texts import Languages
from bot.texts import telegram as texts


class TelegramInspection:
    """Asks once who the bot is, what it hears, where updates go, which menus there are, and after the groups set."""

    def __init__(self, account: Account, settings: TelegramSettings, published: Commands, languages: Languages) -> None:
        self._account = account
        self._settings = settings
        self._published = published
        self._languages = languages

    async def findings(self) -> Sequence[Finding]:
        """Tell of the token, what is heard, the webhook, the menus, and the groups."""
        bot = client(self._settings)
        try:
            async with asyncio.timeout(limits.CHECK_SECONDS), bot:
                name = partial(texts.token_fine, name=f"@{bot.username}")
                return [
                    self._account.fine("token", name),
                    rights.hears(bot.bot, self._account.path),
                    await self._updates(bot),
                    *self._programs(),
                    await self._menus(bot),
                    *await self._groups(bot),
                ]
        except told.InvalidToken:
            mend = partial(texts.token_mend, variable=self._account.variables)
            return [self._account.bad("token", texts.token_refused, texts.token_why, mend)]
        except (told.TelegramError, TimeoutError) as error:
            what = partial(texts.unreachable, said=str(error)[: limits.WORDS_SHOWN] or type(error).__name__)
            return [self._account.bad("reach", what, texts.unreachable_why, texts.unreachable_mend)]

    async def _updates(self, bot: telegram.Bot) -> Finding:
        hook = await bot.get_webhook_info()
        host = urlsplit(hook.url).hostname or ""
        if hook.url and self._settings.webhook is None:
            what = partial(texts.webhook_elsewhere, host=host)
            mend = texts.webhook_elsewhere_mend
            return self._account.odd("updates", what, texts.webhook_elsewhere_why, mend)
        if hook.url and hook.last_error_message:
            what = partial(texts.webhook_fails, said=hook.last_error_message[: limits.WORDS_SHOWN])
            mend = partial(texts.webhook_fails_mend, key=f"{self._account.path}.webhook_url")
            return self._account.odd("updates", what, texts.webhook_fails_why, mend)
        said = texts.polls if self._settings.webhook is None else texts.hooked
        return self._account.fine("updates", said)

    def _programs(self) -> Sequence[Finding]:
        """Tell of a program on this machine that hears; one elsewhere could only be found by disturbing it."""
        return [self._account.fine("program", texts.heard_already)] if is_owned(self._settings) else []

    async def _menus(self, bot: telegram.Bot) -> Finding:
        known = [await commands.is_known(bot, each) for each in commands.menus(self._published, self._languages)]
        return self._account.fine("commands", texts.commands_fine if all(known) else texts.commands_to_come)

    async def _groups(self, bot: telegram.Bot) -> Sequence[Finding]:
        """Look at the groups that are set; which others there are, a bot is never told."""
        found: list[Finding] = []
        for group in sorted(self._settings.chats)[: limits.GROUPS_CHECKED]:
            found += await rights.in_group(bot, group, f"{self._account.path}.chats")
        return found
