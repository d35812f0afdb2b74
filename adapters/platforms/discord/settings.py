"""The settings of one application on Discord."""

from dataclasses import dataclass

from adapters.platforms.discord import limits
from bot.chat import AccountId


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """One application: its token, where it may work, who runs it.

    No `guilds` are all guilds. `message_content` tells that the privileged intent is switched on for the application.
    `api_url` is another server that speaks Discord's API, its CDN beside it; empty is Discord itself.
    """

    account: AccountId
    token: str
    guilds: frozenset[int] = frozenset()
    operators: frozenset[int] = frozenset()
    message_content: bool = False
    bots: frozenset[int] = frozenset()
    api_url: str = ""
    file_bytes: int = limits.FETCH_BYTES

    def serves(self, guild: int | None) -> bool:
        """Tell whether a guild may use the application; direct messages always may."""
        return guild is None or not self.guilds or guild in self.guilds
