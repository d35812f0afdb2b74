"""How Discord writes things down: its JSON objects, complete and withholding nothing."""

from datetime import UTC, datetime

from tests.emulators.discord.snowflakes import made_at
from tests.emulators.discord.state import State
from tests.emulators.discord.things import (
    Application,
    Attachment,
    Channel,
    Emoji,
    Flag,
    Guild,
    Json,
    Kind,
    Member,
    Message,
    Reference,
    Role,
    Sticker,
    User,
)

INTENTS_LIMITED = {"presence_intent": 1 << 13, "members_intent": 1 << 15, "content_intent": 1 << 19}
GUILD_INSTALL, USER_INSTALL = "0", "1"
PRIVATE_THREAD_DEFAULTS = {"invitable": True}


def moment(at: float) -> str:
    """An instant as Discord writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")


def user_form(user: User) -> Json:
    """A user as everybody sees them."""
    form: Json = {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0",
        "global_name": user.global_name,
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    return form | ({"bot": True} if user.bot else {})


def own_user_form(user: User) -> Json:
    """The bot as it sees itself."""
    return user_form(user) | {"mfa_enabled": True, "locale": user.locale, "verified": True, "email": None}


def application_form(state: State, application: Application) -> Json:
    """The application as its bot sees it."""
    flags = sum(bit for name, bit in INTENTS_LIMITED.items() if getattr(application, name))
    installs = {GUILD_INSTALL: application.guild_install, USER_INSTALL: application.user_install}
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": "",
        "type": None,
        "summary": "",
        "bot": user_form(state.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": user_form(state.users[application.owner]),
        "team": None,
        "flags": flags,
        "flags_new": str(flags),
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "approximate_user_authorization_count": 0,
        "integration_types_config": {kind: {} for kind, offered in installs.items() if offered},
        "approximate_guild_count": len(state.guilds),
        "approximate_user_install_count": len(application.users),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
    }


def role_form(role: Role) -> Json:
    """A role."""
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": role.position,
        "managed": role.managed,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def member_form(state: State, member: Member, *, user: bool = True) -> Json:
    """A member; without `user` where the user stands beside it."""
    form = {
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "roles": [str(role) for role in member.roles],
        "joined_at": moment(member.joined),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
    }
    return form | ({"user": user_form(state.users[member.user])} if user else {})


def emoji_form(emoji: Emoji) -> Json:
    """A guild's emoji."""
    return {
        "id": str(emoji.id),
        "name": emoji.name,
        "animated": emoji.animated,
        "roles": [],
        "require_colons": True,
        "managed": False,
        "available": True,
    }


def sticker_item_form(sticker: Sticker) -> Json:
    """A sticker on a message."""
    return {"id": str(sticker.id), "name": sticker.name, "format_type": int(sticker.format)}


def sticker_form(sticker: Sticker) -> Json:
    """A sticker of a guild."""
    guild = {"guild_id": str(sticker.guild)} if sticker.guild else {}
    rest = {"description": None, "tags": sticker.name, "type": 2, "available": True}
    return sticker_item_form(sticker) | rest | guild


def channel_form(state: State, channel: Channel) -> Json:
    """A channel of any kind."""
    form: Json = {
        "id": str(channel.id),
        "type": int(channel.kind),
        "flags": channel.flags,
        "last_message_id": _id(channel.last_message),
    }
    if channel.guild is None:
        others = [user for user in channel.recipients if user != state.bot.id]
        return form | {"recipients": [user_form(state.users[user]) for user in others]}
    form |= {"guild_id": str(channel.guild), "name": channel.name, "parent_id": _id(channel.parent)}
    form |= {"rate_limit_per_user": channel.slowmode}
    return form | (_thread_part(state, channel) if channel.is_thread else _channel_part(channel))


def _channel_part(channel: Channel) -> Json:
    form: Json = {
        "position": 0,
        "topic": channel.topic,
        "nsfw": channel.nsfw,
        "permission_overwrites": [
            {"id": str(each.of), "type": int(each.member), "allow": str(int(each.allow)), "deny": str(int(each.deny))}
            for each in channel.overwrites
        ],
    }
    if channel.kind in Kind.forums():
        form |= {
            "available_tags": [
                {"id": str(t.id), "name": t.name, "moderated": t.moderated, "emoji_id": None, "emoji_name": None}
                for t in channel.tags
            ],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return form


def _thread_part(state: State, channel: Channel) -> Json:
    about = {
        "archived": channel.archived,
        "archive_timestamp": moment(channel.archived_at or made_at(channel.id)),
        "auto_archive_duration": channel.auto_archive_minutes,
        "locked": channel.locked,
        "create_timestamp": moment(made_at(channel.id)),
    }
    form: Json = {
        "owner_id": _id(channel.owner),
        "thread_metadata": about | (PRIVATE_THREAD_DEFAULTS if channel.kind == Kind.PRIVATE_THREAD else {}),
        "message_count": channel.count,
        "member_count": min(50, len(channel.joined)),
        "total_message_sent": channel.count,
        "applied_tags": [str(tag) for tag in channel.applied_tags],
    }
    return form | ({"member": thread_member_form(channel, state.bot.id)} if state.bot.id in channel.joined else {})


def thread_member_form(thread: Channel, user: int) -> Json:
    """Somebody in a thread."""
    return {"id": str(thread.id), "user_id": str(user), "join_timestamp": moment(made_at(thread.id)), "flags": 1}


def guild_form(state: State, guild: Guild) -> Json:
    """A guild as REST gives it."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner),
        "premium_tier": guild.tier,
        "premium_subscription_count": 0,
        "preferred_locale": guild.locale,
        "roles": [role_form(role) for role in guild.roles.values()],
        "emojis": [emoji_form(emoji) for emoji in guild.emoji.values()],
        "stickers": [sticker_form(sticker) for sticker in guild.stickers.values()],
        "features": ["COMMUNITY"],
        "approximate_member_count": len(guild.members),
        "approximate_presence_count": len(guild.members),
        **GUILD_DEFAULTS,
    }


GUILD_DEFAULTS: Json = {
    "icon": None,
    "splash": None,
    "discovery_splash": None,
    "banner": None,
    "description": None,
    "home_header": None,
    "region": "deprecated",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 0,
    "explicit_content_filter": 0,
    "mfa_level": 0,
    "application_id": None,
    "rules_channel_id": None,
    "public_updates_channel_id": None,
    "safety_alerts_channel_id": None,
    "vanity_url_code": None,
    "max_presences": None,
    "max_members": 500_000,
    "max_video_channel_users": 25,
    "max_stage_video_channel_users": 50,
    "nsfw_level": 0,
    "nsfw": False,
    "premium_progress_bar_enabled": False,
    "incidents_data": None,
    "inventory_settings": None,
}


def arriving_guild_form(state: State, guild: Guild) -> Json:
    """A guild as the gateway tells of it: with channels, threads and the bot itself among the members."""
    channels = [each for each in state.channels.values() if each.guild == guild.id]
    me = guild.members[state.bot.id]
    return guild_form(state, guild) | {
        "joined_at": moment(me.joined),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_form(state, me)],
        "channels": [channel_form(state, each) for each in channels if not each.is_thread],
        "threads": [channel_form(state, each) for each in channels if each.is_thread and not each.archived],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment_form(state: State, attachment: Attachment) -> Json:
    """A file, with an address that works from now on for a day."""
    path = f"/attachments/{attachment.channel}/{attachment.id}/{attachment.file.name}"
    form: Json = {
        "id": str(attachment.id),
        "filename": attachment.file.name,
        "size": len(attachment.file.data),
        "url": state.links.signed(path),
        "proxy_url": state.links.signed(path),
        "content_type": attachment.file.media_type,
    }
    if attachment.file.description is not None:
        form["description"] = attachment.file.description
    if attachment.file.spoiler:
        form["flags"] = 1 << 3
        form["is_spoiler"] = True
    return form | ({"width": attachment.width, "height": attachment.height} if attachment.width else {})


def message_form(state: State, message: Message, *, deep: bool = True) -> Json:
    """A message; `deep` with the one it answers."""
    form: Json = {
        "id": str(message.id),
        "type": int(message.kind),
        "channel_id": str(message.channel),
        "author": user_form(state.users[message.author]),
        "content": message.content,
        "timestamp": moment(made_at(message.id)),
        "edited_timestamp": moment(message.edited) if message.edited else None,
        "tts": message.tts,
        "mention_everyone": message.mentions.everyone,
        "mentions": [user_form(state.users[each]) for each in message.mentions.users],
        "mention_roles": [str(each) for each in message.mentions.roles],
        "attachments": [attachment_form(state, each) for each in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": message.pinned,
        "flags": int(message.flags),
    }
    return form | _rare_parts(state, message) | _answered(state, message, deep=deep)


def created_form(state: State, message: Message) -> Json:
    """A message as its creation is answered and told: with the nonce, and in a guild with who said it."""
    channel = state.channels[message.channel]
    form = message_form(state, message) | ({} if message.nonce is None else {"nonce": message.nonce})
    form["channel_type"] = int(channel.kind)
    if channel.guild is None:
        return form
    member = state.member(channel.guild, message.author)
    told = {"member": member_form(state, member, user=False)} if member else {}
    mentioned = [_mentioned(state, channel.guild, each) for each in message.mentions.users]
    return form | told | {"guild_id": str(channel.guild), "mentions": mentioned}


def _mentioned(state: State, guild: int, user: int) -> Json:
    member = state.member(guild, user)
    told = {"member": member_form(state, member, user=False)} if member else {}
    return user_form(state.users[user]) | told


def _rare_parts(state: State, message: Message) -> Json:
    form: Json = {}
    if message.stickers:
        known = {key: each for guild in state.guilds.values() for key, each in guild.stickers.items()}
        form["sticker_items"] = [sticker_item_form(known[each]) for each in message.stickers]
    if message.interaction:
        form |= {"interaction_metadata": message.interaction, "webhook_id": str(state.application.id)}
    if message.author == state.bot.id and (message.interaction or message.components):
        form["application_id"] = str(state.application.id)
    if message.flags & Flag.HAS_THREAD and message.id in state.channels:
        form["thread"] = channel_form(state, state.channels[message.id])
    return form


def _answered(state: State, message: Message, *, deep: bool) -> Json:
    if message.reference is None:
        return {}
    form: Json = {"message_reference": reference_form(message.reference)}
    if message.reference.forwards:
        return form | {"message_snapshots": [snapshot_form(state, each) for each in message.snapshots]}
    if deep:
        answered = state.said[message.reference.channel].get(message.reference.message)
        form["referenced_message"] = message_form(state, answered, deep=False) if answered else None
    return form


def reference_form(reference: Reference) -> Json:
    """What a message points at."""
    form = {"type": int(reference.forwards), "message_id": str(reference.message), "channel_id": str(reference.channel)}
    return form | ({"guild_id": str(reference.guild)} if reference.guild else {})


def snapshot_form(state: State, taken: Message) -> Json:
    """What a forward shows of the message it took along."""
    form = message_form(state, taken, deep=False)
    return {"message": {name: form[name] for name in IN_A_SNAPSHOT if name in form}}


IN_A_SNAPSHOT = (
    "type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "mentions", "mention_roles",
    "components", "sticker_items",
)  # fmt: skip


def _id(snowflake: int | None) -> str | None:
    return None if snowflake is None else str(snowflake)
