"""The Discord of a test: made, changed and asked by tests, by REST and by the gateway. It knows no network."""

from collections.abc import Iterable

from bot.clock import Clock, SystemClock
from tests.emulators.discord import forms
from tests.emulators.discord.permissions import EVERYONE, Permission
from tests.emulators.discord.said import Messages
from tests.emulators.discord.state import Happening, Listener, State
from tests.emulators.discord.things import (
    Channel,
    ChannelFlag,
    Draft,
    Emoji,
    Flag,
    Guild,
    Kind,
    Member,
    Message,
    MessageKind,
    Overwrite,
    Role,
    Sticker,
    StickerFormat,
    Tag,
    User,
)

__all__ = ["Happening", "Listener", "World"]

NO_PERMISSION = 0


class World(State):
    """All there is, with the verbs that change it; each change is told to those who `listen`.

    The bot's own account is `bot`; guilds are made with it inside, unless they are told not to.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock or SystemClock())
        self.messages = Messages(self)
        self.token = f"{self.application.id}.emulated.token"

    def add_user(self, name: str, *, bot: bool = False, locale: str = "en-US") -> User:
        """Make somebody."""
        user = User(self.snowflake(), name.lower(), name, bot=bot, locale=locale)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, owner: int | None = None, tier: int = 0, bot: bool = True) -> Guild:
        """Make a server, with Discord's usual rights for everyone."""
        creator = owner or self.add_user(f"{name} owner").id
        guild = Guild(self.snowflake(), name, creator, tier)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE)
        guild.members[creator] = Member(creator, self.clock.now())
        self.guilds[guild.id] = guild
        if bot:
            self.install(guild.id)
        return guild

    def install(self, guild: int, permissions: int = NO_PERMISSION) -> None:
        """Let the bot in, with a role of its own: GUILD_CREATE."""
        role = self.add_role(guild, self.application.name, permissions, managed=True)
        place = self.guilds[guild]
        place.members[self.bot.id] = Member(self.bot.id, self.clock.now(), [role.id])
        self.happen(Happening("GUILD_CREATE", forms.arriving_guild_form(self, place), guild))

    def remove(self, guild: int, user: int | None = None) -> None:
        """Put somebody (the bot, unless told) out of a guild: GUILD_MEMBER_REMOVE or GUILD_DELETE."""
        gone = user or self.bot.id
        del self.guilds[guild].members[gone]
        if gone == self.bot.id:
            self.happen(Happening("GUILD_DELETE", {"id": str(guild)}, guild))
        else:
            told = {"guild_id": str(guild), "user": forms.user_form(self.users[gone])}
            self.happen(Happening("GUILD_MEMBER_REMOVE", told, guild))

    def add_role(self, guild: int, name: str, permissions: int = NO_PERMISSION, *, managed: bool = False) -> Role:
        """Make a role: GUILD_ROLE_CREATE."""
        roles = self.guilds[guild].roles
        role = roles.setdefault(new := self.snowflake(), Role(new, name, permissions, len(roles), managed))
        self._tell_role("GUILD_ROLE_CREATE", guild, role)
        return role

    def change_role(self, guild: int, role: int, permissions: int) -> None:
        """Give a role these rights and no others: GUILD_ROLE_UPDATE."""
        self.guilds[guild].roles[role].permissions = permissions
        self._tell_role("GUILD_ROLE_UPDATE", guild, self.guilds[guild].roles[role])

    def add_member(self, guild: int, user: int, roles: Iterable[int] = ()) -> Member:
        """Let somebody in, or give a member these roles: GUILD_MEMBER_ADD or GUILD_MEMBER_UPDATE."""
        members = self.guilds[guild].members
        name = "GUILD_MEMBER_UPDATE" if user in members else "GUILD_MEMBER_ADD"
        member = members.setdefault(user, Member(user, self.clock.now()))
        member.roles = list(roles)
        self.happen(Happening(name, forms.member_form(self, member) | {"guild_id": str(guild)}, guild))
        return member

    def add_emoji(self, guild: int, name: str, data: bytes, *, animated: bool = False) -> Emoji:
        """Make an emoji of a guild: GUILD_EMOJIS_UPDATE."""
        emoji = Emoji(self.snowflake(), name, data, animated)
        self.guilds[guild].emoji[emoji.id] = emoji
        told = [forms.emoji_form(each) for each in self.guilds[guild].emoji.values()]
        self.happen(Happening("GUILD_EMOJIS_UPDATE", {"guild_id": str(guild), "emojis": told}, guild))
        return emoji

    def add_sticker(self, guild: int, name: str, data: bytes, kind: StickerFormat = StickerFormat.PNG) -> Sticker:
        """Make a sticker of a guild: GUILD_STICKERS_UPDATE."""
        sticker = Sticker(self.snowflake(), name, data, kind, guild)
        self.guilds[guild].stickers[sticker.id] = sticker
        told = [forms.sticker_form(each) for each in self.guilds[guild].stickers.values()]
        self.happen(Happening("GUILD_STICKERS_UPDATE", {"guild_id": str(guild), "stickers": told}, guild))
        return sticker

    def add_channel(
        self, guild: int, name: str, kind: Kind = Kind.TEXT, *, overwrites: Iterable[Overwrite] = (), nsfw: bool = False
    ) -> Channel:
        """Make a channel: CHANNEL_CREATE."""
        channel = Channel(self.snowflake(), kind, name, guild, overwrites=list(overwrites), nsfw=nsfw)
        self.channels[channel.id] = channel
        self._tell_channel("CHANNEL_CREATE", channel)
        return channel

    def add_forum(self, guild: int, name: str, tags: Iterable[str] = (), *, must_tag: bool = False) -> Channel:
        """Make a forum."""
        channel = Channel(self.snowflake(), Kind.FORUM, name, guild)
        channel.tags = [Tag(self.snowflake(), each) for each in tags]
        channel.flags = int(ChannelFlag.REQUIRE_TAG) if must_tag else 0
        self.channels[channel.id] = channel
        self._tell_channel("CHANNEL_CREATE", channel)
        return channel

    def add_thread(
        self, parent: int, owner: int, name: str, *, message: int | None = None, private: bool = False
    ) -> Channel:
        """Open a thread, under a message if one is given: THREAD_CREATE. A private one is seen by its members only."""
        above = self.channels[parent]
        kind = Kind.PRIVATE_THREAD if private else Kind.PUBLIC_THREAD
        thread = Channel(message or self.snowflake(), kind, name, above.guild, above.id, owner=owner, joined={owner})
        self.channels[thread.id] = thread
        self._tell_channel("THREAD_CREATE", thread)
        if message:
            under = self.said[parent][message]
            under.flags |= Flag.HAS_THREAD
            self.messages.changed(under, author=False)
        return thread

    def add_post(self, forum: int, owner: int, name: str, draft: Draft, tags: Iterable[int] = ()) -> Channel:
        """Write a forum post: a thread whose first message has the thread's id."""
        above = self.channels[forum]
        post = Channel(self.snowflake(), Kind.PUBLIC_THREAD, name, above.guild, forum, owner=owner, joined={owner})
        post.applied_tags = list(tags)
        self.channels[post.id] = post
        self._tell_channel("THREAD_CREATE", post)
        self.messages.post(post.id, owner, draft, under=post.id)
        return post

    def change_channel(self, channel: int) -> None:
        """Tell that a channel's fields were changed: CHANNEL_UPDATE or THREAD_UPDATE."""
        place = self.channels[channel]
        self._tell_channel("THREAD_UPDATE" if place.is_thread else "CHANNEL_UPDATE", place)

    def archive(self, thread: int, *, locked: bool = False) -> None:
        """Put a thread to sleep; only moderators wake a locked one."""
        place = self.channels[thread]
        place.archived, place.archived_at, place.locked = True, self.clock.now(), locked
        self.change_channel(thread)

    def delete_channel(self, channel: int) -> None:
        """Take a channel away with its threads and messages: CHANNEL_DELETE or THREAD_DELETE."""
        for thread in [each.id for each in self.channels.values() if each.is_thread and each.parent == channel]:
            self._forget(thread)
        place = self._forget(channel)
        self._tell_channel("THREAD_DELETE" if place.is_thread else "CHANNEL_DELETE", place)

    def dm(self, one: int, other: int) -> Channel:
        """The direct messages of two users, opened if need be."""
        both = {one, other}
        direct = (each for each in self.channels.values() if each.kind == Kind.DM and set(each.recipients) == both)
        if found := next(direct, None):
            return found
        channel = Channel(self.snowflake(), Kind.DM, recipients=[one, other])
        self.channels[channel.id] = channel
        return channel

    def types(self, channel: int, user: int) -> None:
        """Show that somebody is typing: TYPING_START."""
        guild = self.channels[channel].guild
        told = {"channel_id": str(channel), "user_id": str(user), "timestamp": int(self.clock.now())}
        told |= {"guild_id": str(guild)} if guild else {}
        self.happen(Happening("TYPING_START", told, guild, channel))

    def may(self, user: int, channel: int, permission: Permission) -> bool:
        """Say whether somebody may do that there."""
        return permission in self.permissions(user, channel)

    def sees(self, user: int, message: Message) -> bool:
        """Say whether somebody's client shows that message."""
        if message.seen_by is not None:
            return message.seen_by == user
        return self.may(user, message.channel, Permission.VIEW_CHANNEL)

    def system_message(self, channel: int, author: int, kind: MessageKind, content: str = "") -> Message:
        """A line that Discord itself writes."""
        return self.messages.post(channel, author, Draft(content, kind=kind))

    def _forget(self, channel: int) -> Channel:
        self.said.pop(channel, None)
        return self.channels.pop(channel)

    def _tell_channel(self, name: str, channel: Channel) -> None:
        self.happen(Happening(name, forms.channel_form(self, channel), channel.guild, channel.id))

    def _tell_role(self, name: str, guild: int, role: Role) -> None:
        self.happen(Happening(name, {"guild_id": str(guild), "role": forms.role_form(role)}, guild))
