"""REST v10: which call is whose, and what stands around all of them."""

from aiohttp import web

from tests.emulators.discord import forms
from tests.emulators.discord.world import World


class Rest:
    """The routes below `prefix`."""

    def __init__(self, world: World, prefix: str) -> None:
        self._world = world
        self._prefix = prefix

    def routes(self) -> list[web.RouteDef]:
        """What the server serves."""
        return [web.get(f"{self._prefix}/users/@me", self._me)]

    async def _me(self, _: web.Request) -> web.Response:
        return web.json_response(forms.own_user_form(self._world.bot))
