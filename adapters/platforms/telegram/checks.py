"""Whether a bot on Telegram can work as it is set up: asked by its token, changing nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import telegram
from telegram import error as told

from adapters.platforms.telegram import commands, limits, rights
from adapters.platforms.telegram.calls import client
from adapters.platforms.telegram.commands import Commands
from adapters.platforms.telegram.settings import TelegramSettings
from bot.checks.findings import Finding, Status, fine
from bot.texts import Languages, Say
from bot.texts import telegram as texts


@dataclass(frozen=True, slots=True)
class Place:
    """An account as the operator wrote it: the path of its table, and the variable that holds its token."""

    path: str
    variable: str


class TelegramInspection:
    """Asks once who the bot is, what it hears, where updates go, which menus there are, and after the groups set."""

    def __init__(self, place: Place, settings: TelegramSettings, published: Commands, languages: Languages) -> None:
        self._place = place
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
                    fine("token", self._place.path, name),
                    rights.hears(bot.bot, self._place.path),
                    await self._updates(bot),
                    await self._menus(bot),
                    *await self._groups(bot),
                ]
        except told.InvalidToken:
            mend = partial(texts.token_mend, variable=self._place.variable)
            return [self._bad("token", texts.token_refused, texts.token_why, mend)]
        except (told.TelegramError, TimeoutError) as error:
            what = partial(texts.unreachable, said=str(error)[: limits.WORDS_SHOWN] or type(error).__name__)
            return [self._bad("reach", what, texts.unreachable_why, texts.unreachable_mend)]

    async def _updates(self, bot: telegram.Bot) -> Finding:
        hook = await bot.get_webhook_info()
        host = urlsplit(hook.url).hostname or ""
        if hook.url and self._settings.webhook is None:
            what = partial(texts.webhook_elsewhere, host=host)
            mend = texts.webhook_elsewhere_mend
            return Finding("updates", self._place.path, Status.WARN, what, texts.webhook_elsewhere_why, mend)
        if hook.url and hook.last_error_message:
            what = partial(texts.webhook_fails, said=hook.last_error_message[: limits.WORDS_SHOWN])
            mend = partial(texts.webhook_fails_mend, key=f"{self._place.path}.webhook_url")
            return Finding("updates", self._place.path, Status.WARN, what, texts.webhook_fails_why, mend)
        said = texts.polls if self._settings.webhook is None else texts.hooked
        return fine("updates", self._place.path, said)

    async def _menus(self, bot: telegram.Bot) -> Finding:
        known = [await commands.is_known(bot, each) for each in commands.menus(self._published, self._languages)]
        return fine("commands", self._place.path, texts.commands_fine if all(known) else texts.commands_to_come)

    async def _groups(self, bot: telegram.Bot) -> Sequence[Finding]:
        """Look at the groups that are set; which others there are, a bot is never told."""
        found: list[Finding] = []
        for group in sorted(self._settings.chats)[: limits.GROUPS_CHECKED]:
            found += await rights.in_group(bot, group, f"{self._place.path}.chats")
        return found

    def _bad(self, name: str, what: Say, why: Say, mend: Say) -> Finding:
        return Finding(name, self._place.path, Status.BAD, what, why, mend)
