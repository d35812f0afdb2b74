"""A page with sample content, to look at: `python -m tests.adapters.platforms.web.preview` prints its address."""

import asyncio
import math
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageDraw, ImageFilter

from adapters.platforms.web.adapter import WebAdapter
from adapters.platforms.web.history import MIGRATIONS, VERSION_TABLE
from adapters.platforms.web.settings import WebSettings
from bot import texts
from bot.capabilities import MediaKind
from bot.chat import (
    AccountId,
    Button,
    ButtonPress,
    ButtonToken,
    Card,
    ChannelId,
    ChannelRef,
    Choice,
    CommandCall,
    CommunityId,
    Completion,
    DeliveryKey,
    Form,
    Link,
    Message,
    MessageId,
    Phase,
    Post,
    PostFile,
    SentMessage,
    Tone,
)
from bot.clock import Clock, SystemClock
from bot.commands.declare import Command, Option
from bot.store.database import BUSY_SECONDS, Database

ACCOUNT = AccountId("web")
STUDIO = ChannelRef(ACCOUNT, CommunityId(ACCOUNT), ChannelId("studio"))
SIDE = 640
PROJECT = Link("Open project", "https://example.org/project/7")


async def silent(_desk: object, _call: CommandCall) -> Post | None:
    """Stand for what a command does."""
    return None


def _command(name: str, summary: str, *options: Option) -> Command[object]:
    return Command(name, texts.as_written(summary), silent, options)


COMMANDS = (
    _command("help", "What I can do, with examples to try"),
    _command("create", "Make a picture, a film, music or a 3D model", Option("prompt", texts.as_written("your words"))),
    _command("new", "Begin a new conversation; the earlier one is kept"),
    _command("status", "What is running and waiting here"),
    _command("stop", "Stop your latest request here"),
    _command("show", "Show the latest results again"),
    _command("about", "What this is and who makes the art"),
)


class Listener:
    """An inbox that remembers what came, and lets somebody wait for it; a press opens the `form`, if there is one."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Message | CommandCall | ButtonPress] = asyncio.Queue()
        self.form: Form | None = None

    async def __call__(self, event: Message | CommandCall | ButtonPress) -> Form | None:
        """Remember an event."""
        self.heard.put_nowait(event)
        return self.form if isinstance(event, ButtonPress) and event.text is None else None

    async def complete(self, ask: Completion) -> Sequence[Choice]:
        """Suggest two words."""
        return Choice("a red fox", "a red fox"), Choice("a grey heron", "a grey heron")


@dataclass(frozen=True, slots=True)
class Stage:
    """A running page, its address, what it heard, and a folder for files."""

    adapter: WebAdapter
    address: str
    inbox: Listener
    folder: Path


@asynccontextmanager
async def page(
    folder: Path,
    clock: Clock | None = None,
    busy: float = BUSY_SECONDS,
    **settings: Any,  # noqa: ANN401  (as `WebSettings` takes them)
) -> AsyncIterator[Stage]:
    """Serve a page out of a folder, until left."""
    database = await asyncio.to_thread(Database, f"sqlite:///{folder / 'page.sqlite'}", busy)
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    chosen = WebSettings(ACCOUNT, folder / "media", **settings)
    adapter = WebAdapter(chosen, database, clock or SystemClock(), await asyncio.to_thread(texts.load))
    await adapter.publish(COMMANDS)
    inbox = Listener()
    serving = asyncio.create_task(adapter.run(inbox))
    try:
        yield Stage(adapter, await adapter.ready(), inbox, folder)
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
        await database.close()


# --------------------------------------------------------------------------------------------------------- sample art


def paint(path: Path, seed: int, size: tuple[int, int] = (SIDE, SIDE)) -> PostFile:
    """Paint a small landscape in soft colours."""
    width, height = size
    hues = [(217, 108, 63), (232, 173, 79), (47, 93, 115), (125, 143, 95), (138, 90, 131), (74, 111, 165)]
    picture = Image.new("RGB", size, (243, 232, 214))
    pen = ImageDraw.Draw(picture, "RGBA")
    pen.ellipse((width * 0.62 - 70, 90 + seed * 9, width * 0.62 + 70, 230 + seed * 9), fill=(*hues[seed % 6], 235))
    for layer in range(5):
        colour = hues[(seed + layer * 2 + 1) % 6]
        top = height * (0.45 + layer * 0.11)
        rise, length = 46 - layer * 5, 70 + seed * 11
        line = [(x, top + math.sin(x / length + layer * 1.9 + seed) * rise) for x in range(width + 1)]
        pen.polygon([*line, (width, height), (0, height)], fill=(*colour, 120 + layer * 22))
    picture.filter(ImageFilter.GaussianBlur(1.1)).save(path)
    return _file(path, "image/png", MediaKind.IMAGE, f"A soft landscape in watercolour, number {seed + 1}")


def film(path: Path) -> PostFile:
    """Make a short film of a moving wave."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("h264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for number in range(24):
            frame = Image.new("RGB", (640, 360), (231, 227, 214))
            pen = ImageDraw.Draw(frame, "RGBA")
            for layer in range(4):
                line = [(x, 150 + layer * 45 + math.sin(x / 60 + number / 4 + layer) * 18) for x in range(641)]
                pen.polygon([*line, (640, 360), (0, 360)], fill=(47, 93 + layer * 14, 115 + layer * 12, 150))
            container.mux(stream.encode(av.VideoFrame.from_image(frame)))  # type: ignore[no-untyped-call]
        container.mux(stream.encode())
    return _file(path, "video/mp4", MediaKind.VIDEO, "Waves rolling towards the shore")


def note(path: Path, kind: MediaKind, media_type: str, size: int) -> PostFile:
    """Make a file that is only there to be taken along."""
    path.write_bytes(b"\0" * size)
    return _file(path, media_type, kind, path.stem)


def _file(path: Path, media_type: str, kind: MediaKind, alt: str) -> PostFile:
    return PostFile(path, path.name, media_type, kind, path.stat().st_size, alt)


# ------------------------------------------------------------------------------------------------------ sample posts


def post_of(request: str, post: Post) -> Post:
    """Let a post answer a request."""
    return replace(post, reply_to=MessageId(request))


def working(request: str, since: float) -> Post:
    """Make the card of a turn under way."""
    stop = Button("Stop", ButtonToken("stop-1"), Tone.DANGER)
    card = Card(Phase.WORKING, since=since)
    return post_of(request, Post("Lovart is at work · 3 files so far", buttons=(stop,), card=card))


def question(request: str) -> Post:
    """Make a question that costs credits."""
    text = "The film takes the large model.\n\nThis will cost about 48 credits. Shall I go on?"
    yes = Button("Approve", ButtonToken("approve-1"), Tone.PRIMARY)
    return post_of(request, Post(text, buttons=(yes, Button("Decline", ButtonToken("decline-1"))), asks=True))


def done(request: str, text: str) -> Post:
    """Make the card of a turn that is over."""
    return post_of(request, Post(text, card=Card(Phase.DONE), links=(PROJECT,)))


def offers(number: int) -> tuple[Button, ...]:
    """Make the buttons under a result."""
    labels = {"Upscale": Tone.PLAIN, "Use as input": Tone.PLAIN, "Original": Tone.PLAIN, "Delete": Tone.DANGER}
    return tuple(Button(each, ButtonToken(f"{each} {number}"), tone) for each, tone in labels.items())


class Sample:
    """Posts sample content, one key after another."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._count = 0

    async def post(self, post: Post) -> SentMessage:
        """Send one post."""
        self._count += 1
        return await self._stage.adapter.post(STUDIO, post, DeliveryKey("sample", str(self._count)))

    async def pictures(self, request: str, count: int, start: int = 0, *, spoiler: bool = False) -> None:
        """Post pictures one by one, as a studio brings them, covered or not."""
        for number in range(start, start + count):
            file = await asyncio.to_thread(paint, self._stage.folder / f"red-fox-{number + 1}.png", number)
            post = Post(files=(file,), buttons=offers(number + 1), links=(PROJECT,), spoiler=spoiler)
            await self.post(post_of(request, post))


async def main() -> None:
    """Serve an empty page until interrupted."""
    with tempfile.TemporaryDirectory() as folder:
        async with page(Path(folder)) as stage:
            print(stage.address)  # noqa: T201  (that is what it is for)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
