"""What is said where: messages made, changed, deleted and read, and whom they ping."""

import io
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from PIL import Image, UnidentifiedImageError

from tests.emulators.discord import forms
from tests.emulators.discord.components import Component
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.state import Happening, State
from tests.emulators.discord.things import (
    Attachment,
    Channel,
    Draft,
    File,
    Json,
    Mentions,
    Message,
    MessageKind,
    Reference,
)

USER_MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
LEFT_TO_DISCORD: dict[int, Json] = {Component.STRING_SELECT: {"min_values": 1, "max_values": 1}}
EVERYBODY = re.compile(r"@(everyone|here)\b")


class Messages:
    """The messages of all channels. Nobody's right to speak is checked here: that is the matter of who asks."""

    def __init__(self, state: State) -> None:
        self._state = state

    def post(self, channel: int, author: int, draft: Draft, *, under: int | None = None) -> Message:
        """Say it, and tell it: MESSAGE_CREATE. An archived thread wakes up first; `under` is an id already given."""
        state, place = self._state, self._state.channels[channel]
        self._wake(place)
        message = Message(
            id=under or state.snowflake(),
            channel=channel,
            author=author,
            content=draft.content,
            kind=_kind(draft),
            attachments=self.keep(channel, draft.files),
            components=numbered(draft.components),
            embeds=[{"type": "rich", **each} for each in draft.embeds],
            stickers=list(draft.stickers),
            reference=draft.reference,
            snapshots=self._taken(draft.reference),
            flags=draft.flags,
            nonce=draft.nonce,
            interaction=draft.interaction,
            seen_by=draft.seen_by,
            tts=draft.tts,
        )
        message.mentions = self._mentions(message, draft.allowed)
        state.said[channel][message.id] = message
        if message.seen_by is None:
            place.last_message, place.count = message.id, place.count + 1
            self._tell("MESSAGE_CREATE", message, forms.created_form(state, message))
        return message

    def changed(self, message: Message, allowed: Json | None = None, *, author: bool = True) -> None:
        """Tell that a message's fields were changed: MESSAGE_UPDATE; mentions are read again (D33)."""
        message.edited = self._state.clock.now() if author else message.edited
        message.mentions = self._mentions(message, allowed)
        if message.seen_by is None:
            self._tell("MESSAGE_UPDATE", message, forms.created_form(self._state, message))

    def delete(self, message: Message) -> None:
        """Take it away: MESSAGE_DELETE."""
        del self._state.said[message.channel][message.id]
        if message.seen_by is None:
            self._tell("MESSAGE_DELETE", message, {"id": str(message.id), "channel_id": str(message.channel)})

    def get(self, channel: int, message: int) -> Message | None:
        """One message; an ephemeral one cannot be fetched (D5)."""
        found = self._state.said[channel].get(message)
        return found if found and found.seen_by is None else None

    def all(self, channel: int) -> list[Message]:
        """What everybody there sees, the oldest first."""
        return [each for each in self._state.said[channel].values() if each.seen_by is None]

    def keep(self, channel: int, files: Iterable[File]) -> list[Attachment]:
        """Take files in."""
        return [_measured(Attachment(self._state.snowflake(), channel, file)) for file in files]

    def _taken(self, reference: Reference | None) -> list[Message]:
        if reference is None or not reference.forwards:
            return []
        source = self._state.said[reference.channel][reference.message]
        return source.snapshots or [replace(source, attachments=list(source.attachments))]

    def _wake(self, place: Channel) -> None:
        if place.is_thread and place.archived:
            place.archived, place.archived_at = False, self._state.clock.now()
            form = forms.channel_form(self._state, place)
            self._state.happen(Happening("THREAD_UPDATE", form, place.guild, place.id))

    def _mentions(self, message: Message, allowed: Json | None) -> Mentions:
        parse, users, roles = _filter(allowed)
        found = [int(each) for each in USER_MENTION.findall(message.content)]
        pinged = [each for each in found if "users" in parse or each in users]
        answered = self._answered_author(message)
        if answered and (allowed or {"replied_user": True}).get("replied_user", False):
            pinged.append(answered)
        named = [int(each) for each in ROLE_MENTION.findall(message.content)]
        everyone = bool(EVERYBODY.search(message.content)) and "everyone" in parse
        return Mentions(
            users=tuple(dict.fromkeys(each for each in pinged if each in self._state.users)),
            roles=tuple(dict.fromkeys(each for each in named if "roles" in parse or each in roles)),
            everyone=everyone and Permission.MENTION_EVERYONE in self._may(message),
        )

    def _may(self, message: Message) -> Permission:
        return self._state.permissions(message.author, message.channel)

    def _answered_author(self, message: Message) -> int | None:
        if message.kind != MessageKind.REPLY or message.reference is None:
            return None
        answered = self._state.said[message.channel].get(message.reference.message)
        return answered.author if answered else None

    def _tell(self, name: str, message: Message, form: Json) -> None:
        guild = self._state.channels[message.channel].guild
        form |= {"guild_id": str(guild)} if guild else {}
        self._state.happen(Happening(name, form, guild, message.channel))


def _kind(draft: Draft) -> MessageKind:
    if draft.kind == MessageKind.DEFAULT and draft.reference and not draft.reference.forwards:
        return MessageKind.REPLY
    return draft.kind


def _filter(allowed: Json | None) -> tuple[Sequence[str], set[int], set[int]]:
    if allowed is None:
        return ("users", "roles", "everyone"), set(), set()
    users, roles = ({int(each) for each in allowed.get(name) or ()} for name in ("users", "roles"))
    return allowed.get("parse") or (), users, roles


def _measured(attachment: Attachment) -> Attachment:
    if attachment.file.media_type.startswith("image/"):
        try:
            with Image.open(io.BytesIO(attachment.file.data)) as image:
                attachment.width, attachment.height = image.size
        except UnidentifiedImageError:
            pass
    return attachment


def numbered(components: Iterable[Json]) -> list[Json]:
    """Components as Discord gives them back: each with a number of its own, and with what was left to it."""
    numbers = itertools.count(1)

    def number(component: Json) -> Json:
        own = {"id": next(numbers), **LEFT_TO_DISCORD.get(component["type"], {}), **component}
        if "components" in own:
            own["components"] = [number(each) for each in own["components"]]
        if own["type"] == Component.GALLERY:
            own["items"] = [_shown(each) for each in own["items"]]
        return own

    return [number(each) for each in components]


def _shown(item: Json) -> Json:
    media = item["media"]
    return {"description": None, "spoiler": False, **item, "media": {"id": "0", "proxy_url": media["url"], **media}}
