"""Everything that can be set, each declared once; the command and the page's form are made of this."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial

from bot.chat import Floors, Level, PersonId
from bot.errors import UserError
from bot.settings import (
    Account,
    Amount,
    AnySetting,
    Models,
    OneOf,
    Override,
    Scope,
    Setting,
    Settled,
    YesOrNo,
    all_together,
    common,
    lowest,
    strictest,
)
from bot.studio import Model, Reasoning, Tools
from bot.texts import as_written
from bot.texts import preference as names
from bot.texts import project as project_texts
from bot.texts import settings as texts

ANYWHERE = {Scope.COMMUNITY: Level.MODERATE, Scope.CHANNEL: Level.MODERATE, Scope.PERSON: Level.SPEAK}
SHARED = {Scope.COMMUNITY: Level.MODERATE, Scope.CHANNEL: Level.MODERATE}
GUARDED = {Scope.COMMUNITY: Level.OPERATE, Scope.CHANNEL: Level.OPERATE}

LONGEST_QUESTION = 24  # hours
LONGEST_WAIT = 86_400  # seconds


class Sharing(StrEnum):
    """Whether people in a channel go on with one conversation or each with their own."""

    SHARED = "shared"
    PER_PERSON = "per_person"


LANGUAGE: Setting[str | None] = Setting(
    "language",
    names.language,
    names.language_about,
    OneOf(
        (("auto", None, texts.auto), ("en", "en", as_written("English")), ("zh_CN", "zh_CN", as_written("简体中文")))
    ),
    None,
    ANYWHERE,
)
REASONING: Setting[Reasoning | None] = Setting(
    "reasoning",
    names.reasoning,
    names.reasoning_about,
    OneOf(
        (
            ("auto", None, texts.studio_decides),
            ("fast", Reasoning.FAST, texts.fast),
            ("thinking", Reasoning.THINKING, texts.thinking),
        )
    ),
    None,
    ANYWHERE,
)
PREFER = Setting("prefer", names.prefer, names.prefer_about, Models(texts.studio_decides), (), ANYWHERE)
ONLY = Setting("only", names.only, names.only_about, Models(texts.any_model), (), ANYWHERE, common)
NEVER = Setting("never", names.never, names.never_about, Models(texts.no_model), (), ANYWHERE, all_together)
STUDIO: Setting[str | None] = Setting(
    "studio", project_texts.studio, project_texts.studio_about, Account(texts.auto), None, SHARED
)
CONVERSATIONS = Setting(
    "conversations",
    names.conversations,
    names.conversations_about,
    OneOf((("shared", Sharing.SHARED, texts.shared), ("per_person", Sharing.PER_PERSON, texts.per_person))),
    Sharing.SHARED,
    SHARED,
)
PHRASES = Setting("phrases", names.phrases, names.phrases_about, YesOrNo(), default=True, levels=ANYWHERE)
LISTEN = Setting("listen", names.listen, names.listen_about, YesOrNo(), default=False, levels=SHARED)
CARD = Setting("card", names.card, names.card_about, YesOrNo(), default=True, levels=ANYWHERE)
PING = Setting(
    "ping", names.ping, names.ping_about, Amount(0, LONGEST_WAIT, texts.seconds, texts.not_at_all), 0, ANYWHERE
)
RECIPE = Setting("recipe", names.recipe, names.recipe_about, YesOrNo(), default=True, levels=ANYWHERE)
LINK = Setting("link", names.link, names.link_about, YesOrNo(), default=True, levels=ANYWHERE)
SPOILER = Setting("spoiler", names.spoiler, names.spoiler_about, YesOrNo(), default=False, levels=SHARED)
EXPIRY = Setting(
    "expiry",
    names.expiry,
    names.expiry_about,
    Amount(1, LONGEST_QUESTION, texts.hours),
    LONGEST_QUESTION,
    SHARED,
    lowest,
)

STANDINGS = OneOf(
    (
        ("everybody", Level.SPEAK, texts.everybody),
        ("members", Level.SPEND, texts.members),
        ("moderators", Level.MODERATE, texts.moderators),
        ("operators", Level.OPERATE, texts.operators),
    )
)
SPEAK = Setting("speak", names.speak, names.speak_about, STANDINGS, Level.SPEAK, SHARED, strictest)
SPEND = Setting("spend", names.spend, names.spend_about, STANDINGS, Level.SPEND, SHARED, strictest)
MODERATE = Setting("moderate", names.moderate, names.moderate_about, STANDINGS, Level.MODERATE, GUARDED, strictest)
OPERATE = Setting("operate", names.operate, names.operate_about, STANDINGS, Level.OPERATE, {}, strictest)
RIGHTS: Mapping[Level, Setting[Level]] = {
    Level.SPEAK: SPEAK,
    Level.SPEND: SPEND,
    Level.MODERATE: MODERATE,
    Level.OPERATE: OPERATE,
}

SETTINGS: Sequence[AnySetting] = (
    LANGUAGE,
    REASONING,
    PREFER,
    ONLY,
    NEVER,
    STUDIO,
    CONVERSATIONS,
    PHRASES,
    LISTEN,
    CARD,
    PING,
    RECIPE,
    LINK,
    SPOILER,
    EXPIRY,
    SPEAK,
    SPEND,
    MODERATE,
    OPERATE,
)
BY_NAME: Mapping[str, AnySetting] = {setting.name: setting for setting in SETTINGS}


def named(name: str) -> AnySetting:
    """Find a setting. Raises `UserError` naming all of them."""
    found = BY_NAME.get(name.strip().casefold())
    if found is None:
        raise UserError(partial(texts.no_such_setting, name=name, known=", ".join(BY_NAME)))
    return found


def floors(settled: Settled) -> Floors:
    """Give the standing that each right takes."""
    return Floors(*(settled.of(RIGHTS[right]) for right in Level))


def owner(settled: Settled, person: PersonId) -> PersonId | None:
    """Tell whose conversation somebody goes on with: None is the one that the channel shares."""
    return person if settled.of(CONVERSATIONS) is Sharing.PER_PERSON else None


def configured(name: str, value: bool | float | str | Sequence[str]) -> Override:  # noqa: FBT001 (as TOML has it)
    """Make of a line in the configuration what everybody begins with. Raises `UserError`."""
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    written = text if isinstance(text, str) else ", ".join(text) if isinstance(text, Sequence) else f"{text:g}"
    setting = named(name)
    return Override(Scope.ACCOUNT, setting.name, setting.kind.write(setting.kind.read(written)))


def with_models(tools: Tools, settled: Settled, models: Sequence[Model]) -> Tools:
    """Add the models that are set here to what a request itself wishes for; the request's own preference counts first.

    A preferred model that the studio does not list, or that is not allowed here, is left out.
    """
    only, never = settled.of(ONLY), settled.of(NEVER)
    category = {
        each.name: each.category for each in models if each.name not in never and (not only or each.name in only)
    }
    wished = [name for name in settled.of(PREFER) if name in category]
    preferred = {
        each: tuple(name for name in wished if category[name] == each)
        for each in dict.fromkeys(category[name] for name in wished)
    }
    return Tools(
        prefer=tuple((preferred | dict(tools.prefer)).items()),
        include=tuple(dict.fromkeys([*tools.include, *(name for name in only if name not in never)])),
        exclude=tuple(dict.fromkeys([*tools.exclude, *never])),
    )
