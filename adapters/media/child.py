"""Looks into one file on standard input and prints what it is, or what it becomes; `probe.py` runs this.

A timeline that comes there instead is drawn by `sketch.py`.

It stands alone, so that it starts quickly and holds nothing of the program. Whatever goes wrong here ends the process.
"""

import ctypes
import gzip
import io
import json
import resource
import runpy
import signal
import struct
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from av.container import InputContainer
    from PIL.Image import Image
    from rlottie_python.rlottie_wrapper import LottieAnimation

MEMORY_BYTES = 1536 * 1024 * 1024  # a picture of the largest size that is taken by default, decoded, and the libraries
CPU_SECONDS = 20
WALL_SECONDS = 60
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux

# By media type: what Pillow and FFmpeg call the one format that is tried. They guess nothing.
PICTURES = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
    "image/bmp": "BMP",
    "image/x-ms-bmp": "BMP",
    "image/tiff": "TIFF",
}
MOVING = {"GIF", "WEBP", "AVIF"}
STREAMS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/avi": "avi",
    "video/3gpp": "mov",
    "audio/mp4": "mov",
    "audio/x-m4b": "mov",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/wave": "wav",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/aac": "aac",
}
MODELS = {"model/gltf-binary"}
GLB = struct.Struct("<4sII")
DRAWINGS = {"video/lottie+json": False, "application/x-tgsticker": True}  # whether it is packed
DRAWING_BYTES = 16 * 1024 * 1024
STICKER_SIDE = 512  # a larger film with transparency is a film
EMOJI_SIDE = 320  # a larger GIF is one that everybody reads as a picture; Discord's stickers and emoji are not
FILM_SIDE = 1024
FRAMES = {"preview": 320, "poster": 1280}  # what players take, far below 200 kB; what people look at
FRAME_QUALITY = 80
FILM_RATE = 30
TRANSPARENT = {"vp8": "libvpx", "vp9": "libvpx-vp9"}  # FFmpeg's own decoders know no transparency
UNTOLD = 100  # milliseconds that browsers show a picture whose time is not told
TIMELINE = "timeline"  # in place of a media type
WHITE = (255, 255, 255, 255)
FILLED = 0.88  # of the room, since an encoder does not keep quite to its pace
SOUND_BITS = 192_000  # a second, where it is not told
LEAST_BITS = 150_000
BITS_PER_PIXEL = 0.05  # below that H.264 shows blocks
COPIES = ((1.0, 92), (1.0, 82), (0.75, 85), (0.5, 85))  # how large and how good a smaller copy is, tried in turn

Found = dict[str, str | int | float | bool | None]


def main() -> None:
    """Look once, or make once what the third argument names: another type, or a copy in so many bytes."""
    confine()
    media_type, pixels, *wanted = sys.argv[1], int(sys.argv[2]), *sys.argv[3:]
    if media_type == TIMELINE:  # a process by itself imports nothing of its neighbours
        drawing = runpy.run_path(str(Path(__file__).with_name("sketch.py")))
        sys.stdout.buffer.write(drawing["sketch"](sys.stdin.buffer))
    elif wanted and wanted[0].isdecimal():
        sys.stdout.buffer.write(shrink(sys.stdin.buffer, media_type, pixels, int(wanted[0])))
    elif wanted:
        sys.stdout.buffer.write(convert(sys.stdin.buffer, media_type, pixels, wanted[0]))
    else:
        sys.stdout.write(json.dumps(look(sys.stdin.buffer, media_type, pixels)))


def confine() -> None:
    """Give up what a look does not need: memory, time, writing, and a life after the program's."""
    if sys.platform == "linux":  # elsewhere the system knows neither
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(WALL_SECONDS)


def look(file: BinaryIO, media_type: str, pixels: int) -> Found:
    """Read a file's beginning and decode its first picture or sound; beyond `pixels` its size is told undecoded."""
    if media_type in PICTURES:
        return _picture(file, PICTURES[media_type], pixels)
    if media_type in STREAMS:
        return _stream(file, STREAMS[media_type], pixels, heard=media_type.startswith("audio/"))
    if media_type in DRAWINGS:
        return _drawing(_drawn(file, packed=DRAWINGS[media_type]), pixels)
    return _model(file)


def convert(file: BinaryIO, media_type: str, pixels: int, wanted: str) -> bytes:
    """Make a film or a still picture of whatever moves, or a JPEG of a film's beginning."""
    if wanted in FRAMES:
        return _frame(file, STREAMS[media_type], pixels, FRAMES[wanted])
    shown = _shown(file, media_type, pixels)
    return _film(shown) if wanted == "video/mp4" else _still(shown)


def shrink(file: BinaryIO, media_type: str, pixels: int, limit: int) -> bytes:
    """Make a copy of a film or a still picture in at most so many bytes."""
    if media_type in PICTURES:
        return _shrunk_picture(file, PICTURES[media_type], pixels, limit)
    return _shrunk_film(file, STREAMS[media_type], pixels, limit)


def _shrunk_film(file: BinaryIO, kind: str, pixels: int, limit: int) -> bytes:
    """Film it again at the pace that the room allows, its sound as it is."""
    import av

    out = io.BytesIO()
    with av.open(file, "r", format=kind) as given, av.open(out, "w", format="mp4") as copy:
        shown, sounds = given.streams.video[0], given.streams.audio[:1]
        if shown.width * shown.height > pixels:
            raise ValueError("it is too large to decode")
        bits = _room(given, limit)
        film = copy.add_stream("libx264", rate=shown.average_rate or FILM_RATE, options={"preset": "veryfast"})
        film.width, film.height = _fitting(shown.width, shown.height, bits / float(shown.average_rate or FILM_RATE))
        film.pix_fmt, film.thread_count, film.bit_rate = "yuv420p", 1, bits
        sound = copy.add_stream_from_template(sounds[0]) if sounds else None
        for packet in given.demux(shown, *sounds):
            if packet.stream is shown:
                frames = (frame.reformat(film.width, film.height, "yuv420p") for frame in shown.decode(packet))
                copy.mux([made for frame in frames for made in film.encode(frame)])
            elif sound and packet.dts is not None:
                packet.stream = sound
                copy.mux(packet)
        copy.mux(film.encode(None))
    if out.tell() > limit:
        raise ValueError("no good copy is small enough")
    return out.getvalue()


def _room(given: "InputContainer", limit: int) -> int:
    """Tell how many bits a second a film may take beside its sound."""
    seconds = max(1.0, (given.duration or 0) / 1_000_000)
    sound = sum(each.bit_rate or SOUND_BITS for each in given.streams.audio[:1])
    bits = int(limit * 8 * FILLED / seconds) - sound
    if bits < LEAST_BITS:
        raise ValueError("it would be no sight")
    return bits


def _fitting(width: int, height: int, bits: float) -> tuple[int, int]:
    """Give the size for which so many bits a picture are enough."""
    scale = min(1.0, (bits / BITS_PER_PIXEL / (width * height)) ** 0.5)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _shrunk_picture(file: BinaryIO, kind: str, pixels: int, limit: int) -> bytes:
    """Make it a JPEG, or a WebP where something is transparent."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # they are counted here, before anything is decoded
    with Image.open(file, formats=[kind]) as image:
        if image.width * image.height > pixels or getattr(image, "n_frames", 1) > 1:
            raise ValueError("it is too large to decode, or moves")
        profile = image.info.get("icc_profile") if image.mode.startswith("RGB") else None
        upright = ImageOps.exif_transpose(image)
        clear = upright.has_transparency_data and upright.convert("RGBA").getextrema()[-1] != (255, 255)
        whole = upright.convert("RGBA" if clear else "RGB")
    for scale, quality in COPIES:
        out, size = io.BytesIO(), (max(1, round(whole.width * scale)), max(1, round(whole.height * scale)))
        copy = whole if scale == 1 else whole.resize(size, Image.Resampling.LANCZOS)
        copy.save(out, "WEBP" if clear else "JPEG", quality=quality, icc_profile=profile)
        if out.tell() <= limit:
            return out.getvalue()
    raise ValueError("no good copy is small enough")


def _picture(file: BinaryIO, kind: str, pixels: int) -> Found:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # they are counted here, before anything is decoded
    with Image.open(file, formats=[kind]) as image:
        width, height = image.size
        frames = 1
        if width * height <= pixels:
            image.load()
            frames = getattr(image, "n_frames", 1)
    sticker = frames > 1 and (kind == "PNG" or (kind in MOVING and max(width, height) <= EMOJI_SIDE))
    return {"kind": "image", "width": width, "height": height, "frames": frames, "sticker": sticker}


def _stream(file: BinaryIO, kind: str, pixels: int, *, heard: bool) -> Found:
    import av

    with av.open(file, "r", format=kind) as container:
        seconds = container.duration / av.time_base if container.duration else None
        if container.streams.video and not heard:
            film = container.streams.video[0]
            film.codec_context.thread_count = 1
            width, height = film.codec_context.width, film.codec_context.height
            if width * height <= pixels:
                next(container.decode(film))
            sticker = _is_transparent(film.metadata) and max(width, height) <= STICKER_SIDE
            size: Found = {"width": width, "height": height, "frames": film.frames or 1, "seconds": seconds}
            return {"kind": "video", "sticker": sticker, **size}
        next(container.decode(container.streams.audio[0]))
    return {"kind": "audio", "seconds": seconds}


def _model(file: BinaryIO) -> Found:
    magic, _, length = GLB.unpack(file.read(GLB.size))
    if magic != b"glTF" or file.seek(0, 2) < length:
        raise ValueError("not a whole GLB")
    return {"kind": "model"}


def _is_transparent(told: Mapping[str, str]) -> bool:
    return any(key.casefold() == "alpha_mode" and value == "1" for key, value in told.items())


def _drawn(file: BinaryIO, *, packed: bool) -> "LottieAnimation":
    """Read a Lottie drawing. What it does not bring itself is refused: it could name any file of this machine."""
    from rlottie_python.rlottie_wrapper import LottieAnimation

    with gzip.GzipFile(fileobj=file) if packed else file as whole:
        data = whole.read(DRAWING_BYTES + 1)
    if len(data) > DRAWING_BYTES:
        raise ValueError("too long for a sticker")
    drawing = json.loads(data)
    if any("p" in each and not str(each["p"]).startswith("data:") for each in drawing.get("assets", ())):
        raise ValueError("its pictures lie elsewhere")
    animation = LottieAnimation.from_data(json.dumps(drawing))  # written anew: what was checked is what is read
    if not all((*animation.lottie_animation_get_size(), animation.lottie_animation_get_totalframe())):
        raise ValueError("there is nothing in it")
    return animation


def _drawing(drawing: "LottieAnimation", pixels: int) -> Found:
    width, height = drawing.lottie_animation_get_size()
    frames, seconds = drawing.lottie_animation_get_totalframe(), drawing.lottie_animation_get_duration()
    if width * height <= pixels:
        drawing.lottie_animation_render(0, width=1, height=1)
    size: Found = {"width": width, "height": height, "frames": frames, "seconds": seconds}
    return {"kind": "image", "sticker": True, **size}


Shown = Iterator[tuple["Image", float]]  # pictures with transparency, each with its seconds


def _shown(file: BinaryIO, media_type: str, pixels: int) -> Shown:
    if media_type in DRAWINGS:
        return _drawing_shown(_drawn(file, packed=DRAWINGS[media_type]))
    if media_type in PICTURES:
        return _picture_shown(file, PICTURES[media_type], pixels)
    return _stream_shown(file, STREAMS[media_type])


def _drawing_shown(drawing: "LottieAnimation") -> Shown:
    from PIL import Image

    width, height = drawing.lottie_animation_get_size()
    scale = min(1.0, FILM_SIDE / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    frames, rate = drawing.lottie_animation_get_totalframe(), drawing.lottie_animation_get_framerate()
    for number in range(max(1, round(drawing.lottie_animation_get_duration() * FILM_RATE))):
        at = min(frames - 1, round(number * rate / FILM_RATE))
        drawn = drawing.lottie_animation_render(at, width=size[0], height=size[1])
        yield Image.frombuffer("RGBA", size, drawn, "raw", "BGRa", 0, 1), 1 / FILM_RATE


def _picture_shown(file: BinaryIO, kind: str, pixels: int) -> Shown:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = pixels
    with Image.open(file, formats=[kind]) as image:
        first = int(getattr(image, "default_image", False))  # one that only stands in for the others
        for number in range(first, getattr(image, "n_frames", 1)):
            image.seek(number)
            shown = image.convert("RGBA")
            shown.thumbnail((FILM_SIDE, FILM_SIDE))
            yield shown, (image.info.get("duration") or UNTOLD) / 1000


def _stream_shown(file: BinaryIO, kind: str) -> Shown:
    import av
    from PIL import Image

    with av.open(file, "r", format=kind) as container:
        film = container.streams.video[0]
        name = film.codec_context.name
        decoder = av.VideoCodecContext.create(TRANSPARENT.get(name, name), "r")
        seconds = float(1 / (film.average_rate or FILM_RATE))
        for packet in container.demux(film):
            for frame in decoder.decode(packet):  # type: ignore[attr-defined]  # its stub tells the parent class
                plain = frame.reformat(format="rgba")
                plane = plain.planes[0]
                size = (plain.width, plain.height)
                yield Image.frombuffer("RGBA", size, bytes(plane), "raw", "RGBA", plane.line_size, 1), seconds


def _still(shown: Shown) -> bytes:
    """Choose the picture with the most to see: the first one of a sticker is often still empty."""
    from PIL import ImageStat

    fullest, _ = max(shown, key=lambda each: ImageStat.Stat(each[0].getchannel("A")).sum[0])
    out = io.BytesIO()
    fullest.save(out, "PNG")
    return out.getvalue()


def _frame(file: BinaryIO, kind: str, pixels: int, side: int) -> bytes:
    """Draw what a film begins with, for players that show something before anything is loaded."""
    import av

    with av.open(file, "r", format=kind) as container:
        film = container.streams.video[0]
        if film.codec_context.width * film.codec_context.height > pixels:
            raise ValueError("it is too large to decode")
        image = next(container.decode(film)).to_image()  # type: ignore[no-untyped-call]  # as below
    image.thumbnail((side, side))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=FRAME_QUALITY)
    return out.getvalue()


def _film(shown: Shown) -> bytes:
    """Film pictures on white at an even pace."""
    import av

    out, written, until = io.BytesIO(), 0, 0.0
    with av.open(out, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=FILM_RATE, options={"preset": "veryfast", "crf": "18"})
        stream.pix_fmt, stream.thread_count = "yuv420p", 1
        for image, seconds in shown:
            if not written:
                stream.width, stream.height = (side + side % 2 for side in image.size)
            until += seconds
            last = max(1, round(until * FILM_RATE))
            picture = _on_white(image, (stream.width, stream.height))
            frame: av.VideoFrame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]  # PyAV's omission
            frame.time_base = Fraction(1, FILM_RATE)
            for frame.pts in range(written, last):
                film.mux(stream.encode(frame))
            written = last
        film.mux(stream.encode(None))
    return out.getvalue()


def _on_white(image: "Image", size: tuple[int, int]) -> "Image":
    from PIL import Image

    sheet = Image.new("RGBA", size, WHITE)
    sheet.alpha_composite(image)
    return sheet.convert("RGB")


if __name__ == "__main__":
    main()
