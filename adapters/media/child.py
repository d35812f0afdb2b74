"""Looks into one file on standard input and prints what it is; `probe.py` runs this in a process of its own.

It stands alone, so that it starts quickly and holds nothing of the program. Whatever goes wrong here ends the process.
"""

import ctypes
import json
import resource
import signal
import struct
import sys
from typing import BinaryIO

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

Found = dict[str, str | int | float | None]


def main() -> None:
    """Look once."""
    confine()
    media_type, pixels = sys.argv[1], int(sys.argv[2])
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
    return _model(file)


def _picture(file: BinaryIO, kind: str, pixels: int) -> Found:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # they are counted here, before anything is decoded
    with Image.open(file, formats=[kind]) as image:
        width, height = image.size
        frames = 1
        if width * height <= pixels:
            image.load()
            frames = getattr(image, "n_frames", 1)
    return {"kind": "image", "width": width, "height": height, "frames": frames}


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
            return {"kind": "video", "width": width, "height": height, "frames": film.frames or 1, "seconds": seconds}
        next(container.decode(container.streams.audio[0]))
    return {"kind": "audio", "seconds": seconds}


def _model(file: BinaryIO) -> Found:
    magic, _, length = GLB.unpack(file.read(GLB.size))
    if magic != b"glTF" or file.seek(0, 2) < length:
        raise ValueError("not a whole GLB")
    return {"kind": "model"}


if __name__ == "__main__":
    main()
