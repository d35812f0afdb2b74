"""What Discord offers to a person in a place, and on whose authority.

What it does not offer nobody can use: an AssertionError, for it is the test that asks for it.
Source: discord-api-docs, `interactions/application-commands.mdx` (contexts, permissions); D25, D27, D28.
"""

from collections.abc import Iterable

from tests.emulators.discord.interactions import Context, context_of
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.things import Channel, Json, Message
from tests.emulators.discord.world import World

GUILD_INSTALL, USER_INSTALL = "0", "1"
EVERYWHERE = [int(each) for each in Context]


def find(commands: Iterable[Json], kind: int, name: str) -> Json:
    """The command of that kind whose name this is, in any language."""
    offered = [each for each in commands if each.get("type", 1) == kind]
    for each in offered:
        if name in {each["name"], *(each.get("name_localizations") or {}).values()}:
            return each
    raise AssertionError(f"nothing is called {name!r} here, only {[each['name'] for each in offered]}")


def authorities(world: World, command: Json, person: int, channel: Channel) -> dict[str, str]:
    """By whose install the command can be used here; complains where it cannot."""
    name = command["name"]
    context = context_of(world, channel)
    contexts = command.get("contexts")
    assert context in (EVERYWHERE if contexts is None else contexts), f"{name} is not offered in {context.name}"
    assert not (own := command.get("guild_id")) or int(own) == channel.guild, f"{name} belongs to another server"
    installs = {str(each) for each in command.get("integration_types") or [0]}
    owners = {key: owner for key, owner in installed(world, person, channel).items() if key in installs}
    assert owners, f"{name} is not installed for this place"
    if channel.guild is not None:
        _check_permission(world, command, person, channel)
    return owners


def installed(world: World, person: int, channel: Channel) -> dict[str, str]:
    """Who has brought the application to this place: the server, the direct message itself, or the person."""
    owners = {}
    if channel.guild is not None and world.member(channel.guild, world.bot.id):
        owners[GUILD_INSTALL] = str(channel.guild)
    if context_of(world, channel) is Context.BOT_DM:
        owners[GUILD_INSTALL] = "0"
    if person in world.application.users:
        owners[USER_INSTALL] = str(person)
    return owners


def authorities_of(world: World, message: Message, person: int) -> dict[str, str]:
    """By whose install a message's buttons work."""
    channel = world.channels[message.channel]
    brought: dict[str, str] = (message.interaction or {}).get("authorizing_integration_owners", {})
    return brought | {key: owner for key, owner in installed(world, person, channel).items() if key == GUILD_INSTALL}


def answers_hidden(world: World, owners: dict[str, str], person: int, channel: Channel) -> bool:
    """Whether only the person sees the answers: their own app where the server does not let apps from outside speak."""
    outside = GUILD_INSTALL not in owners and channel.guild is not None
    return outside and not world.may(person, channel.id, Permission.USE_EXTERNAL_APPS)


def _check_permission(world: World, command: Json, person: int, channel: Channel) -> None:
    name, may = command["name"], world.permissions(person, channel.id)
    assert Permission.USE_APPLICATION_COMMANDS in may, "no commands may be used here"
    needed = command.get("default_member_permissions")
    if needed is not None:
        bits = int(needed) or int(Permission.ADMINISTRATOR)
        assert int(may) & bits == bits, f"{name} is hidden from this person"
    assert channel.nsfw or not command.get("nsfw"), f"{name} is for age-restricted channels"
