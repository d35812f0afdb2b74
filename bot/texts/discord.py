"""What Discord's people are told that other platforms need not say."""

from bot.texts import Translator


def file_option(t: Translator) -> str:
    """Describe an option that takes a file."""
    return t("A picture, film or sound to work from")


def show_me(t: Translator) -> str:
    """Say that the message that was answered is not shown to us, and how to show it."""
    return t(
        "Discord does not show me the message you replied to, so nothing was started. "
        "Right-click it (or press and hold it) and choose Apps, then “Edit this”; or attach the file to your message."
    )


def held_back(t: Translator) -> str:
    """Stand for words that a server's rules do not let through."""
    return t("(This server's rules hold back the words of this message.)")


def too_late(t: Translator) -> str:
    """Say that a window could not be opened in time."""
    return t("That took too long, so the window could not be opened. Please press once more.")


def in_direct_message(t: Translator) -> str:
    """Say where the answer comes, where we are not a member."""
    return t("I am not a member here, so the answer comes to you as a direct message.")


def not_served(t: Translator) -> str:
    """Refuse a server that is not on the operator's list."""
    return t("Whoever runs this bot has not opened it for this server. Ask them, or write to me directly.")
