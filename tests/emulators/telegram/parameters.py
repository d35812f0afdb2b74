"""What each method takes: a table of our own, from the Bot API's reference.

Unknown fields are overlooked by Telegram; here they are mistakes.
"""

import json
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tests.emulators.telegram import limits
from tests.emulators.telegram.things import Json


def _decoded(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _numbered(value: object) -> object:
    return int(value) if isinstance(value, str) and value.removeprefix("-").isdecimal() else value


def _true(value: object) -> object:
    return {"true": True, "false": False, "True": True, "False": False, "1": True, "0": False}.get(str(value), value)


Decoded = BeforeValidator(_decoded)
ChatId = Annotated[int | str, BeforeValidator(_numbered)]
Number = Annotated[int, Field(ge=1)]
Flag = Annotated[bool, BeforeValidator(_true)]
Objects = Annotated[list[Json] | None, Decoded]
Object = Annotated[Json | None, Decoded]
Texts = Annotated[list[str] | None, Decoded]


class Strict(BaseModel):
    """Nothing misspelt goes unnoticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Strict):
    """No parameters."""


class GetUpdates(Strict):
    """getUpdates."""

    offset: int = 0
    limit: int = Field(default=100, ge=limits.UPDATES.start, lt=limits.UPDATES.stop)
    timeout: int = Field(default=0, ge=0)
    allowed_updates: Texts = None


class SetWebhook(Strict):
    """setWebhook."""

    url: str
    ip_address: str = ""
    max_connections: int = Field(
        default=limits.DEFAULT_CONNECTIONS, ge=limits.CONNECTIONS.start, lt=limits.CONNECTIONS.stop
    )
    allowed_updates: Texts = None
    drop_pending_updates: Flag = False
    secret_token: str = ""


class DeleteWebhook(Strict):
    """deleteWebhook."""

    drop_pending_updates: Flag = False


class InChat(Strict):
    """A chat."""

    chat_id: ChatId


class InTopic(InChat):
    """A chat, and a topic of it."""

    message_thread_id: Number | None = None


class ReplyParameters(Strict):
    """What is answered."""

    message_id: Number
    chat_id: ChatId | None = None
    allow_sending_without_reply: bool = False
    quote: str | None = None
    quote_parse_mode: str | None = None
    quote_entities: list[Json] | None = None
    quote_position: int | None = None


class Sending(InTopic):
    """What all that send take."""

    disable_notification: Flag = False
    protect_content: Flag = False
    allow_paid_broadcast: Flag = False
    message_effect_id: str | None = None
    reply_parameters: Annotated[ReplyParameters | None, Decoded] = None


class SendingOne(Sending):
    """A message that may have buttons."""

    reply_markup: Object = None


class SendMessage(SendingOne):
    """sendMessage."""

    text: str
    parse_mode: str | None = None
    entities: Objects = None
    link_preview_options: Object = None


class Worded(Strict):
    """The words below a file."""

    caption: str = ""
    parse_mode: str | None = None
    caption_entities: Objects = None


class Captioned(Worded):
    """Words that may stand above a picture as well."""

    show_caption_above_media: Flag = False


class Item(Captioned):
    """A file and how it is shown: an InputMedia, or the parameters of a method that sends one file."""

    type: str
    media: str | None = None
    thumbnail: str | None = None
    cover: str | None = None
    has_spoiler: Flag = False
    disable_content_type_detection: Flag = False
    supports_streaming: Flag = False
    width: int = Field(default=0, ge=0)
    height: int = Field(default=0, ge=0)
    length: int = Field(default=0, ge=0)
    duration: int = Field(default=0, ge=0)
    start_timestamp: int = Field(default=0, ge=0)
    title: str = ""
    performer: str = ""
    emoji: str = ""


class SendPhoto(SendingOne, Captioned):
    """sendPhoto."""

    photo: str | None = None
    has_spoiler: Flag = False


class SendDocument(SendingOne, Worded):
    """sendDocument."""

    document: str | None = None
    thumbnail: str | None = None
    disable_content_type_detection: Flag = False


class Measured(SendingOne, Captioned):
    """What all moving pictures take."""

    duration: int = Field(default=0, ge=0)
    width: int = Field(default=0, ge=0)
    height: int = Field(default=0, ge=0)
    thumbnail: str | None = None
    has_spoiler: Flag = False


class SendVideo(Measured):
    """sendVideo."""

    video: str | None = None
    cover: str | None = None
    start_timestamp: int = Field(default=0, ge=0)
    supports_streaming: Flag = False


class SendAnimation(Measured):
    """sendAnimation."""

    animation: str | None = None


class SendAudio(SendingOne, Worded):
    """sendAudio."""

    audio: str | None = None
    duration: int = Field(default=0, ge=0)
    performer: str = ""
    title: str = ""
    thumbnail: str | None = None


class SendVoice(SendingOne, Worded):
    """sendVoice."""

    voice: str | None = None
    duration: int = Field(default=0, ge=0)


class SendVideoNote(SendingOne):
    """sendVideoNote."""

    video_note: str | None = None
    duration: int = Field(default=0, ge=0)
    length: int = Field(default=0, ge=0)
    thumbnail: str | None = None


class SendSticker(SendingOne):
    """sendSticker."""

    sticker: str | None = None
    emoji: str = ""


class SendMediaGroup(Sending):
    """sendMediaGroup."""

    media: Annotated[list[Item], Decoded]


class InMessage(InChat):
    """A message that is there."""

    message_id: Number


class EditMarkup(InMessage):
    """editMessageReplyMarkup."""

    reply_markup: Object = None


class EditText(EditMarkup):
    """editMessageText."""

    text: str
    parse_mode: str | None = None
    entities: Objects = None
    link_preview_options: Object = None


class EditCaption(EditMarkup, Captioned):
    """editMessageCaption."""


class DeleteMessages(InChat):
    """deleteMessages."""

    message_ids: Annotated[list[Number], Decoded]


class AnswerCallback(Strict):
    """answerCallbackQuery."""

    callback_query_id: str
    text: str = ""
    show_alert: Flag = False
    url: str = ""
    cache_time: int = 0


class SendAction(InTopic):
    """sendChatAction."""

    action: str


class GetFile(Strict):
    """getFile."""

    file_id: str


class OfMember(InChat):
    """getChatMember."""

    user_id: int


class Scope(Strict):
    """A BotCommandScope."""

    type: str = "default"
    chat_id: ChatId | None = None
    user_id: int | None = None


class OfCommands(Strict):
    """getMyCommands, deleteMyCommands."""

    scope: Annotated[Scope, Decoded] = Scope()
    language_code: str = ""


class SetCommands(OfCommands):
    """setMyCommands."""

    commands: Annotated[list[Json], Decoded]


class InLanguage(Strict):
    """getMyName and its like."""

    language_code: str = ""


class SetName(InLanguage):
    """setMyName."""

    name: str = Field(default="", max_length=limits.BOT_NAME)


class SetDescription(InLanguage):
    """setMyDescription."""

    description: str = Field(default="", max_length=limits.BOT_DESCRIPTION)


class SetShortDescription(InLanguage):
    """setMyShortDescription."""

    short_description: str = Field(default="", max_length=limits.BOT_SHORT_DESCRIPTION)


class CreateTopic(InChat):
    """createForumTopic."""

    name: str = Field(min_length=1, max_length=limits.TOPIC_NAME)
    icon_color: int | None = None
