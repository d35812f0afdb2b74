"""The sandbox in a process of its own, so that it survives the product and can say what the product did to it."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.backdoor import accepted, knock

CHECKOUT = Path(__file__).parents[2]
START_SECONDS = 120.0
PLENTY = 10**6


@dataclass
class Studio:
    """`atelier sandbox` with its control endpoint."""

    log: Path
    speed: float = 10.0
    process: asyncio.subprocess.Process | None = None
    address: str = ""
    keys: dict[str, str] = field(default_factory=dict, repr=False)

    async def start(self) -> None:
        """Start it and read its one line."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "sandbox", "--speed", str(self.speed)),
                cwd=CHECKOUT,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        told = json.loads(await asyncio.wait_for(self.process.stdout.readline(), START_SECONDS))
        self.address = told["lovart_base_url"]
        self.keys = {"LOVART_ACCESS_KEY": told["access_key"], "LOVART_SECRET_KEY": told["secret_key"]}
        self.keys["NEMO_TOKEN"] = told["nemo_token"]

    async def stop(self) -> None:
        """End it; what it holds is let go."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()

    async def order(self, **order: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON)
        """Give an order to the control endpoint; tells what it knows afterwards, without an order as well."""
        return await knock(self.address, **order)

    async def holds(self, call: str) -> bool:
        """Tell whether a call stands at its barrier."""
        return any(each["hold"] == call and each["held"] for each in (await self.order())["barriers"])

    async def hold(self, call: str, when: str, *, lost: bool = False) -> None:
        """Put up a barrier; a `lost` call never arrives, however long it stood there."""
        await self.order(hold=call, when=when, **({"fault": {"call": call, "reset": True}} if lost else {}))

    async def accepted(self, call: str) -> list[dict[str, Any]]:
        """List the calls of one kind that were accepted."""
        return await accepted(self.address, call)


@contextlib.asynccontextmanager
async def open_studio(log: Path) -> AsyncIterator[Studio]:
    """Run a studio that any number of cases can use, one after the other."""
    studio = Studio(log)
    try:
        await studio.start()
        await studio.order(set={"rate_limits": False, "concurrent_limit": 1000}, nemo={"credits": PLENTY})
        yield studio
    finally:
        await studio.stop()
