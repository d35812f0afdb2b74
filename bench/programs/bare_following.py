"""The bare script with many running turns: a task for each, which signs a look at its thread again and again."""

import asyncio
import hashlib
import hmac
import time

from aiohttp import ClientSession, TCPConnector

from bench.programs.looks import Looks, all_seen
from bench.resources import idle_percent, resident
from bench.wire import ACCESS_KEY, SECRET_KEY, Follow, Followed, plan, tell, until_closed

PATH = "/v1/openapi/chat/result"


def signed() -> dict[str, str]:
    """Sign a look as the studio wants it."""
    timestamp = str(int(time.time()))
    signature = hmac.new(SECRET_KEY.encode(), f"GET\n{PATH}\n{timestamp}".encode(), hashlib.sha256).hexdigest()
    return {
        "X-Access-Key": ACCESS_KEY,
        "X-Timestamp": timestamp,
        "X-Signature": signature,
        "X-Signed-Method": "GET",
        "X-Signed-Path": PATH,
    }


async def look(session: ClientSession, follow: Follow, number: int) -> None:
    """Look at a thread for ever."""
    while True:
        async with session.get(follow.studio + PATH, params={"thread_id": f"{number}"}, headers=signed()) as reply:
            if (await reply.json())["data"]["status"] == "done":
                return
        await asyncio.sleep(follow.pause)


async def main(follow: Follow) -> None:
    """Look at the threads, tell what it costs."""
    async with ClientSession(connector=TCPConnector(limit=0)) as session, asyncio.TaskGroup() as group:
        tasks = [group.create_task(look(session, follow, number)) for number in range(follow.warm_up)]
        await all_seen(session, follow, len(tasks))
        before = resident()
        everything = range(follow.warm_up, follow.warm_up + follow.turns)
        tasks += [group.create_task(look(session, follow, number)) for number in everything]
        await all_seen(session, follow, len(tasks))
        each = (resident() - before) / follow.turns
        begun = await Looks.so_far(session, follow.studio)
        percent = await idle_percent(follow.watched)
        ended = await Looks.so_far(session, follow.studio)
        tell(Followed(each, percent, (ended.looks - begun.looks) / follow.watched))
        for task in tasks:
            task.cancel()
    await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Follow)))
