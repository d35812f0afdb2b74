"""The page's memory: channels, messages and people in its own tables, and who is told of a change."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, select

from adapters.platforms.web import limits, rows
from adapters.platforms.web.entries import Chapter, Draft, Entry, Guest, Kept, Key, Receipt, Room
from adapters.platforms.web.feed import Feed
from adapters.platforms.web.rows import Site
from adapters.platforms.web.tables import files
from bot.chat import AccountId, ChannelId, MessageId, PersonId
from bot.clock import Clock
from bot.errors import ChannelGone

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "web_version"
Result = TypeVar("Result")


class Transactions(Protocol):
    """A database, as far as the page needs one; each piece of work is one transaction."""

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` off the event loop and change nothing."""
        ...

    async def write(self, work: Callable[[Connection], Result], *, durable: bool = False) -> Result:
        """Run `work` off the event loop and commit."""
        ...


class History:
    """Everything a window can show; each write wakes the windows through `feed`."""

    def __init__(self, account: AccountId, transactions: Transactions, clock: Clock) -> None:
        self.account = account
        self._transactions = transactions
        self._clock = clock
        self.feed = Feed()

    async def channels(self, after: int = 0) -> tuple[Room, ...]:
        """List the channels changed after a revision; there is always one."""
        found = await self._read(lambda site: rows.all_channels(site, after))
        if found or after:
            return found
        await self._write(rows.add_first_channel)
        return await self._read(rows.all_channels)

    async def add_channel(self, channel: str, name: str) -> Room:
        """Make a channel; two of one name get different ids."""
        room = await self._write(lambda site: _add_channel(site, channel, name))
        self.feed.changed()
        return room

    async def meet(self, person: PersonId, locale: str | None) -> Guest:
        """Remember somebody who writes or presses."""
        known = (await self._read(lambda site: rows.people_of(site, (person,)))).get(person)
        if known is not None and known.locale == locale:
            return known
        return await self._write(lambda site: rows.meet(site, person, locale))

    async def find(self, key: Key) -> MessageId | None:
        """Look for the message that a key made."""
        return await self._read(lambda site: rows.find(site, key))

    async def keep(self, draft: Draft) -> Receipt:
        """Keep a message once, however often its key comes; an unknown channel is `ChannelGone`."""
        receipt = await self._write(lambda site: _keep(site, draft))
        self.feed.changed()
        return receipt

    async def edit(self, message: MessageId, text: str, extras: str, replaced: tuple[Kept, ...]) -> tuple[str, ...]:
        """Change what a message shows, its files only where there are new ones; give the ids of files let go."""
        dropped = await self._write(lambda site: _edit(site, message, (text, extras), replaced))
        self.feed.changed()
        return dropped

    async def delete(self, message: MessageId) -> tuple[str, ...]:
        """Take a message away; give the ids of its files."""
        dropped = await self._write(lambda site: _delete(site, message))
        self.feed.changed()
        return dropped

    async def one(self, message: MessageId) -> Entry | None:
        """Read one message."""
        return await self._read(lambda site: rows.one(site, message))

    async def after(self, revision: int, reader: PersonId, channel: ChannelId | None) -> tuple[Entry, ...]:
        """Read what changed after a revision, as far as this reader may see it."""
        return await self._read(lambda site: rows.after(site, revision, reader, channel))

    async def chapter(self, channel: ChannelId, reader: PersonId, before: int | None) -> Chapter:
        """Read one page of a channel's messages, the newest or those before a number."""
        return await self._read(lambda site: _chapter(site, channel, reader, before))

    async def file(self, media: str) -> Kept | None:
        """Look a file up by its id."""
        return await self._read(lambda site: _file(site, media))

    async def forgotten(self, media: frozenset[str]) -> frozenset[str]:
        """Tell which of these files no message has."""
        return media - await self._read(rows.all_files) if media else media

    async def untaken(self) -> tuple[Entry, ...]:
        """Read what the core has not taken yet."""
        return await self._read(rows.untaken)

    async def note_handover(self, message: MessageId, *, taken: bool) -> None:
        """Count an attempt to give a message to the core, or note that it has it."""
        await self._write(lambda site: rows.note_handover(site, message, taken=taken))

    async def _read(self, work: Callable[[Site], Result]) -> Result:
        return await self._transactions.read(lambda connection: work(Site(connection, self.account)))

    async def _write(self, work: Callable[[Site], Result]) -> Result:
        now = self._clock.now()
        return await self._transactions.write(lambda connection: work(Site(connection, self.account, now)))


def _add_channel(site: Site, channel: str, name: str) -> Room:
    rows.add_first_channel(site)
    return rows.add_channel(site, channel, name)


def _keep(site: Site, draft: Draft) -> Receipt:
    known = rows.find(site, draft.key)
    if known is not None:
        return Receipt(known, fresh=False)
    _require_channel(site, draft.channel)
    receipt = Receipt(MessageId(secrets.token_urlsafe(12)), fresh=True)
    rows.add(site, receipt.id, draft)
    return receipt


def _require_channel(site: Site, channel: ChannelId) -> None:
    if channel == limits.FIRST_CHANNEL:
        rows.add_first_channel(site)
    if not rows.has_channel(site, channel):
        raise ChannelGone(f"no channel {channel!r} on this page")


def _edit(site: Site, message: MessageId, shown: tuple[str, str], replaced: tuple[Kept, ...]) -> tuple[str, ...]:
    text, extras = shown
    if not rows.change(site, message, text=text, extras=extras, edited_at=site.now):
        raise ChannelGone(f"message {message!r} is gone")
    if not replaced:
        return ()
    dropped = rows.take_files(site, message)
    rows.put_files(site, message, replaced)
    return dropped


def _delete(site: Site, message: MessageId) -> tuple[str, ...]:
    dropped = rows.take_files(site, message)
    rows.change(site, message, text="", extras="{}", gone=1)
    return dropped


def _chapter(site: Site, channel: ChannelId, reader: PersonId, before: int | None) -> Chapter:
    revision = rows.last_revision(site)  # before the messages: what is written meanwhile comes again as an event
    found = rows.before(site, before, reader, channel)
    page = found[: limits.HISTORY_PAGE]
    return Chapter(tuple(reversed(page)), len(found) > len(page), revision)


def _file(site: Site, media: str) -> Kept | None:
    query = select(files).where(files.c.account == site.account, files.c.id == media)
    row = site.connection.execute(query).first()
    return rows.kept_from(row) if row else None
