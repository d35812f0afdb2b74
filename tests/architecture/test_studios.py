"""No studio is special: what differs between them is told by its features and protocols, never asked by its name."""

import io
import re
import tokenize

import pytest

from tests.architecture.source import Module, modules, packages, written_files

ROOTS = {"bot/cli.py", "bot/config.py", "bot/studios.py"}  # they read the configuration and put the studios together
STUDIOS = re.compile("|".join(re.escape(each.name) for each in packages("adapters/studios")), re.IGNORECASE)


def naming(module: Module) -> list[int]:
    """The lines in which a module names a studio, wherever but in a comment."""
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return sorted({each.start[0] for each in tokens if each.type != tokenize.COMMENT and STUDIOS.search(each.string)})


def test_there_are_studios() -> None:
    """A gate without names would hold for nothing."""
    assert {"lovart", "nemo"} <= {each.name for each in packages("adapters/studios")}


def test_the_core_asks_for_no_studio_by_name() -> None:
    """A further studio is a package and a few lines where studios are put together; the core stays as it is."""
    found = {module.path: lines for module in modules("bot") if (lines := naming(module))}

    assert found.keys() == ROOTS


def test_the_platforms_know_no_studio() -> None:
    """A further studio changes nothing on the platforms but the texts and buttons that the core gives them."""
    told = {path: text for path, text in written_files() if path.startswith("adapters/platforms/")}

    assert told
    assert [path for path, text in told.items() if STUDIOS.search(text)] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("if studio.features.name == 'NemoVideo':\n    pass", [1]),
        ("from adapters.studios import lovart", [1]),
        ("x = 1\ndef nemo_place(): ...", [2]),
        ("# as Lovart does it\nx = isinstance(studio, HasBalance)", []),
    ],
)
def test_the_gate_of_names_can_fail(text: str, lines: list[int]) -> None:
    """A studio's name is seen as a word, in a word and in a text; a comment may give it as a reason."""
    assert naming(Module("bot/example.py", text)) == lines
