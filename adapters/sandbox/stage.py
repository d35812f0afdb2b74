"""What all protocols of the sandbox stand on: its time, switches, books, journal and files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass as checked

from adapters.sandbox.books import Artifact, Books, Seen, Thread
from adapters.sandbox.journal import Event, Journal
from adapters.sandbox.workshop import Workshop
from bot.clock import Clock


@checked(frozen=True, slots=True, config=ConfigDict(strict=True, extra="forbid"))
class Switches:
    """How the sandbox behaves where the real service differs by account, or where nobody knows.

    `strict_cdn`: files only for a browser that comes from the studio's page. `replace_on_waiting`: a prompt on a thread
    that waits for an answer replaces the question, else it is refused as busy. `waiting_status`: what the status says
    meanwhile. `audio_needs_thinking`: in fast mode whoever asks for music gets a video, as the real service did.

    NemoVideo's stream: `dialect` of its events, `partials` of a text before the whole of it, `heartbeat` and how many
    seconds lie between two. `poor_in_stream`: no credits is told inside a stream. `codes_with_200`: a refusal comes
    with 200 and its code. Its renders: `render_shape` of the replies, how many polls one takes, how it ends ("once":
    the first of an account fails), and `export_refused`, by the plan. `starting_credits` come with each token, of which
    an address gets so many a week; with `renewal_forgets` a new token is a new person. `upload_limit` is in bytes.
    """

    strict_cdn: bool = True
    concurrent_limit: int = 2
    rate_limits: bool = True
    replace_on_waiting: bool = False
    waiting_status: Literal["running", "done"] = "done"
    audio_needs_thinking: bool = False
    unlimited_entitled: bool = True
    dialect: Literal["flat", "adk", "text"] = "adk"
    partials: bool = False
    heartbeat: Literal["empty", "blank", "word", "object", "event", "comment", "none"] = "empty"
    heartbeat_every: float = 10.0
    poor_in_stream: bool = False
    codes_with_200: bool = False
    render_shape: Literal["R1", "R2", "both"] = "R2"
    render_polls: int = 2
    render_fails: Literal["never", "once", "always"] = "never"
    export_refused: bool = False
    starting_credits: int = 100
    tokens_per_address: int = 10
    renewal_forgets: bool = False
    upload_limit: int = 200 << 20


@dataclass(frozen=True, slots=True)
class Credentials:
    """The one account of the sandbox."""

    access_key: str
    secret_key: str
    user: str


class Stage:
    """The state behind the protocols."""

    def __init__(self, clock: Clock, speed: float, folder: Path, *, remembers: bool) -> None:
        self.clock = clock
        self.speed = speed
        self.switches = Switches()
        self.books = Books()
        self.workshop = Workshop(folder)
        kinds: TypeAdapter[Event] = TypeAdapter(Event)
        self._journal = Journal(folder / "journal.jsonl" if remembers else None, kinds)

    async def open(self) -> None:
        """Make the folders and remember what was accepted before."""
        await self.workshop.open()
        for event in await self._journal.replay():
            self.books.apply(event)

    async def record(self, event: Event) -> None:
        """Enter what was accepted; nothing else can be accepted between a check and this call without an await."""
        self.books.apply(event)
        await self._journal.append(event)

    @property
    def hastened(self) -> float:
        """The time by which windows and delays run: at twice the speed they are half as long."""
        return self.clock.now() * self.speed

    def seen(self, thread: Thread) -> Seen:
        """See a thread now."""
        return thread.seen(self.clock.now(), self.speed)

    def picture(self, thread: Thread) -> str:
        """Name the picture that was made last on a thread; empty without one."""
        latest = thread.latest_picture(self.clock.now(), self.speed)
        return latest.name if latest else ""

    def artifact(self, name: str) -> Artifact | None:
        """Find a file that has been made by now."""
        return self.books.artifact(name, self.clock.now(), self.speed)

    def full(self) -> bool:
        """Say whether work is going on on as many threads as the account may use; looks closely only if it might be."""
        limit = self.switches.concurrent_limit
        return len(self.books.unsettled) >= limit and self._working() >= limit

    def _working(self) -> int:
        """Count the threads on which work is going on; a question that waits is no work."""
        last = {thread: self.seen(self.books.threads[thread]).last for thread in self.books.unsettled}
        self.books.unsettled = {thread for thread, seen in last.items() if seen.busy or seen.price is not None}
        return sum(seen.busy for seen in last.values())
