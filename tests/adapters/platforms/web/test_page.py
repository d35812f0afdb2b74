"""The page's own files: complete, plain, and speaking only the texts that the server gives."""

import inspect
import re
from pathlib import Path

import pytest

from adapters.platforms.web.commands import differ, menu
from adapters.platforms.web.history import MIGRATIONS
from adapters.platforms.web.outbound import extras_of
from adapters.platforms.web.pages import STATIC
from adapters.platforms.web.tables import metadata
from bot import texts
from bot.chat import Link, Phase, Post
from bot.texts import page
from tests.adapters.platforms.web.conftest import Visitor
from tests.adapters.platforms.web.preview import COMMANDS

SCRIPTS = sorted(STATIC.glob("*.js"))
BUILT = {"phase_": {each.value for each in Phase}, "example_": {"pictures", "video", "film", "upscale"}}


def spoken() -> set[str]:
    """The names of all texts that the scripts ask for."""
    source = "\n".join(path.read_text() for path in SCRIPTS)
    names = set(re.findall(r'say\("(\w+)"', source)) | set(re.findall(r'[?:] "(\w+)"\)', source)) & known()
    names |= set(re.findall(r'#turner\("\w+", "(\w+)"', source)) | {"kept_for_later", "sending"}
    names |= {f"{stem}{end}" for stem, ends in BUILT.items() for end in ends}
    return names | {f"example_{each}_about" for each in BUILT["example_"]}


def known() -> set[str]:
    """The names of all texts that the server gives."""
    return {say.__name__ for say in page.PAGE}


def test_every_text_is_given_and_used() -> None:
    """The page shows no bare name in place of a sentence, and carries no sentence in vain."""
    assert spoken() - known() == set()
    assert known() - spoken() == set()


@pytest.mark.parametrize("path", [*SCRIPTS, *STATIC.glob("*.html"), *STATIC.glob("*.css")], ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    """The page needs no other server, no inline script, and never makes markup of texts."""
    source = path.read_text()
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", source)
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(|<script>|style=\"", source)


def test_every_script_is_reached() -> None:
    """No module lies there that nothing imports."""
    source = "\n".join(path.read_text() for path in [*SCRIPTS, STATIC / "index.html"])
    assert [path.name for path in SCRIPTS if f"/{path.name}" not in source] == []


async def test_the_page_tells_its_texts_in_the_visitors_language(visitor: Visitor) -> None:
    """Texts, commands and limits come in one answer, in the best language we have."""
    told = await visitor.gets("/api/page", headers={"Accept-Language": "fr;q=0.9, en-GB;q=0.8, *;q=0.1"})
    assert told["locale"] == "en"
    assert told["texts"]["greeting"] == "What shall we make?"
    assert [each["name"] for each in told["commands"]][:2] == ["help", "create"]
    assert told["limits"]["files"] == 10


async def test_every_static_file_is_served_as_what_it_is(visitor: Visitor) -> None:
    """A browser that may not guess still runs the scripts and applies the styles."""
    for name, kind in (("main.js", "text/javascript"), ("base.css", "text/css"), ("mark.svg", "image/svg+xml")):
        async with visitor.asks("GET", f"/static/{name}") as response:
            assert response.content_type == kind


def test_unchanged_commands_are_not_published_again() -> None:
    """Publishing compares what people would see."""
    t = texts.load().of()
    assert not differ(COMMANDS, COMMANDS, t)
    assert differ(COMMANDS, COMMANDS[1:], t)
    assert menu(COMMANDS, t)[1]["options"][0]["name"] == "prompt"


def test_links_lead_only_to_the_web() -> None:
    """A link that would run something is not drawn."""
    drawn = extras_of(Post(links=(Link("x", "javascript:alert(1)"), Link("y", "https://example.org/"))))
    assert "javascript" not in drawn
    assert "https://example.org/" in drawn


def test_the_migration_makes_the_tables() -> None:
    """The tables that are migrated are those that are used, column by column."""
    source = next((MIGRATIONS / "versions").glob("0001*.py")).read_text()
    for table in metadata.sorted_tables:
        assert f'"{table.name}"' in source
        for column in table.columns:
            assert f'sa.Column("{column.name}"' in source
    assert inspect.isfunction(extras_of)
