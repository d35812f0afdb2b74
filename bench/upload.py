"""Upload: a large film on its way from a platform through the spool to a studio of films, in time and memory."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import av

from bench.children import program
from bench.figures import Figure, Scale, Target
from bench.wire import FILM, LOOPBACK, Brought, Chats, Listening, Pass, Passed, Reel

MB = 1_000_000
GROWN_MB = 16
SLOWER = 1.25  # the bare script's time, for at least 80 % of its speed
SIDE, PICTURES = 64, 25
BOX_HEAD = 8


async def measure(scale: Scale) -> tuple[Figure, ...]:
    """Pass the film on with Atelier, then with the bare script: from some platform, then from Telegram."""
    figures: list[Figure] = []
    for whence, put, names in (
        ("a platform", _put, ("uploading", "bare_uploading")),
        ("a Telegram server of one's own", _put_on_telegram, ("telegram_uploading", "bare_telegram_uploading")),
    ):
        atelier, bare = [await put(name, scale) for name in names]
        figures += _figures(f"{scale.film_bytes / MB:g} MB from {whence} to a studio of films", atelier, bare)
    return tuple(figures)


def _figures(name: str, atelier: Passed, bare: Passed) -> Iterator[Figure]:
    took, least = median(atelier.seconds), median(bare.seconds)
    yield Figure(f"{name}: each", "s", took, least, Target("× the bare script's", SLOWER, took / least))
    grown = atelier.grown / MB
    yield Figure(f"{name}: memory grows by", "MB", grown, bare.grown / MB, Target("MB", GROWN_MB, grown))


async def _put(name: str, scale: Scale) -> Passed:
    async with _cinema(scale) as passing, program(name, Path(passing.folder), passing) as child:
        return await child.told(Passed)


async def _put_on_telegram(name: str, scale: Scale) -> Passed:
    async with _cinema(scale) as passing, program("telegram_films", Path(passing.folder), passing) as films:
        brought = Brought(passing, await films.told(Chats), (await films.told(Listening)).port)
        async with program(name, Path(passing.folder), brought) as child:
            return await child.told(Passed)


@asynccontextmanager
async def _cinema(scale: Scale) -> AsyncIterator[Pass]:
    with TemporaryDirectory() as folder:
        reel = Path(folder) / FILM
        await asyncio.to_thread(reel.write_bytes, film(scale.film_bytes))
        async with program("cinema", Path(folder), Reel(str(reel))) as cinema:
            address = f"http://{LOOPBACK}:{(await cinema.told(Listening)).port}"
            yield Pass(address, folder, scale.film_bytes, scale.films)


def film(size: int) -> bytes:
    """Make a short film, and fill it up with what every player skips."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as made:
        stream = made.add_stream("libx264", rate=PICTURES)
        stream.width, stream.height, stream.pix_fmt = SIDE, SIDE, "yuv420p"
        for _ in range(PICTURES):
            made.mux(stream.encode(av.VideoFrame(SIDE, SIDE, "yuv420p")))
        made.mux(stream.encode(None))
    skipped = size - out.tell()
    return out.getvalue() + skipped.to_bytes(4) + b"free" + bytes(skipped - BOX_HEAD)
