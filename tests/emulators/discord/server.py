"""Discord on loopback: one server for REST, gateway, interactions and files."""

import asyncio
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager

import discord.asset
import discord.gateway
import discord.http
import yarl
from aiohttp import web

from bot.clock import Clock
from tests.emulators.discord.answers import Answers
from tests.emulators.discord.cdn import Cdn
from tests.emulators.discord.channels import ChannelRoutes
from tests.emulators.discord.commands import CommandRoutes
from tests.emulators.discord.faults import Fault, Order
from tests.emulators.discord.gateway import Gateway
from tests.emulators.discord.guilds import GuildRoutes
from tests.emulators.discord.interactions import Interactions
from tests.emulators.discord.messages import MessageRoutes
from tests.emulators.discord.people import Person, Place
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.rest import Rest
from tests.emulators.discord.things import Draft, Guild
from tests.emulators.discord.world import World
from tests.emulators.server import Server, stay

VERSION = "v10"
API = f"/api/{VERSION}"
GATEWAY = "/gateway"
A_DAY_MS = 86_400_000
MOST_BYTES = 600 << 20


class Discord(Server[Fault, Order]):
    """An async context manager; `api`, `origin` and `gateway_url` are known inside it.

    Files lie directly below `origin`, as on Discord's content network. `haste` shortens the windows of rate limits,
    by which discord.py makes a test wait.
    """

    platform = "Discord"

    def __init__(self, *, clock: Clock | None = None, port: int = 0, haste: float = 1.0) -> None:
        super().__init__(port, Order)
        self.world = World(clock)
        self.rest = Rest(self.world, self.refusals, haste=haste)
        self.faults = self.rest.faults
        self.gateway = Gateway(self.world, self.refusals)
        self.interactions = Interactions(self.world, self.refusals)
        self.world.listen(self._changes)
        self.interactions.watch(self._changes)

    @property
    def token(self) -> str:
        """What the bot logs in with."""
        return self.world.token

    @property
    def api(self) -> str:
        """The base of all REST calls."""
        return f"{self.origin}{API}"

    @property
    def gateway_url(self) -> str:
        """Where the web sockets are."""
        return f"{self.origin.replace('http', 'ws', 1)}{GATEWAY}"

    def person(self, name: str, *guilds: Guild, may: Permission | None = None, locale: str = "en-US") -> Person:
        """Somebody new, in these servers (in all there are, unless named), who may do more there than everyone."""
        person = Person(Place(self.world, self.interactions, self._changes), self.world.add_user(name, locale=locale))
        for guild in guilds or tuple(self.world.guilds.values()):
            person.joins(guild, may=may)
        return person

    def _opened(self) -> None:
        self.world.links.origin = self.origin
        self.gateway.url = self.gateway_url
        self._stack.push_async_callback(self.interactions.stop)
        self._stack.callback(self.gateway.stop)

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=MOST_BYTES)
        application.add_routes([web.get(GATEWAY, self.gateway.connect), *Cdn(self.world, self.faults).routes()])
        parts = MessageRoutes, ChannelRoutes, GuildRoutes, CommandRoutes
        routes = [route for part in parts for route in part(self.world).routes()]
        routes += [web.get("/gateway", self._gateway), web.get("/gateway/bot", self._gateway_bot)]
        self.rest.below(application, API, [*routes, *Answers(self.world, self.interactions).routes()])
        return application

    async def _gateway(self, _: web.Request) -> web.Response:
        return web.json_response({"url": self.gateway_url})

    async def _gateway_bot(self, _: web.Request) -> web.Response:
        manners = self.gateway.manners
        starts = {
            "total": manners.starts,
            "remaining": self.gateway.starts_left,
            "reset_after": A_DAY_MS,
            "max_concurrency": manners.max_concurrency,
        }
        told = {"url": self.gateway_url, "shards": manners.shards, "session_start_limit": starts}
        return web.json_response(told)

    async def _let_people(self, order: Order) -> None:
        if said := order.says:
            self.world.messages.post(said.channel, said.person, Draft(said.text))

    @contextmanager
    def leads(self) -> Iterator[None]:
        """Point discord.py at this server, for as long as the context lasts."""
        route, socket, assets = discord.http.Route, discord.gateway.DiscordWebSocket, discord.asset.Asset
        before = route.BASE, socket.DEFAULT_GATEWAY, assets.BASE
        route.BASE, socket.DEFAULT_GATEWAY, assets.BASE = self.api, yarl.URL(self.gateway_url), self.origin
        try:
            yield
        finally:
            route.BASE, socket.DEFAULT_GATEWAY, assets.BASE = before


async def _serve(port: int, channels: int, haste: float) -> None:
    async with Discord(port=port, haste=haste) as server:
        server.rest.opinion = None  # it costs more than the call, and whoever measures has tested before
        guild = server.world.add_guild("Bench")
        person = server.person("Ann", guild)
        places = [server.world.add_channel(guild.id, f"art-{number}").id for number in range(channels)]
        told = {
            "api": server.api,
            "gateway": server.gateway_url,
            "control": server.control,
            "token": server.token,
            "bot": server.world.bot.id,
            "guild": guild.id,
            "person": person.id,
            "channels": places,
        }
        await stay(told)


def main() -> None:
    """Run it alone with a guild and a person in it, saying in one line of JSON where and who they are."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--channels", type=int, default=1)
    parser.add_argument("--haste", type=float, default=1.0)
    given = parser.parse_args()
    asyncio.run(_serve(given.port, given.channels, given.haste))


if __name__ == "__main__":
    main()
