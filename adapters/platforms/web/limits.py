"""What the web page carries: one row of capabilities, the sizes of uploads, the types a browser may show."""

import math
from dataclasses import dataclass
from types import MappingProxyType

from bot.capabilities import Capabilities, MediaKind

MEBI = 1024 * 1024
UPLOAD_BYTES = 200 * MEBI
FILE_BYTES = 2048 * MEBI
FILES_PER_MESSAGE = 10
FORM_FIELD_BYTES = 768 * 1024  # far more than TEXT_LENGTH, so that a refusal can name the length
CHUNK_BYTES = 256 * 1024
ORPHAN_SECONDS = 24 * 3600.0  # by then a file that no message has was left by a crash
JSON_BYTES = 768 * 1024

TEXT_LENGTH = 20_000
ALT_LENGTH = 1024
FILE_NAME_LENGTH = 120
CHANNEL_NAME_LENGTH = 40
QUOTE_LENGTH = 140

HISTORY_PAGE = 60
EVENT_BATCH = 200
TOKEN_LENGTH = 16  # below which the page's token is called short
SETTING_LENGTH = 1000  # characters of one setting: twenty names of models fit
SUGGESTIONS = 12
REVISION_DIGITS = 18  # what every database holds
HEARTBEAT_SECONDS = 15.0
HEALTH_SECONDS = 5.0  # in which a page that is well reads its store
RECONNECT_MILLISECONDS = 1500
HANDOVERS = 3  # how often an unanswered message is given to the core again after a restart

FIRST_CHANNEL = "studio"
COOKIE_SECONDS = 400 * 24 * 3600  # the longest that browsers keep one


def page(file_bytes: int = FILE_BYTES) -> Capabilities:
    """Tell what one channel of the page carries."""
    return Capabilities(
        text=TEXT_LENGTH,
        caption=TEXT_LENGTH,
        alt=ALT_LENGTH,
        files_per_post=FILES_PER_MESSAGE,
        file_bytes=file_bytes,
        buttons_per_post=8,
        edit_pause=0.5,
        knows_keys=math.inf,
    )


@dataclass(frozen=True, slots=True)
class FileType:
    """How a file is served; `inline` only where a browser shows it without running anything in it."""

    media_type: str
    kind: MediaKind
    inline: bool


UNKNOWN = FileType("application/octet-stream", MediaKind.OTHER, inline=False)


def _rows(kind: MediaKind, rows: dict[str, str], *, inline: bool = True) -> dict[str, FileType]:
    return {ending: FileType(media_type, kind, inline) for ending, media_type in rows.items()}


BY_ENDING = MappingProxyType(
    _rows(
        MediaKind.IMAGE,
        {
            "png": "image/png",
            "jpg": "image/jpeg",
            "jpeg": "image/jpeg",
            "webp": "image/webp",
            "gif": "image/gif",
            "avif": "image/avif",
            "bmp": "image/bmp",
        },
    )
    | _rows(
        MediaKind.VIDEO,
        {"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "mov": "video/quicktime"},
    )
    | _rows(
        MediaKind.AUDIO,
        {
            "mp3": "audio/mpeg",
            "m4a": "audio/mp4",
            "aac": "audio/aac",
            "wav": "audio/wav",
            "ogg": "audio/ogg",
            "opus": "audio/ogg",
            "flac": "audio/flac",
        },
    )
    | _rows(MediaKind.MODEL, {"glb": "model/gltf-binary", "obj": "model/obj", "stl": "model/stl"}, inline=False)
    | _rows(MediaKind.OTHER, {"pdf": "application/pdf", "zip": "application/zip"}, inline=False)
)
BY_MEDIA_TYPE = MappingProxyType({each.media_type: each for each in BY_ENDING.values()})


def type_of(name: str, declared: str | None = None) -> FileType:
    """Tell a file's type by its name, else by what its sender says, where we know either."""
    ending = name.rpartition(".")[2].casefold()
    return BY_ENDING.get(ending) or BY_MEDIA_TYPE.get(declared or "", UNKNOWN)
