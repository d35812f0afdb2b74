"""What a person's client shows: messages with their files and buttons, forms, suggestions."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.emulators.discord import forms, modals
from tests.emulators.discord.things import Flag, Json, Message
from tests.emulators.discord.world import World
from tests.emulators.shown import Look

BUTTON = 2
TEXT_DISPLAY = 10
LINK_STYLE = 5


@dataclass(frozen=True, slots=True)
class Button:
    """A button; one with an `url` only opens a page."""

    label: str
    custom_id: str
    url: str
    disabled: bool
    style: int


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as it is attached; `data` is what a download gives."""

    name: str
    data: bytes
    type: str
    alt: str
    spoiler: bool
    url: str

    @property
    def size(self) -> int:
        """How many bytes."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Shown(Look[Button, ShownFile]):
    """A message as it looked when somebody looked; `answers` is the id of the message it replies to."""

    channel: int
    private: bool
    loading: bool
    pings: frozenset[int]

    def __str__(self) -> str:
        files = "".join(f" [{file.name}]" for file in self.files)
        labels = "".join(f" ({label})" for label in self.labels)
        return f"{self.name}{' (privately)' if self.private else ''}: {self.text}{files}{labels}"


@dataclass(frozen=True, slots=True)
class Form:
    """A modal that has opened; `interaction` is the token of the act that opened it."""

    title: str
    fields: dict[str, str]
    interaction: str
    form: Json


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion while typing."""

    name: str
    value: str | int | float


def shown(world: World, message: Message) -> Shown:
    """A message as its readers see it."""
    form = forms.message_form(world, message)
    author = world.users[message.author]
    return Shown(
        id=message.id,
        channel=message.channel,
        author=author.id,
        name=author.global_name or author.name,
        text="\n".join([message.content] * bool(message.content) + list(_texts(message.components))),
        files=tuple(_files(world, message)),
        buttons=tuple(_buttons(message.components)),
        private=message.seen_by is not None,
        loading=bool(message.flags & Flag.LOADING),
        edited=message.edited is not None,
        answers=message.reference.message if message.reference and not message.reference.forwards else None,
        pings=frozenset(message.mentions.users),
        form=form,
    )


def shown_form(token: str, form: Json) -> Form:
    """A modal as the person sees it: its fields by their labels, with what is already filled in."""
    fields = {each["label"]: each.get("value") or "" for each in modals.inputs(form)}
    return Form(form["title"], fields, token, form)


def _files(world: World, message: Message) -> Iterator[ShownFile]:
    for kept in message.attachments:
        file = kept.file
        url = forms.attachment_form(world, kept)["url"]
        yield ShownFile(file.name, file.data, file.media_type, file.description or "", file.spoiler, url)


def _walk(components: list[Json]) -> Iterator[Json]:
    for each in components:
        yield each
        yield from _walk(each.get("components", []) + [each[name] for name in ("accessory",) if name in each])


def _buttons(components: list[Json]) -> Iterator[Button]:
    for each in _walk(components):
        if each.get("type") == BUTTON:
            label, key, url = (each.get(name) or "" for name in ("label", "custom_id", "url"))
            yield Button(label, key, url, bool(each.get("disabled")), each.get("style", 0))


def _texts(components: list[Json]) -> Iterator[str]:
    return (each["content"] for each in _walk(components) if each.get("type") == TEXT_DISPLAY)
