"""What a studio of films says of itself."""

from bot.texts import Translator


def connecting(t: Translator, *, studio: str) -> str:
    """Say that a studio makes room for a new conversation."""
    return t("Connecting to {studio}…").format(studio=studio)


def aside(t: Translator, *, studio: str, account: str) -> str:
    """Tell how to speak with a studio that is not the one which answers in a channel."""
    return t(
        "Reply to this message to tell {studio} what to do. For {studio} to answer everything here: /studio {account}"
    ).format(studio=studio, account=account)


def greeting(t: Translator, *, studio: str, limit: int) -> str:
    """Introduce a studio of films, with what to try."""
    what = t(
        "{studio} makes films by conversation. Describe one, or send clips, pictures and music of up to {size} each and"
        " say what to do with them; then say what should be different. “export” brings the finished film here. Short"
        " and specific requests work best."
    ).format(studio=studio, size=t.size(limit))
    examples = (
        t("generate my text prompt: a futuristic city at sunset"),
        t("generate an animated art video from my picture, in a cinematic style"),
        t("export 1080p MP4"),
    )
    return "\n".join([what, "", t("Try saying:"), *(f"· {example}" for example in examples)])
