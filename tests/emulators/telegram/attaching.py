"""The files people send, each kind as their client sends it."""

from tests.emulators.telegram.things import File, Medium

SIDE = 512
FILM = (640, 360, 2)


def photo(data: bytes) -> File:
    """A picture as a photo: it arrives in several sizes, recompressed."""
    return File(Medium.PHOTO, data)


def document(name: str, data: bytes, kind: str = "") -> File:
    """Any file, as it is."""
    return File(Medium.DOCUMENT, data, name, kind)


def video(name: str, data: bytes, *, size: tuple[int, int] = FILM[:2], seconds: int = FILM[2]) -> File:
    """A film."""
    return File(Medium.VIDEO, data, name, "video/mp4", *size, seconds)


def animation(name: str, data: bytes, *, size: tuple[int, int] = FILM[:2], seconds: int = FILM[2]) -> File:
    """A film without sound, which clients play by itself."""
    return File(Medium.ANIMATION, data, name, "video/mp4", *size, seconds)


def audio(name: str, data: bytes, *, title: str = "", performer: str = "", seconds: int = 2) -> File:
    """A piece of music."""
    return File(Medium.AUDIO, data, name, duration=seconds, title=title, performer=performer)


def voice(data: bytes, *, seconds: int = 2) -> File:
    """Something spoken; it has no name."""
    return File(Medium.VOICE, data, type="audio/ogg", duration=seconds)


def video_note(data: bytes, *, seconds: int = 2) -> File:
    """A round film."""
    return File(Medium.VIDEO_NOTE, data, width=SIDE, height=SIDE, duration=seconds)


def sticker(data: bytes, moving: str = "", *, emoji: str = "🙂") -> File:
    """A sticker: a picture (.webp), or moving: `animated` (.tgs) or `video` (.webm)."""
    ending = {"animated": "tgs", "video": "webm"}.get(moving, "webp")
    return File(Medium.STICKER, data, f"sticker.{ending}", emoji=emoji, moving=moving, width=SIDE, height=SIDE)
