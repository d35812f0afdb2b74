"""What is said about settings: their values, who set them, how they are shown and changed."""

from collections.abc import Sequence

from bot.texts import Translator

# ------------------------------------------------------------------------------------------------------------ values


def auto(t: Translator) -> str:
    """Say that nothing is forced."""
    return t("Automatic")


def studio_decides(t: Translator) -> str:
    """Say that the studio chooses."""
    return t("The studio decides")


def fast(t: Translator) -> str:
    """Say that thinking is short."""
    return t("Fast")


def thinking(t: Translator) -> str:
    """Say that thinking is long."""
    return t("Thinking first")


def any_model(t: Translator) -> str:
    """Say that all models may be used."""
    return t("All models")


def no_model(t: Translator) -> str:
    """Say that no model is left out."""
    return t("None")


def shared(t: Translator) -> str:
    """Say that a channel shares its conversation."""
    return t("Shared by the channel")


def per_person(t: Translator) -> str:
    """Say that each has their own."""
    return t("One per person")


def yes(t: Translator) -> str:
    """Say yes to a setting."""
    return t("Yes")


def no(t: Translator) -> str:
    """Say no to a setting."""
    return t("No")


def not_at_all(t: Translator) -> str:
    """Say that nobody is called."""
    return t("Never")


def seconds(t: Translator, count: int) -> str:
    """Count seconds."""
    return t.plural("{count} second", "{count} seconds", count).format(count=t.number(count))


def hours(t: Translator, count: int) -> str:
    """Count hours."""
    return t.plural("{count} hour", "{count} hours", count).format(count=t.number(count))


def everybody(t: Translator) -> str:
    """Name whoever can write here."""
    return t("Everybody")


def members(t: Translator) -> str:
    """Name those whom the platform lets take part."""
    return t("Members")


def moderators(t: Translator) -> str:
    """Name those whom the platform lets moderate."""
    return t("Moderators")


def operators(t: Translator) -> str:
    """Name those who run this."""
    return t("Operators")


# ------------------------------------------------------------------------------------------------------------ scopes


def for_everybody(t: Translator) -> str:
    """Name the scope of a community."""
    return t("Everybody here")


def for_channel(t: Translator) -> str:
    """Name the scope of a channel."""
    return t("This channel")


def for_me(t: Translator) -> str:
    """Name the scope of a person."""
    return t("Only me")


def comes_with_atelier(t: Translator) -> str:
    """Tell the origin of what nobody set."""
    return t("as Atelier comes")


def from_configuration(t: Translator) -> str:
    """Tell the origin of what the configuration says."""
    return t("from the configuration")


def set_by(t: Translator, *, scope: str, by: str, day: str) -> str:
    """Tell who set something, for whom and when."""
    return t("{scope}: set by {by} on {day}").format(scope=scope, by=by, day=day)


# ---------------------------------------------------------------------------------------------------------- commands


def settings_summary(t: Translator) -> str:
    """Describe /settings."""
    return t("What is set here and by whom; change it with a name, a value and for whom")


def settings_name(t: Translator) -> str:
    """Describe which setting."""
    return t("The setting; leave it out to see all")


def settings_value(t: Translator) -> str:
    """Describe the value."""
    return t("Its new value, or reset; leave it out to have it explained")


def settings_scope(t: Translator) -> str:
    """Describe for whom."""
    return t("For whom: person, channel or community")


def language_summary(t: Translator) -> str:
    """Describe /language."""
    return t("Choose the language I answer you in")


def language_value(t: Translator) -> str:
    """Describe the language."""
    return t("auto, en or zh_CN")


def head(t: Translator) -> str:
    """Head the list of all settings."""
    return t("What counts here for you; /settings with a name explains one:")


def line(t: Translator, *, name: str, label: str, value: str, origin: str) -> str:
    """Show one setting in the list."""
    return t("{name} · {label}: {value} ({origin})").format(name=name, label=label, value=value, origin=origin)


def explained(t: Translator, *, label: str, value: str, origin: str, about: str) -> str:
    """Explain one setting."""
    return t("{label}: {value} ({origin}).\n{about}").format(label=label, value=value, origin=origin, about=about)


def can_be(t: Translator, *, values: Sequence[str]) -> str:
    """List what a setting can be."""
    return t("It can be: {values}.").format(values=t.series(values))


def can_be_set(t: Translator, *, name: str, scopes: Sequence[str]) -> str:
    """Tell how it is set, and by whom."""
    return t("Set it with /settings {name} value, and for whom if you like: {scopes}.").format(
        name=name, scopes=t.series(scopes)
    )


def scope_needs(t: Translator, *, scope: str, who: str) -> str:
    """Tell who may set something in a scope."""
    return t("{scope} ({who})").format(scope=scope, who=who)


def done(t: Translator, *, label: str, scope: str, value: str) -> str:
    """Confirm what was set."""
    return t("{label}, {scope}: {value}.").format(label=label, scope=scope, value=value)


def reset(t: Translator, *, label: str, scope: str) -> str:
    """Confirm what was taken back."""
    return t("{label}, {scope}: nothing is set any more.").format(label=label, scope=scope)


def counts_still(t: Translator, *, value: str, origin: str) -> str:
    """Tell that a wider place decides."""
    return t("What counts for you here is still {value} ({origin}).").format(value=value, origin=origin)


# ---------------------------------------------------------------------------------------------------------- refusals


def needs(t: Translator, *, who: str, setting: str) -> str:
    """Refuse what somebody's standing does not reach."""
    return t(
        "You are not allowed to do this here: it is for {who}. /settings {setting} tells who decided that."
    ).format(who=who.lower(), setting=setting)


def no_such_setting(t: Translator, *, name: str, known: str) -> str:
    """Refuse a name that is no setting."""
    return t("There is no setting “{name}”. There are: {known}.").format(name=name, known=known)


def not_one_of(t: Translator, *, text: str, known: str) -> str:
    """Refuse a value that is none of the known ones."""
    return t("“{text}” cannot be chosen here. Choose one of: {known}.").format(text=text, known=known)


def not_between(t: Translator, *, text: str, least: str, most: str) -> str:
    """Refuse a number out of bounds."""
    return t("“{text}” does not fit. Give a whole number from {least} to {most}.").format(
        text=text, least=least, most=most
    )


def too_many_models(t: Translator, *, most: int) -> str:
    """Refuse a list that is too long."""
    return t("That is a long list. Name at most {most} models.").format(most=t.number(most))


def no_such_model(t: Translator, *, model: str) -> str:
    """Refuse a model that the studio does not have."""
    return t("The studio has no model “{model}”. While you type, /settings suggests those it has.").format(model=model)


def not_there(t: Translator, *, label: str, scopes: Sequence[str]) -> str:
    """Refuse a scope that a setting does not have."""
    if not scopes:
        return t("“{label}” can only be changed in the configuration.").format(label=label)
    return t("“{label}” cannot be set there. It can be set for: {scopes}.").format(label=label, scopes=t.series(scopes))


def locks_out(t: Translator) -> str:
    """Refuse what one could not take back oneself."""
    return t("That would take the right from you too, and you could not take it back. Choose a level that you have.")


# ------------------------------------------------------------------------------------------------------ what they do


def begun_anew(t: Translator, *, reasoning: str) -> str:
    """Tell that another way of thinking took a new conversation."""
    return t(
        "A new conversation begins here, because a conversation keeps how deeply it thinks and yours is set to: "
        "{reasoning}. Reply to an earlier result to go on with that one."
    ).format(reasoning=reasoning)


def ended(t: Translator, *, prompt: str) -> str:
    """Call whoever asked."""
    return t("Your request “{prompt}” has ended.").format(prompt=prompt)


def recipe_of(t: Translator, *, models: Sequence[str], reasoning: str) -> str:
    """Tell what was asked for beside the words."""
    parts = [t("Models: {models}").format(models=t.series(models))] if models else []
    return " · ".join([*parts, *([reasoning] if reasoning else [])])
