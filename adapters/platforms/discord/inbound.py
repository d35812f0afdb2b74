"""What Discord tells, as the events of the core. Nothing here waits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from adapters.platforms.discord import media, words
from adapters.platforms.discord.settings import DiscordSettings
from bot.chat import (
    Attachment,
    ButtonPress,
    ButtonToken,
    ChannelId,
    ChannelRef,
    CommandCall,
    CommunityId,
    Completion,
    EventKey,
    Level,
    Message,
    MessageId,
    Person,
    PersonId,
)

SAID = frozenset({discord.MessageType.default, discord.MessageType.reply})
STRING, ATTACHMENT, MESSAGE_MENU = 3, 11, 3  # types of options and commands in Discord's numbers
TOLD_LOCALE = "COMMUNITY"  # only such guilds chose their language; the others have American English by default


@dataclass(frozen=True, slots=True)
class Here:
    """Who we are, and what was set."""

    settings: DiscordSettings
    me: int


def is_for_us(message: discord.Message, here: Here) -> bool:
    """Tell whether somebody may speak to us with this: a person, or a bot that was named, and where we work."""
    author = message.author
    allowed = author.id in here.settings.bots if author.bot or message.webhook_id else True
    return allowed and author.id != here.me and message.type in SAID and here.settings.serves(guild_of(message))


def guild_of(message: discord.Message) -> int | None:
    """Tell the guild of a message, also of one that has not been told to us yet; None in a direct message."""
    return message.guild.id if message.guild else getattr(message.channel, "guild_id", None)


def message_from(message: discord.Message, here: Here) -> Message | None:
    """Make a message; None where nothing of it is told or meant for us."""
    addressed = _is_addressed(message, here)
    said = words.of(message, here.me)
    attachments = tuple(media.of(message, here.settings.account, here.me))
    if not addressed and not (here.settings.message_content and (said or attachments)):
        return None
    return Message(
        key=EventKey(str(message.id)),
        id=MessageId(str(message.id)),
        channel=_channel(here, guild_of(message), message.channel.id),
        person=_author(message, here),
        text=said,
        attachments=attachments,
        reply_to=_answered(message),
        addressed=addressed,
    )


def is_withheld(message: discord.Message, here: Here) -> bool:
    """Tell whether what a message answers may show something that we are not shown."""
    answered = message.reference.resolved if message.reference and _answered(message) else None
    if here.settings.message_content or guild_of(message) is None or not isinstance(answered, discord.Message):
        return False
    empty = not (answered.content or answered.attachments or answered.stickers or answered.embeds)
    return answered.author.id != here.me and empty and not media.own(message, here.settings.account)


def place_of(interaction: discord.Interaction[Any], here: Here, direct: int | None) -> ChannelRef:
    """Name where an interaction is answered; `direct` is the person's direct message where we are not a member."""
    if direct is not None:
        return _channel(here, None, direct)
    return _channel(here, interaction.guild_id, interaction.channel_id or 0)


def is_elsewhere(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether an interaction comes from where we are not a member: only its giver brought us there."""
    if interaction.guild_id is not None:
        return not interaction.is_guild_integration()
    return bool(interaction.context.private_channel)


def person_from(interaction: discord.Interaction[Any], here: Here) -> Person:
    """Make the person of an interaction."""
    user, rights = interaction.user, interaction.permissions
    moderates = interaction.guild_id is not None and (rights.administrator or rights.manage_guild)
    return _person(user, here, str(interaction.locale), moderates=moderates and interaction.is_guild_integration())


def press_from(interaction: discord.Interaction[Any], channel: ChannelRef, person: Person) -> ButtonPress:
    """Make the press of a button, or of a form that was filled in: both carry the token as their custom id."""
    data = _data(interaction)
    text = next(_typed(data.get("components", ())), None)
    message = MessageId(str(interaction.message.id)) if interaction.message else None
    key = EventKey(str(interaction.id))
    return ButtonPress(key, channel, person, ButtonToken(str(data["custom_id"])), message, text)


def call_from(
    interaction: discord.Interaction[Any], channel: ChannelRef, person: Person, menu: Mapping[str, str]
) -> CommandCall:
    """Make the call of a command; `menu` names the commands behind what a message's menu shows."""
    data, account = _data(interaction), channel.account
    key, name = EventKey(str(interaction.id)), str(data["name"])
    if data.get("type") == discord.AppCommandType.message.value:
        shown = data["resolved"]["messages"][data["target_id"]]
        link = f"https://discord.com/channels/{interaction.guild_id or '@me'}/{shown['channel_id']}/{shown['id']}"
        files, target = tuple(media.told(shown, account)), MessageId(str(data["target_id"]))
        return CommandCall(key, None, channel, person, menu.get(name, name), (), files, target, link)
    given = data.get("options", ())
    options = tuple((each["name"], str(each["value"])) for each in given if each["type"] != ATTACHMENT)
    files = tuple(_given_files(given, data.get("resolved", {}).get("attachments", {}), channel))
    return CommandCall(key, None, channel, person, name, options, files)


def ask_from(interaction: discord.Interaction[Any], channel: ChannelRef, person: Person) -> Completion | None:
    """Make the request for suggestions; None where nothing is being typed."""
    data = _data(interaction)
    given = data.get("options", ())
    focused = next((each for each in given if each.get("focused")), None)
    if focused is None:
        return None
    others = tuple((each["name"], str(each["value"])) for each in given if each is not focused and "value" in each)
    return Completion(channel, person, str(data["name"]), focused["name"], str(focused.get("value", "")), others)


def _given_files(
    given: Sequence[Mapping[str, Any]], resolved: Mapping[str, Mapping[str, Any]], channel: ChannelRef
) -> Iterable[Attachment]:
    slots = sorted((each for each in given if each["type"] == ATTACHMENT), key=lambda each: _slot(each["name"]))
    for each in slots:
        yield media.given(resolved[str(each["value"])], channel.account)


def _slot(name: str) -> int:
    digits = "".join(mark for mark in name if mark.isdecimal())
    return int(digits) if digits else 1


def _typed(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for each in components:
        if "value" in each:
            yield str(each["value"])
        yield from _typed([*each.get("components", ()), *filter(None, [each.get("component")])])


def _data(interaction: discord.Interaction[Any]) -> Mapping[str, Any]:
    return dict(interaction.data or {})


def _channel(here: Here, guild: int | None, channel: int) -> ChannelRef:
    community = CommunityId(str(guild)) if guild is not None else None
    return ChannelRef(here.settings.account, community, ChannelId(str(channel)))


def _is_addressed(message: discord.Message, here: Here) -> bool:
    ours = message.guild.self_role if message.guild else None
    called = any(each.id == here.me for each in message.mentions) or (
        ours is not None and ours in message.role_mentions
    )
    return guild_of(message) is None or called


def _answered(message: discord.Message) -> MessageId | None:
    reference = message.reference
    if reference is None or reference.message_id is None or reference.type is not discord.MessageReferenceType.default:
        return None
    return MessageId(str(reference.message_id))


def _author(message: discord.Message, here: Here) -> Person:
    author, guild = message.author, message.guild
    rights = author.guild_permissions if isinstance(author, discord.Member) else discord.Permissions.none()
    locale = str(guild.preferred_locale) if guild and TOLD_LOCALE in guild.features else None
    return _person(author, here, locale, moderates=rights.administrator or rights.manage_guild)


def _person(user: discord.User | discord.Member, here: Here, locale: str | None, *, moderates: bool) -> Person:
    level = Level.MODERATE if moderates else Level.SPEND
    if user.id in here.settings.operators:
        level = Level.OPERATE
    return Person(PersonId(str(user.id)), user.display_name, level, locale)
