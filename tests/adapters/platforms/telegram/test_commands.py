"""The menus on Telegram are those of the program, in every language, and are sent only where they differ."""

import asyncio

from telegram import BotCommandScopeAllChatAdministrators, BotCommandScopeAllPrivateChats

from adapters.platforms.telegram import limits
from adapters.platforms.telegram.commands import menus
from bot import texts
from bot.chat import Level
from bot.commands.all import COMMANDS
from tests.adapters.platforms.telegram.house import House
from tests.emulators.telegram.things import Status


async def test_everybody_sees_what_they_may_give(home: House) -> None:
    """In private no group's command, in groups those for administrators only to them, each in their language."""
    await home.adapter.publish(COMMANDS)
    ben = home.telegram.person("Ben", home.group, language="zh-hans")
    private, leading, following = home.ann.menu(home.ann.dm), home.ann.menu(home.group), ben.menu(home.group)

    assert private["create"] == next(each for each in COMMANDS if each.name == "create").summary(
        home.adapter._languages.of()
    )
    assert following["create"] != private["create"]
    moderating = {each.name for each in COMMANDS if each.level >= Level.MODERATE}
    assert moderating
    assert moderating <= set(leading)
    assert not moderating & set(following)
    assert {"help", "settings"} <= set(private)
    assert home.group.member(home.ann.id).status is Status.CREATOR


async def test_nothing_is_sent_where_nothing_differs(home: House) -> None:
    """A restart leaves the menus alone; another list replaces them."""
    await home.adapter.publish(COMMANDS)
    sent = home.telegram.faults.calls["setMyCommands"]
    await home.adapter.publish(COMMANDS)
    assert home.telegram.faults.calls["setMyCommands"] == sent

    await home.adapter.publish(COMMANDS[:-1])
    assert home.telegram.faults.calls["setMyCommands"] > sent


async def test_the_menus_keep_telegrams_limits() -> None:
    """Names, descriptions and their number are within what Telegram takes (T27)."""
    languages = await asyncio.to_thread(texts.load)
    found = list(menus(COMMANDS, languages))

    assert {type(each.scope) for each in found} >= {
        BotCommandScopeAllPrivateChats,
        BotCommandScopeAllChatAdministrators,
    }
    assert {each.language for each in found} == {"", "zh"}
    for menu in found:
        assert 0 < len(menu.commands) <= limits.COMMANDS
        assert all(1 <= limits.length(each.description) <= limits.COMMAND_DESCRIPTION for each in menu.commands)
