"""All that Discord knows at one moment, and who wants to hear of changes."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from tests.emulators.discord import permissions
from tests.emulators.discord.links import Links
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.snowflakes import Snowflakes
from tests.emulators.discord.things import Application, Attachment, Channel, Guild, Json, Member, Message, User


@dataclass(frozen=True, slots=True)
class Happening:
    """One change, as an event of the gateway that withholds nothing; who may hear it is the gateway's matter.

    `guild` is None in a direct message, `channel` None for what concerns no single channel. For a thread `channel` is
    the thread.
    """

    name: str
    data: Json
    guild: int | None = None
    channel: int | None = None


Listener = Callable[[Happening], None]


class State:
    """Users, guilds, channels and messages by id, and the one bot this Discord is about."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.snowflake = Snowflakes(clock)
        self.links = Links(clock)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: dict[int | None, dict[int, Json]] = defaultdict(dict)
        """What is published: for everybody under None, else under the guild's id; by the command's id."""
        self.said: dict[int, dict[int, Message]] = defaultdict(dict)
        self.handed: dict[int, Attachment] = {}
        """Files that were given with a command and stand on no message, by their ids."""
        self._listeners: list[Listener] = []
        creator = User(self.snowflake(), "creator")
        self.application = Application(self.snowflake(), "Atelier", creator.id)
        self.bot = User(self.application.id, "Atelier", bot=True)
        self.users |= {creator.id: creator, self.bot.id: self.bot}

    def listen(self, listener: Listener) -> None:
        """Call it with every change from now on, in order, before the change's request is answered."""
        self._listeners.append(listener)

    def happen(self, happening: Happening) -> None:
        """Tell everybody who listens."""
        for listener in self._listeners:
            listener(happening)

    def parent(self, channel: Channel) -> Channel:
        """The channel whose permissions count: a thread's parent, else the channel itself."""
        return self.channels[channel.parent] if channel.is_thread and channel.parent else channel

    def member(self, guild: int, user: int) -> Member | None:
        """Somebody in a guild."""
        found = self.guilds.get(guild)
        return found.members.get(user) if found else None

    def permissions(self, user: int, channel: int) -> Permission:
        """What somebody may do there; nothing where they are not."""
        place = self.channels[channel]
        if place.guild is None:
            return permissions.IN_A_DM if user in place.recipients else permissions.NONE
        member = self.member(place.guild, user)
        if member is None:
            return permissions.NONE
        allowed = permissions.in_channel(self.guilds[place.guild], member, self.parent(place))
        hidden = place.kind == place.kind.PRIVATE_THREAD and user not in place.joined
        return permissions.NONE if hidden and Permission.MANAGE_THREADS not in allowed else allowed
