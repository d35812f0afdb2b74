"""The load: an open loop, which sends by its own timetable and never waits for an answer."""

import asyncio
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable

from pydantic import TypeAdapter

from bench.wire import LOOPBACK, Event, Load, Loaded, Taken, line, plan, tell

PATIENCE = 30.0
WORDS = "a red fox under tall pines, watercolour"


async def keep_timetable(load: Load, send: Callable[[int], Awaitable[None]]) -> None:
    """Send the steady part by its timetable, and after a while the burst in one piece."""
    begun = time.monotonic()
    for number in range(load.count):
        await asyncio.sleep(begun + number / load.rate - time.monotonic())
        await send(number)
    await asyncio.sleep(load.drain)
    for number in range(load.count, load.count + load.burst):
        await send(number)


class Sender:
    """Sends events and notes when; reads when they were acknowledged."""

    def __init__(self, load: Load, reader: StreamReader, writer: StreamWriter) -> None:
        """Speaks through one connection."""
        self._load = load
        self._reader = reader
        self._writer = writer
        self.sent: dict[int, float] = {}
        self.taken: dict[int, float] = {}

    async def listen(self) -> None:
        """Read acknowledgements until every event has one; what has none after a while stays without."""
        reads: TypeAdapter[Taken] = TypeAdapter(Taken)
        while len(self.taken) < self._load.events and (said := await self._reader.readline()):
            taken = reads.validate_json(said)
            self.taken[taken.number] = taken.at

    async def send(self, number: int) -> None:
        """Send the event with this number."""
        event = Event(number, number % self._load.conversations, f"{number} {WORDS}")
        self.sent[number] = time.monotonic()
        self._writer.write(line(event))


async def main(load: Load) -> None:
    """Send everything, tell what was seen."""
    reader, writer = await asyncio.open_connection(LOOPBACK, load.port)
    sender = Sender(load, reader, writer)
    listening = asyncio.create_task(sender.listen())
    await keep_timetable(load, sender.send)
    await asyncio.wait([listening], timeout=PATIENCE)
    listening.cancel()
    writer.close()
    tell(Loaded(sender.sent, sender.taken))


if __name__ == "__main__":
    asyncio.run(main(plan(Load)))
