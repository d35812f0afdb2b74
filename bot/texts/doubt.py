"""What is said where nobody can tell whether a post arrived, or it came too late."""

from collections.abc import Sequence

from bot.texts import Translator


def repeated(t: Translator) -> str:
    """Mark what had to be sent again after an interruption."""
    return t("(I was interrupted while sending this, so it may stand here twice.)")


def files_in_doubt(t: Translator, *, names: Sequence[str]) -> str:
    """Offer files that may have arrived, instead of sending them twice."""
    return t(
        "I was interrupted while sending {names}, and cannot tell whether it arrived. If you do not see it above, "
        "/show brings it."
    ).format(names=t.series(names))


def files_lost(t: Translator, *, names: Sequence[str]) -> str:
    """Tell that finished files could not be sent in time, and are gone."""
    return t(
        "I could not send {names} for so long that I no longer have it, and the studio no longer gives it to me. "
        "The project page may still show it."
    ).format(names=t.series(names))
