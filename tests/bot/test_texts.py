"""Every text a person sees can be said in every language, with nothing missing and nothing left in braces."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import get_type_hints

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot import texts
from bot.texts import Languages, Translator, page
from bot.timeline import Change, Segment, Timeline, Track, TrackKind

SUBJECTS = [import_module(f"{texts.__name__}.{each.name}") for each in iter_modules(texts.__path__)]
CATALOGUES = sorted(texts.LOCALES.glob("*.po"))
LOCALES = ["en", *(path.stem for path in CATALOGUES)]
TITLE, SONG = Segment("{name} *fox*", 0, 3), Segment("", 1, 4, 0.35)
REMOVED = Change(TrackKind.OTHER, TITLE, None)
SAMPLES: dict[object, list[object]] = {
    str: ["{name} *fox*", ""],
    int: [0, 1, 2, 1234567],
    int | None: [None, 1, 1234567],
    float: [0.4, 1.0, 1.5, 4321.0],
    float | None: [None, 1.0, 2.5],
    Timeline: [Timeline((Track(TrackKind.TEXT, (TITLE,)), Track(TrackKind.AUDIO, (SONG,) * 9)), 4.0), Timeline()],
    Sequence[Change]: [
        [
            Change(TrackKind.TEXT, TITLE, SONG),
            Change(TrackKind.VIDEO, None, SONG),
            Change(TrackKind.OTHER, TITLE, None),
        ],
        [],
    ],
}
PLACEHOLDER = re.compile(r"\{[^}]*\}")

Text = Callable[..., str]
FORMATS_IN_THE_BROWSER = {each.__name__ for each in page.PAGE}


def functions(module: ModuleType) -> Iterator[Text]:
    """The texts of a subject: its public functions that take a translator."""
    for name, each in vars(module).items():
        if inspect.isfunction(each) and each.__module__ == module.__name__ and not name.startswith("_"):
            yield each


def samples(text: Text) -> Iterator[dict[str, object]]:
    """Arguments for a text, by what its signature says it takes."""
    hints = {name: hint for name, hint in get_type_hints(text).items() if name not in {"t", "return"}}
    known = {name: SAMPLES[hint] if hint in SAMPLES else _listed(hint) for name, hint in hints.items()}
    for number in range(max(map(len, known.values()), default=1)):
        yield {name: values[number % len(values)] for name, values in known.items()}


def _listed(hint: object) -> list[object]:
    return [[("help", "Help")], []] if "tuple" in str(hint) else [["Lovart", "Nemo"], ["Lovart"]]


def messages() -> set[tuple[str, ...]]:
    """What the sources ask a translator for."""
    found: set[tuple[str, ...]] = set()
    for path in Path(texts.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in {"t", "t.plural"}:
                words = [each.value for each in call.args if isinstance(each, ast.Constant)]
                found.add(tuple(word for word in words if isinstance(word, str)))
    return found


ALL = [pytest.param(each, id=f"{module.__name__}.{each.__name__}") for module in SUBJECTS for each in functions(module)]


def test_there_are_many_texts() -> None:
    """These tests would pass over nothing at all."""
    assert len(ALL) > 100


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("text", ALL)
def test_every_text_can_be_said(text: Text, locale: str) -> None:
    """Nobody meets an empty sentence, a missing argument, or a brace that was meant to be filled in."""
    t = texts.load().of(locale)
    for arguments in samples(text):
        said = text(t, **arguments)

        assert isinstance(said, str)
        assert said.strip()
        left = set(PLACEHOLDER.findall(said)) - {"{name}"}
        assert not left or text.__name__ in FORMATS_IN_THE_BROWSER


def test_the_sources_ask_for_whole_sentences() -> None:
    """Every call of a translator has its words as plain text, so that a catalogue can hold them."""
    assert all(messages())
    assert {len(each) for each in messages()} == {1, 2}


def test_there_is_chinese() -> None:
    """Simplified Chinese is promised complete."""
    assert "zh_CN" in LOCALES


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_complete(path: Path) -> None:
    """A language is there as a whole: no sentence missing, none doubtful, none that nobody says any more."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    entries = [entry for entry in catalogue if entry.id]

    assert {_id(entry) for entry in entries} == messages()
    assert [entry.id for entry in entries if entry.fuzzy] == []
    assert [entry.id for entry in entries if not all(word.strip() for word in _strings(entry))] == []
    assert [entry.id for entry in entries if not _fills_the_same(entry)] == []


def _id(entry: Message) -> tuple[str, ...]:
    return (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)


def _strings(entry: Message) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))


def _fills_the_same(entry: Message) -> bool:
    wanted = set(PLACEHOLDER.findall(_id(entry)[-1]))
    return all(set(PLACEHOLDER.findall(word)) == wanted for word in _strings(entry))


# ------------------------------------------------------------------------------------------------------ languages


@pytest.fixture
def languages() -> Languages:
    """All of them."""
    return texts.load()


@pytest.mark.parametrize(
    ("wishes", "locale"),
    [
        ((), "en"),
        ((None,), "en"),
        (("en-GB",), "en"),
        (("zh-CN",), "zh_CN"),
        (("zh_Hans_CN",), "zh_CN"),
        (("zh",), "zh_CN"),
        (("ZH-cn",), "zh_CN"),
        (("zh", "en"), "zh_CN"),
        (("zh-Hans-CN", "en-US"), "zh_CN"),
        (("fr", "zh-CN"), "zh_CN"),
        (("fr", None, "xx"), "en"),
        (("tlh-Piqd-x-no", "", "-"), "en"),
    ],
)
def test_the_first_language_we_speak_is_spoken(
    languages: Languages, wishes: tuple[str | None, ...], locale: str
) -> None:
    """Broken outcome: whoever wished for Chinese first and English second was answered in English."""
    assert languages.of(*wishes).locale == locale


def test_the_operator_chooses_the_language_for_those_who_tell_none() -> None:
    """Broken outcome: the setting `atelier.language` was read and changed nothing."""
    languages = texts.load("zh_CN")

    assert languages.of().locale == "zh_CN"
    assert languages.of("fr").locale == "zh_CN"
    assert languages.of("en").locale == "en"
    with pytest.raises(KeyError):
        texts.load("xx")


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 B"), (999, "999 B"), (1_024, "1 kB"), (1_590, "1.6 kB"), (10_485_760, "10 MB"), (5 * 2**40, "5,120 GB")],
)
def test_sizes_are_said_in_the_unit_people_read(languages: Languages, size: int, said: str) -> None:
    """Broken outcome: the limit that everybody knows as 10 MB was 10.5 MB."""
    assert languages.of("en").size(size) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1.5, "1.5 files"), (0.5, "0.5 files")]
)
def test_only_one_is_one(languages: Languages, count: float, said: str) -> None:
    """Broken outcome: one and a half credits were 'about 1.5 credit'."""
    t: Translator = languages.of("en")

    assert t.plural("{n} file", "{n} files", count).format(n=t.number(count)) == said
