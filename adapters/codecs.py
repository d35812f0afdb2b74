"""Which media formats this installation can read and write, as far as Atelier makes or shows them."""

import asyncio
from collections.abc import Sequence
from functools import partial

from bot.checks.findings import Finding, Status, fine
from bot.texts import upkeep

NEEDED = frozenset({"jpg", "zlib", "libx264", "libmp3lame", "aac"})
WELCOME = frozenset({"webp", "avif"})


class Codecs:
    """Looks at what Pillow and PyAV were built with."""

    async def findings(self) -> Sequence[Finding]:
        """Ask both libraries."""
        return [judged(await asyncio.to_thread(present))]


def present() -> frozenset[str]:
    """Name those of our formats that are there."""
    import av
    from PIL import features

    pictures = {
        name for name in NEEDED | WELCOME if name in features.codecs | features.modules and features.check(name)
    }
    return frozenset(pictures | (NEEDED & av.codecs_available))


def judged(there: frozenset[str]) -> Finding:
    """Tell what is missing: what the sandbox makes is needed, other pictures are only shown."""
    missing = (NEEDED | WELCOME) - there
    if not missing:
        return fine("codecs", "media", upkeep.codecs_fine)
    status = Status.BAD if missing & NEEDED else Status.WARN
    what = partial(upkeep.codecs_missing, names=", ".join(sorted(missing)))
    return Finding("codecs", "media", status, what, upkeep.codecs_why, upkeep.codecs_mend)
