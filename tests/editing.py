"""A studio of timelines that plays what a test tells it."""

from bot.clock import Clock
from bot.studio import Balance, Place, TurnRef
from bot.timeline import Exports, Timeline
from tests.scripted import ScriptedStudio


class Editor(ScriptedStudio):
    """Implements also `HasBalance`, `HasTimeline` and `Stops`."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, name="Editor", exports=Exports(("mp4",), "1080p"), sessions=True, reasoning=False)
        self.stopped: list[TurnRef] = []
        self.film = Timeline()
        self.credits = Balance(60, 40, 100)
        self.looked: list[Place] = []

    async def stop(self, ref: TurnRef) -> None:
        """Note it."""
        self.stopped.append(ref)

    async def balance(self) -> Balance:
        """Tell the credits."""
        await self._meets("balance")
        return self.credits

    async def timeline(self, place: Place) -> Timeline:
        """Show the film."""
        await self._meets("timeline")
        self.looked.append(place)
        return self.film
