"""What is said while nothing can be written down."""

from bot.texts import Translator


def store_busy(t: Translator) -> str:
    """Tell that another program holds the store."""
    return t(
        "Something else is using the bot's notes at the moment. Your message is kept here and sent again by itself."
    )


def store_full(t: Translator) -> str:
    """Tell that the store has no room."""
    return t(
        "There is no room left on the bot's disk for its notes. Your message is kept here and sent again by itself; "
        "please tell whoever runs the bot."
    )
