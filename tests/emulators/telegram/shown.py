"""What a person's client shows: messages with their files and buttons."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.emulators.shown import Look
from tests.emulators.telegram import forms, keyboards
from tests.emulators.telegram.files import type_of
from tests.emulators.telegram.things import Json, Kept, Medium, Message
from tests.emulators.telegram.world import World

JPEG = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message; one with an `url` only opens a page."""

    label: str
    data: str
    url: str
    row: int
    style: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as the client shows it; `data` is what a download gives: of a photo its largest size, recompressed."""

    kind: Medium
    name: str
    type: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0
    duration: int = 0
    title: str = ""
    spoiler: bool = False
    streaming: bool = False
    thumbnail: bytes | None = field(default=None, repr=False)
    cover: bytes | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        """How many bytes."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Shown(Look[Button, ShownFile]):
    """A message as it looked when somebody looked; `answers` is the id of the message it replies to.

    `asks` is what opens the keyboard of the person by itself (a forced reply), `album` what the parts of one album
    have in common, `service` what happened where nothing was said.
    """

    chat: int
    topic: int | None
    entities: tuple[Json, ...]
    album: str
    quote: str
    asks: Json | None
    service: Json | None
    protected: bool
    silent: bool

    @property
    def file(self) -> ShownFile | None:
        """Its file, if it has one."""
        return next(iter(self.files), None)

    def __str__(self) -> str:
        file = f" [{self.file.kind} {self.file.name}]" if self.file else ""
        labels = "".join(f" ({label})" for label in self.labels)
        service = f" *{next(iter(self.service))}*" if self.service else ""
        topic = f" #{self.topic}" if self.topic else ""
        return f"{self.name}{topic}: {self.text}{file}{labels}{service}"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a client shows when a button was pressed: nothing, a few words at the top, or a box with them."""

    text: str
    alert: bool
    url: str


def shown(world: World, message: Message) -> Shown:
    """A message as its readers see it."""
    said = message.said
    return Shown(
        id=message.id,
        chat=message.chat,
        topic=message.topic,
        author=message.author,
        name=world.users[message.author].first_name,
        text=said.text,
        entities=said.entities,
        files=(_file(said.media),) if said.media else (),
        buttons=tuple(_buttons(said.keyboard)),
        album=said.album,
        answers=said.reply_to,
        quote=(said.quote or {}).get("text", ""),
        edited=message.edited is not None,
        asks=said.asks,
        service=said.service,
        protected=said.protected,
        silent=said.silent,
        form=forms.message_form(world, message),
    )


def _file(kept: Kept) -> ShownFile:
    file = kept.file
    return ShownFile(
        file.kind,
        file.name,
        JPEG if kept.sizes else file.type or type_of(file.name, file.data),
        kept.piece.data,
        file.width or kept.piece.width,
        file.height or kept.piece.height,
        file.duration,
        file.title,
        file.spoiler,
        file.streaming,
        file.thumbnail,
        file.cover,
    )


def _buttons(keyboard: Json | None) -> Iterator[Button]:
    for row, each in keyboards.buttons(keyboard):
        yield Button(each["text"], each.get("callback_data", ""), each.get("url", ""), row, each.get("style", ""))
