"""Sending films one after the other, and waiting until the studio of films has each."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from aiohttp import ClientSession

from bench.resources import forget_peak, peak, resident
from bench.wire import LOOPBACK, Pass, Passed

LOOK = 0.02

Send = Callable[[int], Awaitable[object]]


async def weighed(passing: Pass, send: Send) -> Passed:
    """Pass the film on again and again, tell what it costs; the first time is not counted."""
    await _passed(passing, send, 0)
    forget_peak()
    before = resident()
    seconds = [await _passed(passing, send, number) for number in range(1, passing.times + 1)]
    return Passed(tuple(seconds), peak() - before)


async def ask_for(port: int, number: int) -> None:
    """Let somebody on the emulated Telegram send the film."""
    async with ClientSession() as session, session.post(f"http://{LOOPBACK}:{port}/{number}") as reply:
        reply.raise_for_status()


async def _passed(passing: Pass, send: Send, number: int) -> float:
    """Have the film sent; tells the seconds until the studio had all of it."""
    begun = time.monotonic()
    await send(number)
    return await _all_arrived(passing.studio, number + 1) - begun


async def _all_arrived(studio: str, count: int) -> float:
    """Wait for so many uploads; gives the instant of the last one."""
    async with ClientSession() as session:
        while True:
            async with session.get(f"{studio}/arrived") as reply:
                arrived: list[float] = await reply.json()
            if len(arrived) >= count:
                return arrived[count - 1]
            await asyncio.sleep(LOOK)
