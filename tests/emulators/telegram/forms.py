"""How Telegram tells of things: the JSON of updates and answers."""

from collections.abc import Callable

from tests.emulators.telegram.files import type_of
from tests.emulators.telegram.state import State
from tests.emulators.telegram.things import (
    GENERAL,
    Callback,
    Chat,
    Draft,
    File,
    Json,
    Kept,
    Medium,
    Member,
    Message,
    Piece,
    Status,
    User,
)

ICON = 7_322_096
REACTIONS = 11
ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
MORE_ADMIN_RIGHTS = ("can_pin_messages", "can_manage_topics")
SENDING_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
RESTRICTED_MORE = ("can_react_to_messages", "can_edit_tag")


def user_form(user: User) -> Json:
    """Somebody, as others see them."""
    form: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.username:
        form["username"] = user.username
    if user.language:
        form["language_code"] = user.language
    return form


def bot_form(state: State) -> Json:
    """The bot, as it sees itself."""
    return user_form(state.bot) | {
        "can_join_groups": state.can_join_groups,
        "can_read_all_group_messages": not state.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def chat_form(state: State, chat: Chat) -> Json:
    """Where something was said."""
    form: Json = {"id": chat.id, "type": str(chat.kind)}
    if chat.is_private:
        person = state.users[chat.id]
        return form | {"first_name": person.first_name} | ({"username": person.username} if person.username else {})
    form["title"] = chat.title
    if chat.username:
        form["username"] = chat.username
    return form | ({"is_forum": True} if chat.is_forum else {})


def full_chat_form(state: State, chat: Chat) -> Json:
    """What getChat tells."""
    form = chat_form(state, chat) | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": REACTIONS,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }
    if chat.is_private:
        return form
    return form | {"permissions": {right: right not in chat.denied for right in SENDING_RIGHTS}}


def member_form(state: State, member: Member) -> Json:
    """How somebody stands in a group."""
    form: Json = {"user": user_form(state.users[member.user]), "status": str(member.status)}
    if member.status is Status.CREATOR:
        return form | {"is_anonymous": False}
    if member.status is Status.ADMINISTRATOR:
        more = {right: True for right in MORE_ADMIN_RIGHTS if right in member.rights}
        rights = {right: right in {*member.rights, "can_manage_chat"} for right in ADMIN_RIGHTS}
        return form | {"can_be_edited": False, "is_anonymous": False} | rights | more
    if member.status is Status.RESTRICTED:
        rights = {right: right in member.rights for right in (*SENDING_RIGHTS, *RESTRICTED_MORE)}
        return form | {"is_member": True, "until_date": 0} | rights
    return form | ({"until_date": 0} if member.status is Status.KICKED else {})


def message_form(state: State, message: Message, *, deep: bool = True) -> Json:
    """A message; what it answers is told once, not in its turn."""
    said, chat = message.said, state.chats[message.chat]
    form: Json = {
        "message_id": message.id,
        "from": user_form(state.users[message.author]),
        "chat": chat_form(state, chat),
        "date": int(message.at),
    }
    form |= _place(message) | _words(said) | (said.service or {})
    if said.media:
        form |= media_form(said.media)
    if message.edited is not None:
        form["edit_date"] = int(message.edited)
    form |= {name: value for name, value in _along(said).items() if value}
    if deep and (answered := _answered(state, message)):
        form["reply_to_message"] = message_form(state, answered, deep=False)
    return form


def _place(message: Message) -> Json:
    if message.topic and message.topic != GENERAL:
        return {"message_thread_id": message.topic, "is_topic_message": True}
    return {"message_thread_id": message.thread} if message.thread else {}


def _words(said: Draft) -> Json:
    name = "caption" if said.media else "text"
    form: Json = {name: said.text} if said.text else {}
    if said.entities:
        form["caption_entities" if said.media else "entities"] = list(said.entities)
    return form


def _along(said: Draft) -> Json:
    return {
        "media_group_id": said.album,
        "quote": said.quote,
        "external_reply": said.external,
        "forward_origin": said.forwarded,
        "reply_markup": said.keyboard,
        "has_protected_content": said.protected,
        "sender_chat": said.sender,
        "is_automatic_forward": said.automatic,
        "show_caption_above_media": said.above,
        "link_preview_options": said.preview,
    }


def _answered(state: State, message: Message) -> Message | None:
    """What it replies to; in a topic, what replies to nothing replies to the message that opened the topic."""
    implied = message.topic if message.topic not in {None, GENERAL, message.id} else None
    return state.message(message.chat, message.said.reply_to or implied or 0)


def piece_form(piece: Piece) -> Json:
    """What every file has."""
    return {"file_id": piece.id, "file_unique_id": piece.unique, "file_size": len(piece.data)}


def picture_form(piece: Piece) -> Json:
    """One size of a picture."""
    return piece_form(piece) | {"width": piece.width, "height": piece.height}


def media_form(kept: Kept) -> Json:
    """The file of a message, under the name of its kind."""
    form: Json = {str(kept.file.kind): SHOWN[kept.file.kind](kept)}
    if kept.file.kind is Medium.ANIMATION:
        form["document"] = _document(kept)
    if kept.file.spoiler:
        form["has_media_spoiler"] = True
    return form


def _photo(kept: Kept) -> list[Json]:
    return [picture_form(piece) for piece in kept.sizes]


def _document(kept: Kept) -> Json:
    return _bare(kept) | _named(kept.file)


def _bare(kept: Kept) -> Json:
    small = {"thumbnail": picture_form(kept.thumbnail)} if kept.thumbnail else {}
    return piece_form(kept.piece) | small


def _named(file: File) -> Json:
    named: Json = {"file_name": file.name} if file.name else {}
    return named | {"mime_type": file.type or type_of(file.name, file.data)}


def _seen(file: File) -> Json:
    return {"width": file.width, "height": file.height, "duration": file.duration}


def _film(kept: Kept) -> Json:
    cover = {"cover": [picture_form(piece) for piece in kept.cover]} if kept.cover else {}
    return _document(kept) | _seen(kept.file) | cover


def _audio(kept: Kept) -> Json:
    words = {name: getattr(kept.file, name) for name in ("title", "performer") if getattr(kept.file, name)}
    return _document(kept) | {"duration": kept.file.duration} | words


def _voice(kept: Kept) -> Json:
    return _bare(kept) | {"duration": kept.file.duration, "mime_type": kept.file.type or "audio/ogg"}


def _note(kept: Kept) -> Json:
    return _bare(kept) | {"duration": kept.file.duration, "length": kept.file.width}


def _sticker(kept: Kept) -> Json:
    file = kept.file
    moving = {"is_animated": file.moving == "animated", "is_video": file.moving == "video"}
    size = {"width": file.width or 512, "height": file.height or 512}
    return _bare(kept) | {"type": "regular"} | size | moving | ({"emoji": file.emoji} if file.emoji else {})


SHOWN: dict[Medium, Callable[[Kept], Json | list[Json]]] = {
    Medium.PHOTO: _photo,
    Medium.DOCUMENT: _document,
    Medium.VIDEO: _film,
    Medium.ANIMATION: _film,
    Medium.AUDIO: _audio,
    Medium.VOICE: _voice,
    Medium.VIDEO_NOTE: _note,
    Medium.STICKER: _sticker,
}


def callback_form(state: State, callback: Callback) -> Json:
    """A press; the message is told as far as it is still there."""
    message = callback.message
    there = state.message(message.chat, message.id)
    gone = {"chat": chat_form(state, state.chats[message.chat]), "message_id": message.id, "date": 0}
    return {
        "id": callback.id,
        "from": user_form(state.users[callback.user]),
        "message": message_form(state, there) if there else gone,
        "chat_instance": str(message.chat * 31 % 10**18),
        "data": callback.data,
    }
