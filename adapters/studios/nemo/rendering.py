"""One follower of an export: polled under an id that was chosen beforehand, ordered once more where it fails.

Both ids are stored before the first order, and the service refuses an id it knows: whoever follows, from whichever
process, orders nothing twice and loses nothing.
"""

from collections.abc import AsyncIterator

from adapters.studios.nemo import limits
from adapters.studios.nemo.api import Api, Film
from adapters.studios.nemo.marks import Ordered
from adapters.studios.nemo.refusals import Refusals
from adapters.studios.nemo.replies import Render
from adapters.studios.nemo.trouble import NO_CREDITS, SESSION_GONE, TOKEN_REFUSED, NemoError
from adapters.trouble import Trouble
from bot.capabilities import MediaKind
from bot.clock import Clock
from bot.studio import Artifact, ArtifactKey, ArtifactReady, Cause, Failed, Finished, Progress, TurnEvent

COMPLETED, FAILED = "completed", "failed"
ENDED = frozenset({COMPLETED, FAILED})
RENDER = "render:"
FINAL = frozenset({TOKEN_REFUSED, SESSION_GONE, NO_CREDITS})


class Rendering:
    """Tells one export; `pause` in seconds between two looks."""

    def __init__(self, api: Api, film: Film, ordered: Ordered, clock: Clock, pause: float) -> None:
        self._api = api
        self._film = film
        self._ordered = ordered
        self._clock = clock
        self._pause = pause
        self._began = clock.monotonic()

    async def events(self, refusals: Refusals) -> AsyncIterator[TurnEvent]:
        """Tell everything, the end last."""
        last = Render("")
        for id_ in (self._ordered.first, self._ordered.second):
            try:
                async for last in self._looks(id_):
                    yield self._progress(last)
            except NemoError as error:
                yield refusals.failure(error)
                return
            if last.status != FAILED:
                break
        film = Artifact(ArtifactKey(f"{RENDER}{id_}"), MediaKind.VIDEO, last.url or self._api.address(id_))
        for event in _ending(film, last):
            yield event

    async def _looks(self, id_: str) -> AsyncIterator[Render]:
        """Look until it is over, or as often as the service says it should take at most."""
        for _ in range(limits.RENDER_POLLS):
            found = await self._look(id_)
            yield found
            if found.status in ENDED:
                return
            await self._clock.sleep(self._pause)

    async def _look(self, id_: str) -> Render:
        try:
            found = await self._api.render(id_)
        except NemoError as error:
            if error.refuses:
                raise
            found = Render("")
        except Trouble:
            found = Render("")
        if found is None:
            await self._order(id_)
        return found or Render("")

    async def _order(self, id_: str) -> None:
        """Order what the service does not know; that it knows it after all is no reason to worry."""
        try:
            await self._api.submit(id_, self._film)
        except NemoError as error:
            if error.by_plan or error.code in FINAL:
                raise
        except Trouble:
            return

    def _progress(self, look: Render) -> Progress:
        words = "" if look.progress is None or look.status in ENDED else f"{look.progress:.0f} %"
        return Progress(words, busy=self._clock.monotonic() - self._began)


def _ending(film: Artifact, last: Render) -> tuple[TurnEvent, ...]:
    if last.status == COMPLETED:
        return ArtifactReady(film), Finished(cost=0.0)
    return (Failed(Cause.BROKEN, last.error) if last.status == FAILED else Failed(Cause.QUIET),)


def rendered(key: ArtifactKey) -> str:
    """Give the id of the export that an artifact came from."""
    return key.removeprefix(RENDER)
