"""Reading and writing the page's tables: functions of a connection, run whole in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from adapters.platforms.web import limits
from adapters.platforms.web.entries import Draft, Entry, Guest, Kept, Key, Quote, Room, Source
from adapters.platforms.web.tables import channels, files, messages, people, revisions
from bot.capabilities import MediaKind, shorten
from bot.chat import AccountId, ChannelId, MessageId, PersonId

Found = Row[Any]


@dataclass(frozen=True, slots=True)
class Site:
    """One account's rows in a transaction, and the time at which it was begun."""

    connection: Connection
    account: AccountId
    now: float = 0.0


def next_revision(site: Site) -> int:
    """Count one further; the counter's row is locked until the commit, so revisions become visible in order."""
    dialect = postgres_insert if site.connection.dialect.name == "postgresql" else sqlite_insert
    counting = dialect(revisions).values(account=site.account, last=1)
    counting = counting.on_conflict_do_update(index_elements=["account"], set_={"last": revisions.c.last + 1})
    return int(site.connection.execute(counting.returning(revisions.c.last)).scalar_one())


def last_revision(site: Site) -> int:
    """Tell the newest revision."""
    query = select(revisions.c.last).where(revisions.c.account == site.account)
    return site.connection.execute(query).scalar() or 0


# ---------------------------------------------------------------------------------------------------------- channels


def all_channels(site: Site, after: int = 0) -> tuple[Room, ...]:
    """List the channels that changed after a revision, oldest first."""
    query = select(channels.c.id, channels.c.name, channels.c.revision).order_by(
        channels.c.created_at, channels.c.revision
    )
    found = site.connection.execute(query.where(channels.c.account == site.account, channels.c.revision > after))
    return tuple(Room(ChannelId(row.id), row.name, row.revision) for row in found)


def has_channel(site: Site, channel: ChannelId) -> bool:
    """Tell whether a channel exists."""
    query = select(channels.c.id).where(channels.c.account == site.account, channels.c.id == channel)
    return site.connection.execute(query).first() is not None


def add_channel(site: Site, channel: str, name: str) -> Room:
    """Make a channel; a taken id gets a number behind it."""
    taken = {str(room.id) for room in all_channels(site)}
    ids = (channel, *(f"{channel}-{number}" for number in range(2, len(taken) + 3)))
    room = Room(ChannelId(next(each for each in ids if each not in taken)), name, next_revision(site))
    row = {"account": site.account, "id": room.id, "name": name, "revision": room.revision, "created_at": site.now}
    site.connection.execute(channels.insert().values(row))
    return room


def add_first_channel(site: Site) -> None:
    """Make the channel that is always there; its name is given by the reader's language."""
    if not has_channel(site, ChannelId(limits.FIRST_CHANNEL)):
        add_channel(site, limits.FIRST_CHANNEL, "")


# ------------------------------------------------------------------------------------------------------------ people


def meet(site: Site, person: PersonId, locale: str | None) -> Guest:
    """Remember somebody, and the language last used."""
    known = people_of(site, (person,)).get(person)
    if known is None:
        count = select(func.count()).select_from(people).where(people.c.account == site.account)
        number = site.connection.execute(count).scalar_one() + 1
        row = {"account": site.account, "id": person, "number": number, "locale": locale, "since": site.now}
        site.connection.execute(people.insert().values(row))
        return Guest(person, number, locale)
    if known.locale != locale:
        here = (people.c.account == site.account) & (people.c.id == person)
        site.connection.execute(update(people).where(here).values(locale=locale))
    return Guest(person, known.number, locale)


def people_of(site: Site, ids: Iterable[str]) -> dict[str, Guest]:
    """Look people up by id."""
    query = select(people).where(people.c.account == site.account, people.c.id.in_(set(ids)))
    found = site.connection.execute(query)
    return {row.id: Guest(PersonId(row.id), row.number, row.locale) for row in found}


# ---------------------------------------------------------------------------------------------------------- messages


def find(site: Site, key: Key) -> MessageId | None:
    """Look for the message that a key made."""
    query = select(messages.c.id).where(
        messages.c.account == site.account,
        messages.c.source == key.source,
        messages.c.owner == key.owner,
        messages.c.part == key.part,
    )
    found = site.connection.execute(query).scalar()
    return MessageId(found) if found else None


def add(site: Site, message: MessageId, draft: Draft) -> None:
    """Write a new message with its files."""
    number = next_revision(site)
    row = {
        "account": site.account,
        "id": message,
        "channel": draft.channel,
        "number": number,
        "revision": number,
        "source": draft.key.source,
        "owner": draft.key.owner,
        "part": draft.key.part,
        "person": draft.person,
        "only_for": draft.only_for,
        "reply_to": draft.reply_to,
        "text": draft.text,
        "extras": draft.extras,
        "taken": int(draft.key.source is not Source.SAID),
        "handovers": 1,
        "created_at": site.now,
    }
    site.connection.execute(messages.insert().values(row))
    put_files(site, message, draft.files)


def put_files(site: Site, message: MessageId, kept: Sequence[Kept]) -> None:
    """Write a message's files in their order."""
    rows = [
        {
            "account": site.account,
            "id": file.id,
            "message": message,
            "place": place,
            "name": file.name,
            "media_type": file.media_type,
            "kind": file.kind.value,
            "size": file.size,
            "alt": file.alt,
        }
        for place, file in enumerate(kept)
    ]
    if rows:
        site.connection.execute(files.insert(), rows)


def take_files(site: Site, message: MessageId) -> tuple[str, ...]:
    """Remove a message's files from the table; give their ids."""
    here = (files.c.account == site.account) & (files.c.message == message)
    found = tuple(site.connection.execute(select(files.c.id).where(here)).scalars())
    site.connection.execute(files.delete().where(here))
    return found


def all_files(site: Site) -> frozenset[str]:
    """List the ids of every file that a message of any account has: they may share a folder."""
    return frozenset(site.connection.execute(select(files.c.id)).scalars())


def change(site: Site, message: MessageId, **values: str | float | None) -> bool:
    """Change a message that is still there, under a new revision; tell whether it is."""
    here = (messages.c.account == site.account) & (messages.c.id == message) & (messages.c.gone == 0)
    if site.connection.execute(select(messages.c.id).where(here)).first() is None:
        return False
    site.connection.execute(update(messages).where(here).values(revision=next_revision(site), **values))
    return True


def note_handover(site: Site, message: MessageId, *, taken: bool) -> None:
    """Count an attempt to give a message to the core, or note that the core has it; no window need know."""
    here = (messages.c.account == site.account) & (messages.c.id == message)
    values = {"taken": 1} if taken else {"handovers": messages.c.handovers + 1}
    site.connection.execute(update(messages).where(here).values(values))


def one(site: Site, message: MessageId) -> Entry | None:
    """Read one message."""
    found = entries(site, _messages(site).where(messages.c.id == message))
    return found[0] if found else None


def untaken(site: Site) -> tuple[Entry, ...]:
    """Read what people said and the core has not taken, oldest first."""
    waiting = (messages.c.taken == 0) & (messages.c.gone == 0) & (messages.c.handovers < limits.HANDOVERS)
    return entries(site, _messages(site).where(waiting).order_by(messages.c.number))


def after(site: Site, revision: int, reader: PersonId, channel: ChannelId | None) -> tuple[Entry, ...]:
    """Read what changed after a revision as it stands now, in the order of the changes."""
    query = _visible(site, reader).where(messages.c.revision > revision)
    if channel is not None:
        query = query.where(messages.c.channel == channel)
    return entries(site, query.order_by(messages.c.revision).limit(limits.EVENT_BATCH))


def before(site: Site, number: int | None, reader: PersonId, channel: ChannelId) -> tuple[Entry, ...]:
    """Read the newest messages older than a number, newest first, one more than a page."""
    query = _visible(site, reader).where(messages.c.channel == channel, messages.c.gone == 0)
    if number is not None:
        query = query.where(messages.c.number < number)
    return entries(site, query.order_by(messages.c.number.desc()).limit(limits.HISTORY_PAGE + 1))


def _messages(site: Site) -> Select[Any]:
    return select(messages).where(messages.c.account == site.account)


def _visible(site: Site, reader: PersonId) -> Select[Any]:
    return _messages(site).where(or_(messages.c.only_for.is_(None), messages.c.only_for == reader))


def entries(site: Site, query: Select[Any]) -> tuple[Entry, ...]:
    """Run a query over messages and put their files, authors and quotes to them."""
    found = site.connection.execute(query).all()
    quotes = _quotes(site, [row.reply_to for row in found if row.reply_to])
    kept = _files(site, [row.id for row in found])
    authors = people_of(site, [row.person for row in found if row.person])
    return tuple(_entry(row, kept.get(row.id, ()), authors.get(row.person or ""), _quote(row, quotes)) for row in found)


def _quotes(site: Site, ids: Sequence[str]) -> dict[str, Found]:
    if not ids:
        return {}
    found = site.connection.execute(_messages(site).where(messages.c.id.in_(set(ids)), messages.c.gone == 0))
    return {row.id: row for row in found}


def _quote(row: Found, quotes: dict[str, Found]) -> Quote | None:
    quoted = quotes.get(row.reply_to or "")
    if quoted is None or quoted.only_for not in {None, row.only_for}:
        return None
    text = shorten(" ".join(quoted.text.split()), limits.QUOTE_LENGTH)
    return Quote(MessageId(quoted.id), text, quoted.person)


def _files(site: Site, ids: Sequence[str]) -> dict[str, tuple[Kept, ...]]:
    query = select(files).where(files.c.account == site.account, files.c.message.in_(ids)).order_by(files.c.place)
    found: dict[str, tuple[Kept, ...]] = {}
    for row in site.connection.execute(query) if ids else ():
        found[row.message] = (*found.get(row.message, ()), kept_from(row))
    return found


def kept_from(row: Found) -> Kept:
    """Make a file of its row."""
    return Kept(row.id, row.name, row.media_type, MediaKind(row.kind), row.size, row.alt)


def _entry(row: Found, kept: tuple[Kept, ...], author: Guest | None, quote: Quote | None) -> Entry:
    return Entry(
        id=row.id,
        key=Key(Source(row.source), row.owner, row.part),
        channel=row.channel,
        number=row.number,
        revision=row.revision,
        text=row.text,
        extras=row.extras,
        at=row.created_at,
        edited_at=row.edited_at,
        gone=bool(row.gone),
        author=author,
        only_for=row.only_for,
        reply_to=row.reply_to,
        quote=quote,
        files=kept,
    )
