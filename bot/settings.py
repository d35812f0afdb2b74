"""Settings as values: what can be set, where, by whom, and how what was set in several places meets. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from bot.chat import ChannelRef, Choice, Level
from bot.errors import UserError
from bot.texts import Say, Translator
from bot.texts import settings as texts

Value = TypeVar("Value")

YES = frozenset({"yes", "on", "true", "1", "是", "开", "开启", "打开"})
NO = frozenset({"no", "off", "false", "0", "否", "关", "关闭"})
LISTED = 20  # models that one setting names at most
USUAL = "auto"


class Scope(StrEnum):
    """For whom something is set, from the widest to the nearest; the account's is the configuration."""

    ACCOUNT = "account"
    COMMUNITY = "community"
    CHANNEL = "channel"
    PERSON = "person"


WIDTHS = tuple(Scope)


@dataclass(frozen=True, slots=True)
class Override:
    """What somebody set in one scope: as written, by whom (a name for people), when in Unix seconds."""

    scope: Scope
    name: str
    text: str
    by: str = ""
    at: float | None = None


class Kind(Protocol[Value]):
    """What a setting's values are; texts are what is stored, typed and configured."""

    @property
    def form(self) -> str:
        """Name the control that a page shows."""
        ...

    def read(self, text: str) -> Value:
        """Understand what was typed; raises `UserError` naming what can be."""
        ...

    def write(self, value: Value) -> str:
        """Write a value so that `read` understands it."""
        ...

    def show(self, t: Translator, value: Value) -> str:
        """Say a value in words."""
        ...

    def choices(self, t: Translator) -> Sequence[Choice]:
        """List what can be chosen; nothing where anything can."""
        ...


@dataclass(frozen=True, slots=True)
class OneOf(Generic[Value]):
    """One of a few values, each with the word it is typed as and the way it is said."""

    entries: tuple[tuple[str, Value, Say], ...]
    form: str = "choice"

    def read(self, text: str) -> Value:
        """Find the value behind a word."""
        word = _plain(text)
        found = [value for name, value, _ in self.entries if _plain(name) == word]
        if not found:
            known = ", ".join(name for name, _, _ in self.entries)
            raise UserError(lambda t: texts.not_one_of(t, text=text, known=known))
        return found[0]

    def write(self, value: Value) -> str:
        """Give the word of a value."""
        return next(name for name, known, _ in self.entries if known == value)

    def show(self, t: Translator, value: Value) -> str:
        """Say a value."""
        return next(say(t) for _, known, say in self.entries if known == value)

    def choices(self, t: Translator) -> Sequence[Choice]:
        """List all of them."""
        return [Choice(say(t), name) for name, _, say in self.entries]


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """A yes or a no."""

    form: str = "yes_no"

    def read(self, text: str) -> bool:
        """Understand a yes or a no in either language."""
        word = _plain(text)
        if word not in YES | NO:
            raise UserError(lambda t: texts.not_one_of(t, text=text, known="yes, no"))
        return word in YES

    def write(self, value: bool) -> str:  # noqa: FBT001 (the value is a yes or a no)
        """Write yes or no."""
        return "yes" if value else "no"

    def show(self, t: Translator, value: bool) -> str:  # noqa: FBT001
        """Say yes or no."""
        return texts.yes(t) if value else texts.no(t)

    def choices(self, t: Translator) -> Sequence[Choice]:
        """List both."""
        return [Choice(texts.yes(t), "yes"), Choice(texts.no(t), "no")]


@dataclass(frozen=True, slots=True)
class Amount:
    """A whole number between bounds, said with its unit; `nothing` stands for 0."""

    least: int
    most: int
    unit: Callable[[Translator, int], str]
    nothing: Say | None = None
    form: str = "number"

    def read(self, text: str) -> int:
        """Read a number within the bounds."""
        word = text.strip()
        if not (word.isdecimal() and self.least <= int(word) <= self.most):
            raise UserError(
                lambda t: texts.not_between(t, text=text, least=t.number(self.least), most=self.unit(t, self.most))
            )
        return int(word)

    def write(self, value: int) -> str:
        """Write a number."""
        return str(value)

    def show(self, t: Translator, value: int) -> str:
        """Say a number with its unit."""
        return self.nothing(t) if self.nothing and not value else self.unit(t, value)

    def choices(self, t: Translator) -> Sequence[Choice]:
        """Suggest nothing: any number within the bounds will do."""
        return ()


@dataclass(frozen=True, slots=True)
class Models:
    """Models of the studio by the names it is asked by, in order; commas between them, `none` for none."""

    nothing: Say
    form: str = "models"

    def read(self, text: str) -> tuple[str, ...]:
        """Read the names."""
        names = [name.strip() for name in text.replace("，", ",").replace("、", ",").split(",")]
        found = tuple(dict.fromkeys(name for name in names if name and name != "none"))
        if len(found) > LISTED:
            raise UserError(lambda t: texts.too_many_models(t, most=LISTED))
        return found

    def write(self, value: tuple[str, ...]) -> str:
        """Write the names."""
        return ",".join(value) or "none"

    def show(self, t: Translator, value: tuple[str, ...]) -> str:
        """Say the names."""
        return t.series(value) if value else self.nothing(t)

    def choices(self, t: Translator) -> Sequence[Choice]:
        """Suggest nothing: which models there are is the studio's to say."""
        return ()


@dataclass(frozen=True, slots=True)
class Account:
    """A studio account by its name, None for the usual one; which there are is for the configuration to say."""

    usual: Say
    form: str = "choice"

    def read(self, text: str) -> str | None:
        """Read a name."""
        word = text.strip()
        return None if word.casefold() == USUAL else word

    def write(self, value: str | None) -> str:
        """Write a name."""
        return value or USUAL

    def show(self, t: Translator, value: str | None) -> str:
        """Say a name."""
        return value or self.usual(t)

    def choices(self, t: Translator) -> Sequence[Choice]:
        """Suggest the usual one; the others are not known here."""
        return (Choice(self.usual(t), USUAL),)


# How values meet, the widest first: what counts in the end, and which of them made it so.
Meet = Callable[[Sequence[Value]], tuple[Value, tuple[int, ...]]]
Listing = tuple[str, ...]


def nearest(values: Sequence[Value]) -> tuple[Value, tuple[int, ...]]:
    """Let the nearest scope win."""
    return values[-1], (len(values) - 1,)


def lowest(values: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """Let nobody raise a limit that a wider scope set."""
    return min(values), (values.index(min(values)),)


def strictest(values: Sequence[Level]) -> tuple[Level, tuple[int, ...]]:
    """Let nobody lower a level that a wider scope asks for."""
    return max(values), (values.index(max(values)),)


def all_together(values: Sequence[Listing]) -> tuple[Listing, tuple[int, ...]]:
    """Let everything count that any scope names."""
    named = tuple(dict.fromkeys(name for value in values for name in value))
    return named, tuple(place for place, value in enumerate(values) if value)


def common(values: Sequence[Listing]) -> tuple[Listing, tuple[int, ...]]:
    """Let each scope choose among what the wider one left; where nothing would be left, the wider one stands."""
    left: Listing = ()
    made: tuple[int, ...] = ()
    for place, value in enumerate(values):
        narrower = tuple(name for name in value if not left or name in left)
        if narrower:
            left, made = narrower, (*made, place)
    return left, made


@dataclass(frozen=True, slots=True)
class Setting(Generic[Value]):
    """One thing that can be set; `levels` are the scopes that allow it and the level each needs."""

    name: str
    label: Say
    about: Say
    kind: Kind[Value]
    default: Value
    levels: Mapping[Scope, Level]
    meet: Meet[Value] = nearest

    def level(self, scope: Scope, channel: ChannelRef) -> Level | None:
        """Tell what it takes to set this there; None where it cannot be. In a direct message one is alone."""
        needed = None if scope is Scope.COMMUNITY and channel.community is None else self.levels.get(scope)
        alone = channel.community is None and needed is Level.MODERATE
        return Level.SPEAK if alone else needed

    def scopes(self, channel: ChannelRef) -> list[Scope]:
        """List where it can be set from a channel, the nearest first."""
        return [scope for scope in reversed(WIDTHS) if self.level(scope, channel) is not None]


AnySetting = Setting[Any]


@dataclass(frozen=True, slots=True)
class Resolved(Generic[Value]):
    """What counts, and what made it so, the widest first; with no origin it is what comes with Atelier."""

    value: Value
    origins: tuple[Override, ...] = ()


def resolve(setting: Setting[Value], overrides: Sequence[Override]) -> Resolved[Value]:
    """Find what counts out of everything set where somebody is, in whatever order it comes."""
    allowed = {Scope.ACCOUNT, *setting.levels}
    named = [each for each in overrides if each.name == setting.name and each.scope in allowed]
    ordered = sorted(named, key=lambda each: WIDTHS.index(each.scope))
    values = [setting.default, *(setting.kind.read(each.text) for each in ordered)]
    if ordered and ordered[0].scope is Scope.ACCOUNT:  # the configuration stands in for what comes with Atelier
        values.pop(0)
        origins: list[Override | None] = [*ordered]
    else:
        origins = [None, *ordered]
    value, made = setting.meet(values)
    return Resolved(value, tuple(each for place in made if (each := origins[place]) is not None))


@dataclass(frozen=True, slots=True)
class Settled:
    """All that is set where somebody is."""

    overrides: tuple[Override, ...] = ()

    def of(self, setting: Setting[Value]) -> Value:
        """Give what counts."""
        return resolve(setting, self.overrides).value

    def at(self, setting: AnySetting, scope: Scope) -> Override | None:
        """Give what is set in one scope itself."""
        return next((each for each in self.overrides if (each.name, each.scope) == (setting.name, scope)), None)


def _plain(text: str) -> str:
    return text.strip().casefold().replace("-", "_")
