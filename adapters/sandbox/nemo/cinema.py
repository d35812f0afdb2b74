"""What the NemoVideo side knows, by applying what was accepted: accounts, sessions, renders; and what it remembers."""

from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from adapters.sandbox.envelope import Json
from adapters.sandbox.journal import Journal
from adapters.sandbox.nemo.accounts import REGISTERED, Accounts
from adapters.sandbox.nemo.events import (
    Cancelled,
    Ended,
    Event,
    Forwarded,
    Granted,
    Issued,
    Opened,
    Polled,
    Submitted,
    Taken,
    Uploaded,
)
from adapters.sandbox.nemo.sessions import Instant, Session, Turn
from adapters.sandbox.stage import Stage

REGISTERED_CREDITS = 1100
SUBMITTED = 5
Status = Literal["pending", "processing", "completed", "failed"]


@dataclass(frozen=True, slots=True)
class Render:
    """A film in the making; each time somebody asks it comes a step nearer to its end."""

    asked: Submitted
    polls: int = 0
    ended: float = 0.0
    cancelled: bool = False

    @property
    def over(self) -> bool:
        """Say whether it has come to its end, or was cancelled."""
        return bool(self.ended) or self.cancelled


class Cinema:
    """The state behind the protocol. Nothing else can be accepted between a check and `record` without an await."""

    def __init__(self, stage: Stage, token: str, folder: Path, *, remembers: bool) -> None:
        self.stage = stage
        self.accounts = Accounts()
        self.sessions: dict[str, Session] = {}
        self.renders: dict[str, Render] = {}
        self.taken: list[Taken] = []
        kinds: TypeAdapter[Event] = TypeAdapter(Event)
        self._journal = Journal(folder / "nemo.jsonl" if remembers else None, kinds)
        self.accounts.enrol(token, f"{REGISTERED}sandbox", REGISTERED_CREDITS)

    async def open(self) -> None:
        """Remember what was accepted before."""
        for event in await self._journal.replay():
            self._apply(event)

    async def record(self, event: Event) -> None:
        """Enter what was accepted."""
        self._apply(event)
        await self._journal.append(event)

    @property
    def instant(self) -> Instant:
        """Now, and how fast everything happens."""
        return self.stage.clock.now(), self.stage.speed

    def balance(self, user_id: str) -> tuple[int, int]:
        """Count the credits that somebody may spend, and those that running turns hold."""
        theirs = [session for session in self.sessions.values() if session.opened.user_id == user_id]
        frozen = sum(session.frozen(self.instant) for session in theirs)
        spent = sum(session.spent(self.instant) for session in theirs)
        return self.accounts.granted[user_id] - spent - frozen, frozen

    def turn(self, turn_id: str) -> Turn | None:
        """Find a turn."""
        turns = (turn for session in self.sessions.values() for turn in session.turns)
        return next((turn for turn in turns if turn.asked.turn_id == turn_id), None)

    def progress(self, render: Render) -> tuple[Status, int]:
        """Say how far a render has come."""
        needed = self.stage.switches.render_polls
        if render.cancelled:
            return "failed", SUBMITTED
        if render.ended:
            return ("failed", 100) if render.asked.fails else ("completed", 100)
        if not render.polls:
            return "pending", SUBMITTED
        return "processing", SUBMITTED + 95 * render.polls // needed

    def told(self) -> dict[str, Json]:
        """Tell what was accepted, for tests."""
        renders = [_told(render.asked, self.progress(render)[0]) for render in self.renders.values()]
        return {
            "accepted": [asdict(taken) for taken in self.taken],
            "posts": dict(Counter(taken.text for taken in self.taken)),
            "overlapping": sum(taken.beside for taken in self.taken),
            "sessions": [name for name, session in self.sessions.items() if not session.gone],
            "renders": renders,
        }

    def _apply(self, event: Event) -> None:
        match event:
            case Issued() | Forwarded() | Granted():
                self.accounts.apply(event)
            case Submitted() | Polled() | Cancelled():
                self.renders[event.render_id] = self._rendered(event)
            case _:
                self._enter(event)

    def _enter(self, event: Opened | Ended | Uploaded | Taken) -> None:
        match event:
            case Opened(session_id):
                self.sessions[session_id] = Session(event)
            case Ended():
                for session in self.sessions.values():
                    session.gone = True
            case Uploaded(session_id):
                self.sessions[session_id].uploads.append(event)
            case Taken(_, session_id):
                self.taken.append(event)
                self.sessions[session_id].take(event, self.stage.speed)

    def _rendered(self, event: Submitted | Polled | Cancelled) -> Render:
        match event:
            case Submitted():
                return Render(event)
            case Polled(render_id, at):
                return self._polled(self.renders[render_id], at)
            case Cancelled(render_id):
                return replace(self.renders[render_id], cancelled=True)

    def _polled(self, render: Render, at: float) -> Render:
        polls = render.polls + 1
        return replace(render, polls=polls, ended=at if polls >= self.stage.switches.render_polls else 0.0)


def _told(asked: Submitted, status: Status) -> Json:
    return {"id": asked.render_id, "session_id": asked.session_id, "untouched": asked.untouched, "status": status}
