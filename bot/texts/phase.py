"""Where a turn stands, in a word or two on its card."""

from bot.texts import Translator


def phase_queued(t: Translator) -> str:
    """Name a turn that waits."""
    return t("Queued")


def phase_preparing(t: Translator) -> str:
    """Name a turn that is being made ready."""
    return t("Preparing")


def phase_working(t: Translator) -> str:
    """Name a turn under way."""
    return t("At work")


def phase_asking(t: Translator) -> str:
    """Name a turn that needs an answer."""
    return t("Needs your answer")


def phase_done(t: Translator) -> str:
    """Name a turn that is done."""
    return t("Done")


def phase_failed(t: Translator) -> str:
    """Name a turn that failed."""
    return t("Did not work")


def phase_stopped(t: Translator) -> str:
    """Name a turn that was stopped."""
    return t("Stopped")


def phase_unsure(t: Translator) -> str:
    """Name a turn of which we do not know."""
    return t("Unclear")


PHASES = (
    phase_queued,
    phase_preparing,
    phase_working,
    phase_asking,
    phase_done,
    phase_failed,
    phase_stopped,
    phase_unsure,
)
