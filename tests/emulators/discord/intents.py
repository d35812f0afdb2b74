"""Which intent an event needs.

Source: discord-api-docs, `events/gateway.mdx` (list of intents); D30, D32.
"""

from enum import IntFlag


class Intents(IntFlag):
    """The bits an application may ask for when it identifies."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


KNOWN = sum(Intents)
PRIVILEGED = Intents.GUILD_MEMBERS | Intents.GUILD_PRESENCES | Intents.MESSAGE_CONTENT

# Events that come without any intent.
ALWAYS = frozenset({"INTERACTION_CREATE", "USER_UPDATE", "APPLICATION_COMMAND_PERMISSIONS_UPDATE"})

# The beginning of an event's name → the intent in a guild, the intent in a direct message. The first match counts.
_NEEDS: tuple[tuple[str, Intents, Intents | None], ...] = (
    ("MESSAGE_REACTION", Intents.GUILD_MESSAGE_REACTIONS, Intents.DIRECT_MESSAGE_REACTIONS),
    ("MESSAGE_POLL", Intents.GUILD_MESSAGE_POLLS, Intents.DIRECT_MESSAGE_POLLS),
    ("MESSAGE_", Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES),
    ("TYPING_START", Intents.GUILD_MESSAGE_TYPING, Intents.DIRECT_MESSAGE_TYPING),
    ("CHANNEL_", Intents.GUILDS, Intents.DIRECT_MESSAGES),
    ("THREAD_", Intents.GUILDS, None),
    ("GUILD_ROLE_", Intents.GUILDS, None),
    ("GUILD_MEMBER_", Intents.GUILD_MEMBERS, None),
    ("GUILD_EMOJIS_", Intents.GUILD_EXPRESSIONS, None),
    ("GUILD_STICKERS_", Intents.GUILD_EXPRESSIONS, None),
    ("GUILD_", Intents.GUILDS, None),
)


def needed(event: str, *, private: bool) -> Intents | None:
    """The intent this event needs in a guild or in a direct message; None for one that nobody can ask for."""
    for begins, in_guild, in_private in _NEEDS:
        if event.startswith(begins):
            return in_private if private else in_guild
    return None


def heard(event: str, intents: int, *, private: bool) -> bool:
    """Whether somebody with these intents gets this event."""
    if event in ALWAYS:
        return True
    need = needed(event, private=private)
    return need is not None and bool(intents & need)
