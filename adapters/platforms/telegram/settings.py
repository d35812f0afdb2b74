"""The settings of one bot on Telegram."""

from dataclasses import dataclass

from adapters.platforms.telegram import limits
from bot.chat import AccountId


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram is to send what happens, where we listen for it, and the secret by which we know that it is it."""

    url: str
    port: int
    secret: str


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """One bot: its token, where it may work, who runs it.

    No `chats` are all chats; private ones always may. Without a `webhook` it asks for what happens. `api_url` is
    another server that speaks the Bot API; a `local` one lies on this machine, and hands files over as paths.
    """

    account: AccountId
    token: str
    chats: frozenset[int] = frozenset()
    operators: frozenset[int] = frozenset()
    webhook: Webhook | None = None
    api_url: str = limits.API
    local: bool = False
    file_bytes: int = limits.LOCAL_FETCH_BYTES

    def serves(self, chat: int, *, private: bool) -> bool:
        """Tell whether a chat may use the bot."""
        return private or not self.chats or chat in self.chats
