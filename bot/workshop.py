"""What most verbs need, built once by the composition root."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.adapter import Adapter
from bot.chat import AccountId, ChannelRef, CommunityId, PersonId
from bot.clock import Clock
from bot.preferences import STUDIO
from bot.settings import Override, Settled
from bot.store import overrides
from bot.store.database import Database
from bot.store.turns import Turn
from bot.studio import Studio, StudioAccountId
from bot.texts import Languages, Translator

REMEMBERED = 10_000


@dataclass(slots=True)
class Remembered:
    """What was read of the settings, until somebody sets something; nobody else writes to our store."""

    settings: dict[tuple[ChannelRef, PersonId], Settled] = field(default_factory=dict)

    def forget(self) -> None:
        """Read anew from now on."""
        self.settings = {}


Owner = tuple[AccountId, CommunityId]


@dataclass(frozen=True, slots=True)
class Workshop:
    """The store, the clock, the languages, everything outside by its name, the folder for files, what is configured.

    `owners` are the communities that own studio accounts. An adapter that could not begin comes in once it can.
    """

    database: Database
    clock: Clock
    languages: Languages
    adapters: dict[AccountId, Adapter]
    studios: Mapping[StudioAccountId, Studio]
    studio: StudioAccountId
    folder: Path
    configured: tuple[Override, ...] = ()
    owners: Mapping[StudioAccountId, Owner] = field(default_factory=dict)
    remembered: Remembered = field(default_factory=Remembered)

    def adapter(self, channel: ChannelRef) -> Adapter:
        """Give the adapter that carries a channel."""
        return self.adapters[channel.account]

    def settled(self, connection: Connection, channel: ChannelRef, person: PersonId) -> Settled:
        """Read what is set for a person in a channel."""
        return Settled((*self.configured, *overrides.here(connection, channel, person)))

    async def settings(self, channel: ChannelRef, person: PersonId) -> Settled:
        """Give what is set for a person in a channel, as it was read last since somebody set something."""
        known, place = self.remembered.settings, (channel, person)
        if place not in known:
            found = await self.database.read(partial(self.settled, channel=channel, person=person))
            if len(known) >= REMEMBERED:
                known.clear()
            known[place] = found  # into what was current when the reading began: a change meanwhile has begun anew
        return known[place]

    def account(self, settled: Settled) -> StudioAccountId:
        """Tell the studio account that works where this is set; one that is no more gives way to the usual one."""
        wished = StudioAccountId(settled.of(STUDIO) or self.studio)
        return wished if wished in self.studios else self.studio

    def studio_of(self, turn: Turn) -> Studio:
        """Give the studio that a turn was asked of."""
        return self.studios[turn.conversation.studio]

    def language(self, turn: Turn) -> Translator:
        """Give the language of whoever asked for a turn."""
        return self.languages.of(turn.locale)
