"""What a turn tells, each thing once: the agent's words without their windows, and what became of the timeline."""

from collections.abc import Iterator
from dataclasses import replace

from adapters.studios.nemo import gui, marks
from adapters.studios.nemo.marks import Before
from adapters.studios.nemo.replies import State
from adapters.studios.nemo.streaming import Stream
from bot.studio import AgentText, Guide, Guided, TimelineTold
from bot.timeline import difference

Told = AgentText | Guided | TimelineTold
CLOSING = "end"


class Telling:
    """Keeps what one follower has told."""

    def __init__(self, before: Before) -> None:
        self._before = before
        self._sayings = 0
        self._guides: dict[Guide, None] = {}
        self.said = False
        self.changed = before.told

    def words(self, stream: Stream) -> Iterator[Told]:
        """Tell what the agent has said since the last look."""
        sayings = stream.transcript.sayings
        told, fresh = self._sayings, sayings[self._sayings :]
        self._sayings += len(fresh)  # more may be said while these are told
        for number, saying in enumerate(fresh, told):
            translated = gui.translate(saying)
            self._guides |= dict.fromkeys(translated.guides)
            self.said = True
            if translated.text:
                yield AgentText(f"said:{number}", translated.text)

    def moved(self, now: State) -> bool:
        """Tell whether a state differs from the one told last."""
        return now != self._before.state

    def timeline(self, now: State, key: str) -> Iterator[Told]:
        """Tell what changed since the timeline was told last; nothing if nothing did."""
        if self.moved(now):
            changes = difference(self._before.state.timeline, now.timeline)
            self._before, self.changed = replace(self._before, state=now, told=True), True
            yield TimelineTold(key, now.timeline, changes, marks.write(self._before))

    def guides(self) -> Iterator[Told]:
        """Tell at the end what the agent's talk of windows comes to here."""
        for guide in self._guides:
            if guide is not Guide.TIMELINE:
                yield Guided(guide)
            elif not self.changed:
                yield TimelineTold("shown", self._before.state.timeline)
