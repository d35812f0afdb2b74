"""The whole product as people run it: its own process, a real database, the sandbox, a page to open."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.backdoor import accepted
from tests.program.studio import CHECKOUT, Studio

LOWEST_PORT, HANDED_OUT = 10_000, 32_768  # from there on whoever asks for any port is given one
READY_SECONDS = 120.0  # six at once on a machine that is busy with other things


def free_port() -> int:
    """Find a port that stays the same over the product's restarts: none that systems hand out by themselves."""
    while True:
        port = LOWEST_PORT + secrets.randbelow(HANDED_OUT - LOWEST_PORT)
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


@dataclass
class Product:
    """`atelier run` over one folder; it can be killed and started again."""

    folder: Path
    speed: float = 4.0
    web_port: int = field(default_factory=free_port)
    sandbox_port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    studio: Studio | None = None
    films: bool = False

    @property
    def database(self) -> Path:
        """Where the store lies."""
        return self.folder / "data" / "atelier.sqlite3"

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.web_port}"

    def write_config(self) -> Path:
        """Write the configuration file."""
        config = self.folder / "config.toml"
        config.write_text(
            f'[atelier]\ndata = "{self.folder / "data"}"\n[web]\nport = {self.web_port}\n{self._art()}',
        )
        return config

    def _art(self) -> str:
        if self.studio is None:
            return f"[sandbox]\nport = {self.sandbox_port}\nspeed = {self.speed}\n"
        address = self.studio.address
        if self.films:
            kind = f'kind = "nemo"\nbase_url = "{address}"'
            return f"[studios.apart]\n{kind}\npoll_seconds = 0.2\nrecheck_seconds = 2\n"
        return (
            f'[studios.apart]\nkind = "lovart"\nbase_url = "{address}"\ncanvas_url = "{address}/canvas"\n'
            "ask_project = false\npoll_seconds = 0.2\nrecheck_seconds = 0.2\n"
        )

    async def start(self) -> None:
        """Start the process and wait until the page answers."""
        await self.launch()
        await self.comes_up()
        if self.dead:
            raise AssertionError((self.folder / "log.txt").read_text())

    async def comes_up(self) -> None:
        """Wait until the page answers, or the process is dead."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not self.dead and not await self._answers():  # noqa: ASYNC110 (it is another process)
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"the page did not answer in {READY_SECONDS:g} s") from None

    @property
    def dead(self) -> bool:
        """Tell whether the process has ended."""
        return self.process is None or self.process.returncode is not None

    async def launch(self) -> None:
        """Start the process, without waiting for anything."""
        config = self.write_config()
        with (self.folder / "log.txt").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--config", str(config)),
                cwd=CHECKOUT,
                env={**os.environ, **(self.studio.keys if self.studio else {})},
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """End the process as a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End the process as an operator would."""
        await self._end(signal.SIGTERM)

    async def accepted(self, call: str) -> list[dict[str, Any]]:
        """List the calls of one kind that the sandbox accepted, also before a restart."""
        return await accepted(f"http://127.0.0.1:{self.sandbox_port}", call)

    async def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(how)
            await self.process.wait()

    async def _answers(self) -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            async with aiohttp.ClientSession() as session, session.get(f"{self.address}/healthz") as reply:
                return reply.status == 200
        return False


@contextlib.asynccontextmanager
async def running(folder: Path, speed: float = 4.0) -> AsyncIterator[Product]:
    """Run the product for one test."""
    product = Product(folder, speed)
    await product.start()
    try:
        yield product
    finally:
        await product.kill()
