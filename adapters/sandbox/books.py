"""What the sandbox knows: projects, threads and their runs, by applying what was accepted. No clock, no files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256

from adapters.sandbox import agent
from adapters.sandbox.agent import Commission, Made, Snapshot, Status
from adapters.sandbox.journal import Accepted, Confirmed, Event, ModeSet, ProjectSaved
from adapters.sandbox.wishes import Kind

STALE_FOR = 1.0
SUFFIXES = {Kind.IMAGE: ".png", Kind.VIDEO: ".mp4", Kind.MUSIC: ".mp3", Kind.SOLID: ".glb"}
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Run:
    """One accepted request and the instants at which it was confirmed."""

    asked: Accepted
    commission: Commission
    confirmed: tuple[float, ...] = ()

    def seen(self, now: float, speed: float) -> Snapshot:
        """See the run at an instant; at twice the speed everything happens in half the time."""
        since = self.asked.at
        return agent.snapshot(self.commission, (now - since) * speed, [(at - since) * speed for at in self.confirmed])


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that a run makes."""

    run: Run
    index: int

    @property
    def name(self) -> str:
        """The file's name: 16 letters and digits, and the suffix of its kind."""
        asked, kind = self.run.asked, self.run.commission.wishes.kind
        number = int.from_bytes(sha256(f"{asked.run_id}:{self.index}".encode()).digest()[:12])
        letters = "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(_ID_LENGTH))
        wants_jpeg = kind is Kind.IMAGE and re.search(r"\bjpe?g\b", asked.prompt, re.IGNORECASE)
        return letters + (".jpg" if wants_jpeg else SUFFIXES[kind])

    @property
    def kind(self) -> Kind:
        """What sort of file it is."""
        return self.run.commission.wishes.kind


@dataclass(frozen=True, slots=True)
class Project:
    """A project's name and since when it exists."""

    name: str
    since: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A thread at an instant: the state it shows, what each run has to show, and the truth about its last run."""

    status: Status
    shown: tuple[tuple[Run, Snapshot], ...]
    last: Snapshot

    @property
    def price(self) -> int | None:
        """What the open question asks, in credits."""
        return self.last.price


@dataclass(slots=True)
class Thread:
    """A conversation with the agent."""

    project_id: str
    mode: str
    runs: list[Run] = field(default_factory=list)

    def seen(self, now: float, speed: float) -> Seen:
        """See the thread at an instant; for a moment after a follow-up it still shows how the run before ended."""
        shown = tuple((run, run.seen(now, speed)) for run in self.runs)
        last = shown[-1][1]
        stale = len(shown) > 1 and (now - self.runs[-1].asked.at) * speed < STALE_FOR
        visible = shown[:-1] if stale else shown
        return Seen(visible[-1][1].status, visible, last)

    def latest_picture(self, now: float, speed: float) -> Artifact | None:
        """Find the picture that was made last."""
        return next((each for each in reversed([*self.made(now, speed)]) if each.kind is Kind.IMAGE), None)

    def made(self, now: float, speed: float) -> Iterator[Artifact]:
        """List the files that are there, oldest first."""
        for run, snapshot in self.seen(now, speed).shown:
            yield from (Artifact(run, item.index) for item in snapshot.items if isinstance(item, Made))


class Books:
    """Everything that was accepted, in the shape in which it is asked for."""

    def __init__(self) -> None:
        self.projects: dict[str, Project] = {}
        self.threads: dict[str, Thread] = {}
        self.accepted: list[Accepted | Confirmed] = []
        self.unlimited = False
        self.unsettled: set[str] = set()
        self._artifacts: dict[str, tuple[str, int, int]] = {}

    def apply(self, event: Event) -> None:
        """Enter what was accepted."""
        match event:
            case ProjectSaved(project_id, name, at):
                known = self.projects.get(project_id)
                self.projects[project_id] = Project(name, known.since if known else at)
            case Accepted():
                self._accept(event)
            case Confirmed(thread_id, at):
                self.accepted.append(event)
                runs = self.threads[thread_id].runs
                runs[-1] = replace(runs[-1], confirmed=(*runs[-1].confirmed, at))
            case ModeSet(unlimited):
                self.unlimited = unlimited

    def artifact(self, name: str, now: float, speed: float) -> Artifact | None:
        """Find a file by its name; None before it is made."""
        if name not in self._artifacts:
            return None
        thread_id, run, index = self._artifacts[name]
        found = Artifact(self.threads[thread_id].runs[run], index)
        return found if Made(index) in found.run.seen(now, speed).items else None

    def _accept(self, asked: Accepted) -> None:
        self.accepted.append(asked)
        thread = self.threads.setdefault(asked.thread_id, Thread(asked.project_id, asked.mode))
        run = Run(asked, _commission(asked))
        self.unsettled.add(asked.thread_id)
        for index in range(agent.most(run.commission)):
            self._artifacts[Artifact(run, index).name] = (asked.thread_id, len(thread.runs), index)
        thread.runs.append(run)


def _commission(asked: Accepted) -> Commission:
    """Give the request as the agent reads it."""
    given = {"attached": bool(asked.pictures), "earlier": bool(asked.earlier)}
    return Commission(asked.prompt, asked.tools.include_tools, sings=asked.sings, **given)
