"""The sandbox's back door: orders for what is to go wrong, and a look at what was accepted."""

import json
from typing import Any

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=60)

Told = dict[str, Any]
FILMS = {"run_sse": "accepted", "render": "renders"}  # NemoVideo's calls, and where the sandbox tells of them


async def knock(address: str, **order: object) -> Told:
    """Give the sandbox at an address an order; tells what it knows afterwards, without an order as well."""
    async with (
        aiohttp.ClientSession(timeout=PATIENCE) as session,
        session.request("POST" if order else "GET", f"{address}/sandbox/control", json=order or None) as reply,
    ):
        text = await reply.text()
        assert reply.ok, text
        return dict(json.loads(text))


async def accepted(address: str, call: str) -> list[Told]:
    """List the `chat`, `confirm`, `run_sse` or `render` calls that were accepted, also before a restart."""
    known = await knock(address)
    if call in FILMS:
        return list(known["nemo"][FILMS[call]])
    return [each for each in known["accepted"] if each["call"] == call]
