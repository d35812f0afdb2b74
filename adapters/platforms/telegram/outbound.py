"""Our posts as what Telegram takes: drafts of words, and parcels of files, one call each. Nothing here waits.

Texts go out with entities that we made; what an agent or a person wrote is never read as markup.
"""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

import telegram
from telegram.constants import KeyboardButtonStyle, MessageEntityType

from adapters.platforms.telegram import limits
from bot.capabilities import shorten, split
from bot.chat import Button, Link, MessageId, PersonId, Post, PostFile, Tone

SAFE_SCHEMES = frozenset({"http", "https"})
BELL = "🔔"
STYLES = {Tone.PRIMARY: KeyboardButtonStyle.PRIMARY, Tone.DANGER: KeyboardButtonStyle.DANGER}


class Kind(StrEnum):
    """What a file goes out as."""

    PHOTO = "photo"
    VIDEO = "video"
    ANIMATION = "animation"
    AUDIO = "audio"
    DOCUMENT = "document"


# What may stand in one album (T7).
TOGETHER = (frozenset({Kind.PHOTO, Kind.VIDEO}), frozenset({Kind.AUDIO}), frozenset({Kind.DOCUMENT}))


@dataclass(frozen=True, slots=True)
class Draft:
    """Words with what marks them, and what stands below them."""

    text: str
    entities: tuple[telegram.MessageEntity, ...] = ()
    markup: telegram.InlineKeyboardMarkup | telegram.ForceReply | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A file with the kind as which it goes out."""

    kind: Kind
    file: PostFile


@dataclass(frozen=True, slots=True)
class Parcel:
    """One call: words alone, one file, or an album; its words are the caption of its first file."""

    draft: Draft
    items: tuple[Item, ...] = ()
    spoiler: bool = False
    reply_to: MessageId | None = None

    @property
    def size(self) -> int:
        """Count its bytes."""
        return sum(each.file.size for each in self.items)

    @property
    def messages(self) -> int:
        """Count the messages that it becomes (T12)."""
        return max(1, len(self.items))


def draft_of(post: Post, room: int = limits.TEXT_LENGTH) -> Draft:
    """Make the words of a post, with whoever is to be called at their end, and its buttons."""
    shown = [each for each in _links(post) if not _fits_button(each)]
    rest = "\n".join(f"{each.label}: {each.url}" for each in shown)
    bell = f"\n{BELL}" if post.ping else ""
    left = room - limits.length(rest + bell) - bool(rest)
    text = "\n".join(filter(None, [shorten(post.text, left, limits.length), rest]))
    entities = _calling(text, post.ping) if post.ping else ()
    return Draft(f"{text}{bell}".strip(), entities, keyboard_of(post))


def keyboard_of(post: Post) -> telegram.InlineKeyboardMarkup | None:
    """Make the rows of buttons, side by side where their labels are short (T15)."""
    pressed = [_button(each) for each in post.buttons[: limits.BUTTONS - limits.LINKS]]
    linked = [
        telegram.InlineKeyboardButton(_label(each.label), url=each.url) for each in _links(post) if _fits_button(each)
    ]
    rows = list(_rows([*pressed, *linked[: limits.LINKS]]))
    return telegram.InlineKeyboardMarkup(rows) if rows else None


def parcels_of(post: Post, *, photos: bool = True) -> tuple[Parcel, ...]:
    """Divide a post into calls: what the eye sees first, then the originals, then the buttons where albums take none.

    Without `photos` pictures go as files alone: Telegram cannot draw every one of them anew.
    """
    if not post.files:
        return (Parcel(draft_of(post), reply_to=post.reply_to),)
    words, draft = _words_apart(post if post.text else replace(post, text=post.files[0].alt))
    groups = [Parcel(Draft(""), items, post.spoiler, post.reply_to) for items in _grouped(post.files, photos=photos)]
    if len(groups[0].items) == 1:
        groups[0] = replace(groups[0], draft=draft)
        return (*words, *groups)
    groups[0] = replace(groups[0], draft=replace(draft, markup=None))
    below = Parcel(Draft(_names(post.files), (), draft.markup), reply_to=post.reply_to)
    return (*words, *groups, below) if draft.markup else (*words, *groups)


def said_of(item: Item) -> Draft:
    """Say what is to be seen or heard on a further file of an album; the originals below say it no second time."""
    return Draft("" if item.kind is Kind.DOCUMENT else item.file.alt)


def kinds_of(file: PostFile, *, photos: bool = True) -> tuple[Kind, ...]:
    """Tell as what a file goes out: a picture for the eye, and as it is, since Telegram draws photos anew (T5)."""
    if file.media_type in limits.PHOTOS:
        return (Kind.PHOTO, Kind.DOCUMENT) if photos and _is_photo(file) else (Kind.DOCUMENT,)
    if file.media_type in limits.ANIMATIONS:
        return (Kind.ANIMATION, Kind.DOCUMENT)
    if file.media_type in limits.FILMS:
        return (Kind.VIDEO,)
    return (Kind.AUDIO,) if file.media_type in limits.SOUNDS else (Kind.DOCUMENT,)


def _is_photo(file: PostFile) -> bool:
    """Tell whether Telegram takes a picture as a photo (T2), as far as its size in pixels is known."""
    width, height = file.width, file.height
    sides = width + height <= limits.PHOTO_SIDES
    ratio = not (width and height) or max(width, height) <= limits.PHOTO_RATIO * min(width, height)
    return file.size <= limits.PHOTO_BYTES and sides and ratio


def _grouped(files: Sequence[PostFile], *, photos: bool) -> Iterator[tuple[Item, ...]]:
    """Put together what may stand in one album, each album no longer than Telegram takes."""
    items = [Item(kind, file) for file in files for kind in kinds_of(file, photos=photos)]
    for item in (each for each in items if each.kind is Kind.ANIMATION):
        yield (item,)
    for kinds in TOGETHER:
        fitting = [each for each in items if each.kind in kinds]
        for begin in range(0, len(fitting), limits.FILES_PER_ALBUM):
            yield tuple(fitting[begin : begin + limits.FILES_PER_ALBUM])


def _words_apart(post: Post) -> tuple[tuple[Parcel, ...], Draft]:
    """Keep words as the caption where they fit, else let them go before the files."""
    whole = draft_of(post, room=limits.TEXT_LENGTH)
    if limits.length(whole.text) <= limits.CAPTION_LENGTH:
        return (), whole
    parts = split(whole.text, limits.TEXT_LENGTH, limits.length)
    return tuple(Parcel(Draft(each), reply_to=post.reply_to) for each in parts), replace(whole, text="", entities=())


def _names(files: Sequence[PostFile]) -> str:
    return shorten("\n".join(dict.fromkeys(each.name for each in files)), limits.TEXT_LENGTH, limits.length)


def _button(button: Button) -> telegram.InlineKeyboardButton:
    return telegram.InlineKeyboardButton(
        _label(button.label), callback_data=button.token, style=STYLES.get(button.tone)
    )


def _rows(buttons: Sequence[telegram.InlineKeyboardButton]) -> Iterator[list[telegram.InlineKeyboardButton]]:
    row: list[telegram.InlineKeyboardButton] = []
    for each in buttons:
        wide = limits.length("".join(known.text for known in [*row, each])) > limits.ROW_LENGTH
        if row and (wide or len(row) == limits.BUTTONS_PER_ROW):
            yield row
            row = []
        row.append(each)
    if row:
        yield row


def _calling(text: str, person: PersonId | None) -> tuple[telegram.MessageEntity, ...]:
    user = telegram.User(int(person or 0), "", is_bot=False)
    at = limits.length(text) + 1 if text else 0
    return (telegram.MessageEntity(MessageEntityType.TEXT_MENTION, at, limits.length(BELL), user=user),)


def _links(post: Post) -> list[Link]:
    return [each for each in post.links if urlsplit(each.url).scheme in SAFE_SCHEMES]


def _fits_button(link: Link) -> bool:
    """Tell whether Telegram takes an address under a button: one that leads somewhere from everywhere."""
    host = urlsplit(link.url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host.strip(".")
    return False


def _label(text: str) -> str:
    return shorten(text, limits.BUTTON_LABEL, limits.length)
