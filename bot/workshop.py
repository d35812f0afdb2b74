"""What most verbs need, built once by the composition root."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.chat import AccountId, Adapter, ChannelRef
from bot.clock import Clock
from bot.store.database import Database
from bot.store.turns import Turn
from bot.studio import Studio, StudioAccountId
from bot.texts import Languages, Translator


@dataclass(frozen=True, slots=True)
class Workshop:
    """The store, the clock, the languages, everything outside by its name, and the folder for files."""

    database: Database
    clock: Clock
    languages: Languages
    adapters: Mapping[AccountId, Adapter]
    studios: Mapping[StudioAccountId, Studio]
    studio: StudioAccountId
    folder: Path

    def adapter(self, channel: ChannelRef) -> Adapter:
        """Give the adapter that carries a channel."""
        return self.adapters[channel.account]

    def studio_of(self, turn: Turn) -> Studio:
        """Give the studio that a turn was asked of."""
        return self.studios[turn.conversation.studio]

    def language(self, turn: Turn) -> Translator:
        """Give the language of whoever asked for a turn."""
        return self.languages.of(turn.locale)
