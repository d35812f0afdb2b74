"""The command line: `atelier run`, `check`, `backup`, `sandbox`."""

import asyncio
import gc
import json
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import structlog
import typer
from rich.console import Console

from bot.clock import SystemClock
from bot.config import Config, Log, read
from bot.errors import ConfigError
from bot.texts import load, upkeep

cli = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Hosted art agents in chat."
)

ConfigFile = Annotated[Path | None, typer.Option("--config", help="A TOML file; without it, the embedded defaults.")]
PagePort = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Another port for the page.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
AnyPort = Annotated[int, typer.Option(min=0, max=65535, help="0 is any free port.")]
Speed = Annotated[float, typer.Option(min=0.01, help="Divides every waiting time.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write the findings as JSON.")]
Target = Annotated[Path, typer.Argument(help="The new file; an existing one is never overwritten.")]
SOMETHING_BAD = 1
WRONG_SETTING = 2


@cli.command()
def run(config: ConfigFile = None, port: PagePort = None) -> None:
    """Run Atelier until interrupted."""
    with _told():
        settings = _with_port(read(config), port)
        _set_up_log(settings.log)
        _until_interrupted(_serve(settings))


@cli.command()
def check(config: ConfigFile = None, as_json: AsJson = False) -> None:  # noqa: FBT002 (a flag of the command line)
    """Look at everything Atelier needs and say how to mend what is wrong; changes and spends nothing."""
    from bot import checkup
    from bot.checks import report
    from bot.checks.findings import Status

    findings = asyncio.run(checkup.check(config, SystemClock()))
    t = load().of(_locale())
    if as_json:
        sys.stdout.write(f"{report.as_json(findings, t)}\n")
    else:
        report.show(findings, t, Console(highlight=False))
    raise typer.Exit(SOMETHING_BAD if report.worst(findings) is Status.BAD else 0)


@cli.command()
def backup(file: Target, config: ConfigFile = None) -> None:
    """Copy the database into a new file, also while Atelier runs."""
    from bot import app
    from bot.store.backup import back_up

    with _told():
        size = back_up(read(config).atelier.data / app.DATABASE, file)
    said = upkeep.backup_done(load().of(_locale()), path=str(file), size=size)
    Console(highlight=False).print(said, markup=False, soft_wrap=True)


@cli.command()
def sandbox(host: Host = "127.0.0.1", port: AnyPort = 0, speed: Speed = 1.0) -> None:
    """Run the studios' emulator alone; its one line of JSON says how to reach it."""
    with _told():
        _set_up_log(Log(level="warning"))
        _until_interrupted(_emulate(host, port, speed))


def main() -> None:
    """Enter from the console script."""
    cli()


async def _serve(settings: Config) -> None:
    from bot import app

    def begun(ready: app.Ready) -> None:
        _announce(ready)
        _spare_the_collector()

    await app.run(settings, SystemClock(), begun)


async def _emulate(host: str, port: int, speed: float) -> None:
    from adapters.sandbox.server import Sandbox, SandboxOptions

    async with Sandbox(SandboxOptions(host=host, port=port, speed=speed)) as server:
        lovart = {"lovart_base_url": server.address, "access_key": server.access_key, "secret_key": server.secret_key}
        nemo = {"nemo_base_url": server.nemo_base_url, "nemo_token": server.nemo_token}
        sys.stdout.write(json.dumps({**lovart, **nemo}) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def _spare_the_collector() -> None:
    """Let full collections pass over what the start has made: they stop everything for a tenth of a second."""
    gc.collect()
    gc.freeze()


def _announce(ready: Any) -> None:  # noqa: ANN401 (app.Ready: importing its module here would cost every command its start)
    console = Console(highlight=False)
    if ready.address:
        link = f"{ready.address}/?{urlencode({'token': ready.token})}" if ready.token else ready.address
        console.print(f"\n  [bold]Atelier[/bold] is open at [bold cyan]{link}[/bold cyan]", soft_wrap=True)
        if ready.token:
            console.print("  The link holds the token; it signs a browser in once and is not shown there again.")
    if ready.sandbox:
        console.print("  The art comes from the sandbox: no account, no key, nothing costs anything.")
    else:
        console.print(f"  The art comes from {ready.studio}.")
    console.print("  Ctrl+C ends it; what is under way goes on at the next start.\n", style="dim")


def _locale() -> str | None:
    """Give the language of the operator's terminal."""
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    return told and told.partition(".")[0]


def _with_port(settings: Config, port: int | None) -> Config:
    if port is None:
        return settings
    return settings.model_copy(update={"web": settings.web.model_copy(update={"port": port})})


def _until_interrupted(work: Coroutine[Any, Any, None]) -> None:
    async def interruptible() -> None:
        task = asyncio.current_task()
        if task is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        await work

    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(interruptible())


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ConfigError as wrong:
        Console(stderr=True, highlight=False).print(str(wrong), markup=False)
        raise typer.Exit(WRONG_SETTING) from wrong


def _set_up_log(settings: Log) -> None:
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
