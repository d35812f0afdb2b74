"""All that Telegram knows at one moment, and who wants to hear of changes."""

import itertools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from tests.emulators.telegram.files import Files
from tests.emulators.telegram.things import GENERAL, Action, Callback, Chat, ChatKind, Json, Message, User

ANONYMOUS = 1_087_968_824
"""Who is told to have written what an administrator writes as the group."""
TELEGRAM = 777_000
"""Who is told to have written what comes from the group's channel."""
FIRST_USER = 10_000_001
BOT = 7_000_000_001
FIRST_GROUP = 4_000_001
FIRST_SUPERGROUP = 1_002_000_000_001


@dataclass(frozen=True, slots=True)
class Happening:
    """One change; `name` is the kind of the update it may become, `about` what it says."""

    name: str
    chat: int
    about: Message | Callback | Json


Listener = Callable[[Happening], None]


class State:
    """Users, chats and messages by id, and the one bot this Telegram is about."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.bot = User(BOT, "Atelier", "atelier_bot", is_bot=True)
        self.token = f"{BOT}:emulated-token"
        self.privacy = True
        """BotFather's switch; a group keeps what it was when the bot came in."""
        self.can_join_groups = True
        self.users: dict[int, User] = {
            BOT: self.bot,
            ANONYMOUS: User(ANONYMOUS, "Group", "GroupAnonymousBot", is_bot=True),
            TELEGRAM: User(TELEGRAM, "Telegram"),
        }
        self.chats: dict[int, Chat] = {}
        self.said: dict[int, dict[int, Message]] = defaultdict(dict)
        self.callbacks: dict[str, Callback] = {}
        self.actions: list[Action] = []
        self.files = Files(clock, BOT)
        self.new_user = itertools.count(FIRST_USER)
        self.new_group = itertools.count(FIRST_GROUP)
        self.new_supergroup = itertools.count(FIRST_SUPERGROUP)
        self.new_number = itertools.count(1)
        self._last_ids: dict[int, int] = defaultdict(int)
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call it with every change from now on, in order."""
        self._listeners.append(listener)

    def happen(self, happening: Happening) -> None:
        """Tell everybody who listens."""
        for listener in self._listeners:
            listener(happening)

    def coming_id(self, chat: Chat) -> int:
        """The id of the next message: a supergroup counts its own, all other chats of a bot share one count."""
        return max(self._last_ids[_count_of(chat)], GENERAL if chat.is_forum else 0) + 1  # General has its own

    def take_id(self, chat: Chat) -> int:
        """That id, which nothing else will have."""
        self._last_ids[_count_of(chat)] = number = self.coming_id(chat)
        return number

    def message(self, chat: int, message: int) -> Message | None:
        """A message that is still there."""
        return self.said[chat].get(message)

    def named(self, username: str) -> User | None:
        """Whoever is called that."""
        wanted = username.removeprefix("@").lower()
        return next((each for each in self.users.values() if each.username.lower() == wanted), None)


def _count_of(chat: Chat) -> int:
    return chat.id if chat.kind is ChatKind.SUPERGROUP else 0
