"""The commands as Telegram's menus, per scope and language, kept by comparison (T27)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import telegram

from adapters.platforms.telegram import limits
from bot.capabilities import shorten
from bot.chat import Level
from bot.commands.declare import Command, Scope
from bot.texts import Languages

Commands = Sequence[Command[Any]]
ENGLISH = ""  # the menu of everybody whose language has none of its own


@dataclass(frozen=True, slots=True)
class Menu:
    """What one scope shows in one language."""

    scope: telegram.BotCommandScope
    language: str
    commands: tuple[telegram.BotCommand, ...]


def menus(commands: Commands, languages: Languages) -> Iterator[Menu]:
    """Render the menus: in private, in groups, for the administrators of groups."""
    private = [each for each in commands if each.scope is Scope.EVERYWHERE and each.level < Level.MODERATE]
    group = [each for each in commands if each.level < Level.MODERATE]
    for scope, shown in (
        (telegram.BotCommandScopeAllPrivateChats(), private),
        (telegram.BotCommandScopeAllGroupChats(), group),
        (telegram.BotCommandScopeAllChatAdministrators(), list(commands)),
    ):
        for ours, theirs in (("en", ENGLISH), *limits.LOCALES.items()):
            if ours in languages.locales:
                yield Menu(scope, theirs, _rendered(shown, languages, ours))


async def publish(bot: telegram.Bot, commands: Commands, languages: Languages) -> int:
    """Send the menus that differ from what Telegram has; tells how many. Raises what the library raises."""
    changed = 0
    for menu in menus(commands, languages):
        if not await is_known(bot, menu):
            await bot.set_my_commands(menu.commands, scope=menu.scope, language_code=menu.language or None)
            changed += 1
    return changed


async def is_known(bot: telegram.Bot, menu: Menu) -> bool:
    """Tell whether Telegram has a menu already."""
    return await bot.get_my_commands(scope=menu.scope, language_code=menu.language or None) == menu.commands


def _rendered(commands: Commands, languages: Languages, locale: str) -> tuple[telegram.BotCommand, ...]:
    t = languages.of(locale)
    said = ((each.name, shorten(each.summary(t), limits.COMMAND_DESCRIPTION, limits.length)) for each in commands)
    return tuple(telegram.BotCommand(*each) for each in list(said)[: limits.COMMANDS])
