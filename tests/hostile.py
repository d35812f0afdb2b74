"""Files made to order, sound, broken or meant to break their readers; a disk that is full, a store that is held."""

import asyncio
import io
import resource
import sqlite3
import struct
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image, PngImagePlugin

RATE = 48_000
MEBIBYTE = 1024 * 1024


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, kind)
    return out.getvalue()


def broken_picture() -> bytes:
    """The first half of a picture."""
    whole = picture()
    return whole[: len(whole) // 2]


def animation(frames: int, side: int = 8) -> bytes:
    """A GIF of so many pictures, each another."""
    out = io.BytesIO()
    first, *more = [Image.new("L", (side, side), number % 251) for number in range(frames)]
    first.save(out, "GIF", save_all=True, append_images=more)
    return out.getvalue()


def bomb(side: int = 50_000) -> bytes:
    """A black square that is small as a file and enormous as a picture."""
    row = b"\0" * (1 + (side + 7) // 8)
    squeezed = zlib.compressobj(9)
    body = b"".join(squeezed.compress(row) for _ in range(side)) + squeezed.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A tiny picture whose comments unpack to hundreds of megabytes."""
    out, words = io.BytesIO(), PngImagePlugin.PngInfo()
    for number in range(4):
        words.add_text(f"comment {number}", " " * (64 * MEBIBYTE), zip=True)
    Image.new("L", (4, 4)).save(out, "PNG", pnginfo=words)
    return out.getvalue()


def film(width: int = 64, height: int = 48) -> bytes:
    """One second of film."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for frame in (*[av.VideoFrame(width, height, "yuv420p") for _ in range(10)], None):
            for packet in stream.encode(frame):
                file.mux(packet)
    return out.getvalue()


def enormous_film(side: int = 16_000) -> bytes:
    """A film of one picture, small as a file and far larger than any screen."""
    out = io.BytesIO()
    with av.open(out, "w", format="mov") as file:
        stream = file.add_stream("png", rate=1)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = side, side, "monob"
        packet = av.Packet(bomb(side))
        packet.stream, packet.pts, packet.dts, packet.time_base = stream, 0, 0, stream.time_base or Fraction(1)
        file.mux(packet)
    return out.getvalue()


def song(container: str = "mp3", codec: str = "libmp3lame") -> bytes:
    """One second of silence."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=RATE)
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame(format=stream.format.name, layout=stream.layout.name, samples=1024)
        frame.sample_rate = RATE
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for each in (*[frame] * (RATE // 1024), None):
            for packet in stream.encode(each):
                file.mux(packet)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """A part of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@contextmanager
def full_disk(size: int | None) -> Iterator[None]:
    """Let the system refuse files beyond a size, in bytes, as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft if size is None else size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def holding(store: Path) -> AsyncIterator[None]:
    """Hold a store's write lock from a connection of its own, as a backup or a curious person does."""
    other = await asyncio.to_thread(sqlite3.connect, store, isolation_level=None, check_same_thread=False)
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
    try:
        yield
    finally:
        await asyncio.to_thread(other.execute, "ROLLBACK")
        await asyncio.to_thread(other.close)
