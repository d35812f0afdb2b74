"""The files of a call, checked as Telegram checks them, and kept.

Source: the Bot API, "Sending files"; python-telegram-bot's constants; tdlib, FileManager.cpp.
"""

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.emulators.telegram import limits
from tests.emulators.telegram.bodies import Part
from tests.emulators.telegram.errors import TOO_LARGE, Refused, bad
from tests.emulators.telegram.files import opened, sniffed, type_of
from tests.emulators.telegram.parameters import Item
from tests.emulators.telegram.state import State
from tests.emulators.telegram.things import File, Kept, Medium

ATTACHED = "attach://"
LOCAL = "file"
COVERED = frozenset({Medium.PHOTO, Medium.VIDEO, Medium.ANIMATION})
TAKEN_FOR = {
    "image/jpeg": Medium.PHOTO,
    "image/png": Medium.PHOTO,
    "image/gif": Medium.ANIMATION,
    "image/webp": Medium.STICKER,
    "video/mp4": Medium.VIDEO,
    "audio/mpeg": Medium.AUDIO,
}
PLAYABLE = {
    Medium.VIDEO: {"video/mp4"},
    Medium.ANIMATION: {"video/mp4", "image/gif"},
    Medium.AUDIO: {"audio/mpeg", "video/mp4"},
    Medium.VOICE: {"audio/ogg", "audio/mpeg", "video/mp4"},
    Medium.VIDEO_NOTE: {"video/mp4"},
}


class Uploads:
    """The parts of one call; each must be wanted by somebody."""

    def __init__(self, state: State, parts: dict[str, Part], *, local: bool = False) -> None:
        self._state = state
        self._parts = dict(parts)
        self._left = set(parts)
        self._local = local

    def settle(self) -> None:
        """Refuse files that nothing refers to."""
        if self._left:
            raise bad(f"files {sorted(self._left)} are not referred to")

    def kept(self, item: Item) -> Kept:
        """The file of an item: uploaded now, or sent before and named by its `file_id`."""
        kind = Medium(item.type)
        if item.media is None or ":" in item.media:
            return self._state.files.keep(self._file(kind, item, self._part(kind, item.media)))
        return self._known(kind, item)

    def _known(self, kind: Medium, item: Item) -> Kept:
        known = self._state.files.kept(item.media or "")
        if known is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if known.file.kind is not kind:
            raise bad(f"can't use file of type {known.file.kind.title()} as {kind.title()}")
        return known.hidden(spoiler=item.has_spoiler)

    def _part(self, kind: Medium, source: str | None) -> Part:
        if source is None:
            return self._taken(kind, f"there is no {kind} in the request")
        if source.startswith(ATTACHED):
            return self._taken(source.removeprefix(ATTACHED), f"can't find {source}")
        parts = urlsplit(source)
        if parts.scheme == LOCAL and self._local:
            path = Path(unquote(parts.path))
            return Part(path.name, path.read_bytes())
        raise bad("wrong HTTP URL specified")  # this emulator fetches nothing from anywhere (T4)

    def _taken(self, name: str, complaint: str) -> Part:
        if name not in self._parts:
            raise bad(complaint)
        self._left.discard(name)
        return self._parts[name]

    def _file(self, kind: Medium, item: Item, part: Part) -> File:
        self._weighed(kind, part)
        small = self._small(item.thumbnail)
        cover = self._cover(item.cover) if item.cover else None
        shown = File(
            _shown_as(kind, item, part),
            part.data,
            part.name,
            type_of(part.name, part.data),
            width=item.width or item.length,
            height=item.height or item.length,
            duration=item.duration,
            title=item.title,
            performer=item.performer,
            emoji=item.emoji,
            spoiler=item.has_spoiler,
            streaming=item.supports_streaming,
            thumbnail=small,
            cover=cover,
        )
        return _photo(shown) if shown.kind is Medium.PHOTO else shown

    def _weighed(self, kind: Medium, part: Part) -> None:
        size = len(part.data)
        if not size:
            raise bad("file must be non-empty")
        if size > (limits.LOCAL_UPLOAD_BYTES if self._local else limits.UPLOAD_BYTES):
            raise Refused(TOO_LARGE, "Request Entity Too Large")
        if kind is Medium.PHOTO and size > limits.PHOTO_BYTES:
            most = limits.PHOTO_BYTES
            raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {most} bytes")
        if len(part.name.encode()) > limits.FILE_NAME:
            raise bad("file name is too long")  # the platform cuts it

    def _cover(self, source: str) -> bytes:
        """The picture of a film, which is a photo like any other."""
        part = self._part(Medium.PHOTO, source)
        self._weighed(Medium.PHOTO, part)
        return _photo(File(Medium.PHOTO, part.data)).data

    def _small(self, source: str | None) -> bytes | None:
        if source is None and Medium.THUMBNAIL not in self._parts:
            return None
        data = self._part(Medium.THUMBNAIL, source).data
        if sniffed(data) != "image/jpeg" or len(data) >= limits.THUMBNAIL_BYTES:
            raise bad("a thumbnail is a JPEG of less than 200 kB")  # the platform overlooks it
        if max(opened(data).size) > limits.THUMBNAIL_SIDE:
            raise bad("a thumbnail has sides of at most 320")  # as above
        return data


def _shown_as(kind: Medium, item: Item, part: Part) -> Medium:
    """What Telegram makes of it: what nobody can play is a document, and a document may be found to be more (T5)."""
    found = sniffed(part.data)
    if kind is Medium.DOCUMENT and not item.disable_content_type_detection:
        return TAKEN_FOR.get(found, kind)
    return Medium.DOCUMENT if kind in PLAYABLE and found not in PLAYABLE[kind] else kind


def _photo(shown: File) -> File:
    width, height = opened(shown.data).size
    if width + height > limits.PHOTO_SIDES or max(width, height) > limits.PHOTO_RATIO * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return replace(shown, width=width, height=height)
