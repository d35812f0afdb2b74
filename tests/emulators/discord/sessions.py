"""The gateway's memory of its connections: one session per identified shard, with what must be replayed.

Source: discord-api-docs, `events/gateway.mdx` (resuming) and `topics/opcodes-and-status-codes.mdx`.
"""

import asyncio
import json
import secrets
import zlib
from collections import deque
from enum import IntEnum

from aiohttp import web

from tests.emulators.discord.things import Json

REMEMBERED = 5_000
RESUMABLE = 180.0
DIRECT_MESSAGES_ON = 0


class Op(IntEnum):
    """What a payload of the gateway is."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Why the gateway closes a connection."""

    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQ = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    SHARDING_REQUIRED = 4011
    INVALID_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class Connection:
    """One socket, written to in order by one task; `silent` is a line that died without a word."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self._socket = socket
        self._request = request
        self._waiting: asyncio.Queue[Json | Close | None] = asyncio.Queue()
        self._deflate = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        self.session: Session | None = None
        self.silent = False

    def send(self, op: Op, data: object, *, name: str | None = None, number: int | None = None) -> None:
        """Send a payload after those before it."""
        self._waiting.put_nowait({"op": op, "d": data, "s": number, "t": name})

    def close(self, why: Close | None = None) -> None:
        """Close once everything before has been sent; without a reason as a server does that goes away."""
        self._waiting.put_nowait(why)

    def cut(self) -> None:
        """Break the line: no close frame, as when a cable is pulled."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def write(self) -> None:
        """Send what is queued until the connection is to be closed."""
        while isinstance(payload := await self._waiting.get(), dict):
            if not self.silent and not self._socket.closed:
                await self._write(json.dumps(payload))
        if payload is None:
            await self._socket.close(code=1001)
        else:
            await self._socket.close(code=payload, message=payload.name.encode())

    async def _write(self, text: str) -> None:
        if self._deflate is None:
            await self._socket.send_str(text)
            return
        packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self._socket.send_bytes(packed)


class Session:
    """What one shard has been told; it outlives its connection for a while."""

    def __init__(self, shard: tuple[int, int], intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.intents = intents
        self.number = 0
        self.left: float | None = None
        self.connection: Connection | None = None
        self._told: deque[tuple[int, str, Json]] = deque(maxlen=REMEMBERED)

    def covers(self, guild: int | None) -> bool:
        """Whether this shard hears of that guild; of direct messages (None) the first shard hears (D37)."""
        mine, count = self.shard
        return mine == (DIRECT_MESSAGES_ON if guild is None else (guild >> 22) % count)

    def dispatch(self, name: str, data: Json) -> None:
        """Tell the shard, now or when it comes back."""
        self.number += 1
        self._told.append((self.number, name, data))
        if self.connection is not None:
            self.connection.send(Op.DISPATCH, data, name=name, number=self.number)

    def attach(self, connection: Connection) -> None:
        """Speak through this connection from now on."""
        if self.connection is not None:
            self.connection.session = None
            self.connection.close()
        self.connection, connection.session, self.left = connection, self, None

    def detach(self, now: float) -> None:
        """The connection is gone; what happens from now on is kept."""
        self.connection, self.left = None, now

    def remembers(self, number: int, now: float) -> bool:
        """Whether everything after that number can still be told again."""
        oldest = self._told[0][0] if self._told else self.number + 1
        in_time = self.left is None or now - self.left <= RESUMABLE
        return in_time and number >= oldest - 1

    def replay(self, number: int) -> None:
        """Tell again what came after that number."""
        for told, name, data in list(self._told):
            if told > number and self.connection is not None:
                self.connection.send(Op.DISPATCH, data, name=name, number=told)
