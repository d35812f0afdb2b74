"""What a file is, told by its first bytes and never by its name."""

from pathlib import PurePath

import puremagic

from bot.capabilities import MediaKind

HEAD_BYTES = 4096
UNKNOWN = "application/octet-stream"

# Signatures the library does not know or leaves ambiguous: offset, bytes, type.
OWN = (
    (0, b"glTF", "model/gltf-binary"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypavif", "image/avif"),
)
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
    own = next((kind for at, mark, kind in OWN if head[at:].startswith(mark)), None)
    if own:
        return own
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return next((each.mime_type for each in found if each.mime_type), UNKNOWN)


def kind_of(media_type: str) -> MediaKind:
    """Tell what such a file is for a person."""
    family = media_type.partition("/")[0]
    return MediaKind(family) if family in set(MediaKind) else MediaKind.OTHER


def ending(media_type: str, otherwise: str = "") -> str:
    """Give the usual ending of such a file's name, or that of another name."""
    return ENDINGS.get(media_type) or PurePath(otherwise).suffix
