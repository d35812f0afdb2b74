"""What is said about files that people attach: what they are, and why one cannot be used."""

import math
from collections.abc import Sequence

from bot.texts import Translator


def not_taken(t: Translator, *, name: str, media_type: str, taken: Sequence[str]) -> str:
    """Refuse a file for what its bytes say it is; `taken` are the kinds a studio takes."""
    what, usable = _kind(t, media_type), t.series(_taken(t, taken))
    if what is None:
        return t("{name} is of a kind I do not know. The studio takes {taken}: please attach one of those.").format(
            name=name, taken=usable
        )
    return t(
        "By its content, {name} is {what}, which the studio cannot use. It takes {taken}: please attach one of those."
    ).format(name=name, what=what, taken=usable)


def unreadable(t: Translator, *, name: str, media_type: str) -> str:
    """Refuse a file that is broken, cut off, or made to break whoever reads it."""
    return t(
        "{name} begins like {what} but could not be read: it is broken or not whole. "
        "Please open it, save it anew and attach that."
    ).format(name=name, what=_kind(t, media_type) or t("a file I know"))


def some_unfit(t: Translator, *, lines: Sequence[str], left: int) -> str:
    """Refuse a request for some of its files; `lines` tell which and why, `left` are those that could be used."""
    if not left:
        return "\n".join([t("Nothing was started, because none of your files can be used:"), *lines])
    begins = t("Nothing was started, because not all of your files can be used:")
    ends = t.plural(
        "The other file is kept: go on with it alone by the button, or send everything anew.",
        "The other {left} files are kept: go on with those alone by the button, or send everything anew.",
        left,
    ).format(left=t.number(left))
    return "\n".join([begins, *lines, ends])


def numbered(t: Translator, *, name: str, number: int) -> str:
    """Tell which of several files is meant: the names of photos tell nobody."""
    return t("{name} (no. {number})").format(name=name, number=t.number(number))


def because(t: Translator, *, names: Sequence[str], why: str) -> str:
    """Say why some files cannot be used."""
    return t("{names}: {why}").format(names=t.series(names), why=why)


def go_on_with_others(t: Translator) -> str:
    """Label the way on without the files that cannot be used."""
    return t("Go on with the others")


def not_converted(t: Translator, *, name: str) -> str:
    """Refuse a sticker that cannot be made into what a studio takes."""
    return t(
        "I could not make {name} into a film or a picture for the studio: it is too long or too large. "
        "Please attach a picture or an MP4 video of it."
    ).format(name=name)


def as_film(t: Translator, *, name: str, studio: str) -> str:
    """Tell that something that moves was made into a film."""
    return t("{name} goes to {studio} as a short film (MP4), white where it was transparent.").format(
        name=name, studio=studio
    )


def as_still(t: Translator, *, name: str, studio: str) -> str:
    """Tell that something that moves was made into a picture."""
    return t("{name} goes to {studio} as a still picture (PNG).").format(name=name, studio=studio)


def too_many_pixels(t: Translator, *, name: str, width: int, height: int, limit: int) -> str:
    """Refuse a picture or film that is too large to look at; `limit` in pixels."""
    return t(
        "{name} measures {width} × {height} pixels; up to {limit} pixels are taken, which is {side} × {side}. "
        "Please attach a smaller version."
    ).format(
        name=name,
        width=t.number(width),
        height=t.number(height),
        limit=t.number(limit),
        side=t.number(math.isqrt(limit)),
    )


def too_many_frames(t: Translator, *, name: str, frames: int, limit: int) -> str:
    """Refuse an animation that is too long."""
    return t(
        "{name} is an animation of {frames} pictures; up to {limit} are taken. "
        "Please attach a shorter one, or send it as an MP4 video."
    ).format(name=name, frames=t.number(frames), limit=t.number(limit))


def told(t: Translator, *, name: str, media_type: str, size: int, seconds: float) -> str:
    """Tell of a file what is known: its name, its kind, its length where it has one, its size."""
    length = t("{seconds} s").format(seconds=t.number(round(seconds, 1))) if seconds else ""
    known = [part for part in (_kind(t, media_type), length, t.size(size)) if part]
    return t("{name} ({known})").format(name=name, known=", ".join(known))


def _taken(t: Translator, kinds: Sequence[str]) -> list[str]:
    names = {
        "image": t("pictures (PNG, JPEG, WebP, GIF)"),
        "video": t("videos (MP4, MOV, WebM)"),
        "audio": t("sound (MP3, WAV, OGG, FLAC)"),
        "model": t("3D models (GLB)"),
    }
    return [names[each] for each in names if each in kinds]


def _kind(t: Translator, media_type: str) -> str | None:
    """Name a kind of file as people do; None for one that has no name here."""
    return {
        "image/png": t("a PNG picture"),
        "image/jpeg": t("a JPEG picture"),
        "image/webp": t("a WebP picture"),
        "image/gif": t("a GIF picture"),
        "image/avif": t("an AVIF picture"),
        "image/heic": t("a HEIC photo"),
        "image/svg+xml": t("an SVG drawing"),
        "image/vnd.adobe.photoshop": t("a Photoshop file"),
        "image/tiff": t("a TIFF picture"),
        "image/x-ms-bmp": t("a BMP picture"),
        "video/mp4": t("an MP4 video"),
        "video/quicktime": t("a MOV video"),
        "video/webm": t("a WebM video"),
        "video/avi": t("an AVI video"),
        "video/lottie+json": t("a Lottie animation"),
        "application/x-tgsticker": t("a Telegram sticker"),
        "audio/mpeg": t("an MP3 file"),
        "audio/wave": t("a WAV file"),
        "audio/ogg": t("an OGG file"),
        "audio/flac": t("a FLAC file"),
        "audio/mp4": t("an M4A file"),
        "audio/aac": t("an AAC file"),
        "model/gltf-binary": t("a 3D model"),
        "application/pdf": t("a PDF document"),
        "application/zip": t("a ZIP archive or an Office document"),
        "application/json": t("a JSON file"),
        "application/xml": t("an XML file"),
        "text/html": t("a web page"),
        "application/x-msdownload": t("a Windows program"),
        "application/x-executable": t("a program"),
    }.get(media_type)
