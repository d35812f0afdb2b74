"""What is asked before a request is sent, and what was read out of its words."""

from collections.abc import Sequence

from bot.texts import Translator


def which_project(t: Translator, *, studio: str) -> str:
    """Ask where a community's work shall lie, before its first request."""
    return t(
        "Before I begin: shall I make a new {studio} project, or do you have one? Press the button, or give its id or"
        " address: /project use ID. Your request is kept and begins by itself."
    ).format(studio=studio)


def new_project(t: Translator) -> str:
    """Label the making of a project."""
    return t("New project")


def sound_needs_thinking(t: Translator) -> str:
    """Ask before something to be heard is made."""
    return t(
        "Music and voices come out well only when the studio thinks first; that takes longer, and this conversation"
        " starts afresh for it. How shall I send your request?"
    )


def think_first(t: Translator) -> str:
    """Label the slower and better way."""
    return t("Think first")


def as_it_is(t: Translator) -> str:
    """Label the way without thinking."""
    return t("Send it as it is")


def wished(t: Translator, *, models: Sequence[str], upscale: bool) -> str:
    """Tell what was read out of the request's words; empty when it was nothing."""
    read = [t("{model} preferred").format(model=model) for model in models]
    return t.series([*([t("upscaling tool")] if upscale else []), *read]) if read or upscale else ""


def without(t: Translator) -> str:
    """Label the taking off of what was read out of the words."""
    return t("Without that")


def mode_in_prompt(t: Translator, *, mode: str) -> str:
    """Tell that words in a prompt do not change the mode."""
    return t(
        "Your request goes out as you wrote it. The words alone do not switch the account to {mode}: that is done for"
        " everybody at once, with /mode."
    ).format(mode=mode)


def switch_mode(t: Translator, *, mode: str) -> str:
    """Label the change of the account's mode."""
    return t("Switch to {mode}").format(mode=mode)


def choose_first(t: Translator) -> str:
    """Explain a wish to leave a conversation, while the request itself waits for an answer."""
    return t("This request waits for your answer on its card and holds nothing up. Choose there how it goes on.")


def begun_already(t: Translator) -> str:
    """Explain a press that came after the start."""
    return t("The request has been sent as it stands. Stop it, or write it once more in other words.")
