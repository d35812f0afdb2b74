"""The routes of channels: read, change, type, open threads, forum posts and direct messages.

Source: resources/channel.mdx, topics/threads.mdx.
"""

from dataclasses import replace

from aiohttp import web

from tests.emulators.discord import bodies, checks, forms, limits
from tests.emulators.discord.bodies import Body
from tests.emulators.discord.calls import Call, rules, snowflake
from tests.emulators.discord.codes import Code, Form, Refused
from tests.emulators.discord.messages import may_say
from tests.emulators.discord.permissions import Permission, to_send
from tests.emulators.discord.things import Channel, ChannelFlag, Draft, Json, Kind
from tests.emulators.discord.world import World

ONE = "/channels/{channel_id}"
PRIVATE_THREAD = int(Kind.PRIVATE_THREAD)
THREAD = frozenset({"name", "auto_archive_duration", "rate_limit_per_user"})
ALONE = THREAD | {"type", "invitable"}
POST = THREAD | {"message", "applied_tags"}
THREAD_CHANGES = frozenset(
    {"name", "archived", "locked", "invitable", "auto_archive_duration", "rate_limit_per_user", "flags", "applied_tags"}
)


class ChannelRoutes:
    """Serves the channels of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """What is served."""
        return [
            web.get(ONE, self._read),
            web.patch(ONE, self._change),
            web.post(f"{ONE}/typing", self._type),
            web.post(f"{ONE}/threads", self._open),
            web.post(f"{ONE}/messages/{{message_id}}/threads", self._open_under),
            web.put(f"{ONE}/thread-members/@me", self._join),
            web.post("/users/@me/channels", self._direct),
        ]

    async def _read(self, request: web.Request) -> web.Response:
        return web.json_response(forms.channel_form(self._world, Call(self._world, request).channel))

    async def _type(self, request: web.Request) -> web.Response:
        call = Call(self._world, request)
        channel = call.channel
        call.needs(channel, to_send(channel))
        self._world.types(channel.id, self._world.bot.id)
        return web.Response(status=204)

    async def _change(self, request: web.Request) -> web.Response:
        call, told = Call(self._world, request), (await bodies.read(request)).form
        thread = call.channel
        if not thread.is_thread:
            raise Refused(Code.WRONG_KIND, why="only threads are changed here")
        form = Form()
        checks.known(told, THREAD_CHANGES, form)
        form.settle()
        self._may_change(call, thread, told)
        self._changed(thread, told)
        return web.json_response(forms.channel_form(self._world, thread))

    def _may_change(self, call: Call, thread: Channel, told: Json) -> None:
        if thread.archived and told.get("archived") is not False:
            raise Refused(Code.ARCHIVED)
        own = thread.owner == self._world.bot.id and not thread.locked and "locked" not in told
        waking = set(told) == {"archived"} and not thread.locked
        call.needs(thread, Permission.VIEW_CHANNEL if own else to_send(thread) if waking else Permission.MANAGE_THREADS)

    def _changed(self, thread: Channel, told: Json) -> None:
        _named(told | {"name": told.get("name", thread.name)})
        thread.name = told.get("name", thread.name)
        thread.locked = told.get("locked", thread.locked)
        thread.auto_archive_minutes = told.get("auto_archive_duration", thread.auto_archive_minutes)
        if "archived" in told and told["archived"] != thread.archived:
            thread.archived, thread.archived_at = told["archived"], self._world.clock.now()
        self._world.change_channel(thread.id)

    async def _open(self, request: web.Request) -> web.Response:
        call, body = Call(self._world, request), await bodies.read(request)
        above = call.channel
        if above.kind in Kind.forums():
            return await self._post(call, body, above)
        if above.kind not in {Kind.TEXT, Kind.NEWS}:
            raise Refused(Code.WRONG_KIND)
        self._room_for_a_thread(above)
        _fields(body.form, ALONE)
        _named(body.form)
        private = body.form.get("type", PRIVATE_THREAD) == PRIVATE_THREAD
        call.needs(above, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
        thread = self._world.add_thread(above.id, self._world.bot.id, body.form["name"], private=private)
        return self._opened(thread, body.form)

    async def _open_under(self, request: web.Request) -> web.Response:
        call, body = Call(self._world, request), await bodies.read(request)
        above = call.channel
        message = call.message(above)
        if above.is_thread or above.guild is None:
            raise Refused(Code.WRONG_KIND)
        if message.id in self._world.channels:
            raise Refused(Code.THREAD_EXISTS)
        self._room_for_a_thread(above)
        _fields(body.form, THREAD)
        _named(body.form)
        call.needs(above, Permission.CREATE_PUBLIC_THREADS)
        thread = self._world.add_thread(above.id, self._world.bot.id, body.form["name"], message=message.id)
        return self._opened(thread, body.form)

    async def _post(self, call: Call, body: Body, forum: Channel) -> web.Response:
        self._room_for_a_thread(forum)
        _fields(body.form, POST)
        _named(body.form)
        call.needs(forum, Permission.SEND_MESSAGES)
        told = body.form.get("message")
        if not isinstance(told, dict):
            raise Refused(Code.EMPTY_MESSAGE)
        draft = checks.draft(replace(body, json=told), rules(self._world, forum))
        may_say(call, forum, draft)
        post = self._posted(forum, body.form, draft)
        first = self._world.messages.all(post.id)[0]
        form = forms.channel_form(self._world, post) | {"message": forms.message_form(self._world, first)}
        return web.json_response(form, status=201)

    def _posted(self, forum: Channel, told: Json, draft: Draft) -> Channel:
        tags = [snowflake(each, "applied_tags") for each in told.get("applied_tags") or ()]
        if not tags and forum.flags & ChannelFlag.REQUIRE_TAG:
            raise Refused(Code.TAG_REQUIRED)
        form = Form()
        form.count(tags, "applied_tags", limits.APPLIED_TAGS)
        strange = set(tags) - {tag.id for tag in forum.tags}
        form.check(not strange, "applied_tags", "CHANNEL_TAG_UNKNOWN", f"{strange} are no tags of this forum")
        form.settle()
        return self._world.add_post(forum.id, self._world.bot.id, told["name"], draft, tags)

    def _opened(self, thread: Channel, told: Json) -> web.Response:
        thread.auto_archive_minutes = told.get("auto_archive_duration") or thread.auto_archive_minutes
        return web.json_response(forms.channel_form(self._world, thread), status=201)

    def _room_for_a_thread(self, above: Channel) -> None:
        places = self._world.channels.values()
        active = [each for each in places if each.is_thread and each.guild == above.guild and not each.archived]
        if len(active) >= limits.THREADS:
            raise Refused(Code.TOO_MANY_THREADS)

    async def _join(self, request: web.Request) -> web.Response:
        thread = Call(self._world, request).channel
        if not thread.is_thread:
            raise Refused(Code.WRONG_KIND)
        if thread.archived:
            raise Refused(Code.ARCHIVED)
        thread.joined.add(self._world.bot.id)
        return web.Response(status=204)

    async def _direct(self, request: web.Request) -> web.Response:
        told = (await bodies.read(request)).form
        _fields(told, frozenset({"recipient_id"}))
        user = snowflake(told.get("recipient_id"), "recipient_id")
        if user not in self._world.users:
            raise Refused(Code.UNKNOWN_USER)
        if user == self._world.bot.id:
            raise Refused(Code.INVALID_RECIPIENTS)
        return web.json_response(forms.channel_form(self._world, self._world.dm(self._world.bot.id, user)))


def _fields(told: Json, fields: frozenset[str]) -> None:
    form = Form()
    checks.known(told, fields, form)
    form.settle()


def _named(told: Json) -> None:
    form = Form()
    form.length(told.get("name"), "name", limits.THREAD_NAME, 1)
    minutes = told.get("auto_archive_duration")
    words = f"Value must be one of {sorted(limits.ARCHIVE_MINUTES)}."
    fits = minutes is None or minutes in limits.ARCHIVE_MINUTES
    form.check(fits, "auto_archive_duration", "BASE_TYPE_CHOICES", words)
    form.settle()
