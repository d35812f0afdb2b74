"""What a thread held before a turn, as marks that can be stored: how old things are told from new ones.

The service gives a question no name and `/chat/confirm` names only the thread, so a question's key is what it says,
plus its round: two rounds may ask the very same. Rounds are counted by the answers this process remembers, and by
those that the core may put into a `TurnRef`'s baseline.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.studios.lovart.replies import Question, Result
from bot.studio import QuestionKey, StudioThreadId

BUSY = "status:busy"
RESTING = "status:resting"
STATES = frozenset({BUSY, RESTING})
QUESTION = "question:"


def question_key(question: Question, known: Iterable[str]) -> QuestionKey:
    """Name an open question: what it asks, and in which round of those that are `known`."""
    return QuestionKey(f"{QUESTION}{question.fingerprint}:{rounds(question, known) + 1}")


def rounds(question: Question, known: Iterable[str]) -> int:
    """Tell the last round in which exactly this was asked before; earlier ones may be forgotten."""
    own = f"{QUESTION}{question.fingerprint}:"
    return max((int(mark.removeprefix(own)) for mark in known if mark.startswith(own)), default=0)


def asks(question: Question | None, key: QuestionKey) -> bool:
    """Tell whether an open question is the one that `key` names, but for its round."""
    return question is not None and key.startswith(f"{QUESTION}{question.fingerprint}:")


def baseline(result: Result) -> tuple[str, ...]:
    """Mark all that a thread holds before a turn; never empty, for a thread without a past has no baseline at all."""
    asked = [question_key(result.question, ())] if result.question is not None else []
    return (RESTING if result.ended else BUSY, *asked, *sorted(result.marks))


def differs(result: Result, before: tuple[str, ...]) -> bool:
    """Tell whether anything has happened in a thread since its baseline was taken."""
    return set(baseline(result)) - STATES != set(before) - STATES


@dataclass(frozen=True, slots=True)
class Answer:
    """The questions of a thread that were approved, what it held at the last yes, and when, in Unix seconds."""

    keys: tuple[QuestionKey, ...]
    held: frozenset[str]
    at: float


class Answers:
    """What this process has approved, until the turn ends: the service may show an old question for a moment."""

    def __init__(self) -> None:
        self._threads: dict[StudioThreadId, Answer] = {}

    def of(self, thread: StudioThreadId) -> Answer | None:
        """Give the answers of a running turn."""
        return self._threads.get(thread)

    def keep(self, thread: StudioThreadId, key: QuestionKey, held: frozenset[str], now: float) -> None:
        """Remember a yes."""
        earlier = self._threads.get(thread)
        self._threads[thread] = Answer((*(earlier.keys if earlier else ()), key), held, now)

    def forget(self, thread: StudioThreadId) -> None:
        """Let a turn's answers go."""
        self._threads.pop(thread, None)
