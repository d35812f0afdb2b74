"""What every platform adapter keeps, told once: a harness brings its platform, this suite its promises."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from bot.adapter import Adapter
from bot.capabilities import MediaKind
from bot.chat import (
    Attachment,
    AttachmentRef,
    ButtonPress,
    ChannelRef,
    Choice,
    CommandCall,
    Completion,
    DeliveryKey,
    Form,
    Message,
    Post,
    PostFile,
    SentMessage,
)
from bot.errors import ChannelGone, TooLarge

PATIENCE = 10.0
Event = Message | CommandCall | ButtonPress


class Recorder:
    """An inbox that takes everything and remembers it."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Event] = asyncio.Queue()

    async def __call__(self, event: Event) -> Form | None:
        """Remember an event."""
        self.events.put_nowait(event)
        return None

    async def complete(self, ask: Completion) -> Sequence[Choice]:
        """Suggest nothing."""
        return ()

    async def next(self) -> Event:
        """Wait for the next event."""
        return await asyncio.wait_for(self.events.get(), PATIENCE)


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as a person in the channel sees it now."""

    text: str
    files: tuple[str, ...] = ()


class Harness(Protocol):
    """A platform with one adapter that runs, one channel, and one person in it."""

    adapter: Adapter
    channel: ChannelRef
    inbox: Recorder
    running: asyncio.Task[None]

    async def says(self, text: str, files: dict[str, bytes], name: str) -> None:
        """Let the person send a message; the same `name` again is the platform telling it twice."""
        ...

    async def sees(self) -> list[Shown]:
        """Tell what the channel shows to the person, oldest first."""
        ...


class AdapterContract:
    """The promises; a subclass provides the fixture `harness`."""

    async def test_one_key_is_one_message(self, harness: Harness) -> None:
        """A post that is sent again after a crash stands in the channel once."""
        first = await harness.adapter.post(harness.channel, Post("once"), DeliveryKey("turn", "text"))
        again = await harness.adapter.post(harness.channel, Post("once"), DeliveryKey("turn", "text"))
        assert again == first
        assert await harness.sees() == [Shown("once")]

    async def test_two_keys_are_two_messages(self, harness: Harness) -> None:
        """The same words under another key are meant to be said twice."""
        for part in ("1", "2"):
            await harness.adapter.post(harness.channel, Post("again"), DeliveryKey("turn", part))
        assert await harness.sees() == [Shown("again"), Shown("again")]

    async def test_an_edit_replaces(self, harness: Harness) -> None:
        """After an edit only the new words stand there, in the same place."""
        sent = await harness.adapter.post(harness.channel, Post("working"), DeliveryKey("turn", "card"))
        await harness.adapter.post(harness.channel, Post("a result"), DeliveryKey("turn", "text"))
        await harness.adapter.edit(sent, Post("done"))
        assert await harness.sees() == [Shown("done"), Shown("a result")]

    async def test_a_vanished_message_is_said(self, harness: Harness) -> None:
        """Editing what is gone raises what the core knows to handle."""
        sent = await harness.adapter.post(harness.channel, Post("here"), DeliveryKey("turn", "card"))
        with pytest.raises(ChannelGone):
            await harness.adapter.edit(SentMessage(sent.channel, type(sent.id)("9999999")), Post("there"))

    async def test_files_are_posted_under_their_names(self, harness: Harness, tmp_path: Path) -> None:
        """A file goes out as a file, with the words beside it."""
        file = a_file(tmp_path / "fox.png", b"picture")
        await harness.adapter.post(harness.channel, Post("a fox", files=(file,)), DeliveryKey("turn", "file"))
        assert await harness.sees() == [Shown("a fox", ("fox.png",))]

    async def test_a_file_too_large_is_never_dropped(self, harness: Harness, tmp_path: Path) -> None:
        """What does not fit raises `TooLarge` with the limit, and nothing is posted in its place."""
        limit = (await harness.adapter.capabilities(harness.channel)).file_bytes
        file = a_file(tmp_path / "film.mp4", b"x" * (limit + 1))
        with pytest.raises(TooLarge) as refused:
            await harness.adapter.post(harness.channel, Post("a film", files=(file,)), DeliveryKey("turn", "file"))
        assert refused.value.limit == limit
        assert await harness.sees() == []

    async def test_words_come_in_verbatim(self, harness: Harness) -> None:
        """A prompt reaches the core as it was written, from the channel it was written in."""
        await harness.says("un renard, 赤い狐 🦊", {}, "first-message")
        event = await harness.inbox.next()
        assert isinstance(event, Message)
        assert (event.text, event.channel) == ("un renard, 赤い狐 🦊", harness.channel)

    async def test_a_repeated_event_has_one_key(self, harness: Harness) -> None:
        """What the platform tells twice can be told apart from what is said twice."""
        await harness.says("a fox", {}, "first-message")
        await harness.says("a fox", {}, "first-message")
        await harness.says("a fox", {}, "second-message")
        keys = [(await harness.inbox.next()).key for _ in range(3)]
        assert keys[0] == keys[1] != keys[2]

    async def test_an_attachment_can_be_fetched_again_and_again(self, harness: Harness) -> None:
        """The bytes are the person's bytes, each time they are asked for."""
        await harness.says("upscale", {"fox.png": b"\x89PNG" + b"fox" * 1000}, "first-message")
        event = await harness.inbox.next()
        assert isinstance(event, Message)
        attachment = event.attachments[0]
        assert isinstance(attachment, Attachment)
        assert isinstance(attachment.content, AttachmentRef)
        for _ in range(2):
            fetched = b"".join([chunk async for chunk in harness.adapter.fetch(attachment.content)])
            assert fetched == b"\x89PNG" + b"fox" * 1000

    async def test_running_ends_when_cancelled(self, harness: Harness) -> None:
        """The program can always end: a cancelled adapter stops, and still posts without a connection."""
        harness.running.cancel()
        await asyncio.wait([harness.running], timeout=PATIENCE)
        assert harness.running.cancelled()
        await harness.adapter.post(harness.channel, Post("later"), DeliveryKey("turn", "text"))


def a_file(path: Path, content: bytes) -> PostFile:
    """Make a file to post."""
    path.write_bytes(content)
    kind, media_type = (MediaKind.VIDEO, "video/mp4") if path.suffix == ".mp4" else (MediaKind.IMAGE, "image/png")
    return PostFile(path, path.name, media_type, kind, len(content), "a sample")
