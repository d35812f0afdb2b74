"""People: how a test writes, uses commands, presses and looks, as somebody at their own client.

    ann = discord.person("Ann")
    used = await ann.uses(garden, "create", prompt="a fox in the snow")
    assert await used.acknowledged() < 1
    card = await used.answer()
    await ann.presses(card, "Stop")
    await ann.finds(garden, "Stopped")

What a client would not let a person do is an AssertionError: the test asks for something that cannot happen. What the
application leaves undone is a refusal of the platform, and an AssertionError for whoever waits for it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict, TypeVar, Unpack

from tests.emulators.changes import Changes
from tests.emulators.discord import forms, limits, menu, modals, options
from tests.emulators.discord.declared import CommandKind
from tests.emulators.discord.interactions import Act, Interaction, Interactions, Reply
from tests.emulators.discord.options import Filled, Given
from tests.emulators.discord.permissions import Permission, to_send
from tests.emulators.discord.shown import Choice, Form, Shown, shown, shown_form
from tests.emulators.discord.things import Channel, Draft, File, Flag, Guild, Json, Message, Reference, Sticker, User
from tests.emulators.discord.world import World
from tests.emulators.people import Client

T = TypeVar("T")


class Along(TypedDict, total=False):
    """What goes along with a message.

    `mention` calls Atelier by name; an answered message's author is pinged unless `ping` is off; a forwarded message
    arrives as a snapshot (D47).
    """

    files: Sequence[File]
    stickers: Sequence[Sticker]
    mention: bool
    reply_to: Shown | None
    ping: bool
    forwards: Shown | None


@dataclass(frozen=True, slots=True)
class Place:
    """What all clients share: the world, what is under way in it, and word of every change."""

    world: World
    interactions: Interactions
    changes: Changes


class Person(Client[Channel, Shown]):
    """Somebody at their client."""

    def __init__(self, place: Place, user: User) -> None:
        super().__init__(place.world.bot.id, place.changes)
        self.user = user
        self._place = place
        self._world = place.world
        self._reloaded = 0

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """What others call them."""
        return self.user.global_name or self.user.name

    @property
    def mention(self) -> str:
        """What pings them when it is written."""
        return f"<@{self.id}>"

    @property
    def dm(self) -> Channel:
        """Their direct messages with the bot."""
        return self._world.dm(self.id, self._world.bot.id)

    # ------------------------------------------------------------------------------------------------------- standing

    def joins(self, guild: Guild, *, may: Permission | None = None) -> None:
        """Come into a server, or be given a role there that may do more."""
        roles = [] if may is None else [self._world.add_role(guild.id, f"{self.name}'s", int(may)).id]
        self._world.add_member(guild.id, self.id, roles)

    def installs(self) -> None:
        """Add the application to one's own account."""
        self._world.application.users.add(self.id)

    def reloads(self) -> None:
        """Start the client anew; ephemeral messages are gone (D5)."""
        self._reloaded = self._world.snowflake()

    # ------------------------------------------------------------------------------------------------------- speaking

    async def says(self, channel: Channel, text: str = "", /, **along: Unpack[Along]) -> Shown:
        """Write a message, with what goes along."""
        called = f"{self._bot_mention} {text}" if along.get("mention") else text
        answered, sent_on = along.get("reply_to"), along.get("forwards")
        assert answered is None or answered.channel == channel.id, "a reply stays in its channel"
        pointed = sent_on or answered
        draft = Draft(
            called,
            along.get("files", ()),
            stickers=[each.id for each in along.get("stickers", ())],
            reference=self._pointing_at(pointed, forwards=bool(sent_on)) if pointed else None,
            allowed={"parse": ["users", "roles", "everyone"], "replied_user": along.get("ping", True)},
            flags=Flag.HAS_SNAPSHOT if sent_on else 0,
        )
        return self._sends(channel, draft)

    async def edits(self, message: Shown, text: str) -> Shown:
        """Change what one has written."""
        said = self._message(message)
        assert said.author == self.id, "only one's own messages can be edited"
        said.content = text
        self._world.messages.changed(said)
        return shown(self._world, said)

    async def deletes(self, message: Shown) -> None:
        """Take a message away: one's own, or anybody's with the right to."""
        said = self._message(message)
        moderates = self._may(said.channel, Permission.MANAGE_MESSAGES)
        assert said.author == self.id or moderates, "only moderators delete the messages of others"
        self._world.messages.delete(said)

    async def posts(self, forum: Channel, title: str, text: str, *, files: Sequence[File] = ()) -> Channel:
        """Write a forum post; the first tag is put on where one is required."""
        assert self._may(forum.id, Permission.SEND_MESSAGES), f"{self.name} may not post here"
        tags = [each.id for each in forum.tags[:1]]
        return self._world.add_post(forum.id, self.id, title, Draft(text, files), tags)

    async def opens_thread(self, channel: Channel, title: str, *, under: Shown | None = None) -> Channel:
        """Open a thread, below a message if one is given."""
        assert self._may(channel.id, Permission.CREATE_PUBLIC_THREADS), f"{self.name} may not open threads here"
        return self._world.add_thread(channel.id, self.id, title, message=under.id if under else None)

    # --------------------------------------------------------------------------------------------------------- acting

    async def uses(self, channel: Channel, command: str, /, **given: "Given | Person") -> "Use":
        """Give a slash command ("create", or "settings show" for a subcommand) with these options."""
        name, *path = command.split()
        published = self._command(channel, CommandKind.CHAT_INPUT, name)
        filled = Filled(self._world, channel)
        options.fill(filled, options.descend(published, path), _plain(given))
        return self._commands(published, channel, self._called(published, path, filled))

    async def completes(
        self, channel: Channel, command: str, option: str, typed: str, /, **given: Given
    ) -> list[Choice]:
        """Type into an option that suggests, and read the suggestions."""
        name, *path = command.split()
        published = self._command(channel, CommandKind.CHAT_INPUT, name)
        filled = Filled(self._world, channel)
        options.suggest(filled, options.descend(published, path), (option, typed), _plain(given))
        owners = menu.authorities(self._world, published, self.id, channel)
        data = self._called(published, path, filled)
        what = f"/{command} {option}: {typed}… by {self.name}"
        use = self._begins(Interaction(Act.AUTOCOMPLETE, self.id, channel.id, data, owners, what))
        return await use.choices()

    async def uses_menu(self, entry: str, message: Shown) -> "Use":
        """Choose an entry of a message's context menu, by its name in any language."""
        said = self._message(message)
        channel = self._world.channels[said.channel]
        published = self._command(channel, CommandKind.MESSAGE, entry)
        form = forms.message_form(self._world, said, deep=False)
        data = _called(published) | {"target_id": str(said.id), "resolved": {"messages": {str(said.id): form}}}
        return self._commands(published, channel, data)

    async def presses(self, message: Shown, label: str, *, crossing: bool = False) -> "Use":
        """Press a button that is there now, or one of the message as given where press and change are crossing."""
        said = self._message(message)
        button = (message if crossing else shown(self._world, said)).button(label)
        assert not button.disabled, f"{label} cannot be pressed"
        assert not button.url, f"{label} only opens {button.url}"
        assert said.author == self._world.bot.id, f"{label} belongs to another application"
        owners = menu.authorities_of(self._world, said, self.id)
        data = {"component_type": 2, "custom_id": button.custom_id, "id": 0}
        what = f"({label}) by {self.name}"
        return self._begins(Interaction(Act.COMPONENT, self.id, said.channel, data, owners, what, message=said))

    async def fills(self, form: Form, text: str = "", /, **fields: str) -> "Use":
        """Send a form off: one text for its only field, or each by its custom id (`Form.fields` has what is there)."""
        cause = self._place.interactions.find(form.interaction)
        typed: Mapping[str, str] = {next(iter(form.fields)): text} if text else fields
        data = {"custom_id": form.form["custom_id"], "components": modals.filled(form.form, typed)}
        what = f"the form {form.title!r} by {self.name}"
        told = Interaction(Act.MODAL, self.id, cause.channel, data, cause.owners, what, message=cause.message)
        told.cause = cause
        return self._begins(told)

    # -------------------------------------------------------------------------------------------------------- looking

    def sees(self, channel: Channel) -> list[Shown]:
        """What the client shows there, the oldest first."""
        visible = [each for each in self._world.said[channel.id].values() if self._sees(each)]
        return [shown(self._world, each) for each in visible]

    def again(self, message: Shown) -> Shown:
        """A message as it looks now."""
        return shown(self._world, self._message(message))

    def is_gone(self, message: Shown) -> bool:
        """Whether the client shows that message no more."""
        said = self._world.said[message.channel].get(message.id)
        return said is None or not self._sees(said)

    # --------------------------------------------------------------------------------------------------------- details

    @property
    def _bot_mention(self) -> str:
        return f"<@{self._world.bot.id}>"

    def _may(self, channel: int, permission: Permission) -> bool:
        return self._world.may(self.id, channel, permission)

    def _sees(self, message: Message) -> bool:
        gone = message.seen_by is not None and message.id < self._reloaded
        return self._world.sees(self.id, message) and not gone

    def _message(self, seen: Shown) -> Message:
        said = self._world.said[seen.channel].get(seen.id)
        if said is None or not self._sees(said):
            raise AssertionError(f"{self.name} does not see: {seen}")
        return said

    def _pointing_at(self, seen: Shown, *, forwards: bool = False) -> Reference:
        said = self._message(seen)
        return Reference(said.id, said.channel, self._world.channels[said.channel].guild, forwards=forwards)

    def _sends(self, channel: Channel, draft: Draft) -> Shown:
        assert self._may(channel.id, to_send(channel)), f"{self.name} may not write here"
        assert not draft.files or self._may(channel.id, Permission.ATTACH_FILES), f"{self.name} may not attach files"
        assert not channel.locked or self._may(channel.id, Permission.MANAGE_THREADS), "the thread is locked"
        assert len(draft.content) <= limits.TEXT, "too long for one message"
        assert len(draft.files) <= limits.FILES, "too many files for one message"
        return shown(self._world, self._world.messages.post(channel.id, self.id, draft))

    def _command(self, channel: Channel, kind: int, name: str) -> Json:
        assert self._may(channel.id, Permission.VIEW_CHANNEL), f"{self.name} does not see this channel"
        published = self._world.commands
        here = [*published[None].values(), *(published[channel.guild].values() if channel.guild else ())]
        return menu.find(here, kind, name)

    def _called(self, published: Json, path: list[str], filled: Filled) -> Json:
        data = _called(published) | {"options": options.nested(published, path, filled.options)}
        return data | ({"resolved": filled.resolved} if filled.resolved else {})

    def _commands(self, published: Json, channel: Channel, data: Json) -> "Use":
        owners = menu.authorities(self._world, published, self.id, channel)
        hidden = menu.answers_hidden(self._world, owners, self.id, channel)
        what = f"/{published['name']} by {self.name}"
        return self._begins(Interaction(Act.COMMAND, self.id, channel.id, data, owners, what, private=hidden))

    def _begins(self, interaction: Interaction) -> "Use":
        return Use(self, self._place, self._place.interactions.begin(interaction))


def _called(published: Json) -> Json:
    guild = {"guild_id": published["guild_id"]} if published.get("guild_id") else {}
    return {"id": published["id"], "name": published["name"], "type": published.get("type", 1)} | guild


def _plain(given: Mapping[str, "Given | Person"]) -> dict[str, Given]:
    return {name: each.user if isinstance(each, Person) else each for name, each in given.items()}


class Use:
    """What somebody did with the application, and what comes of it."""

    def __init__(self, person: Person, place: Place, interaction: Interaction) -> None:
        self._person = person
        self._place = place
        self._interaction = interaction

    @property
    def failed(self) -> bool:
        """Whether the client says that the application did not respond."""
        return self._interaction.failed

    @property
    def deferred(self) -> bool:
        """Whether it was only acknowledged at first."""
        return self._interaction.reply in {Reply.DEFERRED, Reply.DEFERRED_UPDATE}

    @property
    def asks(self) -> bool:
        """Whether a form has opened."""
        return self._interaction.form is not None

    async def fails(self) -> None:
        """Wait until the client gives up."""
        await self._until(lambda: self._interaction.failed or None, may_fail=True)

    async def acknowledged(self) -> float:
        """Wait for the first answer of any kind: the seconds it took, by the world's clock."""
        await self._until(lambda: self._interaction.reply)
        return (self._interaction.replied or 0.0) - self._interaction.made

    async def answer(self) -> Shown:
        """Wait for the message that answers: the first one, once it is no longer only "thinking"."""
        return await self._until(self._answer)

    async def follow_ups(self, count: int = 1) -> list[Shown]:
        """Wait for so many further messages."""
        world, more = self._place.world, self._interaction.follow_ups
        return await self._until(lambda: [shown(world, each) for each in more] if len(more) >= count else None)

    async def form(self) -> Form:
        """Wait for the form that opens."""
        form = await self._until(lambda: self._interaction.form)
        return shown_form(self._interaction.token, form)

    async def choices(self) -> list[Choice]:
        """Wait for suggestions."""
        await self._until(lambda: self._interaction.reply)
        return [Choice(each["name"], each["value"]) for each in self._interaction.choices or ()]

    def _answer(self) -> Shown | None:
        original = self._interaction.original
        if original is None or self._interaction.reply is Reply.DEFERRED_UPDATE:
            return None
        seen = shown(self._place.world, original)
        return None if seen.loading else seen

    async def _until(self, look: Callable[[], T | None], *, may_fail: bool = False) -> T:
        def looks() -> T | None:
            assert may_fail or not self.failed, f"{self._interaction.what}: the application did not respond"
            return look()

        return await self._place.changes.until(looks, lambda: f"{self._interaction.what}: nothing came of it")
