"""The methods that ask: who the bot is, where it is and with whom, and where a file lies."""

import asyncio
from pathlib import Path

from tests.emulators.telegram import forms, limits, places
from tests.emulators.telegram.errors import bad
from tests.emulators.telegram.methods import Methods
from tests.emulators.telegram.parameters import CreateTopic, GetFile, InChat, Nothing, OfMember
from tests.emulators.telegram.things import Json, Member
from tests.emulators.telegram.uploads import Uploads
from tests.emulators.telegram.world import World


class ChatMethods:
    """Reading, and the little of groups that bots change; `folder` is where a server of one's own keeps its files."""

    def __init__(self, world: World, folder: Path | None = None) -> None:
        self._world = world
        self._folder = folder

    def methods(self) -> Methods:
        """What they are called, what they take, and what does them."""
        methods = Methods()
        methods.add("getMe", Nothing, self._me)
        methods.add("logOut", Nothing, _leaves)
        methods.add("close", Nothing, _leaves)
        methods.add("getChat", InChat, self._chat)
        methods.add("getChatMember", OfMember, self._member)
        methods.add("getChatAdministrators", InChat, self._administrators)
        methods.add("getChatMemberCount", InChat, self._count)
        methods.add("leaveChat", InChat, self._leave)
        methods.add("createForumTopic", CreateTopic, self._create_topic)
        methods.add("getFile", GetFile, self._file)
        return methods

    def _me(self, _: Nothing, __: Uploads) -> Json:
        return forms.bot_form(self._world)

    def _chat(self, told: InChat, _: Uploads) -> Json:
        chat = places.known(self._world, told.chat_id)
        if not chat.is_private:
            places.entered(self._world, told.chat_id)
        return forms.full_chat_form(self._world, chat)

    def _member(self, told: OfMember, _: Uploads) -> Json:
        chat = places.entered(self._world, told.chat_id)
        if told.user_id not in self._world.users:
            raise bad("PARTICIPANT_ID_INVALID")
        here = Member(told.user_id) if chat.is_private else chat.member(told.user_id)
        return forms.member_form(self._world, here)

    def _administrators(self, told: InChat, _: Uploads) -> list[Json]:
        chat = places.entered(self._world, told.chat_id)
        if chat.is_private:
            raise bad("there are no administrators in the private chat")
        others = (each for each in chat.members.values() if each.leads and not self._world.users[each.user].is_bot)
        return [forms.member_form(self._world, each) for each in others]

    def _count(self, told: InChat, _: Uploads) -> int:
        chat = places.entered(self._world, told.chat_id)
        return 2 if chat.is_private else sum(each.inside for each in chat.members.values())

    def _leave(self, told: InChat, _: Uploads) -> bool:
        chat = places.entered(self._world, told.chat_id)
        if chat.is_private:
            raise bad("chat member status can't be changed in private chats")
        self._world.leave(chat, self._world.bot)
        return True

    def _create_topic(self, told: CreateTopic, _: Uploads) -> Json:
        chat = places.entered(self._world, told.chat_id)
        if not chat.is_forum:
            raise bad("the chat is not a forum")
        if not places.may_manage_topics(self._world, chat):
            raise bad("not enough rights to create a topic")
        topic = self._world.add_topic(chat, told.name, self._world.bot)
        return {"message_thread_id": topic.id, "name": topic.name, "icon_color": forms.ICON}

    async def _file(self, told: GetFile, _: Uploads) -> Json:
        piece = self._world.files.piece(told.file_id)
        form = forms.piece_form(piece)
        if self._folder:
            path = self._folder / piece.path
            await asyncio.to_thread(_written, path, piece.data)
            return form | {"file_path": str(path)}
        if len(piece.data) > limits.DOWNLOAD_BYTES:
            raise bad("file is too big")
        return form | {"file_path": self._world.files.link(piece)}


def _leaves(_: Nothing, __: Uploads) -> bool:
    raise bad("nobody should log the bot out while it works")


def _written(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
