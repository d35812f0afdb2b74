"""What a series of snapshots means for a turn: its news, its question, its end. Pure: instants come in, nothing waits.

A snapshot may lie. `done` can be the previous request's, can be followed by `running` when a helper of the agent
starts late, and can come before the files; a question can still stand there after its yes.
"""

from collections.abc import Iterator

from adapters.studios.lovart.marks import Answer, question_key, rounds
from adapters.studios.lovart.refusals import declines
from adapters.studios.lovart.replies import Question, Result
from adapters.studios.lovart.settings import LovartSettings
from bot.studio import (
    AgentText,
    Artifact,
    ArtifactReady,
    Cause,
    ConfirmationAsked,
    Failed,
    Finished,
    TurnEvent,
    TurnRef,
)

Ending = ConfirmationAsked | Finished | Failed


class Watch:
    """What one follower has seen of a turn; `pause` is the wait before the next look where the usual one is wrong."""

    def __init__(self, ref: TurnRef, answer: Answer | None, settings: LovartSettings, now: float) -> None:
        self.pause: float | None = None
        self._settings = settings
        self._opened_at = now
        self._asked_at = max(ref.started_at, answer.at if answer else 0.0)
        self._old = frozenset(ref.baseline)
        self._answered = self._old.union(answer.keys) if answer else self._old
        self._still = answer.held if answer else self._old
        self._moved = not ref.baseline and answer is None
        self._told: set[str] = set()
        self._question_went = False
        self._ends_seen = 0

    def take(self, result: Result, now: float) -> tuple[TurnEvent, ...]:
        """Give what is new in a snapshot read at `now`; the last event is the turn's end where there is one."""
        news = tuple(self._news(result))
        self._moved = self._moved or not result.ended or bool(result.marks - self._still)
        ending = self._ending(result, now, brought=any(isinstance(event, ArtifactReady) for event in news))
        return (*news, ending) if ending else news

    def _news(self, result: Result) -> Iterator[AgentText | ArtifactReady]:
        for each in result.told:
            if self._is_new(each.key):
                yield ArtifactReady(each) if isinstance(each, Artifact) else each

    def _is_new(self, key: str) -> bool:
        new = key not in self._old and key not in self._told
        self._told.add(key)
        return new

    def _ending(self, result: Result, now: float, *, brought: bool) -> Ending | None:
        over = result.ended and self._believes(now)
        if over and result.status == "abort":
            return Failed(Cause.ABORTED, self._words(result))
        if result.question is not None:
            return self._asked(result.question, now)
        self._question_went = True
        self._ends_seen = self._ends_seen + 1 if over else 0
        self.pause = self._second_look(result, brought=brought)
        return self._outcome(result) if over and self.pause is None else None

    def _believes(self, now: float) -> bool:
        return self._moved or now - self._asked_at >= self._settings.patience

    def _asked(self, question: Question, now: float) -> ConfirmationAsked | None:
        self._ends_seen, self.pause = 0, None
        waited = now - self._opened_at >= self._settings.question_patience
        if rounds(question, self._answered) and not self._question_went and not waited:
            return None
        return ConfirmationAsked(question_key(question, self._answered), question.cost, question.text)

    def _second_look(self, result: Result, *, brought: bool) -> float | None:
        if self._ends_seen == 0:
            return None
        if self._ends_seen == 1:
            return self._settings.recheck
        empty = not any(artifact.key not in self._still for artifact in result.artifacts)
        lagging = (empty or brought) and self._ends_seen <= self._settings.lag_reads + 1
        return self._settings.lag_pause if lagging else None

    def _outcome(self, result: Result) -> Finished | Failed:
        if any(artifact.key not in self._old for artifact in result.artifacts):
            return Finished()
        words = self._words(result)
        if declines(words):
            return Failed(Cause.REFUSED, words)
        broke = result.status == "failed" or any(said.key not in self._old for said in result.failures)
        return Failed(Cause.BROKEN if broke else Cause.NOTHING, words)

    def _words(self, result: Result) -> str:
        new = (said.text for said in result.texts if said.key not in self._old)
        return "\n\n".join(new)
