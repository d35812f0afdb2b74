"""What is done by the clock alone: questions run out, and posts without a receipt are tried again."""

from bot.clock import Clock
from bot.confirmations import Confirmations
from bot.outbox import Outbox
from bot.tasks import Tasks

ROUND = 60.0
REPAIR_EVERY = 3600.0


class Housekeeping:
    """Goes its rounds until cancelled; a round that breaks does not end them."""

    def __init__(self, confirmations: Confirmations, outbox: Outbox, clock: Clock, tasks: Tasks) -> None:
        """Each piece of work is guarded like any other."""
        self._confirmations = confirmations
        self._outbox = outbox
        self._clock = clock
        self._tasks = tasks
        self._repair_at = clock.monotonic() + REPAIR_EVERY  # the start itself has just seen to the posts

    async def run(self) -> None:
        """Go a round every minute."""
        while True:
            await self.round()
            await self._clock.sleep(ROUND)

    async def round(self) -> None:
        """See to the questions, and once an hour to the posts."""
        await self._tasks.attempt(self._confirmations.expire(), "expire questions")
        if self._clock.monotonic() >= self._repair_at:
            self._repair_at = self._clock.monotonic() + REPAIR_EVERY
            await self._tasks.attempt(self._outbox.repair(), "repair deliveries")
