"""What of a group the bot is told (T22), and whom it never hears (T40)."""

from tests.emulators.telegram import texts
from tests.emulators.telegram.state import State
from tests.emulators.telegram.things import Chat, Message


def hears(state: State, message: Message) -> bool:
    """Whether the bot is told of a message."""
    chat = state.chats[message.chat]
    if message.author == state.bot.id:
        return bool(message.said.service and "migrate_from_chat_id" in message.said.service)
    if chat.is_private:
        return not state.users[chat.id].blocked
    if message.said.service:
        return _is_there(state, chat) or message.said.service.get("left_chat_member", {}).get("id") == state.bot.id
    a_bot = state.users[message.author].is_bot and message.said.sender is None
    if not _is_there(state, chat) or a_bot:
        return False
    member = chat.member(state.bot.id)
    return member.leads or member.hears_all or _is_for_bot(state, chat, message)


def _is_there(state: State, chat: Chat) -> bool:
    return chat.member(state.bot.id).inside


def _is_for_bot(state: State, chat: Chat, message: Message) -> bool:
    answered = state.message(chat.id, message.said.reply_to or 0)
    return bool(answered and answered.author == state.bot.id) or _is_command(state, chat, message)


def _is_command(state: State, chat: Chat, message: Message) -> bool:
    for each in message.said.entities:
        if each["type"] == "bot_command":
            _, at, named = texts.part(message.said.text, each["offset"], each["length"]).partition("@")
            if named.lower() == state.bot.username or (not at and chat.last_bot in {None, state.bot.id}):
                return True
    return False
