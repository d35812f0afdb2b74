"""Long texts fit a channel, and nothing of them is lost."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capabilities import shorten, split


def utf16(text: str) -> int:
    """Count as Telegram does."""
    return len(text.encode("utf-16-le")) // 2


MEASURES = st.sampled_from([len, utf16])
TEXTS = st.text(st.sampled_from("ab .。\n\t😀é") | st.characters(exclude_categories=["Cs"]), max_size=200)


def dense(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())


@given(TEXTS, st.integers(2, 60), MEASURES)
def test_every_part_fits_and_only_white_space_is_lost(text: str, limit: int, measure: Callable[[str], int]) -> None:
    """A channel takes each part, none is empty, and together they say everything in order."""
    parts = split(text, limit, measure)

    assert all(0 < measure(part) <= limit for part in parts)
    assert all(part.strip() for part in parts)
    assert dense("".join(parts)) == dense(text)


@given(TEXTS, st.integers(1, 60), MEASURES)
def test_a_shortened_text_fits_and_begins_as_it_was(text: str, limit: int, measure: Callable[[str], int]) -> None:
    """What is cut off is marked, what is not is untouched."""
    short = shorten(text, limit, measure)

    assert measure(short) <= limit
    assert short == text if measure(text) <= limit else text.startswith(short.removesuffix("…"))
    assert measure(text) <= limit or short.endswith("…")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two\n\nthree four", ("one two", "three four")),
        ("one two\nthree four", ("one two", "three four")),
        ("one two. three four", ("one two.", "three four")),
        ("一二三四五六七。八九十一二三四五六", ("一二三四五六七。", "八九十一二三四五六")),
        ("one two three four", ("one two three", "four")),
        ("x" * 20, ("x" * 14, "x" * 6)),
        ("  short  ", ("short",)),
        (" \n ", ()),
    ],
)
def test_texts_are_divided_where_they_pause(text: str, parts: tuple[str, ...]) -> None:
    """Paragraphs before lines, lines before sentences, sentences before words, words before letters."""
    assert split(text, 14) == parts


def test_a_letter_that_counts_twice_is_never_cut() -> None:
    """A limit in the platform's own units falls between letters."""
    assert split("😀😀😀", 3, utf16) == ("😀", "😀", "😀")
    assert shorten("😀😀😀", 5, utf16) == "😀😀…"


def test_a_very_long_text_is_shortened_without_being_read_letter_by_letter() -> None:
    """Broken outcome: the description of a file with a book for a prompt held up everybody for seconds."""
    measured: list[int] = []

    def counting(text: str) -> int:
        measured.append(len(text))
        return len(text)

    assert len(shorten("x" * 1_000_000, 1_000, counting)) == 1_000
    assert len(measured) < 50
