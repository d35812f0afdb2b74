"""What is said of a call that did not succeed, and what it proves, whichever service it went to."""

from collections.abc import Callable

import pytest

from adapters.trouble import CutOff, Refusal, Silent, Trouble, Unreached, Unreadable, again
from bot.texts import load, studio


@pytest.mark.parametrize(
    ("trouble", "harmless"),
    [
        (Unreached(), True),
        (Refusal(429), True),
        (Refusal(408), False),
        (Refusal(499), False),
        (Refusal(500), False),
        (Unreadable(), False),
        (CutOff(), False),
        (Silent(), False),
    ],
)
def test_only_a_no_or_no_way_there_proves_that_nothing_was_spent(trouble: Trouble, harmless: bool) -> None:  # noqa: FBT001 (a column of the table)
    """Whoever sends a call again after anything else may pay twice."""
    assert trouble.proves_nothing_happened is harmless


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (Unreached(), studio.unreachable),
        (Unreadable(), studio.unreadable),
        (CutOff(), studio.cut_off),
        (Silent(), studio.silent),
    ],
)
def test_what_kept_a_call_is_said(trouble: Trouble, told: Callable[..., str]) -> None:
    """Broken outcome: a NemoVideo that said nothing was told to have broken off in the middle of its answer."""
    t = load().of()
    assert again(trouble, "NemoVideo").say(t) == told(t, studio="NemoVideo")
