"""What a stream's events add up to: what was said, in whole sentences, and how it broke; nothing here waits."""

import re

from adapters.studios.nemo import limits
from adapters.studios.nemo.stream import Broke, Event, Form, Heartbeat, Text, ToolAnswered, ToolCalled

# How the agent ends now and then although everything went well: a hint by its words, there is nothing better.
NOISE = re.compile(
    r"encountered (?:a|an|some) (?:temporary|technical|unexpected) (?:issue|problem|error|difficult)"
    r"|遇到(?:了)?(?:一个|一些|点)?(?:临时|暂时|技术|意外)(?:性)?(?:的)?(?:问题|故障|错误|困难)",
    re.IGNORECASE,
)
SEAM = re.compile(r"[.!?…]\n[A-Z]|[。！？]\n\S")
MAKING = re.compile(r"generate_(?:video|clip)|seedance", re.IGNORECASE)


class Transcript:
    """Collects one turn; `sayings` only ever grows, `made` counts the tools that made a clip."""

    def __init__(self) -> None:
        self.sayings: list[str] = []
        self.noise: str = ""
        self.broke: Broke | None = None
        self.made = 0
        self._running = ""
        self._sketch = ""
        self._length = 0

    def take(self, event: Event) -> bool:
        """Add an event; tells whether it is more than a sign of life."""
        match event:
            case Heartbeat():
                return False
            case Broke():
                self.broke = self.broke or event
                return True
            case Text(text, form):
                self._say(text, form)
            case ToolCalled() | ToolAnswered():
                self.end()
                self.made += isinstance(event, ToolAnswered) and MAKING.search(event.name) is not None
        self.broke = None  # who goes on has got over it
        return True

    def end(self) -> None:
        """Take what was begun for whole."""
        begun, self._running, self._sketch = (self._running, self._sketch), "", ""
        for text in begun:
            self._add(text)

    def _say(self, text: str, form: Form) -> None:
        room = limits.TEXT_LENGTH - self._length
        if form is Form.WHOLE:
            self._sketch = ""
            self.end()
            self._add(text)
        elif form is Form.SKETCH:
            self._sketch = (self._sketch + text)[:room]
        else:
            self._running = (self._running + _seam(self._running, text) + text)[:room]

    def _add(self, text: str) -> None:
        said = text.strip()[: limits.TEXT_LENGTH - self._length]
        if not said or len(self.sayings) >= limits.SAYINGS:
            return
        if len(said) <= limits.NOISE_LENGTH and NOISE.search(said):
            self.noise = said
            return
        self._length += len(said)
        self.sayings.append(said)


def _seam(before: str, after: str) -> str:
    """Tell what lies between two pieces: pieces of one sentence carry their own spaces, two sentences may not."""
    return "\n\n" if SEAM.fullmatch(f"{before[-1:]}\n{after[:1]}") else ""
