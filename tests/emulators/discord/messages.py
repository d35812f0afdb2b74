"""The routes of messages: say, read, change, delete.

Source: resources/message.mdx.
"""

from dataclasses import replace

from aiohttp import web

from tests.emulators.discord import bodies, checks, forms, limits
from tests.emulators.discord.bodies import Body
from tests.emulators.discord.calls import Call, rules, snowflake
from tests.emulators.discord.checks import EDITING, Rules
from tests.emulators.discord.codes import Code, Form, Refused
from tests.emulators.discord.permissions import Permission, to_send
from tests.emulators.discord.said import numbered
from tests.emulators.discord.things import (
    Attachment,
    Channel,
    Draft,
    Flag,
    Json,
    Kind,
    Message,
    MessageKind,
    Reference,
)
from tests.emulators.discord.withheld import Viewer, withheld
from tests.emulators.discord.world import World

ALL = "/channels/{channel_id}/messages"
ONE = f"{ALL}/{{message_id}}"
FORWARD = 1
NOT_IN = frozenset({Kind.CATEGORY, *Kind.forums()})
DEFAULT_PAGE = 50
PAGING = ("before", "after", "around")
CHANGEABLE = ("components", "content", "embeds", "flags", "attachments")
SAYING = ("content", "attachments", "components", "embeds", "stickers")
OWN = frozenset({MessageKind.DEFAULT, MessageKind.REPLY, MessageKind.CHAT_INPUT_COMMAND,
                 MessageKind.CONTEXT_MENU_COMMAND})  # fmt: skip


class MessageRoutes:
    """Serves the messages of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._nonces: dict[tuple[int, str], tuple[float, int]] = {}

    def routes(self) -> list[web.RouteDef]:
        """What is served."""
        return [
            web.post(ALL, self._create),
            web.get(ALL, self._history),
            web.get(ONE, self._read),
            web.patch(ONE, self._edit),
            web.delete(ONE, self._delete),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        call, body = Call(self._world, request), await bodies.read(request)
        channel = call.channel
        if channel.kind in NOT_IN:
            raise Refused(Code.NOT_IN_THIS_KIND)
        call.needs(channel, to_send(channel))
        if again := self._repeated(channel, body.form):
            return self._told(forms.created_form(self._world, again), channel)
        draft = replace(checks.draft(body, rules(self._world, channel)), reference=self._reference(call, body, channel))
        may_say(call, channel, draft)
        message = self._world.messages.post(channel.id, self._world.bot.id, draft)
        self._remember(message, body.form)
        return self._told(forms.created_form(self._world, message), channel)

    def _repeated(self, channel: Channel, told: Json) -> Message | None:
        made, message = self._nonces.get((channel.id, str(told.get("nonce"))), (0.0, 0))
        if told.get("enforce_nonce") and self._world.clock.now() - made <= limits.NONCE_MEMORY:
            return self._world.messages.get(channel.id, message)
        return None

    def _remember(self, message: Message, told: Json) -> None:
        if told.get("nonce") is not None:
            self._nonces[message.channel, str(message.nonce)] = self._world.clock.now(), message.id

    def _reference(self, call: Call, body: Body, channel: Channel) -> Reference | None:
        told = body.form.get("message_reference")
        if told is None:
            return None
        forwards = told.get("type") == FORWARD
        where = snowflake(told.get("channel_id") or channel.id, "message_reference.channel_id")
        reference = Reference(snowflake(told.get("message_id"), "message_reference.message_id"), where, channel.guild,
                              forwards=forwards)  # fmt: skip
        if forwards:
            return self._forwarded(call, reference)
        if not self._world.may(self._world.bot.id, channel.id, Permission.READ_MESSAGE_HISTORY):
            raise Refused(Code.NO_REPLY)
        if self._answerable(reference, channel):
            return reference
        if told.get("fail_if_not_exists", True):
            form = Form()
            form.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            form.settle()
        return None

    def _answerable(self, reference: Reference, channel: Channel) -> bool:
        found = self._world.messages.get(reference.channel, reference.message)
        return reference.channel == channel.id and found is not None and found.kind in OWN

    def _forwarded(self, call: Call, reference: Reference) -> Reference:
        source = self._world.channels.get(reference.channel)
        message = self._world.messages.get(reference.channel, reference.message)
        if source is None or message is None:
            raise Refused(Code.UNKNOWN_MESSAGE)
        call.needs(source, Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
        if not self._told_form(message)["content"] and message.content:
            raise Refused(Code.CANNOT_FORWARD)
        return replace(reference, guild=source.guild)

    async def _history(self, request: web.Request) -> web.Response:
        call = Call(self._world, request)
        channel = call.channel
        if not self._world.may(self._world.bot.id, channel.id, Permission.READ_MESSAGE_HISTORY):
            return web.json_response([])
        page = _page(self._world.messages.all(channel.id), request)
        return web.json_response([self._told_form(each) for each in page])

    async def _read(self, request: web.Request) -> web.Response:
        call = Call(self._world, request)
        channel = call.channel
        call.needs(channel, Permission.READ_MESSAGE_HISTORY)
        return web.json_response(self._told_form(call.message(channel)))

    async def _edit(self, request: web.Request) -> web.Response:
        call, body = Call(self._world, request), await bodies.read(request)
        channel = call.channel
        message = call.message(channel)
        if message.author != self._world.bot.id:
            raise Refused(Code.NOT_THE_AUTHOR)
        if message.kind not in OWN:
            raise Refused(Code.SYSTEM_MESSAGE)
        if channel.is_thread and channel.archived:
            raise Refused(Code.ARCHIVED)
        apply(self._world, message, body, rules(self._world, channel))
        return self._told(forms.created_form(self._world, message), channel)

    async def _delete(self, request: web.Request) -> web.Response:
        call = Call(self._world, request)
        channel = call.channel
        message = call.message(channel)
        if message.author != self._world.bot.id:
            if channel.guild is None:
                raise Refused(Code.NOT_IN_A_DM)
            call.needs(channel, Permission.MANAGE_MESSAGES)
        if channel.is_thread and channel.archived:
            raise Refused(Code.ARCHIVED)
        self._world.messages.delete(message)
        return web.Response(status=204)

    def _told(self, form: Json, channel: Channel) -> web.Response:
        answer = {name: value for name, value in form.items() if name not in {"guild_id", "member", "channel_type"}}
        return web.json_response(self._withheld(answer, channel))

    def _told_form(self, message: Message) -> Json:
        channel = self._world.channels[message.channel]
        return self._withheld(forms.message_form(self._world, message), channel)

    def _withheld(self, form: Json, channel: Channel) -> Json:
        viewer = Viewer(self._world.bot.id, self._world.application.content_intent)
        return withheld(form, viewer, private=channel.guild is None)


def apply(world: World, message: Message, body: Body, taken: Rules) -> None:
    """Change a message as an edit asks: what it does not name stays, files that it does not name go."""
    told = body.form
    wanted = checks.draft(_with_v2(body, message), replace(taken, fields=EDITING))
    message_then = replace(
        message,
        components=numbered(wanted.components) if told.get("components") is not None else message.components,
        content=wanted.content if "content" in told else message.content,
        embeds=list(wanted.embeds) if "embeds" in told else message.embeds,
        flags=message.flags if told.get("flags") is None else message.flags & ~Flag.SUPPRESS_EMBEDS | wanted.flags,
        attachments=_kept(message, told, wanted) + world.messages.keep(message.channel, wanted.files),
    )
    if not any(getattr(message_then, name) for name in SAYING):
        raise Refused(Code.EMPTY_MESSAGE)
    for name in CHANGEABLE:
        setattr(message, name, getattr(message_then, name))
    world.messages.changed(message, told.get("allowed_mentions"))


def _with_v2(body: Body, message: Message) -> Body:
    lasting = message.flags & Flag.IS_COMPONENTS_V2
    return replace(body, json=body.form | {"flags": (body.form.get("flags") or 0) | lasting}) if lasting else body


def _kept(message: Message, told: Json, wanted: Draft) -> list[Attachment]:
    if told.get("attachments") is None:
        return list(message.attachments)
    own = {each.id: each for each in message.attachments}
    named = [each for each in told["attachments"] if int(each["id"]) >= limits.FILES]
    form = Form()
    unknown = [each["id"] for each in named if int(each["id"]) not in own]
    form.check(not unknown, "attachments", "ATTACHMENT_NOT_FOUND", f"Attachments {unknown} are not on this message")
    fits = len(named) + len(wanted.files) <= limits.FILES
    form.check(fits, "attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    form.settle()
    return [_described(own[int(each["id"])], each) for each in named]


def _described(kept: Attachment, told: Json) -> Attachment:
    description = told.get("description", kept.file.description)
    spoiler = told.get("is_spoiler", kept.file.spoiler)
    return replace(kept, file=replace(kept.file, description=description, spoiler=spoiler))


def may_say(call: Call, channel: Channel, draft: Draft) -> None:
    """Refuse what this place does not take from the bot: empty, unpermitted, blocked, to a closed door."""
    checks.says_something(draft)
    if draft.files:
        call.needs(channel, Permission.ATTACH_FILES)
    if draft.embeds:
        call.needs(channel, Permission.EMBED_LINKS)
    if channel.is_thread:
        _may_wake(call, channel)
    if channel.guild is None:
        _door_open(call.world, channel)
    else:
        _automod(call.world, channel.guild, draft)
    _stickers(call.world, channel, draft)


def _may_wake(call: Call, thread: Channel) -> None:
    moderates = call.world.may(call.world.bot.id, thread.id, Permission.MANAGE_THREADS)
    if thread.locked and not moderates:
        raise Refused(Code.ARCHIVED if thread.archived else Code.LOCKED)


def _door_open(world: World, channel: Channel) -> None:
    [other] = [world.users[user] for user in channel.recipients if user != world.bot.id]
    if not other.dms_open or other.bot:
        raise Refused(Code.CANNOT_DM)
    common = any({other.id, world.bot.id} <= guild.members.keys() for guild in world.guilds.values())
    if not common and other.id not in world.application.users:
        raise Refused(Code.CANNOT_DM_NOW)


def _automod(world: World, guild: int, draft: Draft) -> None:
    said = draft.content.casefold()
    if any(word.casefold() in said for word in world.guilds[guild].blocked_words):
        raise Refused(Code.BLOCKED_BY_AUTOMOD)


def _stickers(world: World, channel: Channel, draft: Draft) -> None:
    own = world.guilds[channel.guild].stickers if channel.guild else {}
    if not set(draft.stickers) <= own.keys():
        raise Refused(Code.STICKER_UNUSABLE)


def _page(messages: list[Message], request: web.Request) -> list[Message]:
    """The newest first; `around` has half of the page on either side."""
    limit = _limit(request)
    given = {
        name: snowflake(request.query[name], name) for name in ("before", "after", "around") if name in request.query
    }
    if len(given) > 1:
        form = Form()
        form.add("before", "MUTUALLY_EXCLUSIVE", "Only one of before, after and around.")
        form.settle()
    match given:
        case {"before": before}:
            page = [each for each in messages if each.id < before][-limit:]
        case {"after": after}:
            page = [each for each in messages if each.id > after][:limit]
        case {"around": around}:
            older = [each for each in messages if each.id < around]
            newer = [each for each in messages if each.id >= around]
            page = (older[-(limit // 2) :] if limit > 1 else []) + newer[: limit - limit // 2]
        case _:
            page = messages[-limit:]
    return page[::-1]


def _limit(request: web.Request) -> int:
    given = request.query.get("limit", str(DEFAULT_PAGE))
    form = Form()
    fits = given.isdecimal() and 1 <= int(given) <= limits.HISTORY
    form.check(fits, "limit", "NUMBER_TYPE_MAX", f"int value should be between 1 and {limits.HISTORY}.")
    form.settle()
    return int(given)
