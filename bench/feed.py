"""The way events come into a program under load: the same socket for Atelier and for the bare script."""

import asyncio
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable

from pydantic import TypeAdapter

from bench.wire import LOOPBACK, Event, Listening, Taken, line, tell

Take = Callable[[Event], Awaitable[object]]


async def serve(take: Take) -> None:
    """Hand every event to `take` as it comes, never waiting for the one before; tell when `take` returned."""
    reads: TypeAdapter[Event] = TypeAdapter(Event)

    async def feed(reader: StreamReader, writer: StreamWriter) -> None:
        async with asyncio.TaskGroup() as group:
            async for said in reader:
                group.create_task(_hand_over(take, reads.validate_json(said), writer))
        writer.close()

    async with await asyncio.start_server(feed, LOOPBACK) as server:
        tell(Listening(server.sockets[0].getsockname()[1]))
        await server.serve_forever()


async def _hand_over(take: Take, event: Event, writer: StreamWriter) -> None:
    await take(event)
    writer.write(line(Taken(event.number, time.monotonic())))
