"""Where the bot may speak: chats, topics, and messages it may answer."""

from dataclasses import dataclass

from tests.emulators.telegram import limits
from tests.emulators.telegram.errors import BLOCKED, NO_THREAD, Refused, bad, forbidden, migrated
from tests.emulators.telegram.parameters import ReplyParameters, Sending
from tests.emulators.telegram.state import State
from tests.emulators.telegram.texts import units
from tests.emulators.telegram.things import GENERAL, Chat, Json, Medium, Message, Status

RIGHTS = {
    None: ("can_send_messages", "text messages"),
    Medium.PHOTO: ("can_send_photos", "photos"),
    Medium.DOCUMENT: ("can_send_documents", "documents"),
    Medium.VIDEO: ("can_send_videos", "videos"),
    Medium.ANIMATION: ("can_send_other_messages", "animations"),
    Medium.AUDIO: ("can_send_audios", "music"),
    Medium.VOICE: ("can_send_voice_notes", "voice messages"),
    Medium.VIDEO_NOTE: ("can_send_video_notes", "video notes"),
    Medium.STICKER: ("can_send_other_messages", "stickers"),
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where something is to be said, and what it answers."""

    chat: Chat
    topic: int | None
    reply_to: int | None
    quote: Json | None


def known(state: State, chat_id: int | str) -> Chat:
    """A chat the bot knows of."""
    if isinstance(chat_id, str):
        named = chat_id.removeprefix("@").lower()
        chat = next((each for each in state.chats.values() if each.username.lower() == named), None)
    else:
        chat = state.chats.get(chat_id)
    if chat is None:
        raise bad("chat not found")
    return chat


def entered(state: State, chat_id: int | str) -> Chat:
    """A chat the bot is in."""
    chat = known(state, chat_id)
    if chat.migrated_to:
        raise migrated(chat.migrated_to)
    no = _closed_door(state, chat) if chat.is_private else _outside(state, chat)
    if no:
        raise no
    return chat


def may_send(state: State, chat: Chat, medium: Medium | None) -> None:
    """Refuse what the group does not let the bot send."""
    if chat.is_private:
        return
    member = chat.member(state.bot.id)
    right, words = RIGHTS[medium]
    denied = right in chat.denied and not member.leads
    if denied or (member.status is Status.RESTRICTED and right not in member.rights):
        raise bad(f"not enough rights to send {words} to the chat")


def topic(state: State, chat: Chat, thread: int | None) -> int | None:
    """The topic of a thread id; General goes without one (T20), and nothing else has topics."""
    if thread is not None and (thread == GENERAL or thread not in chat.topics):
        raise bad(NO_THREAD)
    meant = thread or (GENERAL if chat.is_forum else None)
    if meant and chat.topics[meant].closed and not may_manage_topics(state, chat):
        raise bad("TOPIC_CLOSED")
    return meant


def may_manage_topics(state: State, chat: Chat) -> bool:
    """Whether the bot opens and closes topics."""
    member = chat.member(state.bot.id)
    return member.leads and "can_manage_topics" in member.rights


def where(state: State, told: Sending, medium: Medium | None) -> Where:
    """The place of a message, if the bot may say it there; a reply without a topic goes where it belongs."""
    chat = entered(state, told.chat_id)
    may_send(state, chat, medium)
    meant = topic(state, chat, told.message_thread_id)
    if told.reply_parameters is None:
        return Where(chat, meant, None, None)
    answered = _answered(state, chat, told.reply_parameters)
    if answered is None:
        return Where(chat, meant, None, None)
    if told.message_thread_id is None and answered.topic not in {None, GENERAL}:
        meant = topic(state, chat, answered.topic)
    return Where(chat, meant, answered.id, _quote(answered, told.reply_parameters))


def _closed_door(state: State, chat: Chat) -> Refused | None:
    person = state.users[chat.id]
    if person.deactivated:
        return forbidden("user is deactivated")
    if person.blocked:
        return forbidden(BLOCKED)
    if person.is_bot:
        return forbidden("bot can't send messages to bots")
    return None if person.started else forbidden("bot can't initiate conversation with a user")


def _outside(state: State, chat: Chat) -> Refused | None:
    status = chat.member(state.bot.id).status
    if status is Status.KICKED:
        return forbidden(f"bot was kicked from the {chat.kind} chat")
    return forbidden(f"bot is not a member of the {chat.kind} chat") if status is Status.LEFT else None


def _answered(state: State, chat: Chat, told: ReplyParameters) -> Message | None:
    if told.chat_id not in {None, chat.id}:
        raise bad("this emulator knows no replies into other chats")
    message = state.message(chat.id, told.message_id)
    if message is None and not told.allow_sending_without_reply:
        raise bad("message to be replied not found")
    return message


def _quote(answered: Message, told: ReplyParameters) -> Json | None:
    if told.quote is None:
        return None
    at = answered.said.text.find(told.quote)
    if at < 0 or not 1 <= units(told.quote) <= limits.QUOTE:
        raise bad("QUOTE_TEXT_INVALID")
    return {"text": told.quote, "position": units(answered.said.text[:at])}
