"""A post as the page keeps it, and a kept message as a window gets it. Nothing here waits."""

import json
from dataclasses import asdict, dataclass
from typing import TypedDict
from urllib.parse import quote, urlsplit

from adapters.platforms.web.entries import Draft, Entry, Guest, Kept, Key, Quote, Room, Source
from bot.chat import Button, Card, ChannelId, DeliveryKey, Link, PersonId, Post, PostFile
from bot.fields import SettingField
from bot.texts import Translator, page

SAFE_SCHEMES = frozenset({"http", "https"})


class FileView(TypedDict):
    """A file as a window gets it."""

    id: str
    name: str
    kind: str
    type: str
    size: int
    alt: str
    url: str


class QuoteView(TypedDict):
    """The beginning of the answered message as a window gets it."""

    id: str
    text: str
    name: str


class View(TypedDict):
    """The present state of a message as a window gets it; times in Unix seconds."""

    id: str
    client: str | None
    channel: str
    number: int
    revision: int
    author: str
    mine: bool
    name: str
    text: str
    at: float
    edited: bool
    gone: bool
    private: bool
    ping: bool
    reply_to: str | None
    quote: QuoteView | None
    files: list[FileView]
    extras: object


class RoomView(TypedDict):
    """A channel as a window gets it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose window it is, and their language."""

    person: PersonId
    translator: Translator


def draft_of(post: Post, channel: ChannelId, key: DeliveryKey, files: tuple[Kept, ...]) -> Draft:
    """Make what is kept of a post."""
    source = Key(Source.POSTED, key.owner, key.part)
    return Draft(source, channel, post.text, extras_of(post), files, reply_to=post.reply_to)


def whisper_of(post: Post, channel: ChannelId, key: DeliveryKey, files: tuple[Kept, ...], person: PersonId) -> Draft:
    """Make what is kept of a post for one person."""
    source = Key(Source.WHISPERED, key.owner, key.part)
    return Draft(source, channel, post.text, extras_of(post), files, only_for=person, reply_to=post.reply_to)


def extras_of(post: Post) -> str:
    """Write down what the page draws beside text and files."""
    drawn = {
        "buttons": [_button(each) for each in post.buttons],
        "links": [_link(each) for each in post.links if urlsplit(each.url).scheme in SAFE_SCHEMES],
        "card": _card(post.card) if post.card else None,
        "asks": post.asks,
        "ping": post.ping,
        "spoiler": post.spoiler,
    }
    return json.dumps(drawn, ensure_ascii=False)


def kept_of(file: PostFile, media: str) -> Kept:
    """Make what is kept of a posted file."""
    return Kept(media, file.name, file.media_type, file.kind, file.size, file.alt)


def view(entry: Entry, reader: Reader) -> View:
    """Show a message to one reader; whom it calls is nobody else's business."""
    extras = json.loads(entry.extras)
    called = extras.pop("ping", None)
    return {
        "id": entry.id,
        "client": entry.key.part if _is_of(reader, entry.author) else None,
        "channel": entry.channel,
        "number": entry.number,
        "revision": entry.revision,
        "author": "me" if entry.author else "atelier",
        "mine": _is_of(reader, entry.author),
        "name": name_of(entry.author, reader.translator),
        "text": entry.text,
        "at": entry.at,
        "edited": entry.edited_at is not None and entry.author is not None,
        "gone": entry.gone,
        "private": entry.only_for is not None,
        "ping": called == reader.person,
        "reply_to": entry.reply_to,
        "quote": _quote(entry.quote, reader) if entry.quote else None,
        "files": [_file(each) for each in entry.files],
        "extras": extras,
    }


def room_view(room: Room, t: Translator) -> RoomView:
    """Show a channel of the list; the first one is named in the reader's language."""
    return {"id": room.id, "name": room.name or page.first_channel(t)}


def field_view(field: SettingField) -> dict[str, object]:
    """Show a setting as the form draws it."""
    return asdict(field)


def name_of(author: Guest | None, t: Translator) -> str:
    """Name who wrote a message."""
    return page.guest(t, number=author.number) if author else page.atelier(t)


def media_url(file: Kept) -> str:
    """Tell where a window finds a file."""
    return f"/media/{file.id}/{quote(file.name, safe='')}"


def _is_of(reader: Reader, author: Guest | None) -> bool:
    return author is not None and author.id == reader.person


def _quote(quoted: Quote, reader: Reader) -> QuoteView:
    name = page.you(reader.translator) if quoted.person else page.atelier(reader.translator)
    return {"id": quoted.id, "text": quoted.text, "name": name}


def _file(file: Kept) -> FileView:
    return {
        "id": file.id,
        "name": file.name,
        "kind": file.kind.value,
        "type": file.media_type,
        "size": file.size,
        "alt": file.alt,
        "url": media_url(file),
    }


def _button(button: Button) -> dict[str, str]:
    return {"label": button.label, "token": button.token, "tone": button.tone.value}


def _link(link: Link) -> dict[str, str]:
    return {"label": link.label, "url": link.url}


def _card(card: Card) -> dict[str, str | float | None]:
    return {"phase": card.phase.value, "ahead": card.ahead, "since": card.since, "until": card.until}
