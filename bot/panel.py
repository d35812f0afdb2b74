"""The settings as people see and change them: what counts and why, who may set what, what could be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bot.access import demand
from bot.catalogue import Catalogue
from bot.chat import ChannelRef, Choice, Completion, Level, Person, PersonId
from bot.errors import UserError
from bot.fields import SettingChange, SettingField, SettingScope
from bot.preferences import BY_NAME, RIGHTS, SETTINGS, STANDINGS, named
from bot.settings import Account, Amount, AnySetting, Models, Override, Resolved, Scope, Settled, resolve
from bot.store import overrides
from bot.studio import Model
from bot.texts import Say, Translator
from bot.texts import project as project_texts
from bot.texts import settings as texts
from bot.workshop import Workshop

SCOPES: dict[Scope, Say] = {
    Scope.COMMUNITY: texts.for_everybody,
    Scope.CHANNEL: texts.for_channel,
    Scope.PERSON: texts.for_me,
}


@dataclass(frozen=True, slots=True)
class Changed:
    """What was set where, as written, and what counts since."""

    setting: AnySetting
    scope: Scope
    text: str
    counts: Resolved[object]


class Panel:
    """Shows and changes settings."""

    def __init__(self, workshop: Workshop, catalogue: Catalogue) -> None:
        """What is set lies in the store; what is configured in the workshop; models are the studio's."""
        self._workshop = workshop
        self._catalogue = catalogue

    async def fields(self, channel: ChannelRef, person: Person, t: Translator) -> list[SettingField]:
        """Show every setting to somebody."""
        settled = await self._workshop.settings(channel, person.id)
        fields = [_field(setting, settled, channel, person, t) for setting in SETTINGS]
        return [replace(each, choices=tuple(self._choices(named(each.name), t))) for each in fields]

    async def counts(self, setting: AnySetting, channel: ChannelRef, person: PersonId) -> Resolved[object]:
        """Tell what counts for somebody, and what made it so."""
        return resolve(setting, (await self._workshop.settings(channel, person)).overrides)

    async def change(self, wish: SettingChange) -> Changed:
        """Set something, or take it back. Raises `UserError` when it cannot be, or not by them."""
        setting = named(wish.name)
        scope = _scope(setting, wish)
        text = await self._written(setting, wish)
        _check(setting, scope, text, wish)
        override = Override(scope, setting.name, text)

        def put(connection: Connection) -> Settled:
            overrides.put(connection, wish.channel, wish.person, override, self._workshop.clock.now())
            return self._workshop.settled(connection, wish.channel, wish.person.id)

        settled = await self._workshop.database.write(put)
        self._workshop.remembered.forget()
        return Changed(setting, scope, text, resolve(setting, settled.overrides))

    async def values(self, name: str, ask: Completion, t: Translator) -> list[Choice]:
        """Suggest values for a setting while one is typed."""
        setting = BY_NAME.get(name)
        if setting is None:
            return []
        if isinstance(setting.kind, Models):
            return suggested(ask.typed, await self.models(ask.channel, ask.person.id))
        word = ask.typed.strip().casefold()
        found = self._choices(setting, t)
        return [each for each in found if word in each.label.casefold() or word in each.value.casefold()]

    async def models(self, channel: ChannelRef, person: PersonId) -> Sequence[Model]:
        """List the models of the studio that works there."""
        settled = await self._workshop.settings(channel, person)
        return await self._catalogue.listed(self._workshop.account(settled))

    def _choices(self, setting: AnySetting, t: Translator) -> list[Choice]:
        accounts = self._workshop.studios if isinstance(setting.kind, Account) else ()
        return [*setting.kind.choices(t), *(Choice(account, account) for account in accounts)]

    async def _written(self, setting: AnySetting, wish: SettingChange) -> str:
        if not wish.text.strip():
            return ""
        text = wish.text
        if isinstance(setting.kind, Models):
            models = await self.models(wish.channel, wish.person.id)
            text = ",".join(as_named(setting.kind.read(text), models)) or "none"
        value = setting.kind.read(text)
        if isinstance(setting.kind, Account) and value is not None and value not in self._workshop.studios:
            raise UserError(partial(project_texts.no_such_studio, studio=value, known=list(self._workshop.studios)))
        return str(setting.kind.write(value))


def shown(resolved: Resolved[object], setting: AnySetting, t: Translator) -> tuple[str, str]:
    """Say what counts, and what made it so."""
    origins = [_origin(each, t) for each in resolved.origins]
    return setting.kind.show(t, resolved.value), t.series(origins) if origins else texts.comes_with_atelier(t)


def _origin(override: Override, t: Translator) -> str:
    if override.scope is Scope.ACCOUNT or override.at is None:
        return texts.from_configuration(t)
    return texts.set_by(t, scope=SCOPES[override.scope](t), by=override.by, day=t.day(override.at))


def _field(setting: AnySetting, settled: Settled, channel: ChannelRef, person: Person, t: Translator) -> SettingField:
    resolved = resolve(setting, settled.overrides)
    value, origin = shown(resolved, setting, t)
    field = SettingField(
        name=setting.name,
        label=setting.label(t),
        about=setting.about(t),
        form=setting.kind.form,
        text=setting.kind.write(resolved.value),
        shown=value,
        origin=origin,
        choices=tuple(setting.kind.choices(t)),
        scopes=tuple(_place(setting, scope, settled, channel, person, t) for scope in setting.scopes(channel)),
    )
    kind = setting.kind
    return replace(field, least=kind.least, most=kind.most) if isinstance(kind, Amount) else field


def _place(
    setting: AnySetting, scope: Scope, settled: Settled, channel: ChannelRef, person: Person, t: Translator
) -> SettingScope:
    own, refusal = settled.at(setting, scope), ""
    try:
        demand(person, setting.level(scope, channel) or Level.OPERATE)
    except UserError as refused:
        refusal = refused.say(t)
    return SettingScope(scope.value, SCOPES[scope](t), own.text if own else "", refusal)


def _scope(setting: AnySetting, wish: SettingChange) -> Scope:
    """Find where to set it: as the wish says, or in the nearest place there is."""
    scopes = setting.scopes(wish.channel)
    word = wish.scope.strip().casefold()
    found = [scope for scope in scopes if not word or scope.value == word]
    if not found:
        raise UserError(partial(_not_there, setting=setting, scopes=scopes))
    return found[0]


def _check(setting: AnySetting, scope: Scope, text: str, wish: SettingChange) -> None:
    demand(wish.person, setting.level(scope, wish.channel) or Level.OPERATE)
    if text and setting in RIGHTS.values() and STANDINGS.read(text) > wish.person.level:
        raise UserError(texts.locks_out)


def _not_there(t: Translator, *, setting: AnySetting, scopes: Sequence[Scope]) -> str:
    return texts.not_there(t, label=setting.label(t), scopes=[scope.value for scope in scopes])


def as_named(names: Sequence[str], models: Sequence[Model]) -> list[str]:
    """Give the names that the studio asks models by. Raises `UserError` for one that it does not list."""
    known = {name.casefold(): model.name for model in models for name in (model.name, model.label)}
    unknown = next((name for name in names if known and name.casefold() not in known), None)
    if unknown is not None:
        raise UserError(partial(texts.no_such_model, model=unknown))
    return [known.get(name.casefold(), name) for name in names]


def suggested(typed: str, models: Sequence[Model]) -> list[Choice]:
    """Suggest models by the names people know, also behind those that stand there already."""
    before, _, word = typed.rpartition(",")
    taken = [name.strip() for name in before.split(",") if name.strip()]
    found = [each for each in models if word.strip().casefold() in f"{each.name} {each.label}".casefold()]
    return [Choice(each.label, ",".join([*taken, each.name])) for each in found if each.name not in taken]
