"""The bare script passing films on from Telegram: down to a file with its checksum, up from it."""

import asyncio
import hashlib
from functools import partial
from pathlib import Path

from aiohttp import ClientSession
from telegram import Update
from telegram.ext import MessageHandler, filters

from bench.programs.arriving import ask_for, weighed
from bench.programs.bare_telegram_fed import hearing
from bench.programs.bare_uploading import send_up
from bench.wire import Brought, plan, tell, until_closed


async def main(brought: Brought) -> None:
    """Pass the film on, tell what it costs."""
    passing = brought.passing
    async with ClientSession() as session:

        async def hear(update: Update, _: object) -> None:
            if update.message is None or update.message.video is None:
                return
            lies = await update.message.video.get_file()
            path = await lies.download_to_drive(Path(passing.folder) / f"{update.update_id}.mp4")
            await send_up(session, passing, path, await asyncio.to_thread(_checksum, path))

        async with hearing(brought.chats, MessageHandler(filters.VIDEO, hear), local=True):
            tell(await weighed(passing, partial(ask_for, brought.port)))
            await until_closed()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    asyncio.run(main(plan(Brought)))
