"""People on an emulated Telegram whose server is one's own; each sends the film when asked to.

The film lies in this process, and is laid down as a file anew each time that somebody asks for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bench.wire import FILM, LOOPBACK, Chats, Listening, Pass, plan, tell, until_closed
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.server import Telegram
from tests.emulators.telegram.things import Draft, File, Medium

WORDS = "cut it"

Handler = Callable[[web.Request], Awaitable[web.Response]]


def sending(telegram: Telegram, people: list[Person], film: Path) -> Handler:
    """Give what lets somebody send the film, which is taken in once."""
    kept = telegram.world.files.keep(File(Medium.VIDEO, film.read_bytes(), FILM, "video/mp4"))

    async def send(request: web.Request) -> web.Response:
        person = people[int(request.match_info["number"])]
        person.user.started = True
        telegram.world.post(person.dm, person.id, Draft(WORDS, media=kept))
        return web.Response()

    return send


async def main(passing: Pass) -> None:
    """Serve until the end is asked for."""
    async with Telegram(flood=False, local=True) as telegram:
        telegram.api.opinion = None
        people = [telegram.person(f"Person {number}") for number in range(passing.times + 1)]
        app = web.Application()
        app.router.add_post("/{number}", sending(telegram, people, Path(passing.folder) / FILM))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, 0).start()
        tell(Chats(telegram.origin, telegram.token, tuple(each.id for each in people)))
        tell(Listening(runner.addresses[0][1]))
        await until_closed()
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(plan(Pass)))
