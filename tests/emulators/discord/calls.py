"""What a call to a route names, looked up in the world, and whether the bot may reach it."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.emulators.discord import limits
from tests.emulators.discord.checks import Rules
from tests.emulators.discord.codes import Code, Form, Refused
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.things import Channel, Guild, Message
from tests.emulators.discord.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot."""

    world: World
    request: web.Request

    def id(self, name: str) -> int:
        """An id in the path."""
        return snowflake(self.request.match_info[name], name)

    @property
    def channel(self) -> Channel:
        """The channel it is about, which the bot must see."""
        found = self.world.channels.get(self.id("channel_id"))
        if found is None:
            raise Refused(Code.UNKNOWN_CHANNEL)
        self.needs(found, Permission.VIEW_CHANNEL)
        return found

    @property
    def guild(self) -> Guild:
        """The guild it is about, in which the bot must be."""
        found = self.world.guilds.get(self.id("guild_id"))
        if found is None:
            raise Refused(Code.UNKNOWN_GUILD)
        if self.world.bot.id not in found.members:
            raise Refused(Code.MISSING_ACCESS, why="the bot is not in that guild")
        return found

    def message(self, channel: Channel) -> Message:
        """The message it is about."""
        found = self.world.messages.get(channel.id, self.id("message_id"))
        if found is None:
            raise Refused(Code.UNKNOWN_MESSAGE)
        return found

    def needs(self, channel: Channel, permission: Permission) -> None:
        """Refuse unless the bot may do that there."""
        allowed = self.world.permissions(self.world.bot.id, channel.id)
        if Permission.VIEW_CHANNEL not in allowed:
            raise Refused(Code.MISSING_ACCESS, why=f"the bot does not see #{channel.name}")
        if permission not in allowed:
            raise Refused(Code.MISSING_PERMISSIONS, why=f"{permission & ~allowed!r} in #{channel.name}")


def rules(world: World, channel: Channel) -> Rules:
    """What a message may have there: the guild's tier counts."""
    tier = world.guilds[channel.guild].tier if channel.guild else 0
    return Rules(file_bytes=limits.FILE_BYTES[tier])


def snowflake(value: Any, field: str) -> int:  # noqa: ANN401  any JSON
    """An id, given as text or as a number."""
    if not str(value).isdecimal():
        form = Form()
        form.add(field, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        form.settle()
    return int(value)
