"""What the studio's stub was asked so far, as a program under measurement reads it."""

import asyncio
from dataclasses import dataclass
from typing import Self

from aiohttp import ClientSession
from pydantic import TypeAdapter

from bench.wire import Follow

LOOK = 0.2


@dataclass(frozen=True, slots=True)
class Looks:
    """How often any thread was looked at, and how many threads were."""

    looks: int
    threads: int

    @classmethod
    async def so_far(cls, session: ClientSession, studio: str) -> Self:
        """Ask the stub."""
        async with session.get(f"{studio}/v1/openapi/looks") as reply:
            return TypeAdapter(cls).validate_python((await reply.json())["data"])


async def all_seen(session: ClientSession, follow: Follow, count: int) -> None:
    """Wait until so many threads were looked at, and what that set off has settled."""
    while (await Looks.so_far(session, follow.studio)).threads < count:  # noqa: ASYNC110 (it is in another process)
        await asyncio.sleep(LOOK)
    await asyncio.sleep(follow.settle)
