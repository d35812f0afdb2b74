"""What the gateway tells, and how it looks to those it is told to."""

from tests.emulators.discord import forms
from tests.emulators.discord.intents import Intents
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.sessions import Session
from tests.emulators.discord.things import Guild, Json
from tests.emulators.discord.withheld import Viewer, withheld
from tests.emulators.discord.world import Happening, World


def guilds(world: World) -> list[Guild]:
    """The guilds the bot is in."""
    return [guild for guild in world.guilds.values() if world.bot.id in guild.members]


def ready(world: World, session: Session, known: list[Guild], resume_url: str) -> Json:
    """The first event of a session: who one is, and which guilds are about to arrive."""
    application = forms.application_form(world, world.application)
    return {
        "v": 10,
        "user": forms.own_user_form(world.bot),
        "guilds": [{"id": str(guild.id), "unavailable": True} for guild in known],
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": resume_url,
        "shard": list(session.shard),
        "application": {"id": application["id"], "flags": application["flags"]},
        "private_channels": [],
        "user_settings": {},
        "_trace": [],
    }


def concerns_bot(world: World, happening: Happening) -> bool:
    """Whether the bot is where it happens and may see it; interactions come from anywhere."""
    bot = world.bot.id
    if happening.name in {"INTERACTION_CREATE", "GUILD_DELETE"}:
        return True
    if happening.channel in world.channels:
        return world.may(bot, happening.channel, Permission.VIEW_CHANNEL)
    return happening.guild is not None and world.member(happening.guild, bot) is not None


def as_seen_by(world: World, intents: int, happening: Happening) -> Json:
    """An event as somebody with these intents gets it."""
    if happening.name not in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}:
        return happening.data
    viewer = Viewer(world.bot.id, content=bool(intents & Intents.MESSAGE_CONTENT))
    return withheld(happening.data, viewer, private=happening.guild is None)
