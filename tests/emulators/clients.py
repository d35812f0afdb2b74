"""Clients of the Discord emulator for its own tests: a bare socket, and the real discord.py."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
import discord

from tests.emulators.discord.server import Discord
from tests.emulators.discord.sessions import Op

C = TypeVar("C", bound=discord.Client)
PLAIN = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
WITH_CONTENT = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)


class Socket:
    """A connection to the gateway that does only what it is told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._inflate = zlib.decompressobj()

    async def send(self, op: int, data: object) -> None:
        """Send a payload."""
        await self._socket.send_str(json.dumps({"op": op, "d": data}))

    async def receive(self) -> dict[str, Any]:
        """The next payload, whatever it is."""
        message = await self._socket.receive()
        assert message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}, f"closed: {self._socket.close_code}"
        text = message.data
        if message.type is aiohttp.WSMsgType.BINARY:
            text = self._inflate.decompress(message.data)
        payload: dict[str, Any] = json.loads(text)
        return payload

    async def event(self, name: str) -> dict[str, Any]:
        """The next event of that name; others are passed over."""
        while (payload := await self.receive())["t"] != name:
            pass
        return payload

    async def payloads(self) -> list[str]:
        """What still comes before the connection ends."""
        return [message.data async for message in self._socket]

    async def closed(self) -> int | None:
        """Wait for the end, and say with which code it came."""
        await self.payloads()
        return self._socket.close_code

    async def leave(self, code: int) -> None:
        """Close from this side."""
        await self._socket.close(code=code)

    async def identify(self, server: Discord, **changes: object) -> None:
        """Say who this is."""
        told = {"token": server.token, "intents": PLAIN.value, "properties": {}, "shard": [0, 1]}
        await self.send(Op.IDENTIFY, told | changes)

    async def resume(self, server: Discord, session: str, number: int) -> None:
        """Ask for what came after that number."""
        await self.send(Op.RESUME, {"token": server.token, "session_id": session, "seq": number})


@asynccontextmanager
async def plugged(server: Discord, **query: str) -> AsyncIterator[Socket]:
    """A bare socket that has read the gateway's greeting."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(server.gateway_url, params={"v": "10", "encoding": "json"} | query) as connected,
    ):
        socket = Socket(connected)
        assert (await socket.receive())["op"] == Op.HELLO
        yield socket


@asynccontextmanager
async def running(server: Discord, client: C) -> AsyncIterator[C]:
    """A client of discord.py that is logged in, connected and ready."""
    with server.leads():
        async with client:
            await client.login(server.token)
            connected = asyncio.create_task(client.connect())
            ready = asyncio.create_task(client.wait_until_ready())
            await asyncio.wait({connected, ready}, return_when=asyncio.FIRST_COMPLETED)
            if connected.done():
                ready.cancel()
                await connected
            yield client
        await connected
