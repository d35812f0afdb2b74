"""The Telegram of a test: made, changed and asked by tests and by the Bot API. It knows no network."""

from collections.abc import Iterable
from dataclasses import replace

from bot.clock import Clock, SystemClock
from tests.emulators.telegram import forms
from tests.emulators.telegram.state import TELEGRAM, Happening, Listener, State
from tests.emulators.telegram.texts import found
from tests.emulators.telegram.things import (
    GENERAL,
    Action,
    Callback,
    Chat,
    ChatKind,
    Draft,
    Json,
    Member,
    Message,
    Status,
    Topic,
    User,
)

__all__ = ["Happening", "Listener", "World"]


class World(State):
    """All there is, with the verbs that change it; each change is told to those who `listen`."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock or SystemClock())

    # ----------------------------------------------------------------------------------------------- people and chats

    def add_user(self, name: str, *, language: str = "en", username: str | None = None, bot: bool = False) -> User:
        """Make somebody; they have not started the bot."""
        number = next(self.new_user)
        called = f"{name.lower()}_{number % 1_000}" if username is None else username
        return self.users.setdefault(number, User(number, name, called, language, is_bot=bot))

    def private(self, user: User) -> Chat:
        """The chat of somebody with the bot; it is there before anybody has said anything."""
        return self.chats.setdefault(user.id, Chat(user.id, ChatKind.PRIVATE))

    def add_group(self, title: str, *, owner: User | None = None, bot: bool = True) -> Chat:
        """Make a small group that has long been there, the bot in it unless told not to."""
        return self._open(Chat(-next(self.new_group), ChatKind.GROUP, title), owner, bot=bot)

    def add_supergroup(self, title: str, *, owner: User | None = None, forum: bool = False, bot: bool = True) -> Chat:
        """Make a supergroup that has long been there, with topics if it is a forum."""
        chat = Chat(-next(self.new_supergroup), ChatKind.SUPERGROUP, title, is_forum=forum)
        if forum:
            chat.topics[GENERAL] = Topic(GENERAL, "General")
        return self._open(chat, owner, bot=bot)

    def add_topic(self, chat: Chat, name: str, by: User | None = None) -> Topic:
        """Open a topic; its id is that of the message that says so."""
        author = by.id if by else self._owner(chat)
        told = {"forum_topic_created": {"name": name, "icon_color": forms.ICON}}
        number = self.coming_id(chat)
        topic = chat.topics.setdefault(number, Topic(number, name))
        self.post(chat, author, Draft(service=told, topic=number))
        return topic

    def close_topic(self, chat: Chat, topic: Topic, *, closed: bool = True) -> None:
        """Close a topic, or open it again."""
        topic.closed = closed
        told: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        self.post(chat, self._owner(chat), Draft(service=told, topic=topic.id))

    def delete_topic(self, chat: Chat, topic: Topic) -> None:
        """Take a topic away with all that was said in it; nobody is told."""
        del chat.topics[topic.id]
        for message in [each for each in self.said[chat.id].values() if each.topic == topic.id]:
            self.delete(message)

    def join(self, chat: Chat, user: User, *, status: Status = Status.MEMBER, rights: Iterable[str] = ()) -> Member:
        """Let somebody in, or give them another standing."""
        before = chat.member(user.id)
        assert before.inside or user != self.bot or self.can_join_groups, "the bot may not be added to groups"
        hears = before.hears_all if before.inside else user.is_bot and not self.privacy
        member = Member(user.id, status, frozenset(rights), hears)
        self._stands(chat, before, member)
        if not before.inside and member.inside:
            told = {"new_chat_members": [forms.user_form(user)]}
            self.post(chat, self._owner(chat) if user.is_bot else user.id, Draft(service=told))
        return member

    def leave(self, chat: Chat, user: User, *, by: User | None = None) -> None:
        """Let somebody go, or put them out."""
        before = chat.member(user.id)
        if not before.inside:
            return
        self.post(chat, by.id if by else user.id, Draft(service={"left_chat_member": forms.user_form(user)}))
        self._stands(chat, before, Member(user.id, Status.KICKED if by else Status.LEFT))

    def block(self, user: User, *, blocked: bool = True) -> None:
        """Stop the bot from writing to somebody, or let it again."""
        user.blocked = blocked
        before, after = Status.MEMBER, Status.KICKED
        told = (before, after) if blocked else (after, before)
        old, new = (Member(self.bot.id, status) for status in told)
        self._tell_standing("my_chat_member", self.private(user), user.id, (old, new))

    def migrate(self, chat: Chat) -> Chat:
        """Turn a small group into a supergroup: a new id, and the old one leads to it (T38)."""
        fresh = Chat(-next(self.new_supergroup), ChatKind.SUPERGROUP, chat.title)
        fresh.members = {each.user: replace(each) for each in chat.members.values()}
        self.chats[fresh.id] = fresh
        owner = self._owner(chat)
        self.post(chat, owner, Draft(service={"migrate_to_chat_id": fresh.id}))
        chat.migrated_to = fresh.id
        self.post(fresh, owner, Draft(service={"migrate_from_chat_id": chat.id}))
        return fresh

    # ------------------------------------------------------------------------------------------------------- messages

    def post(self, chat: Chat, author: int, said: Draft) -> Message:
        """Say something."""
        topic = said.topic if chat.is_forum else None
        if chat.is_forum and topic is None:
            topic = GENERAL
        message = Message(self.take_id(chat), chat.id, author, self.clock.now(), said, topic)
        message.thread = self._thread(chat, said)
        self.said[chat.id][message.id] = message
        if self.users[author].is_bot and not said.sender and not said.service:
            chat.last_bot = author
        self.actions = [each for each in self.actions if (each.chat, each.topic) != (chat.id, topic)]
        self.happen(Happening("message", chat.id, message))
        return message

    def post_from_channel(self, chat: Chat, title: str, text: str) -> Message:
        """Let Telegram bring what the group's channel has posted."""
        number = -next(self.new_supergroup)
        channel: Json = {"id": number, "type": "channel", "title": title}
        origin: Json = {"type": "channel", "chat": channel, "message_id": 1, "date": int(self.clock.now())}
        said = Draft(text, tuple(found(text)), sender=channel, forwarded=origin, automatic=True)
        return self.post(chat, TELEGRAM, said)

    def edit(self, message: Message, said: Draft) -> None:
        """Let a message say something else."""
        message.said = said
        message.edited = self.clock.now()
        self.happen(Happening("edited_message", message.chat, message))

    def mark(self, message: Message, keyboard: Json | None) -> None:
        """Give a message other buttons; that alone does not make it edited."""
        message.said = replace(message.said, keyboard=keyboard)
        self.happen(Happening("", message.chat, message))

    def delete(self, message: Message) -> None:
        """Take a message away; the bot is not told."""
        self.said[message.chat].pop(message.id, None)
        self.happen(Happening("", message.chat, message))

    def press(self, user: User, message: Message, data: str) -> Callback:
        """Press a button."""
        number = f"{next(self.new_number)}{user.id}"
        callback = self.callbacks[number] = Callback(number, user.id, message, data, self.clock.now())
        self.happen(Happening("callback_query", message.chat, callback))
        return callback

    def answer(self, callback: Callback, told: Json) -> None:
        """Stop the button's clock, and show what is to be shown."""
        callback.answer = told
        self.happen(Happening("", callback.message.chat, callback))

    def act(self, chat: Chat, topic: int | None, action: str) -> None:
        """Show what the bot does."""
        self.actions.append(Action(chat.id, topic, action, self.clock.now()))
        self.happen(Happening("", chat.id, {}))

    # -------------------------------------------------------------------------------------------------------- details

    def _open(self, chat: Chat, owner: User | None, *, bot: bool) -> Chat:
        self.chats[chat.id] = chat
        creator = owner or self.add_user(f"{chat.title.split()[0]} owner")
        chat.members[creator.id] = Member(creator.id, Status.CREATOR)
        if bot:
            chat.members[self.bot.id] = Member(self.bot.id, hears_all=not self.privacy)
        return chat

    def _owner(self, chat: Chat) -> int:
        return next(each.user for each in chat.members.values() if each.status is Status.CREATOR)

    def _thread(self, chat: Chat, said: Draft) -> int | None:
        answered = self.message(chat.id, said.reply_to or 0)
        if answered is None or chat.is_forum or chat.kind is not ChatKind.SUPERGROUP:
            return None
        return answered.thread or answered.id

    def _stands(self, chat: Chat, before: Member, after: Member) -> None:
        chat.members[after.user] = after
        name = "my_chat_member" if after.user == self.bot.id else "chat_member"
        self._tell_standing(name, chat, self._owner(chat), (before, after))

    def _tell_standing(self, name: str, chat: Chat, by: int, change: tuple[Member, Member]) -> None:
        told = {
            "chat": forms.chat_form(self, chat),
            "from": forms.user_form(self.users[by]),
            "date": int(self.clock.now()),
            "old_chat_member": forms.member_form(self, change[0]),
            "new_chat_member": forms.member_form(self, change[1]),
        }
        self.happen(Happening(name, chat.id, told))
