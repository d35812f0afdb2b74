"""What the application answers to interactions: first answers, follow-ups, and changes of both.

Source: discord-api-docs, `interactions/receiving-and-responding.mdx`; D1, D2, D3, D5, D6, D7.
"""

from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from tests.emulators.discord import bodies, checks, forms, modals
from tests.emulators.discord.bodies import Body
from tests.emulators.discord.checks import Rules
from tests.emulators.discord.codes import Code, Form, Refused
from tests.emulators.discord.interactions import Act, Interaction, Interactions, Reply, metadata_form, size_limit
from tests.emulators.discord.messages import apply
from tests.emulators.discord.things import Draft, Flag, Json, Message, MessageKind, Reference
from tests.emulators.discord.world import World

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
MESSAGE = f"{WEBHOOK}/messages/{{message_id}}"
ORIGINAL = "@original"
FOLLOW_UPS = 5
CHOICES = 25
CHOICE = 100
WITH_ANSWER = {"1", "true", "True"}


class Answers:
    """The routes that need no bot's token, for the interaction's own token opens them."""

    def __init__(self, world: World, interactions: Interactions) -> None:
        self._world = world
        self._interactions = interactions
        self._first: dict[Reply, Callable[[Interaction, Body], None]] = {
            Reply.MESSAGE: self._message,
            Reply.DEFERRED: self._deferred,
            Reply.DEFERRED_UPDATE: self._deferred_update,
            Reply.UPDATE: self._update,
            Reply.CHOICES: self._choices,
            Reply.MODAL: self._modal,
        }

    def routes(self) -> list[web.RouteDef]:
        """What is served."""
        return [
            web.post(CALLBACK, self.callback),
            web.post(WEBHOOK, self.follow_up),
            web.get(MESSAGE, self.get),
            web.patch(MESSAGE, self.edit),
            web.delete(MESSAGE, self.delete),
        ]

    # ------------------------------------------------------------------------------------------------- first answers

    async def callback(self, request: web.Request) -> web.Response:
        """POST /interactions/{interaction_id}/{interaction_token}/callback."""
        body = await bodies.read(request)
        key, token = request.match_info["interaction_id"], request.match_info["interaction_token"]
        interaction = self._interactions.waiting(int(key), token)
        reply = _reply(interaction, body.form)
        self._first[reply](interaction, Body(body.form.get("data") or {}, body.parts, body.type))
        self._interactions.answered(interaction, reply)
        if request.query.get("with_response") in WITH_ANSWER:
            return web.json_response(self._callback_form(interaction, reply))
        return web.Response(status=204)

    def _message(self, interaction: Interaction, body: Body) -> None:
        draft = self._draft(interaction, body, checks.ANSWERING)
        interaction.original = self._post(interaction, draft)

    def _deferred(self, interaction: Interaction, body: Body) -> None:
        form = Form()
        checks.known(body.form, frozenset({"flags"}), form)
        flags = body.form.get("flags") or 0
        only = "Only EPHEMERAL may ride on a defer."
        form.check(flags in {0, int(Flag.EPHEMERAL)}, "data.flags", "MESSAGE_FLAGS_INVALID", only)
        form.settle()
        interaction.original = self._post(interaction, Draft(flags=flags | Flag.LOADING))

    def _deferred_update(self, interaction: Interaction, body: Body) -> None:
        interaction.original = interaction.message

    def _update(self, interaction: Interaction, body: Body) -> None:
        interaction.original = interaction.message
        self._edit(interaction, _there(interaction.original), body)

    def _choices(self, interaction: Interaction, body: Body) -> None:
        form, choices = Form(), body.form.get("choices")
        form.count(choices, "data.choices", CHOICES)
        for number, choice in enumerate(choices or ()):
            form.length(choice.get("name"), f"data.choices.{number}.name", CHOICE, 1)
            if isinstance(choice.get("value"), str):
                form.length(choice["value"], f"data.choices.{number}.value", CHOICE, 1)
        form.settle()
        interaction.choices = choices

    def _modal(self, interaction: Interaction, body: Body) -> None:
        form = Form()
        modals.check(body.form, form)
        form.settle()
        interaction.form = body.form

    def _callback_form(self, interaction: Interaction, reply: Reply) -> Json:
        form: Json = {"id": str(interaction.id), "type": int(interaction.act)}
        resource: Json = {}
        if (original := interaction.original) is not None:
            form["response_message_id"] = str(original.id)
            form["response_message_loading"] = bool(original.flags & Flag.LOADING)
            form["response_message_ephemeral"] = original.seen_by is not None
            if reply in {Reply.MESSAGE, Reply.UPDATE}:
                told = {"type": int(reply), "message": forms.message_form(self._world, original)}
                resource = {"resource": told}
        return {"interaction": form, **resource}

    # ------------------------------------------------------------------------------------------------ what follows it

    async def follow_up(self, request: web.Request) -> web.Response:
        """POST /webhooks/{webhook_id}/{webhook_token}; the first one fills a message that is only "thinking"."""
        body = await bodies.read(request)
        interaction = self._opened(request)
        if interaction.original is not None and interaction.original.flags & Flag.LOADING:
            return self._changed(interaction, interaction.original, _without_flags(body))
        if interaction.from_outside and len(interaction.follow_ups) >= FOLLOW_UPS:
            raise Refused(Code.FOLLOW_UPS_USED_UP, why=f"{interaction.what}: five follow-ups are all")
        draft = self._draft(interaction, body, checks.ANSWERING)
        message = self._post(interaction, draft, after=interaction.original)
        interaction.follow_ups.append(message)
        self._interactions.changed()
        return web.json_response(forms.message_form(self._world, message))

    async def get(self, request: web.Request) -> web.Response:
        """GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}."""
        message = self._named(request, self._opened(request))
        return web.json_response(forms.message_form(self._world, message))

    async def edit(self, request: web.Request) -> web.Response:
        """PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}."""
        body = await bodies.read(request)
        interaction = self._opened(request)
        return self._changed(interaction, self._named(request, interaction), body)

    async def delete(self, request: web.Request) -> web.Response:
        """DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}."""
        interaction = self._opened(request)
        self._world.messages.delete(self._named(request, interaction))
        self._interactions.changed()
        return web.Response(status=204)

    def _changed(self, interaction: Interaction, message: Message, body: Body) -> web.Response:
        self._edit(interaction, message, body)
        self._interactions.changed()
        return web.json_response(forms.message_form(self._world, message))

    def _opened(self, request: web.Request) -> Interaction:
        if int(request.match_info["webhook_id"]) != self._world.application.id:
            raise Refused(Code.UNKNOWN_WEBHOOK, why="no such application")
        return self._interactions.open(request.match_info["webhook_token"])

    def _named(self, request: web.Request, interaction: Interaction) -> Message:
        wanted = request.match_info["message_id"]
        for each in (interaction.original, *interaction.follow_ups):
            named = each is interaction.original if wanted == ORIGINAL else each is not None and wanted == str(each.id)
            if each is not None and named and each.id in self._world.said[each.channel]:
                return each
        raise Refused(Code.UNKNOWN_MESSAGE, why=f"{interaction.what} brought no message {wanted}")

    # ---------------------------------------------------------------------------------------------------- messages

    def _draft(self, interaction: Interaction, body: Body, fields: frozenset[str]) -> Draft:
        draft = checks.draft(body, self._rules(interaction, fields))
        checks.says_something(draft)
        return draft

    def _rules(self, interaction: Interaction, fields: frozenset[str]) -> Rules:
        size = size_limit(self._world, self._world.channels[interaction.channel])
        return Rules(fields, checks.SETTABLE | Flag.EPHEMERAL, size)

    def _post(self, interaction: Interaction, draft: Draft, after: Message | None = None) -> Message:
        flags = draft.flags | (Flag.EPHEMERAL if interaction.private else 0)
        kind, answered = _kind(interaction), after or interaction.message
        if answered is not None:
            guild = self._world.channels[answered.channel].guild
            draft = replace(draft, reference=Reference(answered.id, answered.channel, guild))
            kind = MessageKind.REPLY
        told = metadata_form(self._world, interaction, after)
        seen_by = interaction.person if flags & Flag.EPHEMERAL else None
        draft = replace(draft, flags=int(flags), kind=kind, interaction=told, seen_by=seen_by)
        return self._world.messages.post(interaction.channel, self._world.bot.id, draft)

    def _edit(self, interaction: Interaction, message: Message, body: Body) -> None:
        told = {name: each for name, each in body.form.items() if name != "tts"}
        size = size_limit(self._world, self._world.channels[message.channel])
        before = message.flags
        message.flags &= ~Flag.LOADING
        try:
            apply(self._world, message, replace(body, json=told), Rules(file_bytes=size))
        except Refused:
            message.flags = before
            raise


def _reply(interaction: Interaction, told: Json) -> Reply:
    form = Form()
    checks.known(told, frozenset({"type", "data"}), form)
    known = told.get("type") in set(Reply)
    form.check(known, "type", "BASE_TYPE_CHOICES", f"Value must be one of {[int(each) for each in Reply]}.")
    fits = not known or Reply(told["type"]) in interaction.first_answers
    why = f"Interactions of type {int(interaction.act)} cannot be answered with {told.get('type')}."
    form.check(fits, "type", "INTERACTION_CALLBACK_TYPE_INVALID", why)
    form.settle()
    return Reply(told["type"])


def _kind(interaction: Interaction) -> MessageKind:
    if interaction.act is not Act.COMMAND:
        return MessageKind.DEFAULT
    return MessageKind.CONTEXT_MENU_COMMAND if "target_id" in interaction.data else MessageKind.CHAT_INPUT_COMMAND


def _there(message: Message | None) -> Message:
    assert message is not None
    return message


def _without_flags(body: Body) -> Body:
    return replace(body, json={name: each for name, each in body.form.items() if name not in {"flags", "tts"}})
