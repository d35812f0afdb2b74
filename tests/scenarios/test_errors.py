"""Every fault outside is told in a sentence, spends what it must and no more, and stands on the page."""

from pathlib import Path

import pytest

from tests.scenarios import errors
from tests.scenarios.errors import GROUPS, LANGUAGES, ROWS
from tests.scenarios.knocking import KNOCKS, Knock, refusal
from tests.scenarios.playing import SPEAKS, Mends, Row, witness


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.situation)
async def test_a_fault_is_told_as_the_page_says(row: Row) -> None:
    """The committed page is what people really read; nothing is spent twice, and no fault outside is called ours."""
    seen = {language: await witness(row, language) for language in LANGUAGES}

    assert {each.spent for each in seen.values()} == {row.spent}
    assert all("Atelier" not in each.words and each.words for each in seen.values())
    assert seen[SPEAKS].mended is (row.mends is not Mends.NEVER)
    assert errors.line(row, seen) in _page()


@pytest.mark.parametrize("knock", KNOCKS, ids=lambda knock: knock.situation)
async def test_what_is_not_taken_is_told_as_the_page_says(knock: Knock) -> None:
    """Whoever is refused at the door reads why, in their language, and nothing is kept of it."""
    sentences = {language: await refusal(knock, language) for language in LANGUAGES}

    assert all(sentences.values())
    assert len(set(sentences.values())) == len(LANGUAGES)
    assert errors.knocked(knock, sentences) in _page()


def test_the_page_holds_nothing_else() -> None:
    """A situation that is no longer played does not stay on the page."""
    rows = [line for line in _page().splitlines() if line.startswith("| ") and not line.startswith("| situation")]

    assert len(rows) == len(ROWS) + len(KNOCKS)
    assert [line[3:] for line in _page().splitlines() if line.startswith("## ")] == [
        errors.AT_THE_DOOR,
        *(each.heading for each in GROUPS),
    ]


def _page() -> str:
    return Path(errors.PAGE).read_text(encoding="utf-8")
