"""Cards that are words: how a reader tells in which phase one is."""

import re

from bot.chat import Phase

# They begin with these, below the line that tells who asked, in the order in which they are looked for.
BEGINNINGS = tuple(
    (phase, re.compile(f"(?:.+“.*”\\n)?(?:{words})"))
    for phase, words in (
        (Phase.DONE, r"Done ·|完成 ·"),
        (Phase.ASKING, r"Waiting for your answer"),
        (Phase.STOPPED, r"Stopped|Declined:|Nobody answered"),
        (Phase.FAILED, r"Your credits are used up|\w+ declined this request"),
        (Phase.WORKING, r"\w+ is at work"),
        (Phase.QUEUED, r"Next in line|Waiting:|Getting everything ready"),
    )
)


def phase_of(text: str) -> Phase | None:
    """Tell what phase a card is in; what begins otherwise is none."""
    return next((phase for phase, words in BEGINNINGS if words.match(text)), None)
