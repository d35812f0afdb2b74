"""Discord's gateway v10: what real clients connect to, and what a test may order it to do to them.

Heartbeats, sends and pauses are measured in real seconds, because a client's own are; the day of `starts` and the
minutes in which a session can be resumed go by the world's clock.
Source: discord-api-docs, `events/gateway.mdx`; D32, D36, D37, D38.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from tests.emulators.discord import forms, news
from tests.emulators.discord.intents import KNOWN, PRIVILEGED, Intents, heard
from tests.emulators.discord.sessions import RESUMABLE, Close, Connection, Op, Session
from tests.emulators.discord.things import Json
from tests.emulators.discord.world import Happening, World
from tests.emulators.refusals import Refusals

PAYLOAD_BYTES = 4_096
SENDS = 120
SENDS_WINDOW = 60.0
STARTS = 1_000
DAY = 24 * 3600.0
GUILDS_PER_SHARD = 2_500
LENIENCE = 1.5


@dataclass(slots=True)
class Manners:
    """How this gateway treats its clients; tests make it quicker or stricter.

    `identify_pause` is 5 s on the real one, where a client that starts again sooner is sent away with op 9; a client
    then waits for real seconds, so that only the test of this rule has it on.
    """

    heartbeat: float = 41.25
    identify_pause: float = 0.0
    max_concurrency: int = 1
    starts: int = STARTS
    shards: int = 1


class Gateway:
    """All connections and sessions of the application."""

    def __init__(self, world: World, refusals: Refusals) -> None:
        self.manners = Manners()
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self._world = world
        self._refusals = refusals
        self._connections: set[Connection] = set()
        self._identified: deque[float] = deque()
        self._last_start: dict[int, float] = {}
        self._door = asyncio.Event()
        self._door.set()
        self._orders: dict[int, Callable[[Connection, Json], Close | None]] = {
            Op.HEARTBEAT: self._heartbeat,
            Op.IDENTIFY: self._identify,
            Op.RESUME: self._resume,
            Op.PRESENCE: _nothing,
            Op.VOICE_STATE: _nothing,
        }
        world.listen(self._tell)

    # ------------------------------------------------------------------------------------- what a test may order

    @property
    def connected(self) -> int:
        """How many shards listen at this moment."""
        return sum(session.connection is not None for session in self.sessions.values())

    @property
    def starts_left(self) -> int:
        """How many IDENTIFYs of this day are left."""
        return self.manners.starts - self._started_today()

    def drop(self) -> None:
        """Break every line, as a network does."""
        for connection in list(self._connections):
            connection.cut()

    def fall_silent(self) -> None:
        """Let every line die without a word: no answer to heartbeats, no event, no close."""
        for connection in self._connections:
            connection.silent = True

    def reconnect(self) -> None:
        """Ask every client to come again (op 7), as before a restart of the gateway."""
        for connection in self._connections:
            connection.send(Op.RECONNECT, None)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is over (op 9)."""
        if not resumable:
            self.sessions.clear()
        for connection in self._connections:
            connection.send(Op.INVALID_SESSION, resumable)

    def forget(self) -> None:
        """Lose the sessions, so that the next attempt to resume is refused."""
        self.sessions.clear()

    def stop(self) -> None:
        """Close every connection, as a server does that goes away."""
        for connection in self._connections:
            connection.close()

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Break every line and let nobody in until the end of the block: what happens meanwhile is missed."""
        self._door.clear()
        self.drop()
        try:
            yield
        finally:
            self._door.set()

    # -------------------------------------------------------------------------------------------- one connection

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one client until it leaves or is sent away."""
        await self._door.wait()
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request)
        self._connections.add(connection)
        writing = asyncio.create_task(connection.write())
        try:
            self._greet(connection, request)
            await self._serve(connection, socket)
        finally:
            self._leave(connection, socket.close_code)
            writing.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await writing
        return socket

    def _greet(self, connection: Connection, request: web.Request) -> None:
        if (request.query.get("v"), request.query.get("encoding", "json")) != ("10", "json"):
            return connection.close(Close.INVALID_VERSION)
        if request.query.get("compress", "zlib-stream") != "zlib-stream":
            return connection.close(Close.DECODE_ERROR)
        return connection.send(Op.HELLO, {"heartbeat_interval": int(self.manners.heartbeat * 1000)})

    async def _serve(self, connection: Connection, socket: web.WebSocketResponse) -> None:
        loop = asyncio.get_running_loop()
        patience = self.manners.heartbeat * LENIENCE
        sent: deque[float] = deque(maxlen=SENDS)
        try:
            async with asyncio.timeout(patience) as alive:
                async for message in socket:
                    if message.type is WSMsgType.TEXT and (why := self._refused(connection, message.data, sent)):
                        connection.close(why)
                    alive.reschedule(loop.time() + patience)
        except TimeoutError:
            await socket.close(code=Close.SESSION_TIMED_OUT)

    def _refused(self, connection: Connection, text: str, sent: deque[float]) -> Close | None:
        now = asyncio.get_running_loop().time()
        if len(sent) == SENDS and now - sent[0] < SENDS_WINDOW:
            why: Close | None = Close.RATE_LIMITED
        else:
            sent.append(now)
            why = self._obey(connection, text)
        if why is not None:
            self._refusals.record("gateway", why, f"closed: {why.name}")
        return why

    def _obey(self, connection: Connection, text: str) -> Close | None:
        if len(text.encode()) > PAYLOAD_BYTES:
            return Close.DECODE_ERROR
        try:
            payload = json.loads(text)
        except ValueError:
            return Close.DECODE_ERROR
        order = self._orders.get(payload.get("op"))
        return order(connection, payload) if order else Close.UNKNOWN_OPCODE

    def _leave(self, connection: Connection, code: int | None) -> None:
        self._connections.discard(connection)
        session = connection.session
        if session is None:
            return
        session.detach(self._world.clock.now())
        if code in {1000, 1001}:
            self.sessions.pop(session.id, None)

    # ------------------------------------------------------------------------------------------------ its orders

    def _heartbeat(self, connection: Connection, payload: Json) -> Close | None:
        connection.send(Op.HEARTBEAT_ACK, None)
        return None

    def _identify(self, connection: Connection, payload: Json) -> Close | None:
        asked = payload["d"]
        shard = tuple(asked.get("shard", (0, 1)))
        if connection.session is not None:
            return Close.ALREADY_AUTHENTICATED
        if why := self._unacceptable(asked, shard):
            return why
        if self._too_soon(shard[0]):
            connection.send(Op.INVALID_SESSION, data=False)
            return None
        self._forget_the_old()
        session = Session((shard[0], shard[1]), asked["intents"])
        self.sessions[session.id] = session
        session.attach(connection)
        self._welcome(session)
        return None

    def _forget_the_old(self) -> None:
        now = self._world.clock.now()
        over = [key for key, each in self.sessions.items() if each.left is not None and now - each.left > RESUMABLE]
        for key in over:
            del self.sessions[key]

    def _unacceptable(self, asked: Json, shard: tuple[int, ...]) -> Close | None:
        if asked.get("token") != self._world.token:
            return Close.AUTHENTICATION_FAILED
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return Close.INVALID_SHARD
        if shard[1] == 1 and len(news.guilds(self._world)) >= GUILDS_PER_SHARD:
            return Close.SHARDING_REQUIRED
        if not isinstance(asked.get("intents"), int) or asked["intents"] & ~KNOWN:
            return Close.INVALID_INTENTS
        if asked["intents"] & PRIVILEGED & ~self._switched_on():
            return Close.DISALLOWED_INTENTS
        return None

    def _switched_on(self) -> int:
        application = self._world.application
        return (
            Intents.MESSAGE_CONTENT * application.content_intent
            | Intents.GUILD_MEMBERS * application.members_intent
            | Intents.GUILD_PRESENCES * application.presence_intent
        )

    def _too_soon(self, shard: int) -> bool:
        self._identified.append(self._world.clock.now())
        if self.starts_left < 0:
            self._refusals.record("gateway", Close.AUTHENTICATION_FAILED, "over a day's IDENTIFYs: the token is reset")
        now, key = asyncio.get_running_loop().time(), shard % self.manners.max_concurrency
        last, self._last_start[key] = self._last_start.get(key), now
        return last is not None and now - last < self.manners.identify_pause

    def _started_today(self) -> int:
        while self._identified and self._identified[0] <= self._world.clock.now() - DAY:
            self._identified.popleft()
        return len(self._identified)

    def _resume(self, connection: Connection, payload: Json) -> Close | None:
        asked = payload["d"]
        if asked.get("token") != self._world.token:
            return Close.AUTHENTICATION_FAILED
        session = self.sessions.get(asked.get("session_id"))
        number = asked.get("seq") or 0
        if session is None or not session.remembers(number, self._world.clock.now()):
            connection.send(Op.INVALID_SESSION, data=False)
            return None
        if number > session.number:
            return Close.INVALID_SEQ
        session.attach(connection)
        session.replay(number)
        session.dispatch("RESUMED", {"_trace": []})
        return None

    # ---------------------------------------------------------------------------------------------- what is told

    def _welcome(self, session: Session) -> None:
        guilds = [guild for guild in news.guilds(self._world) if session.covers(guild.id)]
        session.dispatch("READY", news.ready(self._world, session, guilds, self.url))
        if session.intents & Intents.GUILDS:
            for guild in guilds:
                session.dispatch("GUILD_CREATE", forms.arriving_guild_form(self._world, guild))

    def _tell(self, happening: Happening) -> None:
        if not news.concerns_bot(self._world, happening):
            return
        private = happening.guild is None
        for session in list(self.sessions.values()):
            if session.covers(happening.guild) and heard(happening.name, session.intents, private=private):
                session.dispatch(happening.name, news.as_seen_by(self._world, session.intents, happening))


def _nothing(connection: Connection, payload: Json) -> Close | None:
    return None
