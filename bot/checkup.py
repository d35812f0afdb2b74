"""Looking at a set-up from the outside: the second composition root, of everything that `atelier check` asks."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import texts
from bot.app import DATABASE, MIGRATIONS, VERSION_TABLE, discord_settings, telegram_settings
from bot.checks.database import StoredData
from bot.checks.findings import Account, Finding
from bot.checks.findings import Inspection as Check
from bot.checks.folder import Folder, is_claimed
from bot.checks.machine import Door, Machine, Ports
from bot.checks.settings import Settings, refused
from bot.clock import Clock
from bot.commands.all import COMMANDS
from bot.config import Config, read, secret
from bot.errors import ConfigError
from bot.studios import inspections


async def check(file: Path | None, clock: Clock) -> Sequence[Finding]:
    """Look at a set-up without changing it: everything that `run` needs, each thing on its own."""
    found: list[Finding] = []
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_looked(each)) for each in await asyncio.to_thread(_inspections, file, clock)]
    for task in tasks:
        found += task.result()
    return found


async def _looked(inspection: Check) -> Sequence[Finding]:
    return await inspection.findings()


def _inspections(file: Path | None, clock: Clock) -> Sequence[Check]:
    from adapters.codecs import Codecs

    machine: list[Check] = [Machine(clock), Codecs()]
    try:
        config = read(file)
    except ConfigError as error:
        return [Refused(refused(error, file)), *machine]
    folder = config.atelier.data
    store = StoredData(folder / DATABASE, _scripts())
    ports = Ports(list(_doors(config)), running=is_claimed(folder))
    return [Settings(config, file), *machine, Folder(folder, config.limits), store, ports, *_outside(config, clock)]


@dataclass(frozen=True, slots=True)
class Refused:
    """What is left to tell where the configuration cannot be used."""

    told: Sequence[Finding]

    async def findings(self) -> Sequence[Finding]:
        """Give what was told at the reading."""
        return self.told


def _scripts() -> Mapping[str, Path]:
    from adapters.platforms.web import history

    return {VERSION_TABLE: MIGRATIONS, history.VERSION_TABLE: history.MIGRATIONS}


def _doors(config: Config) -> Iterator[Door]:
    if config.web.enabled:
        yield Door("web.port", config.web.host, config.web.port)
    if config.sandbox_runs:
        yield Door("sandbox.port", "127.0.0.1", config.sandbox.port)


def _outside(config: Config, clock: Clock) -> Iterator[Check]:
    """Let each adapter look at itself; an account whose keys are missing was told of already."""
    from adapters.platforms.web.checks import WebInspection

    if config.web.enabled:
        web = config.web
        yield WebInspection(web.host, web.names, secret(web.token_env), web.token_env)
    yield from inspections(config, clock)
    yield from _discord(config, clock)
    yield from _telegram(config)


def _telegram(config: Config) -> Iterator[Check]:
    if not config.telegram:
        return
    from adapters.platforms.telegram.checks import TelegramInspection

    languages = texts.load(config.atelier.language)
    for name, account in config.telegram.items():
        if secret(account.token_env) and (secret(account.webhook_secret_env) or not account.webhook_url):
            settings = telegram_settings(name, account, config.limits)
            yield TelegramInspection(Account(f"telegram.{name}", account.token_env), settings, COMMANDS, languages)


def _discord(config: Config, clock: Clock) -> Iterator[Check]:
    if not config.discord:
        return
    from adapters.platforms.discord.checks import DiscordInspection

    languages = texts.load(config.atelier.language)
    for name, account in config.discord.items():
        if secret(account.token_env):
            written = Account(f"discord.{name}", account.token_env)
            settings = discord_settings(name, account, config.limits)
            yield DiscordInspection(written, settings, COMMANDS, languages, clock)
