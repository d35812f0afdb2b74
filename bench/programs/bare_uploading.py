"""The bare script passing films on: down to a file with its checksum, up from it, one after the other."""

import asyncio
import hashlib
from functools import partial
from pathlib import Path

from aiohttp import ClientSession, FormData

from bench.programs.arriving import weighed
from bench.wire import Pass, plan, tell, until_closed

CHUNK = 64 * 1024


async def pass_on(session: ClientSession, passing: Pass, number: int) -> None:
    """Fetch the film and send it."""
    path, digest = Path(passing.folder) / f"{number}.mp4", hashlib.sha256()
    async with session.get(f"{passing.studio}/film.mp4") as reply:
        with path.open("wb") as file:
            async for chunk in reply.content.iter_chunked(CHUNK):
                file.write(chunk)
                digest.update(chunk)
    await send_up(session, passing, path, digest.hexdigest())


async def send_up(session: ClientSession, passing: Pass, path: Path, name: str) -> None:
    """Send a file to the studio of films."""
    with path.open("rb") as file:
        form = FormData()
        form.add_field("files", file, filename=f"{name}.mp4", content_type="video/mp4")
        async with session.post(f"{passing.studio}/api/upload-video/nemo_agent/me/{path.stem}", data=form) as reply:
            await reply.json()


async def main(passing: Pass) -> None:
    """Pass the film on, tell what it costs."""
    async with ClientSession() as session:
        tell(await weighed(passing, partial(pass_on, session, passing)))
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Pass)))
