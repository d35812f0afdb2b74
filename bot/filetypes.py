"""What a file is, told by its first bytes and never by its name."""

import re
import zlib
from collections.abc import Sequence
from pathlib import PurePath

import puremagic

from bot.capabilities import MediaKind

HEAD_BYTES = 4096
UNKNOWN = "application/octet-stream"
LOTTIE = "video/lottie+json"  # what Discord's own stickers are
TGS = "application/x-tgsticker"  # the same, packed: Telegram's animated stickers
GZIP = b"\x1f\x8b"
DRAWN = re.compile(rb'"(v|fr|ip|op|w|h|assets|layers)"\s*:')  # names that a Lottie drawing has at its top
ENOUGH = 5

# Signatures the library does not know, leaves ambiguous, or finds after a long look, as these two that come most.
OWN = (  # offset, bytes, type
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"glTF", "model/gltf-binary"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypmsf1", "image/heic"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"#!", "application/x-executable"),
    (0, b"PK\x03\x04", "application/zip"),  # Office documents too: which one, only the whole file tells
    (4, b"ftypavif", "image/avif"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
)
FILM = (4, b"ftyp", "video/mp4")  # of a brand that nobody knows: there are hundreds
ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/avif": ".avif",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "audio/wave": ".wav",
    "audio/ogg": ".ogg",
    "audio/flac": ".flac",
    "audio/mp4": ".m4a",
    "model/gltf-binary": ".glb",
    "application/pdf": ".pdf",
}


def media_type(head: bytes) -> str:
    """Tell the media type of a file that begins with `head`."""
    return _marked(head, OWN) or _drawn(head) or _found(head) or _marked(head, (FILM,)) or UNKNOWN


def _drawn(head: bytes) -> str | None:
    if head.startswith(GZIP):
        return TGS if _is_lottie(_unpacked(head)) else None
    return LOTTIE if _is_lottie(head) else None


def _is_lottie(head: bytes) -> bool:
    return head.lstrip().startswith(b"{") and len(set(DRAWN.findall(head))) >= ENOUGH


def _unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, HEAD_BYTES)
    except zlib.error:
        return b""


def _marked(head: bytes, marks: Sequence[tuple[int, bytes, str]]) -> str | None:
    return next((kind for at, mark, kind in marks if head[at:].startswith(mark)), None)


def _found(head: bytes) -> str | None:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    return next((each.mime_type for each in found if each.mime_type), None)


def kind_of(media_type: str) -> MediaKind:
    """Tell what such a file is for a person."""
    family = media_type.partition("/")[0]
    return MediaKind(family) if family in set(MediaKind) else MediaKind.OTHER


def ending(media_type: str, otherwise: str = "") -> str:
    """Give the usual ending of such a file's name, or that of another name."""
    return ENDINGS.get(media_type) or PurePath(otherwise).suffix
