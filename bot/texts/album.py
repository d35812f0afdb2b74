"""What is said about requests that come as several messages."""

from bot.texts import Translator


def too_late(t: Translator) -> str:
    """Answer a part that came when its request had begun."""
    return t(
        "This came too late for its album; it is not in the request. Send it again as a reply, with what it is for."
    )


def words_missing(t: Translator) -> str:
    """Ask what is to be done with several files."""
    return t("Your files need a few words: send them again and write what to make of them into the caption.")
