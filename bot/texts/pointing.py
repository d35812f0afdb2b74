"""What stands in the menu of a message, and what is answered about the message."""

from collections.abc import Sequence

from bot.texts import Translator


def edit_label(t: Translator) -> str:
    """Name the command in the menu, in at most 32 characters."""
    return t("Edit this")


def edit_summary(t: Translator) -> str:
    """Describe the command."""
    return t("Say what to change about a picture, and have it made")


def edit_title(t: Translator) -> str:
    """Head the form that asks what to make of a message's file."""
    return t("Edit this")


def edit_what(t: Translator) -> str:
    """Ask for the words of the request."""
    return t("What shall be made of it?")


def animate_label(t: Translator) -> str:
    """Name the command in the menu, in at most 32 characters."""
    return t("Animate this")


def animate_summary(t: Translator) -> str:
    """Describe the command."""
    return t("Make a short film of a picture")


def upscale_label(t: Translator) -> str:
    """Name the command in the menu, in at most 32 characters."""
    return t("Upscale this")


def upscale_summary(t: Translator) -> str:
    """Describe the command."""
    return t("Make a picture larger and sharper")


def who_label(t: Translator) -> str:
    """Name the command in the menu, in at most 32 characters."""
    return t("Who made this")


def who_summary(t: Translator) -> str:
    """Describe the command."""
    return t("See who asked for a result, and how it was made")


def report_label(t: Translator) -> str:
    """Name the command in the menu, in at most 32 characters."""
    return t("Report to moderators")


def report_summary(t: Translator) -> str:
    """Describe the command."""
    return t("Tell the moderators here about a message")


def nothing_there(t: Translator) -> str:
    """Refuse to work with a message that shows no file."""
    return t("I see no picture or other file in this message. Choose a message that shows one.")


def form_not_yours(t: Translator) -> str:
    """Refuse words for a form that somebody else opened."""
    return t("Somebody else opened this form. Choose the command in the message's menu yourself.")


def not_mine(t: Translator) -> str:
    """Tell that we know nothing of who made a message."""
    return t(
        "I do not know: no request to me is behind this message. Somebody else posted it, or it only answers a command."
    )


def asked_by(t: Translator, *, name: str, day: str) -> str:
    """Tell who asked, and when; the name is not known of everybody."""
    if not name:
        return t("Made by me on {day}; I no longer know who asked for it.").format(day=day)
    return t("Made by me for {name} on {day}.").format(name=name, day=day)


def prompt_of(t: Translator, *, prompt: str) -> str:
    """Tell the words of a request."""
    return t("Asked for: “{prompt}”").format(prompt=prompt)


def models_of(t: Translator, *, models: Sequence[str]) -> str:
    """Tell the models that a request wished for; nothing where there is none."""
    return t("Models wished for: {models}").format(models=t.series(models)) if models else ""


def upscaled(t: Translator) -> str:
    """Tell that a request was for a larger picture."""
    return t("With the studio's tool for larger pictures")


def took(t: Translator, *, seconds: float) -> str:
    """Tell how long it took."""
    return t("Took {span}").format(span=t.duration(seconds))
