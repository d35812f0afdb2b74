"""Commands about how things are done here: settings and language."""

from collections.abc import Sequence

from bot.chat import Choice, CommandCall, Completion, Level, Post
from bot.commands.declare import Command, Option
from bot.commands.desk import Desk
from bot.fields import SettingChange
from bot.panel import SCOPES, Changed, shown
from bot.preferences import LANGUAGE, SETTINGS, STANDINGS, named
from bot.settings import AnySetting, Scope
from bot.texts import Translator
from bot.texts import settings as texts

RESET = "reset"
WORDS = frozenset(scope.value for scope in Scope)


async def settings(desk: Desk, call: CommandCall) -> Post | None:
    """Show all settings, explain one, or set one."""
    name, (text, scope) = call.option("name").strip(), divided(call, "value")
    if not name:
        return Post(await _all(desk, call), reply_to=call.id)
    if not text:
        return Post(await explained(desk, call, named(name)), reply_to=call.id)
    return await change(desk, call, name, text, scope)


async def language(desk: Desk, call: CommandCall) -> Post | None:
    """Choose one's language, or tell which it is."""
    text = call.option("language").strip()
    if not text:
        return Post(await explained(desk, call, LANGUAGE), reply_to=call.id)
    return await change(desk, call, LANGUAGE.name, text, Scope.PERSON)


async def change(desk: Desk, call: CommandCall, name: str, text: str, scope: str) -> Post:
    """Set something for whoever gave a command, and confirm it in the language that counts since."""
    wish = SettingChange(call.channel, call.person, name, scope, "" if text.casefold() == RESET else text)
    changed = await desk.panel.change(wish)
    known = await desk.panel.counts(LANGUAGE, call.channel, call.person.id)
    t = desk.workshop.languages.of(str(known.value) if known.value else None, call.person.locale)
    return Post(_confirmed(changed, t), reply_to=call.id)


def divided(call: CommandCall, option: str) -> tuple[str, str]:
    """Tell a value from a scope where both were typed into one line."""
    typed, words = call.option(option).split(), [*call.option(option).split(), *call.option("scope").split()]
    scoped = bool(words) and words[-1].casefold() in WORDS and (len(words) > 1 or not typed)
    scope = words.pop().casefold() if scoped else ""
    return " ".join(words), scope


async def _all(desk: Desk, call: CommandCall) -> str:
    t = desk.language(call.person)
    fields = await desk.panel.fields(call.channel, call.person, t)
    lines = [texts.line(t, name=each.name, label=each.label, value=each.shown, origin=each.origin) for each in fields]
    return "\n".join([texts.head(t), *lines])


async def explained(desk: Desk, call: CommandCall, setting: AnySetting) -> str:
    """Explain a setting: what counts, what else there is, who may set it where."""
    t = desk.language(call.person)
    value, origin = shown(await desk.panel.counts(setting, call.channel, call.person.id), setting, t)
    explained = texts.explained(t, label=setting.label(t), value=value, origin=origin, about=setting.about(t))
    values = [each.value for each in setting.kind.choices(t)]
    scopes = [_who(setting, scope, call, t) for scope in setting.scopes(call.channel)]
    how = [texts.can_be(t, values=values)] if values else []
    where = texts.can_be_set(t, name=setting.name, scopes=scopes) if scopes else texts.from_configuration(t)
    return "\n".join([explained, *how, where])


def _who(setting: AnySetting, scope: Scope, call: CommandCall, t: Translator) -> str:
    right = setting.level(scope, call.channel) or Level.OPERATE
    return texts.scope_needs(t, scope=scope.value, who=STANDINGS.show(t, call.person.floors.of(right)))


def _confirmed(changed: Changed, t: Translator) -> str:
    setting, scope = changed.setting, SCOPES[changed.scope](t)
    value, origin = shown(changed.counts, setting, t)
    if not changed.text:
        said = texts.reset(t, label=setting.label(t), scope=scope)
    else:
        wished = setting.kind.show(t, setting.kind.read(changed.text))
        said = texts.done(t, label=setting.label(t), scope=scope, value=wished)
        if wished == value:
            return said
    return f"{said} {texts.counts_still(t, value=value, origin=origin)}"


async def _names(desk: Desk, ask: Completion) -> Sequence[Choice]:
    t, word = desk.language(ask.person), ask.typed.strip().casefold()
    found = [(each, f"{each.name} · {each.label(t)}") for each in SETTINGS]
    return [Choice(label, each.name) for each, label in found if word in label.casefold()]


async def _values(desk: Desk, ask: Completion) -> Sequence[Choice]:
    t, word = desk.language(ask.person), ask.typed.strip().casefold()
    values = await desk.panel.values(ask.given("name"), ask, t)
    return [*values, *([Choice(RESET, RESET)] if RESET.startswith(word) else [])]


async def _scopes(desk: Desk, ask: Completion) -> Sequence[Choice]:
    t, word = desk.language(ask.person), ask.typed.strip().casefold()
    scopes = named(ask.given("name")).scopes(ask.channel)
    return [Choice(SCOPES[scope](t), scope.value) for scope in scopes if scope.value.startswith(word)]


async def _languages(desk: Desk, ask: Completion) -> Sequence[Choice]:
    return await desk.panel.values(LANGUAGE.name, ask, desk.language(ask.person))


SETTING = Command(
    "settings",
    texts.settings_summary,
    settings,
    (
        Option("name", texts.settings_name, complete=_names),
        Option("value", texts.settings_value, complete=_values),
        Option("scope", texts.settings_scope, complete=_scopes),
    ),
)
SPEAK_IN = Command(
    "language", texts.language_summary, language, (Option("language", texts.language_value, complete=_languages),)
)
