"""How the bot presents itself: its commands per scope and language, its name, its descriptions.

Source: the Bot API's BotCommandScope, "Determining list of commands".
"""

from functools import partial

from tests.emulators.telegram import limits, places
from tests.emulators.telegram.errors import bad
from tests.emulators.telegram.methods import Methods
from tests.emulators.telegram.parameters import (
    InLanguage,
    OfCommands,
    Scope,
    SetCommands,
    SetDescription,
    SetName,
    SetShortDescription,
    Strict,
)
from tests.emulators.telegram.state import State
from tests.emulators.telegram.texts import units
from tests.emulators.telegram.things import Chat, Json
from tests.emulators.telegram.uploads import Uploads

Key = tuple[str, int, int, str]
ABOUT: dict[str, type[Strict]] = {
    "name": SetName,
    "description": SetDescription,
    "short_description": SetShortDescription,
}
WITH_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})
WIDE = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
LANGUAGE = 2


class Described:
    """What people see of the bot before it has said anything."""

    def __init__(self, state: State) -> None:
        self.commands: dict[Key, list[Json]] = {}
        self.about: dict[tuple[str, str], str] = {("name", ""): state.bot.first_name}
        self._state = state

    def methods(self) -> Methods:
        """What they are called, what they take, and what does them."""
        methods = Methods()
        methods.add("setMyCommands", SetCommands, self._set)
        methods.add("getMyCommands", OfCommands, self._get)
        methods.add("deleteMyCommands", OfCommands, self._delete)
        for field, takes in ABOUT.items():
            name = "My" + field.title().replace("_", "")
            methods.add(f"set{name}", takes, self._describe)
            methods.add(f"get{name}", InLanguage, partial(self._tell, field))
        return methods

    def menu(self, chat: Chat, user: int, language: str) -> list[Json]:
        """The commands somebody's client shows there: of the narrowest scope that has any."""
        for scope in self._scopes(chat, user):
            for spoken in (language, ""):
                if found := self.commands.get((*scope, spoken)):
                    return found
        return []

    def _scopes(self, chat: Chat, user: int) -> list[tuple[str, int, int]]:
        if chat.is_private:
            return [("chat", chat.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
        leads = chat.member(user).leads
        narrow = [("chat_member", chat.id, user)]
        narrow += [("chat_administrators", chat.id, 0)] * leads + [("chat", chat.id, 0)]
        return [*narrow, *[("all_chat_administrators", 0, 0)] * leads, ("all_group_chats", 0, 0), ("default", 0, 0)]

    def _key(self, scope: Scope, language: str) -> Key:
        if language and (len(language) != LANGUAGE or not language.islower()):
            raise bad("invalid language code specified")
        if scope.type in WIDE:
            return scope.type, 0, 0, language
        if scope.type not in WITH_CHAT or scope.chat_id is None:
            raise bad("can't parse BotCommandScope: unsupported type specified")
        chat = places.entered(self._state, scope.chat_id)
        return scope.type, chat.id, scope.user_id or 0, language

    def _set(self, told: SetCommands, _: Uploads) -> bool:
        if len(told.commands) > limits.COMMANDS:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in told.commands:
            _fits(command)
        names = [command["command"] for command in told.commands]
        if len(set(names)) < len(names):
            raise bad("BOT_COMMAND_INVALID: the same command twice")  # the platform keeps both
        self.commands[self._key(told.scope, told.language_code)] = told.commands
        return True

    def _get(self, told: OfCommands, _: Uploads) -> list[Json]:
        return self.commands.get(self._key(told.scope, told.language_code), [])

    def _delete(self, told: OfCommands, _: Uploads) -> bool:
        self.commands.pop(self._key(told.scope, told.language_code), None)
        return True

    def _describe(self, told: Strict, _: Uploads) -> bool:
        given = told.model_dump()
        language = given.pop("language_code")
        [(field, words)] = given.items()
        self.about[field, language] = words
        return True

    def _tell(self, field: str, told: InLanguage, _: Uploads) -> Json:
        return {field: self.about.get((field, told.language_code)) or self.about.get((field, ""), "")}


def _fits(command: Json) -> None:
    if command.keys() != {"command", "description"}:
        raise bad("can't parse BotCommand: unknown fields")
    if not limits.COMMAND_NAME.fullmatch(command["command"]):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= units(command["description"]) <= limits.DESCRIPTION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
