"""What was called, when, and what came of it."""

from dataclasses import dataclass, field

from tests.emulators.telegram.things import Json


@dataclass(slots=True)
class Entry:
    """One call: its fields as they came, the names of its files, and the status of its answer (0 while there is none).

    `at` is seconds of the clock that never runs backwards.
    """

    method: str
    fields: Json
    files: tuple[str, ...]
    at: float
    status: int = 0
    description: str = ""
    parameters: Json = field(default_factory=dict)

    @property
    def chat(self) -> int | None:
        """The chat it is about, where it names one by number."""
        given = str(self.fields.get("chat_id", ""))
        return int(given) if given.removeprefix("-").isdecimal() else None


class Journal(list[Entry]):
    """All calls since the start, in the order in which they came."""

    def of(self, *methods: str) -> list[Entry]:
        """The calls of these methods."""
        return [each for each in self if each.method in methods]
