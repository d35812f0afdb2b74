"""The load on Discord: the emulator with its people, in one process, without the second opinion on what it is told.

It begins once somebody is connected to the gateway and has published the command. Discord takes fifty calls a second of
a bot; here it takes many more, because that limit would be all that is measured.
"""

import asyncio
import gc
import time

from bench.programs.load import PATIENCE, WORDS, keep_timetable
from bench.wire import Guild, Load, Loaded, plan, tell, until_closed
from tests.emulators.discord.interactions import FIRST_ANSWER
from tests.emulators.discord.people import Person, Use
from tests.emulators.discord.server import Discord
from tests.emulators.discord.things import Channel

HASTE = 100.0  # times as many calls as Discord takes
LOOK = 0.05
COMMAND = "create"
EACH = 4  # so many events, of which the last is a command


class Crowd:
    """People in channels of their own; notes when each did something, and what is to be acknowledged."""

    def __init__(self, load: Load, homes: list[tuple[Person, Channel]]) -> None:
        self._load = load
        self._homes = homes
        self._uses: dict[int, Use] = {}
        self.sent: dict[int, float] = {}

    async def send(self, number: int) -> None:
        """Do the event with this number."""
        person, channel = self._homes[number % self._load.conversations]
        text = f"{number} {WORDS}"
        self.sent[number] = time.monotonic()
        if number % EACH == EACH - 1 or number >= self._load.count:
            self._uses[number] = await person.uses(channel, COMMAND, prompt=text)
        else:
            await person.says(channel, text, mention=True)

    async def acknowledged(self) -> dict[int, float]:
        """Wait for every interaction's first answer, and tell when it came, or else when Discord gave up."""
        return {number: self.sent[number] + await _seconds(use) for number, use in self._uses.items()}


async def _seconds(use: Use) -> float:
    try:
        return await use.acknowledged()
    except AssertionError:
        return FIRST_ANSWER


async def main(load: Load) -> None:
    """Let people write and use commands, tell what was seen."""
    async with Discord(haste=HASTE) as discord:
        discord.rest.opinion = None
        guild = discord.world.add_guild("Bench")
        channels = [discord.world.add_channel(guild.id, f"art-{number}") for number in range(load.conversations)]
        homes = [(discord.person(f"Person {number}", guild), each) for number, each in enumerate(channels)]
        ids = tuple(each.id for each in channels)
        tell(Guild(discord.api, discord.gateway_url, discord.token, guild.id, ids))
        async with asyncio.timeout(PATIENCE):
            while not _is_served(discord):  # noqa: ASYNC110 (by another process)
                await asyncio.sleep(LOOK)
        crowd = Crowd(load, homes)
        gc.disable()  # it keeps all that was ever written: to look through that takes a tenth of a second each time
        await keep_timetable(load, crowd.send)
        tell(Loaded(crowd.sent, await crowd.acknowledged()))
        await until_closed()


def _is_served(discord: Discord) -> bool:
    published = {command["name"] for commands in discord.world.commands.values() for command in commands.values()}
    return COMMAND in published and bool(discord.gateway.sessions)


if __name__ == "__main__":
    asyncio.run(main(plan(Load)))
