"""From a queued turn to an accepted one: place, uploads, baseline, the stored intent, and the one call that spends."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bot import albums, hints, threads
from bot.abilities import Greets, HasModels
from bot.capabilities import says_something
from bot.cards import Standing
from bot.chat import Attachment, Button, DeliveryKey, Phase, Post
from bot.choosing import Choosing
from bot.closing import Closing, Ending, brought, listed
from bot.errors import Busy, OutcomeUnknown, PlaceGone, RetryLater, StoreUnavailable, UserError
from bot.inspection import converted
from bot.outbox import Outbox
from bot.preferences import PREFER, with_models
from bot.progress import Progress
from bot.projects import Projects
from bot.spool import Spool
from bot.store import confirmations as button_rows
from bot.store import conversations as conversation_rows
from bot.store import deliveries as delivery_rows
from bot.store import projects as project_rows
from bot.store import turns as rows
from bot.store.confirmations import Action
from bot.store.deliveries import Delivery, DeliveryState
from bot.store.turns import WAITING, Turn, TurnState
from bot.studio import Cause, Conversation, Export, Place, Prepared, Prompt, Tools, TurnRef, Upload
from bot.texts import album as album_texts
from bot.texts import meeting as meeting_texts
from bot.texts import studio as studio_texts
from bot.texts import turn as texts
from bot.uploads import Uploads
from bot.workshop import Workshop

STORE_PAUSE = 5.0
UNSPENT = WAITING | {TurnState.STARTING}  # where a studio that asks for patience has surely accepted nothing


class Moved(Exception):
    """The turn waits in another conversation now, because a question holds this one's thread."""

    def __init__(self, conversation: Conversation) -> None:
        """Keep where it went."""
        super().__init__(conversation.id)
        self.conversation = conversation


@dataclass(frozen=True, slots=True)
class Materials:
    """What a request is made of: the files kept, the files sent, the project, and what its asker chose."""

    spool: Spool
    uploads: Uploads
    projects: Projects
    choosing: Choosing


class Starting:
    """Begins turns, and finds out what became of a beginning that was cut off."""

    def __init__(
        self, workshop: Workshop, materials: Materials, outbox: Outbox, progress: Progress, closing: Closing
    ) -> None:
        """Each start is made of the same materials."""
        self._workshop = workshop
        self._outbox = outbox
        self._materials = materials
        self._progress = progress
        self._closing = closing

    async def begin(self, turn: Turn) -> bool:
        """Prepare and start a waiting turn; True when the turn goes on. Raises `Moved` when its thread is held.

        Nothing has gone to the studio before the `try`: a wait for parts is no refusal that its card would tell, and
        who is refused there ends as one that waited.
        """
        turn = await self._whole(turn)
        held, attached = await self._workshop.database.read(partial(_look, turn=turn))
        if held:
            await self._leave_held_thread(turn)
        if await self._materials.choosing.asks(turn):
            return False
        try:
            if turn.brings:
                return await self._bring(turn)
            prepared = await self._prepare(turn, attached=attached)
            return await self._intend(turn, prepared) and await self._start(turn, prepared)
        except RetryLater as later:
            await self._wait_again(turn, later)
            raise
        except UserError as refused:  # surely nothing was accepted: it ends as one that never started
            await self._back_to_queue(turn)
            if isinstance(refused, PlaceGone) and await self._renew(turn):
                return True
            raise

    async def _whole(self, turn: Turn) -> Turn:
        """Wait for the parts of an album; then close it to further ones, and read it as it is."""
        if not turn.album:
            return turn
        if rest := albums.rest(turn, self._workshop.clock.now()):
            raise RetryLater(rest, texts.preparing)
        await self._announce(turn)
        turn = await self._workshop.database.read(partial(rows.get, id=turn.id))
        if not (says_something(turn.text) or self._workshop.studio_of(turn).features.sessions):
            raise UserError(album_texts.words_missing)
        return turn

    async def recover(self, turn: Turn) -> bool:
        """Adopt a turn whose start was cut off, if reading finds it; else say that nobody can tell."""
        ref = await self._look_for(turn)
        if ref is None:
            await self._closing.close(
                turn, Ending(TurnState.UNKNOWN, texts.outcome_unknown, offers=(Action.AGAIN, Action.DISMISS))
            )
            return False
        return await self._accepted(turn, ref)

    async def _renew(self, turn: Turn) -> bool:
        """Let a turn begin in a new place, once, where its studio's places pass away; the person is told."""
        features, now = self._workshop.studio_of(turn).features, self._workshop.clock.now()
        says = studio_texts.session_gone(self._workshop.language(turn), studio=features.name)
        key, post = DeliveryKey(turn.id, "note:place"), Post(says, reply_to=turn.request)
        note = Delivery(key, turn.id, turn.channel, post, DeliveryState.PLANNED)

        def renew(connection: Connection) -> bool:
            threads.leave(connection, turn.conversation, Cause.PLACE_GONE)
            return delivery_rows.plan(connection, note, now)

        renewed = features.sessions and await self._workshop.database.write(renew)
        if renewed:
            await self._closing.tell([key])
        return renewed

    async def _look_for(self, turn: Turn) -> TurnRef | None:
        if turn.prepared is None:
            return None
        with suppress(UserError):  # who may not look cannot tell either
            return await self._workshop.studio_of(turn).recover(turn.prepared)
        return None

    async def _leave_held_thread(self, turn: Turn) -> None:
        now = self._workshop.clock.now()
        moved = await self._workshop.database.write(partial(threads.set_free, turn=turn, now=now))
        if moved is not None:
            self._progress.show(turn, Standing(Phase.QUEUED, texts.new_thread))
            raise Moved(moved)

    async def _bring(self, turn: Turn) -> bool:
        """Give the studio files that came without words, and ask what to do with them; nothing is spent."""
        kept, _, _ = await self._gather(turn, attached=True)
        usual = self._workshop.account(await self._workshop.settings(turn.channel, turn.person))
        aside = None if usual == turn.conversation.studio else turn.conversation.studio
        features, t = self._workshop.studio_of(turn).features, self._workshop.language(turn)
        await self._note(turn, "text:brought", listed(kept, features, aside, t))
        await self._closing.close(turn, brought(kept))
        return False

    async def _note(self, turn: Turn, part: str, text: str) -> None:
        """Say something beside the card, once."""
        key, now = DeliveryKey(turn.id, part), self._workshop.clock.now()
        note = Delivery(key, turn.id, turn.channel, Post(text, reply_to=turn.answers), DeliveryState.PLANNED)
        if await self._workshop.database.write(partial(delivery_rows.plan, delivery=note, now=now)):
            await self._outbox.send(key)

    async def _prepare(self, turn: Turn, *, attached: bool) -> Prepared:
        _, uploads, place = await self._gather(turn, attached=attached)
        thread, tools = turn.conversation.thread, await self._tools(turn)
        reasoning, export = None if thread else turn.wishes.reasoning, turn.wishes.export
        prompt = Prompt(turn.text, uploads, thread, reasoning, tools)
        return await self._workshop.studio_of(turn).prepare(Export(thread, export) if export else prompt, place)

    async def _gather(self, turn: Turn, *, attached: bool) -> tuple[list[Attachment], tuple[Upload, ...], Place]:
        """Bring a turn's files to where its conversation's work lies."""
        if attached or turn.conversation.place is None:
            await self._announce(turn)
        kept = await self._materials.spool.keep(turn) if attached else []
        await self._tell_conversions(turn, kept)
        place = await self._open(turn)
        uploads = await self._materials.uploads.send_all(turn.conversation.studio, kept, place)
        return kept, uploads, place

    async def _tell_conversions(self, turn: Turn, kept: Sequence[Attachment]) -> None:
        said = converted(kept, self._workshop.studio_of(turn).features.name, self._workshop.language(turn))
        if said:
            await self._note(turn, "note:files", said)

    async def _tools(self, turn: Turn) -> Tools:
        settled, studio = await self._workshop.settings(turn.channel, turn.person), self._workshop.studio_of(turn)
        models = await studio.models() if settled.of(PREFER) and isinstance(studio, HasModels) else ()
        return with_models(hints.tools(turn.wishes, studio.features), settled, models)

    async def _announce(self, turn: Turn) -> None:
        await self._workshop.database.write(
            lambda connection: rows.move(connection, turn.id, WAITING, TurnState.PREPARING)
        )
        self._progress.show(turn, Standing(Phase.PREPARING, texts.preparing))

    async def _open(self, turn: Turn) -> Place:
        """Find or make the place; who waits for a first connection is told, and whom a channel meets says hello."""
        studio = self._workshop.studio_of(turn)
        connects = studio.features.sessions and turn.conversation.place is None
        if connects:
            says = partial(meeting_texts.connecting, studio=studio.features.name)
            self._progress.show(turn, Standing(Phase.PREPARING, says))
        place = await studio.open(await self._placed(turn))
        await self._bind(turn, place)
        if connects:
            self._progress.show(turn, Standing(Phase.PREPARING, texts.preparing))
        return place

    def _hello(self, turn: Turn) -> Delivery | None:
        studio, key = self._workshop.studio_of(turn), threads.meeting(turn.conversation)
        if not isinstance(studio, Greets):
            return None
        post = Post(studio.greeting(self._workshop.language(turn)), reply_to=turn.answers)
        return Delivery(key, turn.id, turn.channel, post, DeliveryState.PLANNED)

    async def _placed(self, turn: Turn) -> Conversation:
        language = turn.locale or self._workshop.language(turn).locale
        conversation = replace(turn.conversation, language=language)
        if conversation.place is not None:
            return conversation
        chosen = await self._workshop.database.read(
            partial(project_rows.current, channel=conversation.channel, studio=conversation.studio)
        )
        return replace(conversation, place=chosen.place) if chosen else conversation

    async def _bind(self, turn: Turn, place: Place) -> None:
        here, now = turn.conversation, self._workshop.clock.now()
        alone, hello = self._workshop.studio_of(turn).features.sessions, self._hello(turn)

        def bind(connection: Connection) -> bool:
            conversation_rows.bind(connection, here.id, place.id, None)
            if not alone:
                project_rows.join(connection, here.channel, here.studio, place.id, now)
            return hello is not None and delivery_rows.plan(connection, hello, now)

        if here.place != place.id and await self._workshop.database.write(bind) and hello is not None:
            await self._outbox.send(hello.key)

    async def _intend(self, turn: Turn, prepared: Prepared) -> bool:
        intent = partial(rows.intend, turn=turn, prepared=prepared)  # where it has moved to it is prepared anew
        return await self._workshop.database.write(intent, durable=True)

    async def _start(self, turn: Turn, prepared: Prepared) -> bool:
        try:
            ref = await self._workshop.studio_of(turn).start(prepared)
        except OutcomeUnknown:
            return True  # the state stays `starting`: the next step of the same run reads
        return await self._accepted(turn, ref)

    async def _wait_again(self, turn: Turn, later: RetryLater) -> None:
        await self._back_to_queue(turn)
        buttons = (await self._way_out(turn),) if isinstance(later, Busy) else ()
        self._progress.show(turn, Standing(Phase.QUEUED, later.say, buttons=buttons))

    async def _way_out(self, turn: Turn) -> Button:
        t, now = self._workshop.language(turn), self._workshop.clock.now()
        offer = partial(button_rows.offer, action=Action.NEW_THREAD, turn=turn.id, now=now)
        return Button(texts.new_thread_button(t), await self._workshop.database.write(offer))

    async def _back_to_queue(self, turn: Turn) -> None:
        await self._workshop.database.write(
            lambda connection: rows.move(connection, turn.id, UNSPENT, TurnState.QUEUED)
        )

    async def _accepted(self, turn: Turn, ref: TurnRef) -> bool:
        def accept(connection: Connection) -> bool:
            rows.set_ref(connection, turn.id, ref)
            conversation_rows.bind(connection, turn.conversation.id, ref.place.id, ref.thread)
            return rows.move(connection, turn.id, TurnState.STARTING, TurnState.RUNNING)

        self._materials.projects.name_after(turn, ref.place)
        while True:  # it is paid for: forgetting where it is would be worse than waiting
            try:
                return await self._workshop.database.write(accept)
            except StoreUnavailable:
                await self._workshop.clock.sleep(STORE_PAUSE)


def _look(connection: Connection, turn: Turn) -> tuple[bool, bool]:
    """Tell whether another turn's question holds this one's thread, and whether files came with it."""
    held = rows.held(connection, turn.conversation.id, except_for=turn.id)
    return held, bool(rows.files(connection, turn.id))
