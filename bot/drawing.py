"""A timeline as a small picture beside the words about it."""

import structlog

from bot.capabilities import MediaKind
from bot.chat import PostFile
from bot.errors import UserError
from bot.media import Draws, Probe
from bot.spool import Spool, whole
from bot.texts import Translator
from bot.texts import timeline as texts
from bot.timeline import Timeline

NAME = "timeline.png"

log = structlog.get_logger()


class Drawing:
    """Has timelines drawn, where somebody can; the words are enough where nobody does."""

    def __init__(self, probe: Probe, spool: Spool) -> None:
        """Pictures lie in the spool until they are sent."""
        self._draws = probe if isinstance(probe, Draws) else None
        self._spool = spool

    async def of(self, timeline: Timeline, t: Translator) -> PostFile | None:
        """Draw a timeline with something on it; its words are for those who cannot see it."""
        if self._draws is None or not timeline.exportable:
            return None
        drawn = await self._draws.draw(timeline, {kind: label(t) for kind, label in texts.LABELS.items()})
        return None if drawn is None else await self._kept(drawn, texts.summary(t, timeline=timeline))

    async def _kept(self, drawn: bytes, told: str) -> PostFile | None:
        try:
            kept = await self._spool.write(whole(drawn), NAME)
        except UserError as refused:
            log.warning("no picture of a timeline", reason=str(refused))
            return None
        return PostFile(kept.path, NAME, kept.media_type, MediaKind.IMAGE, kept.size, alt=told)
