"""The studio accounts that are configured, put together: the composition root's half that knows the studios."""

import os
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot import config as configuration
from bot.allowance import Allowance
from bot.checks.findings import Account
from bot.checks.findings import Inspection as Check
from bot.clock import Clock
from bot.config import Config, LovartAccount, NemoAccount, required, secret
from bot.errors import ConfigError
from bot.store.budgets import StoredAllowance
from bot.store.database import Database
from bot.studio import Studio, StudioAccountId

SANDBOX = StudioAccountId(configuration.SANDBOX)
SANDBOX_FILMS = StudioAccountId(configuration.SANDBOX_FILMS)
SANDBOX_KEYS = ("ak_sandbox", "sk_sandbox")  # of an emulator on loopback: they open nothing else
SANDBOX_TOKEN = "nmv_usr_sandbox"  # noqa: S105 (as above)
SANDBOX_POLL = 1.0
FASTEST_POLL = 0.2

if TYPE_CHECKING:
    from adapters.sandbox.server import Sandbox
    from adapters.studios.lovart.settings import LovartSettings
    from adapters.studios.nemo.settings import NemoSettings


async def equip(
    config: Config, clock: Clock, database: Database, stack: AsyncExitStack
) -> Mapping[StudioAccountId, Studio]:
    """Open every studio account that is configured, and the sandbox's where it runs."""
    studios: dict[StudioAccountId, Studio] = {}
    for name, account in config.studios.items():
        if isinstance(account, NemoAccount):
            studios[StudioAccountId(name)] = _nemo(name, account, config, clock)
        else:
            allowance = StoredAllowance(database, clock, StudioAccountId(name))
            studios[StudioAccountId(name)] = _lovart(name, account, clock, allowance)
    if config.sandbox_runs:
        server = await _sandbox(config, clock, stack)
        allowance = StoredAllowance(database, clock, SANDBOX)
        studios[SANDBOX] = _lovart_sandbox(server, config.sandbox.speed, clock, allowance)
        studios[SANDBOX_FILMS] = _nemo_sandbox(server, config.sandbox.speed, clock)
    if not studios:
        message = "studios: there is none, and the sandbox is switched off"
        raise ConfigError(message)
    return {name: await stack.enter_async_context(studio) for name, studio in studios.items()}


def _lovart(name: str, account: LovartAccount, clock: Clock, allowance: Allowance) -> Studio:
    from adapters.studios.lovart.studio import Lovart

    return Lovart(_lovart_settings(name, account), clock, allowance)


def _lovart_settings(name: str, account: LovartAccount) -> "LovartSettings":
    from adapters.studios.lovart.settings import LovartSettings

    return LovartSettings(
        access_key=required(f"studios.{name}", account.access_key_env),
        secret_key=required(f"studios.{name}", account.secret_key_env),
        base_url=account.base_url,
        canvas=account.canvas_url,
        origins=account.download_origins,
        poll=account.poll_seconds,
        recheck=account.recheck_seconds,
        concurrent=account.concurrent_turns,
        asks_project=account.ask_project,
    )


def _nemo(name: str, account: NemoAccount, config: Config, clock: Clock) -> Studio:
    from adapters.studios.nemo.studio import Nemo

    return Nemo(_nemo_settings(name, account, config), clock)


def _nemo_settings(name: str, account: NemoAccount, config: Config) -> "NemoSettings":
    from adapters.studios.nemo.settings import NemoSettings

    return NemoSettings(
        token=secret(account.token_env),
        passes=config.atelier.data / "studios" / f"{quote(name, safe='')}.json",
        base_url=account.base_url,
        site=account.site_url,
        source=account.source,
        version=account.version,
        platform=account.platform,
        origins=account.download_origins,
        concurrent=account.concurrent_turns,
        upload_bytes=account.upload_bytes,
        first_recheck=account.recheck_seconds / 2,
        recheck=account.recheck_seconds,
        render_poll=account.poll_seconds,
    )


async def _sandbox(config: Config, clock: Clock, stack: AsyncExitStack) -> "Sandbox":
    from adapters.sandbox.server import Sandbox, SandboxOptions

    access_key, secret_key = SANDBOX_KEYS
    options = SandboxOptions(
        port=config.sandbox.port,
        speed=config.sandbox.speed,
        state=config.atelier.data / "sandbox",
        access_key=access_key,
        secret_key=secret_key,
        nemo_token=SANDBOX_TOKEN,
    )
    try:
        return await stack.enter_async_context(Sandbox(options, clock))
    except OSError as error:
        message = f"sandbox.port: the sandbox cannot listen on {options.port}: {os.strerror(error.errno or 0).lower()}"
        raise ConfigError(message) from error


def _lovart_sandbox(server: "Sandbox", speed: float, clock: Clock, allowance: Allowance) -> Studio:
    from adapters.studios.lovart.settings import LovartSettings
    from adapters.studios.lovart.studio import Lovart

    access_key, secret_key = SANDBOX_KEYS
    usual = LovartSettings(access_key=access_key, secret_key=secret_key, base_url=server.address)
    quick = replace(
        usual,
        canvas=f"{server.address}/canvas",
        poll=max(SANDBOX_POLL / speed, FASTEST_POLL),
        recheck=usual.recheck / speed,
        lag_pause=usual.lag_pause / speed,
        validate_pause=usual.validate_pause / speed,
        reads_per_minute=max(1, round(usual.reads_per_minute * speed)),
        reads_per_hour=round(usual.reads_per_hour * speed),
        spends_per_minute=max(1, round(usual.spends_per_minute * speed)),
        spends_per_hour=max(1, round(usual.spends_per_hour * speed)),
    )
    return Lovart(quick, clock, allowance)


def _nemo_sandbox(server: "Sandbox", speed: float, clock: Clock) -> Studio:
    from adapters.studios.nemo.settings import NemoSettings
    from adapters.studios.nemo.studio import Nemo

    usual = NemoSettings(token=SANDBOX_TOKEN, base_url=server.nemo_base_url)
    quick = replace(
        usual,
        first_recheck=usual.first_recheck / speed,
        recheck=usual.recheck / speed,
        render_poll=max(SANDBOX_POLL / speed, FASTEST_POLL),
    )
    return Nemo(quick, clock)


def inspections(config: Config, clock: Clock) -> Iterator[Check]:
    """Let each studio account look at itself; one whose keys are missing was told of already."""
    for name, account in config.studios.items():
        path = f"studios.{name}"
        if isinstance(account, NemoAccount):
            yield _nemo_inspection(path, name, account, config, clock)
        elif secret(account.access_key_env) and secret(account.secret_key_env):
            yield _lovart_inspection(path, name, account, clock)


def _lovart_inspection(path: str, name: str, account: LovartAccount, clock: Clock) -> Check:
    from adapters.studios.lovart.checks import LovartInspection

    variables = f"{account.access_key_env}, {account.secret_key_env}"
    return LovartInspection(Account(path, variables), _lovart_settings(name, account), clock)


def _nemo_inspection(path: str, name: str, account: NemoAccount, config: Config, clock: Clock) -> Check:
    from adapters.studios.nemo.checks import NemoInspection

    return NemoInspection(Account(path, account.token_env), _nemo_settings(name, account, config), clock)
