"""Files on Telegram's servers: what they are fetched by, and what becomes of pictures on the way.

A photo is kept as JPEGs of a few sizes and nothing else; the original is gone (T5).
"""

import hashlib
import io
import itertools
from collections.abc import Iterator
from mimetypes import guess_type

from PIL import Image, UnidentifiedImageError

from bot.clock import Clock
from tests.emulators.telegram import limits
from tests.emulators.telegram.errors import bad
from tests.emulators.telegram.things import File, Kept, Medium, Piece

FOLDERS = {
    Medium.PHOTO: "photos",
    Medium.DOCUMENT: "documents",
    Medium.VIDEO: "videos",
    Medium.ANIMATION: "animations",
    Medium.AUDIO: "music",
    Medium.VOICE: "voice",
    Medium.VIDEO_NOTE: "video_notes",
    Medium.STICKER: "stickers",
    Medium.THUMBNAIL: "thumbnails",
}
MAGIC = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"ID3", "audio/mpeg"),
    *((bytes((0xFF, layer)), "audio/mpeg") for layer in (0xFA, 0xFB, 0xF2, 0xF3)),
    (b"OggS", "audio/ogg"),
    (b"\x1f\x8b", "application/gzip"),
)
QUALITY = 87
UNKNOWN = "application/octet-stream"


def sniffed(data: bytes) -> str:
    """What the bytes are, as far as anybody can tell."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for magic, kind in MAGIC if data.startswith(magic)), UNKNOWN)


def type_of(name: str, data: bytes) -> str:
    """What Telegram tells about a file: by its name, else by its bytes."""
    return guess_type(name)[0] or sniffed(data)


class Files:
    """Everything that was ever uploaded to this bot's chats, by `file_id` and by path."""

    def __init__(self, clock: Clock, bot: int) -> None:
        self._clock = clock
        self._bot = bot
        self._numbers = itertools.count()
        self._pieces: dict[str, Piece] = {}
        self._kept: dict[str, Kept] = {}
        self._paths: dict[str, tuple[Piece, float]] = {}

    def keep(self, file: File) -> Kept:
        """Take a file in, as its kind wants it."""
        if file.kind is Medium.PHOTO:
            sizes = tuple(self._shrunk(file.data))
            return self._remember(Kept(file, sizes[-1], sizes))
        small = self._picture(file.thumbnail) if file.thumbnail else None
        cover = tuple(self._shrunk(file.cover)) if file.cover else ()
        return self._remember(Kept(file, self._piece(file.kind, file.data, file.name), (), small, cover))

    def kept(self, file_id: str) -> Kept | None:
        """What was sent under that id, to be sent again."""
        return self._kept.get(file_id)

    def piece(self, file_id: str) -> Piece:
        """What that id fetches."""
        if file_id not in self._pieces:
            raise bad("invalid file_id")
        return self._pieces[file_id]

    def link(self, piece: Piece) -> str:
        """Give out its path; it opens for an hour from now."""
        self._paths[piece.path] = piece, self._clock.now() + limits.LINK_SECONDS
        return piece.path

    def at(self, path: str) -> Piece | None:
        """What a path still opens."""
        piece, until = self._paths.get(path, (None, 0.0))
        return piece if self._clock.now() < until else None

    def _remember(self, kept: Kept) -> Kept:
        for piece in kept.sizes or (kept.piece,):
            self._kept[piece.id] = kept
        return kept

    def _shrunk(self, data: bytes) -> Iterator[Piece]:
        picture = opened(data)
        widest = max(picture.size)
        sides = [side for side in limits.PHOTO_SIZES if side < widest] + [min(widest, limits.PHOTO_SIZES[-1])]
        for side in dict.fromkeys(sides):
            yield self._picture(_jpeg(picture, side), Medium.PHOTO)

    def _picture(self, data: bytes, kind: Medium = Medium.THUMBNAIL) -> Piece:
        width, height = opened(data).size
        return self._piece(kind, data, "file.jpg", width, height)

    def _piece(self, kind: Medium, data: bytes, name: str, width: int = 0, height: int = 0) -> Piece:
        number = next(self._numbers)
        unique = hashlib.blake2s(kind.encode() + data, digest_size=9).hexdigest()
        _, dot, ending = name.rpartition(".")
        path = f"{FOLDERS[kind]}/file_{number}{dot}{ending if dot else ''}"
        piece = Piece(f"{kind[:2].upper()}{self._bot}-{number}-{unique}", unique, kind, path, data, width, height)
        self._pieces[piece.id] = piece
        return piece


def opened(data: bytes) -> Image.Image:
    """A picture, whole."""
    try:
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    return picture


def _jpeg(picture: Image.Image, side: int) -> bytes:
    small = picture.convert("RGB")
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
