"""The bare script with many messages that wait: a task for each, which holds its message as it came."""

import asyncio

from bench.resources import idle_percent, resident
from bench.wire import Held, Wait, plan, tell, until_closed

WORDS = "a red fox under tall pines, watercolour"


async def handle(message: dict[str, str], turn: asyncio.Event) -> None:
    """Hold a message until its turn comes."""
    await turn.wait()
    message.clear()


def message(number: int) -> dict[str, str]:
    """Make a message as a platform's library gives it, but for what nobody reads."""
    return {
        "id": f"event {number}",
        "channel": f"channel {number}",
        "author": f"person {number}",
        "text": f"{number} {WORDS}",
    }


async def main(wait: Wait) -> None:
    """Hold the messages, tell what they cost; nothing is left after a restart, so all of them come."""
    count = wait.left + wait.coming
    turn = asyncio.Event()
    before = resident()
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(handle(message(number), turn))
        await asyncio.sleep(0)
        came = (resident() - before) / count
        tell(Held(left=0, came=came, idle_percent=await idle_percent(wait.idle)))
        turn.set()
    await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Wait)))
