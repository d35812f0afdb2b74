"""Turns: opened once per message, carried on by one idempotent run, stopped honestly."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from bot import albums, threads
from bot.abilities import Stops
from bot.capabilities import says_something
from bot.cards import Standing
from bot.chat import (
    Attachment,
    ButtonPress,
    ChannelRef,
    EventKey,
    Message,
    MessageId,
    PersonId,
    Phase,
    TurnId,
)
from bot.closing import Closing, Ending
from bot.errors import (
    AtelierError,
    Mendable,
    PlaceGone,
    RetryLater,
    SomeUnfit,
    StoreUnavailable,
    ThreadGone,
    UserError,
)
from bot.lanes import SHORTEST_REST, STORE_REST, LaneKey, Lanes
from bot.opening import Asked, Opened, Opening
from bot.outbox import Outbox
from bot.presence import Presence
from bot.progress import Progress
from bot.spool import Spool
from bot.starting import Moved
from bot.store import turns as rows
from bot.store.confirmations import Action
from bot.store.turns import IN_FLIGHT, OPEN, UNDER_WAY, UNSENT, WAITING, Turn, TurnState
from bot.studio import Cause, Conversation, Place, PlaceId, Prompt, StudioThreadId, TurnRef, Wishes
from bot.tasks import Tasks
from bot.texts import choice as choice_texts
from bot.texts import command as command_texts
from bot.texts import turn as texts
from bot.workshop import Workshop

NOWHERE = Place(PlaceId(""))  # which project an attached thread lies in, the studio does not tell
Step = Callable[[Turn], Awaitable[bool]]

GONE: dict[type[UserError], Cause] = {PlaceGone: Cause.PLACE_GONE, ThreadGone: Cause.THREAD_GONE}
WAYS_ON: dict[type[UserError], Action] = {Mendable: Action.AGAIN, SomeUnfit: Action.OTHERS}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where turns are seen and kept: the outbox, the card, the ending, the spool, the background."""

    outbox: Outbox
    progress: Progress
    closing: Closing
    spool: Spool
    tasks: Tasks


def lane_of(conversation: Conversation) -> LaneKey:
    """Name the lane of a conversation."""
    return LaneKey(conversation.id, conversation.channel, conversation.studio)


def stopped(turn: Turn) -> Ending:
    """Make the honest ending of a turn that somebody stops: to stop an open question is to decline it."""
    if turn.state is TurnState.AWAITING:
        return Ending(TurnState.DECLINED, texts.declined)
    return Ending(TurnState.STOPPED, texts.stopped_waiting if turn.state in UNSENT else texts.stopped_running)


def _refused(error: UserError) -> Ending:
    cause = next((cause for kind, cause in GONE.items() if isinstance(error, kind)), Cause.REFUSED)
    offers = tuple(action for kind, action in WAYS_ON.items() if isinstance(error, kind))
    return Ending(TurnState.FAILED, error.say, cause, offers=offers)


class Runner:
    """Carries a turn on from whatever state it is in: a start, a decision and a restart all come through here."""

    def __init__(
        self, workshop: Workshop, closing: Closing, presence: Presence, steps: Mapping[TurnState, Step]
    ) -> None:
        """One step per state that can go on; each says whether the turn does."""
        self._workshop = workshop
        self._closing = closing
        self._presence = presence
        self._steps = steps

    async def run(self, id: TurnId) -> LaneKey | None:  # noqa: A002 (it is the id)
        """Go on as far as it goes; returns the lane to go on in, when it is another one.

        What its studio may be at work on rests here, in its slot; what has not begun rests in its lane.
        """
        while True:
            try:
                return await self._at_work(id)
            except (RetryLater, StoreUnavailable) as later:
                if (await self._load(id)).state not in UNDER_WAY:
                    raise
                rest = later.after if isinstance(later, RetryLater) else STORE_REST
                await self._workshop.clock.sleep(max(rest, SHORTEST_REST))

    async def _at_work(self, id: TurnId) -> LaneKey | None:  # noqa: A002
        turn = await self._unless_stopped(id)
        async with self._presence.of(turn.channel):
            return await self._carry_on(turn)

    async def _carry_on(self, turn: Turn) -> LaneKey | None:
        try:
            while (step := self._steps.get(turn.state)) and await step(turn):
                turn = await self._unless_stopped(turn.id)
            await self._unless_stopped(turn.id)
        except Moved as moved:
            return lane_of(moved.conversation)
        except RetryLater:
            if (await self._unless_stopped(turn.id)).state in OPEN:
                raise
        except UserError as refused:
            await self._closing.close(turn, _refused(refused))
        return None

    async def broke(self, id: TurnId, failure: str) -> None:  # noqa: A002
        """Close a turn that met a fault of our own, with the fault's name."""
        says = partial(texts.broken, failure=failure)
        await self._closing.close(await self._load(id), Ending(TurnState.FAILED, says, Cause.BROKEN, failure))

    async def _unless_stopped(self, id: TurnId) -> Turn:  # noqa: A002
        """Read a turn; a stop that could not be obeyed at once is obeyed here, before anything more is spent."""
        turn = await self._load(id)
        if turn.stopping and turn.state in OPEN - IN_FLIGHT:
            await self._closing.close(turn, stopped(turn))
            return await self._load(id)
        return turn

    async def _load(self, id: TurnId) -> Turn:  # noqa: A002
        return await self._workshop.database.read(lambda connection: rows.get(connection, id))


class Turns:
    """Opens, stops and shows turns, and takes them up again after a restart."""

    def __init__(self, workshop: Workshop, stage: Stage, lanes: Lanes, opening: Opening) -> None:
        """When a turn runs is up to its lane."""
        self._workshop = workshop
        self._stage = stage
        self._lanes = lanes
        self._opening = opening

    async def open(self, message: Message, asked: Wishes | Asked | None = None) -> Turn | None:
        """Make a message a queued turn, in one commit; None when the message was taken before.

        Where nothing is `asked` beside them, the message's own words tell what is wished for. One without words only
        brings its files, where the studio keeps them.
        """
        if not (says_something(message.text) or message.attachments or message.album):
            raise UserError(texts.empty_request)
        wish = asked if isinstance(asked, Asked) else Asked(asked)
        full = {studio: self._lanes.full(studio) for studio in self._workshop.studios}
        settled = await self._workshop.settings(message.channel, message.person.id)
        with self._lanes.storing():
            added = await self._workshop.database.write(
                partial(self._opening.add, message=message, asked=wish, settled=settled, full=full)
            )
        return self._begin(added, message) if added else None

    async def lay_by(self, part: Message) -> None:
        """Keep a part of an album that calls nobody, for the one that does. Raises `UserError` when it is too late."""
        await self._workshop.database.write(partial(self._opening.lay_by, part=part))

    async def attach(self, message: Message, thread: StudioThreadId) -> None:
        """Follow a thread that the studio has, with nothing sent and nothing spent.

        Raises `UserError` when there is no such thread.
        """
        settled = await self._workshop.settings(message.channel, message.person.id)
        studio = self._workshop.studios[self._workshop.account(settled)]
        ref = TurnRef(NOWHERE, thread, self._workshop.clock.now())
        try:
            await studio.prepare(Prompt("", thread=thread), NOWHERE)
        except ThreadGone as gone:
            raise UserError(partial(command_texts.no_such_thread, studio=studio.features.name)) from gone
        added = await self._workshop.database.write(
            partial(self._opening.attach, message=message, ref=ref, settled=settled)
        )
        if added is not None:
            self._begin(added, message)

    def _begin(self, added: Opened, message: Message) -> Turn:
        turn, tasks, outbox = added.turn, self._stage.tasks, self._stage.outbox
        self._submit(turn)
        tasks.start(outbox.send_claimed(added.card), f"card {turn.id}")
        if added.note is not None:
            tasks.start(outbox.send(added.note), f"note {turn.id}")
        if message.attachments:
            tasks.start(self._keep(turn), f"keep {turn.id}")
        return turn

    async def again(self, turn: Turn, press: ButtonPress, wishes: Wishes | None = None) -> None:
        """Open a new turn from an ended one's words and files; one button makes one turn, however often pressed.

        `wishes` stand in for what was wished for then.
        """
        files = await self._workshop.database.read(partial(rows.files, id=turn.id))
        await self._again(turn, press, files, wishes)

    async def with_others(self, turn: Turn, press: ButtonPress) -> None:
        """Open a new turn from one that was refused for some of its files, with the others; once, as `again`."""
        await self._again(turn, press, await self._stage.spool.usable(turn))

    async def _again(
        self, turn: Turn, press: ButtonPress, files: Sequence[Attachment], wishes: Wishes | None = None
    ) -> None:
        key, request = EventKey(f"again {press.token}"), turn.request or MessageId("")
        message = Message(
            key, request, press.channel, press.person, turn.text, tuple(files), heard=False, aside=turn.aside
        )
        await self.open(message, wishes or turn.wishes)
        await self._stage.closing.take_back(turn, texts.sent_again)

    async def branch_off(self, turn: Turn) -> None:
        """Take a turn that waits for its busy thread into a new conversation, once. Raises `UserError` when late."""
        moved = await self._workshop.database.write(partial(self._branch_off, turn=turn))
        self._lanes.cancel(turn.id, lane_of(turn.conversation))
        self._stage.progress.show(moved, Standing(Phase.QUEUED, texts.branched_off))
        self._submit(moved)

    async def dismiss(self, turn: Turn) -> None:
        """Put an ended turn's offers away."""
        await self._stage.closing.take_back(turn, texts.dismissed)

    def go_on(self, turn: Turn) -> None:
        """Let a turn whose question was answered go on before those that wait."""
        self._submit(turn, first=True)

    async def without(self, turn: Turn) -> None:
        """Take an unsent turn's wishes off. Raises `UserError` when it has begun."""
        plain = Wishes(reasoning=turn.wishes.reasoning)

        def take_off(connection: Connection) -> Turn | None:
            if rows.get(connection, turn.id).state not in UNSENT:
                return None
            rows.set_wishes(connection, turn.id, plain)
            return rows.get(connection, turn.id)

        changed = await self._workshop.database.write(take_off)
        if changed is None:
            raise UserError(choice_texts.begun_already)
        ahead = self.ahead(changed)
        self._stage.progress.show(changed, Standing(Phase.QUEUED, partial(texts.queued, ahead=ahead), ahead))

    async def resume(self) -> int:
        """After a start: take up every unfinished turn; tells how many."""
        until = self._workshop.clock.now() + albums.AWAY
        await self._workshop.database.write(partial(rows.await_parts, until=until))
        unfinished = await self._workshop.database.read(rows.unfinished)
        for turn in sorted(unfinished, key=lambda turn: turn.state in WAITING):
            self._submit(turn)  # what a studio works on is before whatever waits for the same thread
        return len(unfinished)

    async def stop(self, turn: Turn) -> bool:
        """End a turn as honestly as its state allows; False when it was over already."""
        while turn.state in OPEN:
            if turn.state in IN_FLIGHT:
                if await self._workshop.database.write(partial(rows.ask_to_stop, id=turn.id)):
                    return True
            elif changed := await self._stage.closing.end(turn, stopped(turn), frozenset({turn.state})):
                self._lanes.cancel(turn.id, lane_of(turn.conversation))  # before anything is said of it
                self._stop_there(turn)
                await self._stage.closing.tell(changed)
                return True
            turn = await self.get(turn.id)
        return False

    async def look_again(self, turn: Turn) -> bool:
        """Follow a turn once more that was stopped while its studio worked; False when there is nothing to follow."""
        now = self._workshop.clock.now()
        taken_up = turn.ref is not None and await self._workshop.database.write(
            partial(rows.take_up, id=turn.id, now=now)
        )
        if taken_up:
            self._submit(await self.get(turn.id), first=True)
        return taken_up

    async def get(self, id: TurnId) -> Turn:  # noqa: A002 (it is the id)
        """Read one turn."""
        return await self._workshop.database.read(lambda connection: rows.get(connection, id))

    async def open_in(self, channel: ChannelRef) -> list[Turn]:
        """List a channel's open turns, oldest first."""
        return await self._workshop.database.read(lambda connection: rows.open_in(connection, channel))

    async def showable(self, channel: ChannelRef, before: int = 0, limit: int = 1) -> list[Turn]:
        """List the turns of a channel that have something to show, or may have by now: newest first, after so many."""
        return await self._workshop.database.read(partial(rows.showable, channel=channel, before=before, limit=limit))

    async def ended(self, channel: ChannelRef, person: PersonId) -> Turn | None:
        """Find what somebody asked for last in a channel, of all that is over."""
        return await self._workshop.database.read(partial(rows.ended, channel=channel, person=person))

    async def of_message(self, channel: ChannelRef, message: MessageId) -> Turn | None:
        """Find the turn that a message belongs to, ours or the request itself."""
        return await self._workshop.database.read(partial(rows.of_message, channel=channel, message=message))

    async def behind(self, channel: ChannelRef, message: MessageId) -> Turn | None:
        """Find the turn that a message of ours belongs to; what somebody else wrote is nobody's result."""
        return await self._workshop.database.read(partial(rows.behind, channel=channel, message=message))

    def ahead(self, turn: Turn) -> int:
        """Count the turns before this one in its lane."""
        return self._lanes.ahead(turn.id, lane_of(turn.conversation))

    def _branch_off(self, connection: Connection, turn: Turn) -> Turn:
        stands = rows.get(connection, turn.id)
        if stands.state not in OPEN:
            raise UserError(texts.over_already)
        if stands.state is TurnState.CHOOSING:
            raise UserError(choice_texts.choose_first)
        if stands.state not in WAITING:
            raise UserError(texts.on_its_way)
        if stands.conversation.id != turn.conversation.id or stands.conversation.thread is None:
            raise UserError(texts.branched_off)  # a conversation that has just begun is busy with nothing
        threads.branch_off(connection, stands, self._workshop.clock.now())
        return rows.get(connection, turn.id)

    def _submit(self, turn: Turn, *, first: bool = False) -> None:
        if turn.conversation.studio in self._workshop.studios:
            at_work = turn.state in UNDER_WAY
            self._lanes.submit(turn.id, lane_of(turn.conversation), turn.person, first=first, at_work=at_work)
        else:
            self._stage.tasks.start(self._give_up(turn), f"turn {turn.id}")

    def _stop_there(self, turn: Turn) -> None:
        """Let a studio that can be stopped know, where it is at work."""
        if turn.state is not TurnState.RUNNING or turn.conversation.studio not in self._workshop.studios:
            return
        studio = self._workshop.studio_of(turn)
        if turn.ref is not None and isinstance(studio, Stops):
            self._stage.tasks.start(self._ask_to_stop(studio, turn.ref), f"stop {turn.id}")

    async def _ask_to_stop(self, studio: Stops, ref: TurnRef) -> None:
        with suppress(AtelierError):  # what it goes on to make is no longer relayed all the same
            await studio.stop(ref)

    async def _give_up(self, turn: Turn) -> None:
        state = TurnState.FAILED if turn.state in WAITING else TurnState.UNKNOWN
        says = partial(texts.studio_gone, studio=turn.conversation.studio)
        await self._stage.closing.close(turn, Ending(state, says, Cause.ABORTED))

    async def _keep(self, turn: Turn) -> None:
        with suppress(AtelierError):  # the run keeps them again, and tells
            await self._stage.spool.keep(turn)
