"""The film of a draft: clips behind each other, titles over them, music under them. Real MP4 files, small ones."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, cycle, islice, repeat
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageDraw, ImageFont, ImageOps

from adapters.sandbox import music, painter
from adapters.sandbox.chance import Chance
from adapters.sandbox.composition import Motif
from adapters.sandbox.nemo.timeline import Draft, Kind, Segment

SIDE = 320
RATE = 10
SAMPLES = 16_000
DRIFT = 24
LONGEST = 300_000
LOUDEST = 32_767
_FONTS = ("NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "DejaVuSans.ttf")


@dataclass(frozen=True, slots=True)
class Reel:
    """A draft, the files that it names, and the prompts of those that are painted when they are wanted."""

    draft: Draft
    files: Mapping[str, Path]
    prompts: Mapping[str, str]


def shoot(reel: Reel, path: Path) -> None:
    """Film the draft into a file: H.264 and AAC in MP4, ready to start before it is loaded whole."""
    length = min(reel.draft.length, LONGEST)
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as film:
        film.metadata.update(title=reel.draft.title, comment=painter.SIGNATURE)
        pictures = film.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "crf": "24"})
        pictures.width, pictures.height, pictures.pix_fmt = *_size(reel.draft), "yuv420p"
        pictures.thread_count = 1
        sounds = film.add_stream("aac", rate=SAMPLES, layout="mono") if reel.draft.track(Kind.AUDIO) else None
        for picture in _pictures(reel, max(1, length * RATE // 1000)):
            frame: av.VideoFrame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]  # PyAV's omission
            film.mux(pictures.encode(frame))
        film.mux(pictures.encode(None))
        if sounds:
            film.mux(sounds.encode(_sounds(reel, length)))
            film.mux(sounds.encode(None))


def _size(draft: Draft) -> tuple[int, int]:
    """Keep the shape and make the longer side small; H.264 wants even numbers."""
    scale = SIDE / max(*draft.size, 1)
    width, height = (max(2, round(side * scale / 2) * 2) for side in draft.size)
    return width, height


def _pictures(reel: Reel, count: int) -> Iterator[Image.Image]:
    size = _size(reel.draft)
    clips = [(clip, _clip(clip, reel, size)) for clip in reel.draft.track(Kind.VIDEO)]
    titles = [(title, _plate(title.name, size)) for title in reel.draft.track(Kind.TEXT)]
    for tick in range(count):
        at = tick * 1000 // RATE
        frames = next((frames for clip, frames in clips if clip.start <= at < clip.end), None)
        picture = next(frames) if frames else Image.new("RGB", size)
        for title, plate in titles:
            if title.start <= at < title.end:
                picture.paste(plate, (0, 0), plate)
        yield picture


def _clip(clip: Segment, reel: Reel, size: tuple[int, int]) -> Iterator[Image.Image]:
    """Give the pictures of a clip, without end."""
    path = reel.files.get(clip.source)
    given = painter.opened(path) if path else None
    if given:
        return map(Image.Image.copy, repeat(ImageOps.pad(given, size)))
    painted = _painted(reel.prompts.get(clip.source, clip.name), clip.length * RATE // 1000, size)
    return chain(_filmed(path, size), painted) if path else painted


def _painted(prompt: str, count: int, size: tuple[int, int]) -> Iterator[Image.Image]:
    """Drift over a painted scene."""
    scene = painter.picture(Motif(prompt), (size[0] + DRIFT, size[1] + DRIFT))
    for tick in chain(range(count), repeat(count)):
        along = DRIFT * tick // max(count, 1)
        yield scene.crop((along, along // 2, along + size[0], along // 2 + size[1]))


def _filmed(path: Path, size: tuple[int, int]) -> Iterator[Image.Image]:
    """Show an uploaded film at our rate and stay at its last picture; nothing of what is no film."""
    latest: av.VideoFrame | None = None
    due = 0.0
    for frame in _frames(path):
        while latest and due < (frame.time or 0.0):
            yield _fitted(latest, size)
            due += 1 / RATE
        latest = frame
    while latest:
        yield _fitted(latest, size)


def _frames(path: Path) -> Iterator[av.VideoFrame]:
    try:
        with av.open(str(path)) as film:
            yield from film.decode(video=0)
    except (av.FFmpegError, IndexError, ValueError):
        return


def _fitted(frame: av.VideoFrame, size: tuple[int, int]) -> Image.Image:
    scale = min(size[0] / frame.width, size[1] / frame.height)
    shape = {"width": max(1, round(frame.width * scale)), "height": max(1, round(frame.height * scale))}
    picture: Image.Image = frame.to_image(**shape)  # type: ignore[no-untyped-call]  # PyAV's omission
    return ImageOps.pad(picture, size)


def _plate(text: str, size: tuple[int, int]) -> Image.Image:
    """Write a title into the lower third, with a dark edge so that it can be read on anything."""
    plate = Image.new("RGBA", size, (0, 0, 0, 0))
    font = _font(max(12, size[1] // 9))
    room = size[0] * 0.92
    if (wide := font.getlength(text)) > room:
        font = _font(max(8, int(size[1] / 9 * room / wide)))
    middle = (size[0] / 2, size[1] * 0.78)
    ImageDraw.Draw(plate).text(middle, text, "white", font, "mm", stroke_width=2, stroke_fill=(20, 18, 30, 220))
    return plate


def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Take a font of the system that knows Chinese too, or else what the library brings along."""
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, height)
        except OSError:
            continue
    return ImageFont.load_default(height)


def _sounds(reel: Reel, length: int) -> av.AudioFrame:
    """Mix what plays into one long frame."""
    mixed = array("i", bytes(4 * (length * SAMPLES // 1000)))
    for segment in reel.draft.track(Kind.AUDIO):
        start = segment.start * SAMPLES // 1000
        wanted = min(segment.length * SAMPLES // 1000, len(mixed) - start)
        for at, sample in enumerate(islice(_played(segment, reel), max(0, wanted)), start):
            mixed[at] += int(sample * segment.volume)
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(mixed))
    frame.sample_rate = SAMPLES
    frame.planes[0].update(array("h", [max(-LOUDEST, min(LOUDEST, sample)) for sample in mixed]).tobytes())
    return frame


def _played(segment: Segment, reel: Reel) -> Iterator[int]:
    """Play an uploaded song once, or without end a piece made from its name."""
    path = reel.files.get(segment.source)
    if path:
        return _heard(path)
    return cycle(array("h", music.sound(music.compose(Chance(segment.name)), SAMPLES)))


def _heard(path: Path) -> Iterator[int]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLES)
    for decoded in _tones(path):
        for frame in resampler.resample(decoded):
            yield from array("h", bytes(frame.planes[0])[: frame.samples * 2])


def _tones(path: Path) -> Iterator[av.AudioFrame]:
    try:
        with av.open(str(path)) as song:
            yield from song.decode(audio=0)
    except (av.FFmpegError, IndexError, ValueError):
        return


def read(draft: Mapping[str, Any]) -> Draft:
    """Read a draft that was sent to be filmed; what it does not say is as the service would have it."""
    about = draft.get("m") or {}
    size = int(about.get("width") or SIDE), int(about.get("height") or SIDE)
    tracks = {Kind(track["tt"]): tuple(_segments(track)) for track in draft.get("t", ()) if track.get("tt") in _KINDS}
    return Draft(str(about.get("title", "")), size, tracks)


_KINDS = frozenset(Kind)


def _segments(track: Mapping[str, Any]) -> Iterator[Segment]:
    after = 0
    for each in track.get("sg", ()):
        about = each.get("m") or {}
        start, length = int(about.get("start", after)), int(each.get("d", 0))
        name = str(about.get("text") or about.get("name") or "")
        source = str(about.get("src", "")).rpartition("/")[2]
        yield Segment(name, length, start, source, float(about.get("volume", 1.0)))
        after = start + length
