"""The bare script under load: takes an event, signs it, posts it to the studio at once, and keeps nothing."""

import asyncio
import hashlib
import hmac
import json
import time
from functools import partial

from aiohttp import ClientSession, TCPConnector

from bench import feed
from bench.wire import ACCESS_KEY, SECRET_KEY, Event, Fed, plan, until_closed

PATH = "/v1/openapi/chat"


def signed() -> dict[str, str]:
    """Sign a call as the studio wants it."""
    timestamp = str(int(time.time()))
    signature = hmac.new(SECRET_KEY.encode(), f"POST\n{PATH}\n{timestamp}".encode(), hashlib.sha256).hexdigest()
    return {
        "X-Access-Key": ACCESS_KEY,
        "X-Timestamp": timestamp,
        "X-Signature": signature,
        "X-Signed-Method": "POST",
        "X-Signed-Path": PATH,
        "Content-Type": "application/json",
    }


async def ask(session: ClientSession, studio: str, event: Event) -> None:
    """Sign an event and post it to the studio."""
    body = {"prompt": event.text, "project_id": f"project-{event.conversation}"}
    async with session.post(studio + PATH, data=json.dumps(body), headers=signed()) as reply:
        await reply.json()


async def main(fed: Fed) -> None:
    """Serve until the end is asked for."""
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        serving = asyncio.create_task(feed.serve(partial(ask, session, fed.studio)))
        await until_closed()
        serving.cancel()


if __name__ == "__main__":
    asyncio.run(main(plan(Fed)))
