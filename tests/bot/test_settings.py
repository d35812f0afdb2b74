"""How what was set in several places meets; that it counts whatever the order it was written in."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import AccountId, ChannelId, ChannelRef, Floors, Level
from bot.errors import UserError
from bot.preferences import (
    BY_NAME,
    EXPIRY,
    LANGUAGE,
    NEVER,
    ONLY,
    PING,
    PREFER,
    REASONING,
    SETTINGS,
    SPEND,
    configured,
    floors,
    named,
    with_models,
)
from bot.settings import Amount, AnySetting, Models, Override, Scope, Settled, resolve
from bot.studio import Model, Reasoning, Tools
from bot.texts import load

LANGUAGES = load()
NAMES = ("anna", "bert", "cleo", "dora")
MODELS = tuple(Model(name, name.title(), "IMAGE" if name < "c" else "VIDEO", premium=False) for name in NAMES)
HERE = ChannelRef(AccountId("web"), None, ChannelId("direct"))


def texts_of(setting: AnySetting) -> st.SearchStrategy[str]:
    """What could be set."""
    if isinstance(setting.kind, Amount):
        return st.integers(setting.kind.least, setting.kind.most).map(str)
    if isinstance(setting.kind, Models):
        return st.lists(st.sampled_from(NAMES), unique=True).map(lambda found: ",".join(found) or "none")
    return st.sampled_from([choice.value for choice in setting.kind.choices(LANGUAGES.of())])


def overrides_of(setting: AnySetting) -> st.SearchStrategy[list[Override]]:
    """Something, or nothing, in each scope."""
    texts = st.tuples(*(st.none() | texts_of(setting) for _ in Scope))
    return texts.map(
        lambda found: [
            Override(scope, setting.name, text) for scope, text in zip(Scope, found, strict=True) if text is not None
        ]
    )


def values_of(setting: AnySetting, overrides: Sequence[Override]) -> dict[Scope, object]:
    """What each allowed scope says."""
    allowed = {Scope.ACCOUNT, *setting.levels}
    return {each.scope: setting.kind.read(each.text) for each in overrides if each.scope in allowed}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@given(data=st.data())
def test_the_order_of_writes_does_not_matter(setting: AnySetting, data: st.DataObject) -> None:
    """Two people who change settings at once end with the same, whoever came first."""
    overrides = data.draw(overrides_of(setting))
    assert resolve(setting, data.draw(st.permutations(overrides))) == resolve(setting, overrides)


@pytest.mark.parametrize("setting", [LANGUAGE, REASONING, PREFER, PING], ids=lambda setting: setting.name)
@given(data=st.data())
def test_the_nearest_wins(setting: AnySetting, data: st.DataObject) -> None:
    """What somebody set for themselves counts before what was set for everybody, and is told as the origin."""
    overrides = data.draw(overrides_of(setting))
    found, values = resolve(setting, overrides), values_of(setting, overrides)
    assert found.value == ([setting.default, *values.values()])[-1]
    assert [each.scope for each in found.origins] == list(values)[-1:]


@pytest.mark.parametrize("name", ["expiry", "speak", "spend", "moderate"])
@given(data=st.data())
def test_a_cap_is_only_tightened(name: str, data: st.DataObject) -> None:
    """Nothing set in a narrower place gives back what a wider one took."""
    setting = BY_NAME[name]
    overrides = data.draw(overrides_of(setting))
    values = values_of(setting, overrides)
    strictness = [float(str(int(value))) * (-1 if setting is EXPIRY else 1) for value in values.values()]  # type: ignore[call-overload]
    base = float(int(setting.default)) * (-1 if setting is EXPIRY else 1)
    usual = [] if Scope.ACCOUNT in values else [base]
    found = int(resolve(setting, overrides).value) * (-1 if setting is EXPIRY else 1)
    assert found == max([*usual, *strictness])


@given(data=st.data())
def test_models_are_only_taken_away(data: st.DataObject) -> None:
    """Whatever is excluded anywhere stays excluded; who may choose among some cannot choose others."""
    never, only = data.draw(overrides_of(NEVER)), data.draw(overrides_of(ONLY))
    excluded = resolve(NEVER, never).value
    assert set(excluded) == {name for value in values_of(NEVER, never).values() for name in value}  # type: ignore[attr-defined]

    named_somewhere = [set(value) for value in values_of(ONLY, only).values() if value]  # type: ignore[call-overload]
    left = set(resolve(ONLY, only).value)
    assert left <= named_somewhere[0] if named_somewhere else left == set()
    assert bool(left) == bool(named_somewhere)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
@given(data=st.data())
def test_what_is_written_is_read_again(setting: AnySetting, data: st.DataObject) -> None:
    """No value is lost on its way through the store, the configuration or a form; each is said in both languages."""
    value = setting.kind.read(data.draw(texts_of(setting)))
    assert setting.kind.read(setting.kind.write(value)) == value
    assert setting.kind.read(setting.kind.write(setting.default)) == setting.default


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_every_setting_is_told_in_both_languages(locale: str) -> None:
    """A setting that nobody can read about is not there; every language that we have can be chosen."""
    t = LANGUAGES.of(locale)
    for setting in SETTINGS:
        assert all([setting.label(t), setting.about(t), setting.kind.show(t, setting.default)])
    assert {choice.value for choice in LANGUAGE.kind.choices(t)} == {"auto", *LANGUAGES.locales}


@pytest.mark.parametrize(
    ("name", "text"),
    [("expiry", "0"), ("expiry", "25"), ("expiry", "-1"), ("ping", "soon"), ("language", "klingon"), ("card", "maybe")],
)
def test_what_does_not_fit_is_refused(name: str, text: str) -> None:
    """A value out of bounds never reaches the store."""
    with pytest.raises(UserError):
        named(name).kind.read(text)


def test_a_name_that_is_no_setting_is_refused() -> None:
    """A mistyped name is answered with those there are."""
    with pytest.raises(UserError) as refused:
        named("colour")
    assert "reasoning" in refused.value.say(LANGUAGES.of())


def test_the_configuration_stands_in_for_what_comes_with_atelier() -> None:
    """An operator may let everybody spend, or nobody but operators; TOML's own yes, numbers and lists are taken."""
    assert Settled((configured("spend", "everybody"),)).of(SPEND) is Level.SPEAK
    assert floors(Settled((configured("spend", "operators"),))) == Floors(spend=Level.OPERATE)
    assert [configured(*line).text for line in (("card", False), ("ping", 90), ("never", ["anna", "bert"]))] == [
        "no",
        "90",
        "anna,bert",
    ]


def test_alone_everybody_sets_what_elsewhere_takes_a_moderator() -> None:
    """A direct message has no moderators, and no community."""
    assert EXPIRY.level(Scope.CHANNEL, HERE) is Level.SPEAK
    assert EXPIRY.scopes(HERE) == [Scope.CHANNEL]


def test_models_set_here_join_those_a_request_wishes_for() -> None:
    """The request's own preference counts in its category; what is not allowed here is not preferred."""
    settled = Settled(
        (
            Override(Scope.PERSON, "prefer", "bert,cleo,dora,gone"),
            Override(Scope.CHANNEL, "never", "dora"),
            Override(Scope.COMMUNITY, "only", "bert,cleo,dora"),
        )
    )
    tools = with_models(Tools(prefer=(("IMAGE", ("anna",)),), include=("upscale",)), settled, MODELS)
    assert tools == Tools(
        prefer=(("IMAGE", ("anna",)), ("VIDEO", ("cleo",))),
        include=("upscale", "bert", "cleo"),
        exclude=("dora",),
    )
    assert with_models(Tools(), Settled(), MODELS) == Tools()


def test_reasoning_is_a_value_of_the_studio() -> None:
    """What is set reaches the studio as its own word."""
    assert Settled((Override(Scope.PERSON, "reasoning", "Thinking"),)).of(REASONING) is Reasoning.THINKING
