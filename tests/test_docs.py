"""What the pages promise, the tests show."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SHOWN = re.compile(r"`(?P<path>tests/[\w/]+\.py)::(?P<name>test_\w+)`")
HEAD = "| rule | in the chat | shown by |"
# A studio's page, how many parts its own rules have, and how many rules there are at least.
PAGES = {"lovart.md": (10, 60), "nemovideo.md": (11, 80)}


def rows(page: str) -> list[list[str]]:
    """The cells of every row of a page's tables."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line.startswith("| ") and line != HEAD]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in told]


@cache
def names_in(path: Path) -> set[str]:
    """The names of a file's tests."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, functions)}


@pytest.mark.parametrize("row", [row for page in PAGES for row in rows(page)], ids=lambda row: row[0])
def test_every_rule_of_a_studio_is_shown_by_a_test(row: list[str]) -> None:
    """A rule without a way to it in the chat, or without a test that there is, is a promise nobody keeps."""
    _, in_the_chat, by = row
    shown = SHOWN.fullmatch(by)

    assert in_the_chat
    assert shown is not None
    assert shown["name"] in names_in(ROOT / shown["path"])


@pytest.mark.parametrize("page", PAGES)
def test_the_page_covers_what_the_studio_asks_for(page: str) -> None:
    """No part of a studio's own rules is left out, and none stands there twice."""
    parts, least = PAGES[page]
    headings = re.findall(r"^## (.+)$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
    rules = [row[0] for row in rows(page)]

    assert len(headings) == parts
    assert len(rules) == len(set(rules)) > least
