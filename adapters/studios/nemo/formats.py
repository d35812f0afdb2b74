"""Which files may be part of a film, told by their bytes, and what they are called there."""

import re
from pathlib import PurePath

from adapters.studios.nemo import limits

ENDINGS = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/x-msvideo": "avi",
    "video/avi": "avi",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "audio/x-matroska": "mkv",  # as its first bytes alone are told
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/wav": "wav",
    "audio/wave": "wav",
    "audio/x-wav": "wav",
    "audio/mp4": "m4a",
    "audio/x-m4a": "m4a",
    "audio/aac": "aac",
}

PLAIN = re.compile(r"[\x00-\x1f\x7f\"]")  # what ends a name inside a form


def accepted_name(name: str, media_type: str) -> str | None:
    """Give a file a name whose ending the service knows it by; None where the service takes no such file."""
    told = PurePath(name).suffix.lower().removeprefix(".")
    told = limits.ALSO_CALLED.get(told, told)
    ending = ENDINGS.get(media_type)
    if ending is None:
        return None
    clean = PLAIN.sub("_", name.replace("\\", "/").rpartition("/")[2])
    return clean if told == ending else f"{clean}.{ending}"
