"""Commands about what the studio works with: models, model, think and studio."""

from collections.abc import Mapping, Sequence

from bot.chat import Choice, CommandCall, Completion, Post
from bot.commands.adjusting import change, divided, explained
from bot.commands.arranging import acted, actions
from bot.commands.declare import Command, Option
from bot.commands.desk import Desk
from bot.errors import UserError
from bot.fields import SettingChange
from bot.panel import as_named, suggested
from bot.preferences import NEVER, ONLY, PREFER, REASONING, STUDIO
from bot.settings import AnySetting, Scope
from bot.studio import Model, Reasoning
from bot.texts import model as texts
from bot.texts import project as project_texts
from bot.texts import settings as settings_texts

ANY = "any"
LISTS: Mapping[str, AnySetting] = {"prefer": PREFER, "only": ONLY, "never": NEVER}
# What a choice takes a model out of: nobody prefers what is never used.
CLEARED: Mapping[str, Sequence[AnySetting]] = {
    "prefer": (NEVER,),
    "only": (NEVER,),
    "never": (PREFER, ONLY),
    ANY: (PREFER, ONLY, NEVER),
}
PREMIUM = "★"
THINKING = {"on": Reasoning.THINKING.value, "off": Reasoning.FAST.value, "auto": "auto"}


async def models(desk: Desk, call: CommandCall) -> Post | None:
    """List the studio's models by category."""
    t, studio = desk.language(call.person), desk.workshop.studios[await desk.studio(call)]
    listed = await desk.panel.models(call.channel, call.person.id)
    if not listed:
        return Post(texts.no_models(t, studio=studio.features.name), reply_to=call.id)
    lines = [texts.models_head(t, studio=studio.features.name)]
    for category in dict.fromkeys(each.category for each in listed):
        names = [_marked(each) for each in listed if each.category == category]
        lines.append(texts.models_line(t, category=category, models=names))
    return Post("\n".join(lines), reply_to=call.id)


async def model(desk: Desk, call: CommandCall) -> Post | None:
    """Prefer, allow or exclude models, take that back, or tell what counts."""
    action = call.option("action").strip().casefold()
    if action:
        cleared = acted(CLEARED, action)
        text, scope = divided(call, "model")
        listed = await desk.panel.models(call.channel, call.person.id)
        names = as_named(PREFER.kind.read(text), listed)
        if not names and action != ANY:
            raise UserError(texts.which_model)
        await _take_out(desk, call, cleared, (names, scope))
        if action != ANY:
            await _put_in(desk, call, LISTS[action], (names, scope))
    return Post(await _chosen(desk, call), reply_to=call.id)


async def think(desk: Desk, call: CommandCall) -> Post | None:
    """Let the studio think first, or not, or tell what counts."""
    text, scope = divided(call, "choice")
    if not text:
        return Post(await explained(desk, call, REASONING), reply_to=call.id)
    return await change(desk, call, REASONING.name, THINKING.get(text.casefold(), text), scope)


async def studio(desk: Desk, call: CommandCall) -> Post | None:
    """Tell which studio account a channel works with, or change to another one."""
    t, wished = desk.language(call.person), call.option("name").strip()
    if not wished:
        return Post(await _account(desk, call), reply_to=call.id)
    known = next((each for each in desk.workshop.studios if each.casefold() == wished.casefold()), wished)
    await desk.panel.change(SettingChange(call.channel, call.person, STUDIO.name, Scope.CHANNEL.value, known))
    return Post(project_texts.studio_changed(t, account=await desk.studio(call)), reply_to=call.id)


async def _account(desk: Desk, call: CommandCall) -> str:
    t, here = desk.language(call.person), await desk.studio(call)
    others = [each for each in desk.workshop.studios if each != here]
    said = project_texts.studio_here(t, account=here, studio=desk.workshop.studios[here].features.name)
    return "\n".join([said, project_texts.studio_others(t, accounts=others)]) if others else said


async def _take_out(
    desk: Desk, call: CommandCall, lists: Sequence[AnySetting], wish: tuple[Sequence[str], str]
) -> None:
    names, scope = wish
    for setting in lists:
        there = await _there(desk, call, setting, scope)
        left = [each for each in there if names and each not in names]
        if len(left) < len(there):
            await _write(desk, call, setting, (left, scope))


async def _put_in(desk: Desk, call: CommandCall, setting: AnySetting, wish: tuple[Sequence[str], str]) -> None:
    """Add models; a preferred one goes before those that were."""
    names, scope = wish
    others = [each for each in await _there(desk, call, setting, scope) if each not in names]
    await _write(desk, call, setting, ([*names, *others], scope))


async def _there(desk: Desk, call: CommandCall, setting: AnySetting, scope: str) -> tuple[str, ...]:
    """Read what is set in one scope itself."""
    settled = await desk.workshop.settings(call.channel, call.person.id)
    found = settled.at(setting, Scope(scope) if scope else setting.scopes(call.channel)[0])
    return PREFER.kind.read(found.text) if found else ()


async def _write(desk: Desk, call: CommandCall, setting: AnySetting, wish: tuple[Sequence[str], str]) -> None:
    names, scope = wish
    await desk.panel.change(SettingChange(call.channel, call.person, setting.name, scope, ",".join(names)))


async def _chosen(desk: Desk, call: CommandCall) -> str:
    t, settled = desk.language(call.person), await desk.workshop.settings(call.channel, call.person.id)
    labels = {each.name: each.label for each in await desk.panel.models(call.channel, call.person.id)}
    lines = []
    for say, setting in ((texts.preferred, PREFER), (texts.allowed, ONLY), (texts.excluded, NEVER)):
        lines.append(say(t, models=[labels.get(each, each) for each in settled.of(setting)]))
    return "\n".join(lines)


def _marked(each: Model) -> str:
    return f"{each.label} {PREMIUM}" if each.premium else each.label


async def _named(desk: Desk, ask: Completion) -> Sequence[Choice]:
    listed = await desk.panel.models(ask.channel, ask.person.id)
    names = {each.name: each.label for each in listed}
    found = suggested(ask.typed, listed)
    return [Choice(each.label, ", ".join(names.get(name, name) for name in each.value.split(","))) for each in found]


async def _depths(desk: Desk, ask: Completion) -> Sequence[Choice]:
    t, word = desk.language(ask.person), ask.typed.strip().casefold()
    labels = {value.value: value.label for value in REASONING.kind.choices(t)}
    return [Choice(f"{each} · {labels[value]}", each) for each, value in THINKING.items() if each.startswith(word)]


async def _accounts(desk: Desk, ask: Completion) -> Sequence[Choice]:
    word = ask.typed.strip().casefold()
    return [Choice(each, each) for each in desk.workshop.studios if word in each.casefold()]


MODELS = Command("models", texts.models_summary, models)
SCOPE = Option("scope", settings_texts.settings_scope)
MODEL = Command(
    "model",
    texts.model_summary,
    model,
    (
        Option("action", texts.model_action, complete=actions(CLEARED)),
        Option("model", texts.model_name, complete=_named),
        SCOPE,
    ),
)
THINK = Command("think", texts.think_summary, think, (Option("choice", texts.think_choice, complete=_depths), SCOPE))
STUDIOS = Command(
    "studio",
    project_texts.studio_summary,
    studio,
    (Option("name", project_texts.studio_name, complete=_accounts),),
)
