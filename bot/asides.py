"""What whoever asked is told alone, because it has no place any more where they asked."""

from functools import partial

import structlog

from bot.adapter import Ephemeral
from bot.chat import DeliveryKey, Person, Post
from bot.errors import AtelierError, Unsent
from bot.store import deliveries as rows
from bot.store import turns as turn_rows
from bot.store.deliveries import HINDERED, Delivery, DeliveryState
from bot.tasks import Tasks
from bot.texts import Say
from bot.workshop import Workshop

PAUSE = 60.0  # seconds, where the platform does not say when it takes something again

log = structlog.get_logger()


class Asides:
    """Tells askers why the posts of their turns do not come."""

    def __init__(self, workshop: Workshop, tasks: Tasks) -> None:
        """What is refused for now is tried again in the background."""
        self._workshop = workshop
        self._tasks = tasks

    async def tell_asker(self, lost: Delivery, say: Say) -> None:
        """Say once per turn, and not where it happened, why a post does not come."""
        if lost.turn is None:
            return
        turn = await self._workshop.database.read(partial(turn_rows.get, id=lost.turn))
        key, post = DeliveryKey(lost.key.owner, HINDERED), Post(say(self._workshop.language(turn)))
        said = Delivery(key, lost.turn, lost.channel, post, DeliveryState.GONE)
        if await self._workshop.database.write(partial(rows.plan, delivery=said, now=self._workshop.clock.now())):
            person = Person(turn.person, turn.name, locale=turn.locale)
            self._tasks.start(self._whisper(said, person), f"tell {key.owner}")

    async def _whisper(self, said: Delivery, person: Person) -> None:
        """Tell one person alone, as soon as the platform takes it; what never can be told is not kept."""
        adapter = self._workshop.adapter(said.channel)
        while isinstance(adapter, Ephemeral):
            try:
                await adapter.whisper(said.channel, person, said.post, said.key)
            except Unsent as refused:
                await self._workshop.clock.sleep(refused.after or PAUSE)
                continue
            except AtelierError as refused:
                log.info("asker not told", owner=said.key.owner, reason=str(refused))
            return
