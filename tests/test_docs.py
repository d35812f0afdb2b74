"""What the pages promise, the tests show."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "lovart.md"
SHOWN = re.compile(r"`(?P<path>tests/[\w/]+\.py)::(?P<name>test_\w+)`")
HEAD = "| rule | in the chat | shown by |"


def rows() -> list[list[str]]:
    """The cells of every row of the page's tables."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and line != HEAD]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def names_in(path: Path) -> set[str]:
    """The names of a file's tests."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, functions)}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_every_rule_of_lovart_is_shown_by_a_test(row: list[str]) -> None:
    """A rule without a way to it in the chat, or without a test that there is, is a promise nobody keeps."""
    _, in_the_chat, by = row
    shown = SHOWN.fullmatch(by)

    assert in_the_chat
    assert shown is not None
    assert shown["name"] in names_in(ROOT / shown["path"])


def test_the_page_covers_what_lovarts_client_asks_for() -> None:
    """No part of Lovart's own rules is left out, and none stands there twice."""
    headings = re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    rules = [row[0] for row in rows()]

    assert len(headings) == 10
    assert len(rules) == len(set(rules)) > 60
