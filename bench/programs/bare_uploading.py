"""The bare script passing films on: down to a file with its checksum, up from it, one after the other."""

import asyncio
import hashlib
import time
from pathlib import Path

from aiohttp import ClientSession, FormData

from bench.programs.arriving import all_arrived
from bench.resources import forget_peak, peak, resident
from bench.wire import Pass, Passed, plan, tell, until_closed

CHUNK = 64 * 1024


async def passed(session: ClientSession, passing: Pass, number: int) -> float:
    """Fetch the film and send it; tells the seconds until the studio had all of it."""
    begun, path, digest = time.monotonic(), Path(passing.folder) / f"{number}.mp4", hashlib.sha256()
    async with session.get(f"{passing.studio}/film.mp4") as reply:
        with path.open("wb") as file:
            async for chunk in reply.content.iter_chunked(CHUNK):
                file.write(chunk)
                digest.update(chunk)
    with path.open("rb") as file:
        form = FormData()
        form.add_field("files", file, filename=f"{digest.hexdigest()}.mp4", content_type="video/mp4")
        async with session.post(f"{passing.studio}/api/upload-video/nemo_agent/me/{number}", data=form) as reply:
            await reply.json()
    return await all_arrived(passing.studio, number + 1) - begun


async def main(passing: Pass) -> None:
    """Pass the film on, tell what it costs; the first time is not counted."""
    async with ClientSession() as session:
        await passed(session, passing, 0)
        forget_peak()
        before = resident()
        seconds = [await passed(session, passing, number) for number in range(1, passing.times + 1)]
        tell(Passed(tuple(seconds), peak() - before))
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Pass)))
