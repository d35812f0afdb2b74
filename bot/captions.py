"""A film's captions as a file in the chat, made of its timeline: nothing is rendered and nothing spent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.capabilities import MediaKind
from bot.chat import CommandCall, DeliveryKey, Post, PostFile
from bot.errors import UserError
from bot.outbox import Outbox
from bot.spool import Spool, whole
from bot.store import deliveries as delivery_rows
from bot.store.deliveries import Delivery, DeliveryState
from bot.texts import exporting as texts
from bot.texts import timeline as timeline_texts
from bot.timeline import Timeline, srt, vtt
from bot.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Written:
    """A form in which captions are written."""

    media_type: str
    write: Callable[[Timeline], str]


FORMS: Mapping[str, Written] = {
    "srt": Written("application/x-subrip", srt),
    "vtt": Written("text/vtt", vtt),
}


class Captions:
    """Writes captions and sends them."""

    def __init__(self, workshop: Workshop, spool: Spool, outbox: Outbox) -> None:
        """They go the way of every file, so that a crash cannot lose them."""
        self._workshop = workshop
        self._spool = spool
        self._outbox = outbox

    async def send(self, call: CommandCall, timeline: Timeline, form: str) -> None:
        """Answer a command with the captions of a film; raises `UserError` where nothing is written in it."""
        if not timeline.captions:
            raise UserError(timeline_texts.captions_missing)
        t, now = self._workshop.languages.of(call.person.locale), self._workshop.clock.now()
        name, written, says = f"captions.{form}", FORMS[form], texts.captions(t, format=form.upper())
        kept = await self._spool.write(whole(written.write(timeline).encode()), name)
        file = PostFile(kept.path, name, written.media_type, MediaKind.OTHER, kept.size, says)
        key, post = DeliveryKey.answering(call), Post(says, files=(file,), reply_to=call.id)
        delivery = Delivery(key, None, call.channel, post, DeliveryState.PLANNED)
        if await self._workshop.database.write(partial(delivery_rows.plan, delivery=delivery, now=now)):
            await self._outbox.send(key)
