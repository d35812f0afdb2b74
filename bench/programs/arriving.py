"""Waiting until the studio of films has what was sent to it."""

import asyncio

from aiohttp import ClientSession

LOOK = 0.02


async def all_arrived(studio: str, count: int) -> float:
    """Wait for so many uploads; gives the instant of the last one."""
    async with ClientSession() as session:
        while True:
            async with session.get(f"{studio}/arrived") as reply:
                arrived: list[float] = await reply.json()
            if len(arrived) >= count:
                return arrived[count - 1]
            await asyncio.sleep(LOOK)
