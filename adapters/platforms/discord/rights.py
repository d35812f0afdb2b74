"""What Atelier needs to be allowed on a server, and what it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import discord

from adapters.platforms.discord import limits
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


def invitation(application: int, guild: int | None = None) -> str:
    """Give the address that adds the application to a server, with no more rights than it needs."""
    asked, scopes = discord.Permissions(**dict.fromkeys(NEEDED, True)), ("bot", "applications.commands")
    chosen = discord.Object(guild) if guild else discord.utils.MISSING
    return discord.utils.oauth_url(application, permissions=asked, scopes=scopes, guild=chosen)


def found(has: discord.Permissions, about: str, *, thread: bool | None = None) -> Finding:
    """Tell what is missing of what is needed; in a channel only what counts there."""
    left_out = {True: "send_messages", False: "send_messages_in_threads", None: ""}[thread]
    missing = [name for name in _lacking(has) if name != left_out]
    if not missing:
        return fine(NAME, about, texts.rights_fine)
    return Finding(NAME, about, Status.BAD, _says(missing), texts.rights_why, texts.rights_mend)


async def in_channel(client: discord.Client, channel: ChannelRef) -> Finding:
    """Ask what is allowed in a channel or thread. Raises what discord.py raises."""
    guild = await client.fetch_guild(int(channel.community or 0), with_counts=False)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    place = await guild.fetch_channel(int(channel.channel))
    thread = isinstance(place, discord.Thread)
    above = await guild.fetch_channel(place.parent_id) if isinstance(place, discord.Thread) else place
    has = discord.Permissions.none() if isinstance(above, discord.Thread) else above.permissions_for(me)
    return found(has, "", thread=thread)


async def in_guild(client: discord.Client, guild_id: int) -> Sequence[Finding]:
    """Ask what our roles allow on a server, and which of its channels take some of that away. Raises the same."""
    guild = await client.fetch_guild(guild_id, with_counts=False)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    channels: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for place in await guild.fetch_channels():
        missing = _taken(place, me)
        if missing:
            channels[missing].append(f"#{place.name}")
    narrower = [_in_channels(guild.name, names, missing) for missing, names in channels.items()]
    return [found(me.guild_permissions, guild.name), *narrower]


def _lacking(has: discord.Permissions) -> Sequence[str]:
    return [name for name in NEEDED if not getattr(has, name)]


def _taken(place: discord.abc.GuildChannel, me: discord.Member) -> tuple[str, ...]:
    """List what a channel in which people, or we, may write takes away of what our roles allow."""
    if not isinstance(place, discord.TextChannel | discord.ForumChannel):
        return ()
    has, others = place.permissions_for(me), place.permissions_for(me.guild.default_role)
    written_in = any(each.view_channel and each.send_messages for each in (has, others))
    spared = {*_lacking(me.guild_permissions), *(["send_messages"] if isinstance(place, discord.ForumChannel) else [])}
    return tuple(name for name in _lacking(has) if name not in spared) if written_in else ()


def _in_channels(guild: str, channels: Sequence[str], missing: Sequence[str]) -> Finding:
    more = max(0, len(channels) - limits.CHANNELS_NAMED)

    def what(t: Translator) -> str:
        names = [NEEDED[name](t) for name in missing]
        return texts.in_channels(t, channels=channels[: limits.CHANNELS_NAMED], more=more, names=names)

    return Finding(NAME, guild, Status.WARN, what, texts.rights_why, texts.channel_rights_mend)


def _says(missing: Sequence[str]) -> Say:
    def what(t: Translator) -> str:
        return texts.rights_missing(t, names=[NEEDED[name](t) for name in missing])

    return what
