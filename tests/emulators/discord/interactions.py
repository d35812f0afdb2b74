"""Interactions: what a person did with the application, its token, and how long it may be answered.

Source: discord-api-docs, `interactions/receiving-and-responding.mdx`; D1, D3, D5, D6.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from tests.emulators.discord import forms, limits
from tests.emulators.discord.codes import Code, Refused
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.things import Channel, Json, Message
from tests.emulators.discord.world import Happening, World
from tests.emulators.refusals import Refusals

FIRST_ANSWER = 3.0
LIFETIME = 15 * 60.0
NOT_HERE = Permission.ATTACH_FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE


class Act(IntEnum):
    """Types of interactions."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Reply(IntEnum):
    """Types of first answers."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Context(IntEnum):
    """Where an interaction happens."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE_CHANNEL = 2


@dataclass(slots=True, eq=False)
class Interaction:
    """One act of a person, and what has come of it; `owners` are the authorising installs by their kind.

    `private` is set where the answer is ephemeral whatever the application asks for.
    """

    act: Act
    person: int
    channel: int
    data: Json
    owners: dict[str, str]
    what: str
    message: Message | None = None
    cause: "Interaction | None" = None
    private: bool = False
    id: int = 0
    made: float = 0.0
    token: str = ""
    reply: Reply | None = None
    replied: float | None = None
    original: Message | None = None
    form: Json | None = None
    choices: list[Json] | None = None
    follow_ups: list[Message] = field(default_factory=list)
    failed: bool = False

    @property
    def first_answers(self) -> set[Reply]:
        """What may answer it."""
        if self.act is Act.AUTOCOMPLETE:
            return {Reply.CHOICES}
        answers = {Reply.MESSAGE, Reply.DEFERRED}
        answers |= {Reply.DEFERRED_UPDATE, Reply.UPDATE} if self.message else set()
        return answers | (set() if self.act is Act.MODAL else {Reply.MODAL})

    @property
    def from_outside(self) -> bool:
        """Whether it came only through the person's own install (D6)."""
        return "0" not in self.owners


class Interactions:
    """All interactions since the start, and the clocks that run on them."""

    def __init__(self, world: World, refusals: Refusals) -> None:
        self._world = world
        self._refusals = refusals
        self._by_token: dict[str, Interaction] = {}
        self._deadlines: dict[int, asyncio.Task[None]] = {}
        self._watchers: list[Callable[[], None]] = []

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call it whenever something has changed that only one person's client shows."""
        self._watchers.append(watcher)

    def changed(self) -> None:
        """Let the clients look again."""
        for watcher in self._watchers:
            watcher()

    def begin(self, interaction: Interaction) -> Interaction:
        """Give it a token, tell the application, and start its clock."""
        interaction.id, interaction.made = self._world.snowflake(), self._world.clock.now()
        interaction.token = secrets.token_urlsafe(48)
        self._by_token[interaction.token] = interaction
        self._deadlines[interaction.id] = asyncio.create_task(self._expire(interaction))
        guild = self._world.channels[interaction.channel].guild
        told = Happening("INTERACTION_CREATE", interaction_form(self._world, interaction), guild, interaction.channel)
        self._world.happen(told)
        return interaction

    def find(self, token: str) -> Interaction:
        """The interaction with this token, however old."""
        return self._by_token[token]

    def waiting(self, key: int, token: str) -> Interaction:
        """The interaction that a first answer is for, if it still takes one."""
        found = self._by_token.get(token)
        if found is None or found.id != key:
            raise Refused(Code.UNKNOWN_INTERACTION, why="no such interaction")
        if found.reply is not None:
            raise Refused(Code.ALREADY_ACKNOWLEDGED, why=f"{found.what} was answered with {found.reply.name}")
        if found.failed or self.age(found) > FIRST_ANSWER:
            raise Refused(Code.UNKNOWN_INTERACTION, why=f"{found.what} was answered only after {self.age(found):.1f} s")
        return found

    def answered(self, interaction: Interaction, reply: Reply) -> None:
        """Its first answer is there."""
        interaction.reply, interaction.replied = reply, self._world.clock.now()
        self._deadlines.pop(interaction.id).cancel()
        self.changed()

    def open(self, token: str) -> Interaction:
        """The interaction whose token still lets messages be sent, read and changed."""
        found = self._by_token.get(token)
        if found is None:
            raise Refused(Code.UNKNOWN_WEBHOOK, why="no such token")
        if self.age(found) > LIFETIME:
            raise Refused(Code.INVALID_WEBHOOK_TOKEN, why=f"the token of {found.what} is {self.age(found):.0f} s old")
        if found.reply is None or found.reply in {Reply.CHOICES, Reply.MODAL}:
            raise Refused(Code.UNKNOWN_WEBHOOK, why=f"{found.what} has no answer yet that could be followed")
        return found

    def age(self, interaction: Interaction) -> float:
        """Seconds since the person acted."""
        return self._world.clock.now() - interaction.made

    async def stop(self) -> None:
        """End all clocks."""
        for deadline in self._deadlines.values():
            deadline.cancel()
        await asyncio.gather(*self._deadlines.values(), return_exceptions=True)

    async def _expire(self, interaction: Interaction) -> None:
        await self._world.clock.sleep(FIRST_ANSWER)
        del self._deadlines[interaction.id]
        interaction.failed = True
        self._refusals.record(interaction.what, Code.UNKNOWN_INTERACTION, "The application did not respond")
        self.changed()


def size_limit(world: World, channel: Channel) -> int:
    """How many bytes a file may have there (D10)."""
    return limits.FILE_BYTES[world.guilds[channel.guild].tier if channel.guild else 0]


def context_of(world: World, channel: Channel) -> Context:
    """Where this is, as an interaction says it."""
    if channel.guild is not None:
        return Context.GUILD
    return Context.BOT_DM if world.bot.id in channel.recipients else Context.PRIVATE_CHANNEL


def interaction_form(world: World, interaction: Interaction) -> Json:
    """An interaction as the application gets it."""
    channel = world.channels[interaction.channel]
    user = world.users[interaction.person]
    form: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application.id),
        "type": int(interaction.act),
        "data": interaction.data,
        "token": interaction.token,
        "version": 1,
        "channel_id": str(channel.id),
        "channel": forms.channel_form(world, channel) | {"permissions": _bits(world, user.id, channel)},
        "app_permissions": _bits(world, world.bot.id, channel),
        "locale": user.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": interaction.owners,
        "context": int(context_of(world, channel)),
        "attachment_size_limit": size_limit(world, channel),
    }
    if interaction.message is not None:
        form["message"] = forms.message_form(world, interaction.message)
    return form | _who(world, interaction, channel)


def _who(world: World, interaction: Interaction, channel: Channel) -> Json:
    if channel.guild is None:
        return {"user": forms.user_form(world.users[interaction.person])}
    guild = world.guilds[channel.guild]
    member = forms.member_form(world, guild.members[interaction.person])
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": ["COMMUNITY"]},
        "guild_locale": guild.locale,
        "member": member | {"permissions": _bits(world, interaction.person, channel)},
    }


def _bits(world: World, user: int, channel: Channel) -> str:
    here = world.member(channel.guild, user) is not None if channel.guild else user in channel.recipients
    return str(int(world.permissions(user, channel.id) if here else NOT_HERE))


def metadata_form(world: World, interaction: Interaction, original: Message | None = None) -> Json:
    """What a message tells of the interaction that brought it; `original` where it followed another answer."""
    form: Json = {
        "id": str(interaction.id),
        "type": int(interaction.act),
        "user": forms.user_form(world.users[interaction.person]),
        "authorizing_integration_owners": interaction.owners,
    }
    if original is not None:
        form["original_response_message_id"] = str(original.id)
    if interaction.act is Act.COMMAND and "target_id" in interaction.data:
        form["target_message_id"] = interaction.data["target_id"]
    if interaction.act is Act.COMPONENT and interaction.message is not None:
        form["interacted_message_id"] = str(interaction.message.id)
    if interaction.act is Act.MODAL and interaction.cause is not None:
        form["triggering_interaction_metadata"] = metadata_form(world, interaction.cause)
    return form
