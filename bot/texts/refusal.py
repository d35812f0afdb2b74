"""What the page's server says to what it cannot take."""

from bot.texts import Translator


def text_too_long(t: Translator, *, length: int | None, limit: int) -> str:
    """Refuse a text that is too long; its length is not always known."""
    if length is None:
        return t(
            "This text is longer than the {limit} characters that one message takes. "
            "Please shorten it, or send it in parts."
        ).format(limit=t.number(limit))
    return t(
        "This text has {length} characters, and one message takes up to {limit}. "
        "Please shorten it, or send it in parts."
    ).format(length=t.number(length), limit=t.number(limit))


def disk_full(t: Translator) -> str:
    """Refuse files while the machine has no room for them."""
    return t(
        "There is no room left on this bot's disk, so the message was not taken. "
        "It is kept here: tell whoever runs the bot, then try again."
    )


def file_too_large(t: Translator, *, limit: int) -> str:
    """Refuse a file while it is being sent."""
    return t("This file is too large: the page takes up to {limit}.").format(limit=t.size(limit))


def file_gone(t: Translator) -> str:
    """Tell that a file is no longer kept."""
    return t("This file is no longer here. Please attach it again.")


def no_such_channel(t: Translator) -> str:
    """Tell that a channel or message is not there."""
    return t("This channel or message is no longer here.")


def malformed(t: Translator) -> str:
    """Refuse what cannot be understood."""
    return t("The page could not understand this request. Reloading it may help.")


def unknown_command(t: Translator, *, word: str) -> str:
    """Answer a command that is none of ours."""
    return t("I do not know {word}. Type / to see what there is, or just describe what you would like.").format(
        word=word
    )
