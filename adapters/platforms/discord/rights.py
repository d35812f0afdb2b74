"""What Atelier needs to be allowed on a server, and what it is."""

from collections.abc import Mapping
from types import MappingProxyType

import discord

from bot.chat import ChannelRef
from bot.checks.findings import Finding, Status, fine
from bot.texts import Say, Translator
from bot.texts import discord as texts

NAME = "rights"
NEEDED: Mapping[str, Say] = MappingProxyType(
    {
        "view_channel": texts.may_view,
        "send_messages": texts.may_send,
        "send_messages_in_threads": texts.may_send_in_threads,
        "attach_files": texts.may_attach,
        "read_message_history": texts.may_read_history,
    }
)


def invitation(application: int) -> str:
    """Give the address that adds the application to a server, with no more rights than it needs."""
    asked = discord.Permissions(**dict.fromkeys(NEEDED, True))
    return discord.utils.oauth_url(application, permissions=asked, scopes=("bot", "applications.commands"))


def found(has: discord.Permissions, about: str, *, thread: bool | None = None) -> Finding:
    """Tell what is missing of what is needed; in a channel only what counts there."""
    left_out = {True: "send_messages", False: "send_messages_in_threads", None: ""}[thread]
    lacking = [say for name, say in NEEDED.items() if name != left_out and not getattr(has, name)]
    if not lacking:
        return fine(NAME, about, texts.rights_fine)

    def what(t: Translator) -> str:
        return texts.rights_missing(t, names=[say(t) for say in lacking])

    return Finding(NAME, about, Status.BAD, what, texts.rights_why, texts.rights_mend)


async def in_channel(client: discord.Client, channel: ChannelRef) -> Finding:
    """Ask what is allowed in a channel or thread. Raises what discord.py raises."""
    guild = await client.fetch_guild(int(channel.community or 0), with_counts=False)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    place = await guild.fetch_channel(int(channel.channel))
    thread = isinstance(place, discord.Thread)
    above = await guild.fetch_channel(place.parent_id) if isinstance(place, discord.Thread) else place
    has = discord.Permissions.none() if isinstance(above, discord.Thread) else above.permissions_for(me)
    return found(has, "", thread=thread)


async def in_guild(client: discord.Client, guild_id: int) -> Finding:
    """Ask what our roles allow on a whole server. Raises what discord.py raises."""
    guild = await client.fetch_guild(guild_id, with_counts=False)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    return found(me.guild_permissions, guild.name)
