"""What is said about a studio's models, and about how deeply it thinks."""

from collections.abc import Sequence

from bot.texts import Translator


def models_summary(t: Translator) -> str:
    """Describe /models."""
    return t("Which models the studio has")


def model_summary(t: Translator) -> str:
    """Describe /model."""
    return t("Prefer a model, allow only some, or never use one")


def model_action(t: Translator) -> str:
    """Describe what to do with a model."""
    return t("prefer, only, never, or any to take it back")


def model_name(t: Translator) -> str:
    """Describe which model is meant."""
    return t("The model's name, as /models shows it; commas between several")


def think_summary(t: Translator) -> str:
    """Describe /think."""
    return t("Let the studio think first, or answer at once")


def think_choice(t: Translator) -> str:
    """Describe the choices of /think."""
    return t("on, off or auto; leave it out to see what counts")


def models_head(t: Translator, *, studio: str) -> str:
    """Head the list of models."""
    return t("Models of {studio}. Name one in a request, or choose with /model prefer NAME. ★ costs more.").format(
        studio=studio
    )


def models_line(t: Translator, *, category: str, models: Sequence[str]) -> str:
    """List the models of one category."""
    names = {
        "IMAGE": t("Pictures"),
        "VIDEO": t("Films"),
        "AUDIO": t("Music and voices"),
        "3D": t("3D models"),
        "": t("Others"),
    }
    return t("{category}: {models}").format(category=names.get(category, category), models=", ".join(models))


def no_models(t: Translator, *, studio: str) -> str:
    """Tell that a studio lists no models."""
    return t("{studio} lists no models; it chooses by itself.").format(studio=studio)


def which_model(t: Translator) -> str:
    """Ask for the model that is meant."""
    return t("Which model? For example: /model prefer Midjourney. /models shows all of them.")


def preferred(t: Translator, *, models: Sequence[str]) -> str:
    """Tell which models are preferred."""
    return t("Preferred: {models}.").format(models=t.series(models) if models else t("The studio decides"))


def allowed(t: Translator, *, models: Sequence[str]) -> str:
    """Tell which models may be used."""
    return t("Only: {models}.").format(models=t.series(models) if models else t("any model"))


def excluded(t: Translator, *, models: Sequence[str]) -> str:
    """Tell which models are never used."""
    return t("Never: {models}.").format(models=t.series(models) if models else t("none"))
