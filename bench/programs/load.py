"""The load: an open loop, which sends by its own timetable and never waits for an answer."""

import asyncio
import time
from asyncio import StreamReader, StreamWriter

from pydantic import TypeAdapter

from bench.wire import LOOPBACK, Event, Load, Loaded, Taken, line, plan, tell

PATIENCE = 30.0
WORDS = "a red fox under tall pines, watercolour"


class Sender:
    """Sends events and notes when; reads when they were acknowledged."""

    def __init__(self, load: Load, reader: StreamReader, writer: StreamWriter) -> None:
        """Speaks through one connection."""
        self._load = load
        self._reader = reader
        self._writer = writer
        self.sent: dict[int, float] = {}
        self.taken: dict[int, float] = {}

    async def steady(self) -> None:
        """Send the steady part."""
        begun = time.monotonic()
        for number in range(self._load.count):
            await asyncio.sleep(begun + number / self._load.rate - time.monotonic())
            self._send(number)

    def burst(self) -> None:
        """Send the burst in one piece, each message to a conversation of its own as far as there are enough."""
        for number in range(self._load.count, self._load.count + self._load.burst):
            self._send(number)

    async def listen(self) -> None:
        """Read acknowledgements until every event has one; what has none after a while stays without."""
        reads: TypeAdapter[Taken] = TypeAdapter(Taken)
        while len(self.taken) < self._load.count + self._load.burst and (said := await self._reader.readline()):
            taken = reads.validate_json(said)
            self.taken[taken.number] = taken.at

    def _send(self, number: int) -> None:
        event = Event(number, number % self._load.conversations, f"{number} {WORDS}")
        self.sent[number] = time.monotonic()
        self._writer.write(line(event))


async def main(load: Load) -> None:
    """Send everything, tell what was seen."""
    reader, writer = await asyncio.open_connection(LOOPBACK, load.port)
    sender = Sender(load, reader, writer)
    listening = asyncio.create_task(sender.listen())
    await sender.steady()
    await asyncio.sleep(load.drain)
    sender.burst()
    await asyncio.wait([listening], timeout=PATIENCE)
    listening.cancel()
    writer.close()
    tell(Loaded(sender.sent, sender.taken))


if __name__ == "__main__":
    asyncio.run(main(plan(Load)))
