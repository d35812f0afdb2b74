"""The routes of the application itself, of users, guilds, roles, members, emoji and stickers.

Source: resources/user.mdx, resources/guild.mdx, resources/application.mdx.
"""

from aiohttp import web

from tests.emulators.discord import forms
from tests.emulators.discord.calls import Call
from tests.emulators.discord.codes import Code, Refused
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.things import Json
from tests.emulators.discord.world import World

GUILD = "/guilds/{guild_id}"
SELF = "/users/@me"


class GuildRoutes:
    """Serves what a bot may know of itself and of its guilds."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """What is served."""
        return [
            web.get(SELF, self._me),
            web.get(f"{SELF}/guilds", self._mine),
            web.get("/users/{user_id}", self._user),
            web.get("/applications/@me", self._application),
            web.get("/oauth2/applications/@me", self._application),
            web.get(GUILD, self._guild),
            web.get(f"{GUILD}/channels", self._channels),
            web.get(f"{GUILD}/threads/active", self._active),
            web.get(f"{GUILD}/roles", self._roles),
            web.get(f"{GUILD}/members/{{user_id}}", self._member),
            web.get(f"{GUILD}/emojis", self._emojis),
            web.get(f"{GUILD}/emojis/{{emoji_id}}", self._emoji),
            web.get(f"{GUILD}/stickers", self._stickers),
            web.get("/stickers/{sticker_id}", self._sticker),
        ]

    async def _me(self, _: web.Request) -> web.Response:
        return web.json_response(forms.own_user_form(self._world.bot))

    async def _mine(self, _: web.Request) -> web.Response:
        inside = [each for each in self._world.guilds.values() if self._world.bot.id in each.members]
        return web.json_response([_short(forms.guild_form(self._world, each), self._world) for each in inside])

    async def _user(self, request: web.Request) -> web.Response:
        found = self._world.users.get(Call(self._world, request).id("user_id"))
        if found is None:
            raise Refused(Code.UNKNOWN_USER)
        return web.json_response(forms.user_form(found))

    async def _application(self, _: web.Request) -> web.Response:
        return web.json_response(forms.application_form(self._world, self._world.application))

    async def _guild(self, request: web.Request) -> web.Response:
        return web.json_response(forms.guild_form(self._world, Call(self._world, request).guild))

    async def _channels(self, request: web.Request) -> web.Response:
        guild = Call(self._world, request).guild
        own = [each for each in self._world.channels.values() if each.guild == guild.id and not each.is_thread]
        return web.json_response([forms.channel_form(self._world, each) for each in own])

    async def _active(self, request: web.Request) -> web.Response:
        guild, me = Call(self._world, request).guild, self._world.bot.id
        own = [each for each in self._world.channels.values() if each.guild == guild.id and each.is_thread]
        seen = [each for each in own if self._world.may(me, each.id, Permission.VIEW_CHANNEL) and not each.archived]
        joined = [forms.thread_member_form(each, me) for each in seen if me in each.joined]
        threads = [forms.channel_form(self._world, each) for each in seen]
        return web.json_response({"threads": threads, "members": joined})

    async def _roles(self, request: web.Request) -> web.Response:
        roles = Call(self._world, request).guild.roles.values()
        return web.json_response([forms.role_form(role) for role in roles])

    async def _member(self, request: web.Request) -> web.Response:
        call = Call(self._world, request)
        found = call.guild.members.get(call.id("user_id"))
        if found is None:
            raise Refused(Code.UNKNOWN_MEMBER)
        return web.json_response(forms.member_form(self._world, found))

    async def _emojis(self, request: web.Request) -> web.Response:
        emoji = Call(self._world, request).guild.emoji.values()
        return web.json_response([forms.emoji_form(each) for each in emoji])

    async def _emoji(self, request: web.Request) -> web.Response:
        call = Call(self._world, request)
        found = call.guild.emoji.get(call.id("emoji_id"))
        if found is None:
            raise Refused(Code.UNKNOWN_EMOJI)
        return web.json_response(forms.emoji_form(found))

    async def _stickers(self, request: web.Request) -> web.Response:
        stickers = Call(self._world, request).guild.stickers.values()
        return web.json_response([forms.sticker_form(each) for each in stickers])

    async def _sticker(self, request: web.Request) -> web.Response:
        wanted = Call(self._world, request).id("sticker_id")
        every = {key: each for guild in self._world.guilds.values() for key, each in guild.stickers.items()}
        if wanted not in every:
            raise Refused(Code.UNKNOWN_STICKER)
        return web.json_response(forms.sticker_form(every[wanted]))


def _short(guild: Json, world: World) -> Json:
    kept = {name: guild[name] for name in ("id", "name", "icon", "banner", "features")}
    return kept | {"owner": guild["owner_id"] == str(world.bot.id), "permissions": "0"}
