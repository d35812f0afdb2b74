"""Every text a person sees: typed functions grouped by subject, over gettext catalogues compiled in memory.

A text is `def name(t: Translator, *, argument: ...) -> str`; `functools.partial` turns it into a `Say`.
"""

import gettext
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = Path(__file__).parent.parent / "locales"
SOURCE = "en"
UNIT = 1024  # as platforms count: what Discord calls 10 MB are 10,485,760 bytes


class Translator:
    """One language: its catalogue, its plurals, its numbers."""

    def __init__(self, locale: str, catalogue: gettext.NullTranslations) -> None:
        """Bind a catalogue to the locale that formats its numbers."""
        self.locale = locale
        self._catalogue = catalogue
        self._babel = Locale.parse(locale)
        self.duration(1), self.number(1)  # Babel reads its data at first use: now, not inside the event loop

    def __call__(self, message: str) -> str:
        """Translate one sentence."""
        return self._catalogue.gettext(message)

    def plural(self, one: str, many: str, count: float) -> str:
        """Translate a sentence that counts."""
        return self._catalogue.ngettext(one, many, 1 if count == 1 else 2)

    def number(self, value: float) -> str:
        """Write a number as this language does."""
        return format_decimal(value, locale=self._babel)

    def series(self, items: Sequence[str]) -> str:
        """Join things as this language lists them."""
        return format_list(list(items), locale=self._babel)

    def choice(self, items: Sequence[str]) -> str:
        """Join things one of which may be taken."""
        return format_list(list(items), style="or", locale=self._babel)

    def duration(self, seconds: float) -> str:
        """Write a span of time in its largest fitting unit."""
        return format_timedelta(max(1, round(seconds)), locale=self._babel, threshold=1.5)

    def day(self, at: float) -> str:
        """Write the day of a moment in Unix seconds, by universal time."""
        return format_date(datetime.fromtimestamp(at, UTC), locale=self._babel)

    def size(self, count: int) -> str:
        """Write a number of bytes in the unit people read."""
        value, units = float(count), ["B", "kB", "MB", "GB"]
        while value >= UNIT and len(units) > 1:
            value, units = value / UNIT, units[1:]
        return f"{format_decimal(round(value, 1), locale=self._babel)} {units[0]}"


Say = Callable[[Translator], str]


class Languages:
    """All catalogues at once; picks the best one for a person."""

    def __init__(self, translators: Mapping[str, Translator], usual: str = SOURCE) -> None:
        """Keep the translators by locale; `usual` is for those who do not tell their language."""
        self._translators = dict(translators)
        self._usual = usual

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales that can be asked for."""
        return tuple(self._translators)

    def of(self, *wishes: str | None) -> Translator:
        """Give the first language that we speak, the usual one where none is."""
        preferred = [wish.replace("-", "_") for wish in wishes if wish]
        found = (_nearest(wish, self.locales) for wish in preferred)
        return self._translators[next(filter(None, found), self._usual)]


def _nearest(wish: str, available: tuple[str, ...]) -> str | None:
    names = {name.lower(): name for name in available}  # Babel answers in the spelling of the wish
    language = wish.lower().partition("_")[0]
    same = (name for name in available if name.partition("_")[0] == language)
    found = negotiate_locale([wish], list(names), sep="_")
    return names[found.lower()] if found else next(same, None)


def load(usual: str = SOURCE) -> Languages:
    """Read every catalogue of `locales/`; English is the texts themselves. Raises `KeyError` for an unknown `usual`."""
    found = {SOURCE: Translator(SOURCE, gettext.NullTranslations())}
    for path in sorted(LOCALES.glob("*.po")):
        found[path.stem] = Translator(path.stem, _compile(path))
    for translator in found.values():
        translator.duration(1)  # reads the locale's data now, not in the middle of something
    return Languages({usual: found.pop(usual), **found}, usual)


def _compile(path: Path) -> gettext.GNUTranslations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def shortened(text: str, length: int) -> str:
    """Bring a text onto one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def as_written(text: str) -> Say:
    """Pass a text of a studio or platform through, in whatever language it is."""
    return lambda _: text
