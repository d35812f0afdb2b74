"""The load on Telegram: the emulator with its people, in one process, without the second opinion on what it is told.

It begins once a poll is held. Flood control is off: Telegram takes thirty messages a second of a bot, and that limit
would be all that is measured.
"""

import asyncio
import gc
import time
from contextlib import suppress

from bench.programs.load import PATIENCE, WORDS, keep_timetable
from bench.wire import Chats, Load, Loaded, plan, tell, until_closed
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.server import Telegram

LOOK = 0.05


class Crowd:
    """People in their chats with the bot; notes when each wrote, and which update told of it."""

    def __init__(self, telegram: Telegram, people: list[Person]) -> None:
        self._telegram = telegram
        self._people = people
        self._updates: dict[int, int] = {}
        self.sent: dict[int, float] = {}

    async def send(self, number: int) -> None:
        """Write the message with this number."""
        person = self._people[number % len(self._people)]
        self.sent[number] = time.monotonic()
        await person.says(person.dm, f"{number} {WORDS}")
        self._updates[number] = self._telegram.updates.pending[-1].id

    async def acknowledged(self) -> dict[int, float]:
        """Wait until all was heard, and tell when what came after each was first asked for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._telegram.updates.pending:  # noqa: ASYNC110 (by another process)
                    await asyncio.sleep(LOOK)
        numbers, taken = sorted(self._updates, reverse=True), dict[int, float]()
        for poll in self._telegram.journal.of("getUpdates"):
            while numbers and self._updates[numbers[-1]] < int(str(poll.fields.get("offset", 0))):
                taken[numbers.pop()] = poll.at
        return taken


async def main(load: Load) -> None:
    """Let people write, tell what was seen."""
    async with Telegram(flood=False) as telegram:
        telegram.api.opinion = None
        people = [telegram.person(f"Person {number}") for number in range(load.conversations)]
        tell(Chats(telegram.origin, telegram.token, tuple(each.id for each in people)))
        async with asyncio.timeout(PATIENCE):
            while not telegram.updates.polled:  # noqa: ASYNC110 (by another process)
                await asyncio.sleep(LOOK)
        crowd = Crowd(telegram, people)
        gc.disable()  # it keeps all that was ever written: to look through that takes a tenth of a second each time
        await keep_timetable(load, crowd.send)
        tell(Loaded(crowd.sent, await crowd.acknowledged()))
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Load)))
