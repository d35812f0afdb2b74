"""Answers to what people do: sent at once, and where the platform takes nothing for now, as soon as it does."""

import structlog

from bot.adapter import Ephemeral
from bot.chat import ButtonPress, CommandCall, DeliveryKey, Message, Post
from bot.clock import growing
from bot.errors import AtelierError, Unsent
from bot.tasks import Tasks
from bot.workshop import Workshop

PATIENCE = 600.0  # seconds after which nobody waits for an answer any more
LONGEST_PAUSE = 60.0  # seconds between tries, where the platform does not say when it takes something again

log = structlog.get_logger()

Event = Message | CommandCall | ButtonPress


class Answering:
    """Sends answers, outside the outbox: what they tell can be asked again, so they need not outlive the program."""

    def __init__(self, workshop: Workshop, tasks: Tasks) -> None:
        """What is refused for now is tried again in the background."""
        self._workshop = workshop
        self._tasks = tasks

    async def answer(self, event: Event, post: Post, *, privately: bool) -> None:
        """Answer whoever caused an event; returns once the answer is sent, lost, or waits for its platform."""
        refused = await self._tried(event, post, privately=privately)
        if refused is not None:
            again = self._until_taken(event, post, refused, privately=privately)
            self._tasks.start(again, f"answer {event.key}")

    async def _until_taken(self, event: Event, post: Post, refused: Unsent | None, *, privately: bool) -> None:
        """Come again when the platform said, else after growing pauses."""
        clock = self._workshop.clock
        end, pauses = clock.monotonic() + PATIENCE, growing(LONGEST_PAUSE)
        while refused is not None:
            pause = refused.after or next(pauses)
            if clock.monotonic() + pause > end:
                log.warning("answer not sent", reason=str(refused))
                return
            await clock.sleep(pause)
            refused = await self._tried(event, post, privately=privately)

    async def _tried(self, event: Event, post: Post, *, privately: bool) -> Unsent | None:
        """Send an answer; gives the refusal where it may be taken later."""
        adapter, key = self._workshop.adapter(event.channel), DeliveryKey.answering(event)
        try:
            if privately and isinstance(adapter, Ephemeral):
                await adapter.whisper(event.channel, event.person, post, key)
            else:
                await adapter.post(event.channel, post, key)
        except Unsent as refused:
            log.info("answer waits", reason=str(refused))
            return refused
        except AtelierError as lost:
            log.warning("answer not sent", reason=str(lost))
        return None
