"""Which files may be part of a film, told by their bytes or else by their names, and what they are called there."""

from pathlib import PurePath

from adapters.studios.nemo import limits

ENDINGS = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/x-msvideo": "avi",
    "video/avi": "avi",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
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


def accepted_name(name: str, media_type: str) -> str | None:
    """Give a file a name whose ending the service knows it by; None where the service takes no such file."""
    told = PurePath(name).suffix.lower().removeprefix(".")
    told = limits.ALSO_CALLED.get(told, told)
    ending = ENDINGS.get(media_type) or (told if told in limits.FORMATS and "/" not in media_type else None)
    if ending is None:
        return None
    return name if told == ending else f"{name}.{ending}"
