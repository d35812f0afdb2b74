"""One order of everything that can happen to turns, over the real core; what each step means is decided by a number."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from bot.chat import (
    ButtonPress,
    ButtonToken,
    ChannelId,
    ChannelRef,
    CommandCall,
    DeliveryKey,
    EventKey,
    Level,
    Message,
    MessageId,
    Person,
    PersonId,
    Post,
)
from bot.errors import AtelierError, Unsent
from bot.store import deliveries as delivery_rows
from bot.store.deliveries import CARD
from bot.store.turns import OPEN, Turn, TurnState
from bot.studio import (
    AgentText,
    Cause,
    ConfirmationAsked,
    Decision,
    Failed,
    Finished,
    Progress,
    TurnEvent,
)
from tests.clock import ManualClock
from tests.harness import ANN, BOB, GARDEN, ROOM, WEB, Scene, Talk
from tests.particular import HELD, KLING, PHOTO, REFUSALS, LosingPlatform, SerialStudio, asking, over
from tests.scripted import ENDS, ScriptedStudio, picture, question
from tests.steady import SteadyThreads, cut, quiet, steady_store

DIRECT = ChannelRef(WEB, None, ChannelId("ann"))
CHANNELS = (ROOM, GARDEN, DIRECT)
MODERATOR = Person(PersonId("mo"), "Mo", Level.OPERATE)
PEOPLE = (ANN, ANN, BOB, MODERATOR)
MOMENT = 0.01
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
LABELS = (
    "Approve",
    "Approve",
    "Decline",
    "Stop",
    "Run again",
    "Dismiss",
    "New project",
    "Think first",
    "Send it as it is",
    "Without that",
    "New thread",
    "Edit…",
    "Use as input",
    "New topic",
    "Switch when idle",
    "Now",
    "Leave it",
)
FORMS = {"Edit…", "Use as input"}
COMMANDS = (("show", ""), ("stop", ""), ("new", ""), ("status", ""), ("mode", "fast"), ("mode", "unlimited"))
CALMING = 60

UNSENT: Sequence[Sequence[AtelierError | None]] = (
    [Unsent("down")],
    [None, Unsent("down")],
    [Unsent("down", 3.0)] * 3,
    [None, None, Unsent("down", 700.0)],
)
WAITS = (1.0, 6.0, 11.0, MINUTE, 15 * MINUTE, HOUR)
WISHES = ("", "", " with a song", "", " in Kling 3.0")
LEAPS = (-5.0, DAY + MINUTE, -MINUTE, HOUR)


class Step(NamedTuple):
    """One thing that happens, to whom, and the turns of the loop until the next; None: until all is quiet."""

    name: str
    number: int = 0
    turns: int | None = None


class Pressed(NamedTuple):
    """A press and the post that it was made on."""

    event: ButtonPress
    label: str
    post: Post


@dataclass
class Order:
    """One order under way: the world outside the core, and what was done to it."""

    scene: Scene
    lost: set[ChannelRef]
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    said: list[Message] = field(default_factory=list)
    pressed: list[Pressed] = field(default_factory=list)
    yeses: list[tuple[Person, str]] = field(default_factory=list)
    count: int = 0
    talk: Talk = field(init=False)
    doing: list["asyncio.Task[Any]"] = field(default_factory=list)
    platform: ExitStack = field(default_factory=ExitStack)

    @property
    def steps(self) -> dict[str, Callable[[int], object]]:
        """What can happen, by name; the likelier, the oftener."""
        return {
            "says": self.says,
            "answers": self.answers,
            "repeats": self.repeats,
            "presses": self.presses,
            "commands": self.commands,
            "delivers": lambda number: self.tells(number, picture(f"p{self.next()}")),
            "talks": lambda number: self.tells(number, AgentText(f"t{self.next()}", "words")),
            "moves": lambda number: self.tells(number, Progress("at it")),
            "asks": lambda number: self.tells(number, self.question()),
            "changes": self.changes,
            "finishes": lambda number: self.tells(number, Finished()),
            "fails": lambda number: self.tells(number, Failed(Cause.BROKEN, "broke")),
            "refuses": lambda number: self.scene.studio.refuses(*REFUSALS[number % len(REFUSALS)]),
            "holds": lambda number: self.scene.studio.holds(HELD[number % len(HELD)]),
            "lets go": lambda _: self.lets_go(),
            "unsent": lambda number: self.scene.adapter.refuses(*UNSENT[number % len(UNSENT)]),
            "loses": self.loses,
            "slow": lambda _: self.platform.enter_context(self.scene.adapter.slow()),
            "leaps": lambda number: self.scene.clock.leap(LEAPS[number % len(LEAPS)]),
        }

    async def take(self, step: Step) -> None:
        """Let one thing happen."""
        if step.name == "crashes":
            await self.crashes()
        elif step.name == "waits":
            await self.waits(WAITS[step.number % len(WAITS)])
        else:
            self.scene.clock.leap(MOMENT)  # nobody writes twice in the same instant
            self.steps[step.name](step.number)
        await self.pause(step.turns)

    async def pause(self, turns: int | None) -> None:
        """Let the others go on."""
        for _ in range(turns or 0):
            await asyncio.sleep(0)
        if turns is None:
            await quiet()

    # ----------------------------------------------------------------------------------------------------- people

    def says(self, number: int) -> None:
        """Ask for something, now and then as a reply to what is shown."""
        shown = [each for each in self.scene.adapter.shown if number % 3 == 0]
        to = shown[number % len(shown)] if shown else None
        channel = to.channel if to else CHANNELS[number % len(CHANNELS)]
        wish = f"wish {self.next()}{WISHES[number % len(WISHES)]}"
        self.writes(wish, PEOPLE[number % len(PEOPLE)], channel, to.id if to else None, photo=number % 7 == 0)

    def answers(self, number: int) -> None:
        """Type yes or no: as a reply to a question, or in the direct channel as it is."""
        word, person = ("no" if number % 4 == 0 else "yes"), PEOPLE[number % len(PEOPLE)]
        asked = [each for each in self.scene.adapter.shown if each.key.part.startswith("question:")]
        if asked:
            to = asked[-1 - number % len(asked)]
            self.yeses += [(person, each.post.text) for each in asked if word == "yes"]
            self.writes(word, person, to.channel, to.id if to.channel != DIRECT else None)

    def writes(
        self, text: str, person: Person, channel: ChannelRef, reply_to: MessageId | None, *, photo: bool = False
    ) -> None:
        """Send a message."""
        key, id_, files = EventKey(f"e{self.next()}"), MessageId(f"in{self.count}"), (PHOTO,) if photo else ()
        message = Message(key, id_, channel, person, text, files, reply_to)
        self.said.append(message)
        self.does(message)

    def repeats(self, number: int) -> None:
        """The platform sends again what it sent before."""
        events: list[Message | ButtonPress] = [*self.said, *(pressed.event for pressed in self.pressed)]
        if events:
            self.does(events[-1 - number % len(events)])

    def presses(self, number: int) -> None:
        """Press a button that was ever seen, the newest of its label first."""
        history = [(id_, post, each) for id_, post in self.scene.adapter.history for each in post.buttons]
        seen = [label for label in LABELS if any(button.label == label for _, _, button in history)]
        if seen:
            label, back = seen[number % len(seen)], number // len(seen)
            found = [(id_, post, button.token) for id_, post, button in history if button.label == label]
            id_, post, token = found[-1 - (back // len(PEOPLE)) % len(found)]
            self.puts(Pressed(self.press(token, PEOPLE[back % len(PEOPLE)], id_, label), label, post))

    def press(self, token: ButtonToken, person: Person, message: MessageId, label: str) -> ButtonPress:
        """Make a press; a form comes back with words in it, but for those that somebody puts away."""
        number = self.next()
        channel = next(each.channel for each in self.scene.adapter.shown if each.id == message)
        text = f"words {number}{WISHES[number % len(WISHES)]}" if label in FORMS and number % 5 else None
        return ButtonPress(EventKey(f"e{number}"), channel, person, token, message, text)

    def puts(self, pressed: Pressed) -> None:
        """Hand a press to the core, and remember it."""
        self.pressed.append(pressed)
        self.yeses += [(pressed.event.person, pressed.post.text)] if pressed.label == "Approve" else []
        self.does(pressed.event)

    def commands(self, number: int) -> None:
        """Give a command."""
        (name, mode), channel = COMMANDS[number % len(COMMANDS)], CHANNELS[number % len(CHANNELS)]
        self.gives(name, channel, MODERATOR if mode else ANN, **({"mode": mode} if mode else {}))

    def gives(self, name: str, channel: ChannelRef, person: Person = ANN, **options: str) -> None:
        """Give one command."""
        key, id_ = EventKey(f"e{self.next()}"), MessageId(f"in{self.count}")
        self.does(CommandCall(key, id_, channel, person, name, tuple(options.items())))

    def does(self, event: Message | CommandCall | ButtonPress) -> None:
        """Hand an event to the core, as an adapter does."""
        self.doing.append(asyncio.create_task(self.talk.core.inbox(event)))

    # ----------------------------------------------------------------------------------------------- studio, platform

    def tells(self, number: int, event: TurnEvent) -> None:
        """Let the studio go on with one of its jobs."""
        alive = [job for job in self.scene.studio.jobs if not job.events or not isinstance(job.events[-1], ENDS)]
        if alive:
            alive[-1 - number % len(alive)].tells(event)

    def changes(self, number: int) -> None:
        """Let the studio ask something else than it asked before."""
        asked = [job for job in self.scene.studio.jobs if asking(job)]
        if asked:
            job = asked[-1 - number % len(asked)]
            job.events.pop()
            job.tells(self.question())

    def question(self) -> ConfirmationAsked:
        """Make a question that names itself."""
        number = self.next()
        return question(f"q{number}", number, f"question q{number}.")

    def loses(self, number: int) -> None:
        """Let a channel be deleted, for good."""
        self.lost.add(CHANNELS[number % len(CHANNELS)])

    def lets_go(self) -> None:
        """Hold nothing any more, neither at the studio nor at the platform."""
        self.scene.studio.lets_go()
        self.platform.close()

    # -------------------------------------------------------------------------------------------------- time and death

    async def begins(self) -> None:
        """Start the core."""
        self.talk = await self.stack.enter_async_context(self.scene.core())

    async def crashes(self) -> None:
        """Cut everything off where it stands, and start again."""
        await self.dies()
        await self.begins()

    async def dies(self) -> None:
        """Cut everything off where it stands."""
        for task in self.doing:
            await cut(task)
        self.doing.clear()
        await self.stack.aclose()
        self.lets_go()

    async def waits(self, seconds: float) -> None:
        """Let time pass; housekeeping goes a round."""
        await self.scene.clock.advance(seconds)
        self.doing.append(asyncio.create_task(self.talk.core.housekeeping.round()))

    async def calms(self) -> None:
        """Lift every fault and let everything come to its end; whoever does not is stuck."""
        self.lets_go()
        self.scene.studio.relents()
        self.scene.adapter.relents()
        for number in range(CALMING):
            await self.ends_what_works()
            await self.chooses()
            await quiet()
            await self.waits(15 * MINUTE)
            await quiet()
            if number in (5, 20):
                self.scene.clock.leap(2 * DAY)  # whoever waits for an answer waits a day at most
            if not await self.open_turns() and not await self.talk.workshop.database.read(delivery_rows.undelivered):
                return
        raise AssertionError([(turn.text, turn.state, turn.stopping, turn.ref) for turn in await self.open_turns()])

    async def ends_what_works(self) -> None:
        """Let the studio finish what it works on, and give up what it asks about and nobody follows."""
        followed = [turn.ref for turn in await self.turns() if turn.state in OPEN | {TurnState.DECLINED}]
        for job in self.scene.studio.jobs:
            if asking(job) and job.ref not in followed:
                job.events.pop()
                job.tells(Failed(Cause.ABORTED, "nobody answered"))
            elif not over(job) and not asking(job):
                job.tells(Finished())

    async def chooses(self) -> None:
        """Answer what is asked before a start, with what most people want."""
        for turn in await self.open_turns():
            if turn.state is TurnState.CHOOSING:
                card = await self.talk.workshop.database.read(
                    partial(delivery_rows.get, key=DeliveryKey(turn.id, CARD))
                )
                assert card is not None
                button = card.post.buttons[0]
                event = ButtonPress(EventKey(f"e{self.next()}"), turn.channel, MODERATOR, button.token)
                self.puts(Pressed(event, button.label, card.post))
                await quiet()

    async def turns(self) -> list[Turn]:
        """Every turn, oldest first."""
        return await self.talk.turns()

    async def open_turns(self) -> list[Turn]:
        """Those that have not ended."""
        return [turn for turn in await self.turns() if turn.state in OPEN]

    def next(self) -> int:
        """Count."""
        self.count += 1
        return self.count


@asynccontextmanager
async def ordered(pace: int, slots: int, *, choosy: bool) -> AsyncIterator[Order]:
    """Begin an order; the pace decides how long the store and the files take. The same pace is the same order.

    A choosy studio has to know the project, and for sound how deeply to think, before anything is sent.
    """
    dice = Random(pace) if pace else None  # noqa: S311  no secret
    asyncio.get_running_loop().set_default_executor(SteadyThreads(dice))
    clock = ManualClock()
    lost: set[ChannelRef] = set()
    adapter = LosingPlatform(lost)
    studio = SerialStudio(clock, concurrent_turns=slots, asks_project=choosy, thinks_for_sound=choosy)
    studio.catalogue = (KLING,)
    with TemporaryDirectory() as folder:
        order = Order(Scene(Path(folder), clock, adapter, studio, store=steady_store(dice)), lost)
        await order.begins()
        try:
            yield order
        finally:
            await order.dies()


def approvals(studio: ScriptedStudio) -> Counter[str]:
    """How often the studio heard a yes to each question."""
    return Counter(key for key, heard in studio.decided if heard is Decision.APPROVE)
