"""What Telegram is given: every part within its limits, nothing read as markup, nothing lost."""

from pathlib import Path

import pytest
from telegram import InlineKeyboardMarkup

from adapters.platforms.telegram import limits
from adapters.platforms.telegram.outbound import Kind, Parcel, draft_of, keyboard_of, kinds_of, parcels_of
from bot.capabilities import MediaKind
from bot.chat import Button, ButtonToken, Link, MessageId, PersonId, Post, PostFile, Tone

STOP = Button("Stop", ButtonToken("stop"), Tone.DANGER)
FIRST = MessageId("1")


def file(name: str, media_type: str = "image/png", size: int = 10, **about: int) -> PostFile:
    """A file to send."""
    return PostFile(Path(name), name, media_type, MediaKind.IMAGE, size, "alt", **about)  # type: ignore[arg-type]


def pictures(count: int) -> tuple[PostFile, ...]:
    """So many pictures."""
    return tuple(file(f"{number}.png") for number in range(count))


def shape(parcels: tuple[Parcel, ...]) -> list[tuple[str, int]]:
    """The kinds of each parcel in short, with the number of its files."""
    return [("+".join(sorted({each.kind for each in parcel.items})) or "text", len(parcel.items)) for parcel in parcels]


def test_a_picture_comes_for_the_eye_and_as_it_is() -> None:
    """The photo carries words and buttons; the original follows, to the byte."""
    parcels = parcels_of(Post("a fox", files=pictures(1), buttons=(STOP,), reply_to=FIRST))

    assert shape(parcels) == [("photo", 1), ("document", 1)]
    assert parcels[0].draft.text == "a fox"
    assert parcels[0].draft.markup is not None
    assert (parcels[1].draft.text, parcels[1].draft.markup) == ("", None)
    assert [each.reply_to for each in parcels] == [FIRST, FIRST]


@pytest.mark.parametrize(
    ("made", "kinds"),
    [
        (file("a.png", size=limits.PHOTO_BYTES + 1), (Kind.DOCUMENT,)),
        (file("a.png", width=9_000, height=1_001), (Kind.DOCUMENT,)),
        (file("a.png", width=2_100, height=100), (Kind.DOCUMENT,)),
        (file("a.png", width=2_000, height=100), (Kind.PHOTO, Kind.DOCUMENT)),
        (file("a.svg", "image/svg+xml"), (Kind.DOCUMENT,)),
        (file("a.gif", "image/gif"), (Kind.ANIMATION, Kind.DOCUMENT)),
        (file("a.mp4", "video/mp4"), (Kind.VIDEO,)),
        (file("a.webm", "video/webm"), (Kind.DOCUMENT,)),
        (file("a.mp3", "audio/mpeg"), (Kind.AUDIO,)),
        (file("a.wav", "audio/x-wav"), (Kind.DOCUMENT,)),
        (file("a.glb", "model/gltf-binary"), (Kind.DOCUMENT,)),
    ],
    ids=lambda each: each.name if isinstance(each, PostFile) else None,
)
def test_each_file_goes_as_what_it_can_be(made: PostFile, kinds: tuple[Kind, ...]) -> None:
    """What Telegram would refuse as a photo, or show as nothing, goes as a file."""
    assert kinds_of(made) == kinds


def test_thirteen_files_are_albums_with_the_buttons_below() -> None:
    """No album is longer than ten, kinds that do not go together do not, and the buttons stand alone."""
    parcels = parcels_of(Post("all", files=(*pictures(13), file("s.mp3", "audio/mpeg")), buttons=(STOP,)))

    assert shape(parcels) == [
        ("photo", 10),
        ("photo", 3),
        ("audio", 1),
        ("document", 10),
        ("document", 3),
        ("text", 0),
    ]
    assert parcels[0].draft.text == "all"
    assert [each.draft.markup is not None for each in parcels] == [False] * 5 + [True]
    assert "0.png" in parcels[-1].draft.text


def test_films_and_pictures_stand_together() -> None:
    """A set of both is one album."""
    assert shape(parcels_of(Post(files=(file("a.mp4", "video/mp4"), file("b.png")))))[0] == ("photo+video", 2)


def test_without_photos_every_picture_comes_once() -> None:
    """Where Telegram cannot draw a picture, the file alone carries words and buttons."""
    parcels = parcels_of(Post("a fox", files=pictures(1), buttons=(STOP,)), photos=False)

    assert shape(parcels) == [("document", 1)]
    assert parcels[0].draft.text == "a fox"


def test_words_too_long_for_a_caption_come_before_the_file() -> None:
    """Nothing of them is lost, and the buttons stay at the file."""
    words = "🦊 fox " * 1_000
    parcels = parcels_of(Post(words, files=pictures(1), buttons=(STOP,)))

    texts = [each.draft.text for each in parcels if not each.items]
    assert max(map(limits.length, texts)) <= limits.TEXT_LENGTH
    assert [each.draft.markup is None for each in parcels if not each.items] == [True] * len(texts)
    assert parcels[len(texts)].draft.markup is not None
    assert parcels[len(texts)].draft.text == ""


def test_lengths_are_counted_as_telegram_does() -> None:
    """A text of emoji, two units each, is cut where Telegram would refuse it."""
    draft = draft_of(Post("🦊" * 4_000))

    assert limits.length(draft.text) <= limits.TEXT_LENGTH
    assert draft.text.endswith("…")


def test_what_an_agent_writes_is_no_markup() -> None:
    """Stars and angle brackets go out as they are, with no parse mode and no entities."""
    draft = draft_of(Post("*bold* <b>x</b> [a](http://b) _c_"))

    assert (draft.text, draft.entities) == ("*bold* <b>x</b> [a](http://b) _c_", ())


def test_short_buttons_stand_side_by_side() -> None:
    """Four words fit in a row on a telephone; a long label has a row of its own."""
    long = Button("Use the project that you made", ButtonToken("p"))
    keyboard = keyboard_of(Post(buttons=(STOP, Button("Go", ButtonToken("go")), long)))

    assert isinstance(keyboard, InlineKeyboardMarkup)
    assert [[each.text for each in row] for row in keyboard.inline_keyboard] == [["Stop", "Go"], [long.label]]
    assert keyboard.inline_keyboard[0][0].style == "danger"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8421/p/1", "http://localhost/p", "http://[::1]/p"])
def test_an_address_that_leads_nowhere_from_a_telephone_is_written_out(url: str) -> None:
    """Telegram refuses such buttons; the address stands in the words instead."""
    draft = draft_of(Post("done", links=(Link("Project", url),)))

    assert draft.markup is None
    assert draft.text == f"done\nProject: {url}"


def test_a_link_is_a_button_and_a_strange_one_is_none() -> None:
    """Whatever an address could do besides opening a page, it does not do here."""
    links = (Link("Project", "https://example.org/p"), Link("Bad", "tg://user?id=1"), Link("Worse", "javascript:x"))
    keyboard = keyboard_of(Post(links=links))

    assert keyboard is not None
    assert [each.url for row in keyboard.inline_keyboard for each in row] == ["https://example.org/p"]


def test_a_person_can_be_called() -> None:
    """The bell at the end of the words carries whoever is to be called."""
    draft = draft_of(Post("done 🦊", ping=PersonId("77")))

    (entity,) = draft.entities
    assert entity.user is not None
    assert (entity.user.id, entity.offset) == (77, limits.length("done 🦊\n"))
    assert draft.text.endswith("🔔")
