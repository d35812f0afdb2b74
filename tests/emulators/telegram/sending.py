"""The methods that send."""

from dataclasses import replace
from functools import partial

from tests.emulators.refusals import Refusals
from tests.emulators.telegram import forms, keyboards, limits, places, texts
from tests.emulators.telegram.errors import bad
from tests.emulators.telegram.methods import Methods
from tests.emulators.telegram.parameters import (
    EditText,
    Item,
    SendAction,
    SendAnimation,
    SendAudio,
    SendDocument,
    Sending,
    SendingOne,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
    Worded,
)
from tests.emulators.telegram.places import Where
from tests.emulators.telegram.things import GENERAL, Draft, Json, Medium, Message
from tests.emulators.telegram.uploads import Uploads
from tests.emulators.telegram.world import World

ONE_FILE: dict[Medium, type[SendingOne]] = {
    Medium.PHOTO: SendPhoto,
    Medium.DOCUMENT: SendDocument,
    Medium.VIDEO: SendVideo,
    Medium.ANIMATION: SendAnimation,
    Medium.AUDIO: SendAudio,
    Medium.VOICE: SendVoice,
    Medium.VIDEO_NOTE: SendVideoNote,
    Medium.STICKER: SendSticker,
}
TOGETHER = (
    frozenset({Medium.PHOTO, Medium.VIDEO}),
    frozenset({Medium.DOCUMENT}),
    frozenset({Medium.AUDIO}),
)
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
FIRST_ALBUM = 13_000_000_000
NOWHERE = "shown nowhere: in a forum, General is named by message_thread_id=1 in chat actions (T20)"


class SendingMethods:
    """Text, files, albums, and what the bot is seen to do."""

    def __init__(self, world: World, refusals: Refusals) -> None:
        self._world = world
        self._refusals = refusals

    def methods(self) -> Methods:
        """What they are called, what they take, and what does them."""
        methods = Methods()
        methods.add("sendMessage", SendMessage, self._message, sends=True)
        for medium, takes in ONE_FILE.items():
            name = "send" + medium.title().replace("_", "")
            methods.add(name, takes, partial(self._file, medium), sends=True)
        methods.add("sendMediaGroup", SendMediaGroup, self._album, sends=True)
        methods.add("sendChatAction", SendAction, self._action)
        return methods

    def _message(self, told: SendMessage, _: Uploads) -> Json:
        where = places.where(self._world, told, None)
        return self._one(where, told, text_of(told))

    def _file(self, medium: Medium, told: SendingOne, uploads: Uploads) -> Json:
        where = places.where(self._world, told, medium)
        item = _item(medium, told)
        text, entities = caption_of(item)
        return self._one(where, told, Draft(text, entities, uploads.kept(item), above=item.show_caption_above_media))

    def _one(self, where: Where, told: SendingOne, said: Draft) -> Json:
        inline, asks = keyboards.checked(told.reply_markup, where.chat)
        return forms.message_form(self._world, self._post(where, told, replace(said, keyboard=inline, asks=asks)))

    def _post(self, where: Where, told: Sending, said: Draft) -> Message:
        placed = replace(
            said,
            topic=where.topic,
            reply_to=where.reply_to,
            quote=where.quote,
            protected=told.protect_content,
            silent=told.disable_notification,
        )
        return self._world.post(where.chat, self._world.bot.id, placed)

    def _album(self, told: SendMediaGroup, uploads: Uploads) -> list[Json]:
        _fits_together(told.media)
        where = places.where(self._world, told, Medium(told.media[0].type))
        drafts = []
        for item in told.media:
            text, entities = caption_of(item)
            drafts.append(Draft(text, entities, uploads.kept(item), above=item.show_caption_above_media))
        if len({_group(each.media.file.kind) for each in drafts if each.media}) > 1:
            raise bad("can't use the media of the specified type in the album")
        album = str(next(self._world.new_number) + FIRST_ALBUM)
        posted = [self._post(where, told, replace(each, album=album)) for each in drafts]
        return [forms.message_form(self._world, each) for each in posted]

    def _action(self, told: SendAction, _: Uploads) -> bool:
        if told.action not in ACTIONS:
            raise bad("wrong parameter action in request")
        chat = places.entered(self._world, told.chat_id)
        thread = told.message_thread_id
        if thread != GENERAL or not chat.is_forum:
            places.topic(self._world, chat, thread)
        if chat.is_forum and thread is None:
            self._refusals.record("sendChatAction", 0, NOWHERE)
            return True
        self._world.act(chat, thread, told.action)
        return True


def text_of(told: SendMessage | EditText) -> Draft:
    """A text that fits."""
    text, entities = texts.parsed(told.text, told.parse_mode, told.entities)
    if not text:
        raise bad("message text is empty")
    if texts.units(text) > limits.TEXT:
        raise bad("message is too long")
    return Draft(text, entities, preview=told.link_preview_options)


def caption_of(told: Worded) -> tuple[str, tuple[Json, ...]]:
    """A caption that fits."""
    text, entities = texts.parsed(told.caption, told.parse_mode, told.caption_entities)
    if texts.units(text) > limits.CAPTION:
        raise bad("message caption is too long")
    return text, entities


def _item(medium: Medium, told: SendingOne) -> Item:
    """The parameters of a method for one kind of file, as an item of an album has them."""
    given = told.model_dump(exclude_unset=True, exclude=set(SendingOne.model_fields))
    source = given.pop(str(medium), None)
    return Item(type=medium, media=source, **given)


def _group(kind: Medium) -> frozenset[Medium]:
    return next((each for each in TOGETHER if kind in each), frozenset({kind}))


def _fits_together(items: list[Item]) -> None:
    if len(items) not in limits.ALBUM:
        few = len(items) < limits.ALBUM.start
        raise bad(f"too {'few' if few else 'many'} messages to send as an album")
    kinds = {item.type for item in items}
    if not any(kinds <= together for together in TOGETHER):
        raise bad(f"{sorted(kinds)} can't be sent in one album")
