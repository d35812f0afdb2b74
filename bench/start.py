"""Cold start: from the start of the process until the page listens, beside importing the same libraries.

The studio is an account at a port where nobody listens: starting makes no call.
"""

import os
import socket
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.children import Child, python
from bench.figures import Figure, Scale, Target
from bench.wire import ACCESS_KEY, LOOPBACK, SECRET_KEY

MORE_SECONDS = 0.8
READY = b"http://"
CONFIG = """
[atelier]
data = "{data}"
[web]
port = 0
[sandbox]
enabled = false
[studios.lovart]
kind = "lovart"
base_url = "http://{host}:{port}"
access_key_env = "BENCH_ACCESS_KEY"
secret_key_env = "BENCH_SECRET_KEY"
"""


async def measure(scale: Scale) -> tuple[Figure, ...]:
    """Start everything several times by turns; a round before the first warms the machine's caches."""
    with TemporaryDirectory() as folder:
        count = scale.warm_up_starts + scale.starts
        rounds = [await _round(Path(folder), number) for number in range(count)]
    counted = rounds[scale.warm_up_starts :]
    again, first, bare = (median(column) for column in zip(*counted, strict=True))
    return tuple(
        Figure(f"cold start, {name}", "s", seconds, bare, Target("s more", MORE_SECONDS, seconds - bare))
        for name, seconds in (("tables are there", again), ("an empty folder", first))
    )


async def _round(folder: Path, number: int) -> tuple[float, float, float]:
    new = folder / f"data-{number}"
    first = await _start_atelier(folder, new)
    return await _start_atelier(folder, new), first, await _start_bare(folder)


async def _start_atelier(folder: Path, data: Path) -> float:
    config = folder / "config.toml"
    config.write_text(CONFIG.format(data=data, host=LOOPBACK, port=_closed_port()), "utf-8")
    environment = {**os.environ, "BENCH_ACCESS_KEY": ACCESS_KEY, "BENCH_SECRET_KEY": SECRET_KEY}
    begun = time.monotonic()
    command = ("-m", "bot", "run", "--config", str(config))
    async with python(*command, log=folder / "atelier.log", environment=environment) as atelier:
        seconds = await _until_said(atelier, READY, begun)
        atelier.terminate()
    return seconds


async def _start_bare(folder: Path) -> float:
    begun = time.monotonic()
    async with python("-m", "bench.programs.imports", log=folder / "bare.log") as script:
        return await _until_said(script, b"ready", begun)


async def _until_said(child: Child, words: bytes, begun: float) -> float:
    while words not in await child.line():
        pass
    return time.monotonic() - begun


def _closed_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])
