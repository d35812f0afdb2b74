"""Who may do what where, computed as Discord computes it.

Source: topics/permissions.mdx, "Permission Overwrites" and "Implicit Permissions".
"""

from collections.abc import Iterable
from enum import IntFlag

from tests.emulators.discord.things import Channel, Guild, Kind, Member


class Permission(IntFlag):
    """The bits that Atelier can meet."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CHANGE_NICKNAME = 1 << 26
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    SEND_VOICE_MESSAGES = 1 << 46
    USE_EXTERNAL_APPS = 1 << 50


P = Permission
NONE = Permission(0)
ALL = Permission(sum(Permission))
EVERYONE = (
    P.VIEW_CHANNEL | P.SEND_MESSAGES | P.EMBED_LINKS | P.ATTACH_FILES | P.READ_MESSAGE_HISTORY | P.ADD_REACTIONS
    | P.USE_EXTERNAL_EMOJIS | P.USE_APPLICATION_COMMANDS | P.CREATE_PUBLIC_THREADS | P.CREATE_PRIVATE_THREADS
    | P.SEND_MESSAGES_IN_THREADS | P.USE_EXTERNAL_STICKERS | P.CHANGE_NICKNAME | P.SEND_VOICE_MESSAGES
    | P.USE_EXTERNAL_APPS
)  # fmt: skip
IN_A_DM = EVERYONE & ~(P.CREATE_PUBLIC_THREADS | P.CREATE_PRIVATE_THREADS | P.SEND_MESSAGES_IN_THREADS)
NEEDS_SENDING = P.MENTION_EVERYONE | P.SEND_TTS_MESSAGES | P.ATTACH_FILES | P.EMBED_LINKS


def in_guild(guild: Guild, member: Member) -> Permission:
    """What a member may do before channels have their say."""
    if guild.owner == member.user:
        return ALL
    allowed = Permission(guild.roles[guild.id].permissions)
    for role in member.roles:
        allowed |= guild.roles[role].permissions
    return ALL if Permission.ADMINISTRATOR in allowed else allowed


def in_channel(guild: Guild, member: Member, place: Channel) -> Permission:
    """What a member may do in a channel; for a thread give its parent."""
    allowed = in_guild(guild, member)
    if Permission.ADMINISTRATOR in allowed:
        return ALL
    for overwrite in (each for each in place.overwrites if each.of == guild.id):
        allowed = (allowed & ~overwrite.deny) | overwrite.allow
    roles = [each for each in place.overwrites if each.of in member.roles]
    allowed = (allowed & ~_union(each.deny for each in roles)) | _union(each.allow for each in roles)
    for overwrite in (each for each in place.overwrites if each.of == member.user):
        allowed = (allowed & ~overwrite.deny) | overwrite.allow
    return _implied(allowed)


def to_send(channel: Channel) -> Permission:
    """The bit that lets somebody write there."""
    return P.SEND_MESSAGES_IN_THREADS if channel.kind in Kind.threads() else P.SEND_MESSAGES


def _union(bits: Iterable[int]) -> Permission:
    found = NONE
    for each in bits:
        found |= each
    return found


def _implied(allowed: Permission) -> Permission:
    if P.VIEW_CHANNEL not in allowed:
        return NONE
    if not allowed & (P.SEND_MESSAGES | P.SEND_MESSAGES_IN_THREADS):
        return allowed & ~NEEDS_SENDING
    return allowed
