"""From the studio to the channel: finished files and the agent's words become posts in the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bot import offers, packing
from bot.capabilities import Capabilities, split
from bot.chat import Button, ChannelRef, DeliveryKey, Link, Post
from bot.drawing import Drawing
from bot.errors import RetryLater, Unsent
from bot.fetching import Fetched, Fetching
from bot.fitting import Fitting
from bot.outbox import Outbox
from bot.preferences import LINK, SPOILER
from bot.store import confirmations as button_rows
from bot.store import deliveries as rows
from bot.store import turns as turn_rows
from bot.store.confirmations import Action, Meaning
from bot.store.deliveries import DeliveryState, Kept
from bot.store.turns import Turn
from bot.studio import Artifact, TimelineTold, TurnRef
from bot.texts import Say, Translator, as_written
from bot.texts import turn as texts
from bot.timeline import Timeline
from bot.workshop import Workshop

CHANNEL_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Beside:
    """What is stored in the commit that plans some posts: the file they bring, its buttons, where the turn is now."""

    kept: Kept | None = None
    offered: Sequence[tuple[Action, Button]] = ()
    ref: TurnRef | None = None


NOTHING = Beside()


class Delivery:
    """Plans what a turn sends, and hands it to the outbox."""

    def __init__(
        self, workshop: Workshop, outbox: Outbox, fetching: Fetching, fitting: Fitting, drawing: Drawing
    ) -> None:
        """Bytes are brought or made here before they are sent."""
        self._fitting = fitting
        self._drawing = drawing
        self._workshop = workshop
        self._outbox = outbox
        self._fetching = fetching

    async def say(self, turn: Turn, part: str, text: str) -> None:
        """Post the agent's words, divided where they are long; the same part is said once."""
        await self._say(turn, part, text, None)

    async def show_timeline(self, turn: Turn, told: TimelineTold, text: str) -> None:
        """Post the words about a timeline with its picture; who follows the turn later knows that it was told."""
        ref = replace(turn.ref, baseline=told.notes) if turn.ref and told.notes else None
        await self._say(turn, told.key, text, told.timeline, Beside(ref=ref))

    async def illustrated(self, answer: Post, channel: ChannelRef, timeline: Timeline, t: Translator) -> Post:
        """Put a picture of a timeline with an answer about it, where the channel takes both together."""
        try:
            capabilities = await self._workshop.adapter(channel).capabilities(channel)
        except Unsent:  # the words are enough
            return answer
        first, *others = packing.beside([answer], await self._drawing.of(timeline, t), capabilities)
        return answer if others else first

    async def _say(self, turn: Turn, part: str, text: str, timeline: Timeline | None, beside: Beside = NOTHING) -> None:
        capabilities, t = await self._capabilities(turn), self._workshop.language(turn)
        room, key = packing.room(capabilities, t), DeliveryKey(turn.id, f"text:{part}")
        posts = [Post(each, reply_to=turn.answers) for each in split(text, room, capabilities.measure)]
        if timeline is not None and not await self._planned(key):
            posts = packing.beside(posts, await self._drawing.of(timeline, t), capabilities)
        await self._send(turn, key, posts, beside)

    async def deliver(self, turn: Turn, artifact: Artifact) -> int:
        """Fetch a finished file, keep it, and send it in the best form that the channel takes; gives its number."""
        found = await self._workshop.database.write(partial(rows.found, turn=turn.id, artifact=artifact))
        come = await self._fetching.fetched(turn, found)
        told = bool(artifact.words) or found.number > 1  # by the agent, or under the first file
        posts, offered = await self._packed(turn, [come], told=told), list[tuple[Action, Button]]()
        if come.kept.file is not None:
            capabilities, t = await self._capabilities(turn), self._workshop.language(turn)
            offered = offers.of(found, turn.conversation.studio, self._workshop, capabilities, t)
            posts = [replace(posts[0], buttons=tuple(button for _, button in offered)), *posts[1:]]
        await self._send(turn, DeliveryKey(turn.id, f"file:{found.number}"), posts, Beside(come.kept, offered))
        return found.number

    async def show(self, turn: Turn, owner: str) -> int:
        """Send all of a turn's files once more, in the name of another event; tells how many there are."""
        known = await self._workshop.database.read(partial(rows.artifacts_of, turn=turn.id))
        fetched = [await self._fetching.fetched(turn, kept) for kept in known]
        await self._send(turn, DeliveryKey(owner, "show"), await self._packed(turn, fetched))
        return len(known)

    async def repeats(self) -> int:
        """Tell how often, ever and anywhere, a post was sent that may have been there already."""
        return await self._workshop.database.read(rows.count_repeats)

    async def count(self, turn: Turn) -> int:
        """Tell how many files a turn has brought so far."""
        return len(await self._workshop.database.read(partial(rows.artifacts_of, turn=turn.id)))

    async def has_said(self, turn: Turn) -> bool:
        """Tell whether the agent's words to a turn were posted."""
        return bool(await self._workshop.database.read(partial(rows.of_turn, turn=turn.id, prefix="text:")))

    async def _planned(self, key: DeliveryKey) -> bool:
        first = DeliveryKey(key.owner, f"{key.part}:0")
        return await self._workshop.database.read(partial(rows.get, key=first)) is not None

    async def _packed(self, turn: Turn, fetched: Sequence[Fetched], *, told: bool = False) -> list[Post]:
        t, capabilities = self._workshop.language(turn), await self._capabilities(turn)
        settled = await self._workshop.settings(turn.channel, turn.person)
        link = turn.ref.place.link if turn.ref and settled.of(LINK) else None
        frame = replace(packing.project(link, turn.answers, t), spoiler=settled.of(SPOILER))
        packed = [packing.pack(each.kept, turn.text, capabilities, t) for each in fetched]
        files = [await self._fitting.fitted(file, capabilities.file_bytes) for file in packed if file]
        if capabilities.looks:
            files = [await self._fitting.measured(file) for file in files]
        if capabilities.alt_shown:
            files = list(packing.said_once(files, told=told))
        posts = packing.plan(files, capabilities, frame, t)
        return [*posts, *(_missing(each, each.why, turn.text, frame, t) for each in fetched if each.why)]

    async def _send(self, turn: Turn, key: DeliveryKey, posts: Sequence[Post], beside: Beside = NOTHING) -> None:
        kept = beside.kept
        sha256 = kept.file.sha256 if kept and kept.file else None
        keys = [DeliveryKey(key.owner, f"{key.part}:{number}") for number in range(len(posts))]
        now, artifact = self._workshop.clock.now(), kept.artifact.key if kept else None
        meanings = {button.token: Meaning(action, turn.id, artifact=artifact) for action, button in beside.offered}

        def plan(connection: Connection) -> None:
            for each, post in zip(keys, posts, strict=True):
                delivery = rows.Delivery(each, turn.id, turn.channel, post, DeliveryState.PLANNED, sha256=sha256)
                rows.plan(connection, delivery, now)
            button_rows.name_buttons(connection, meanings, now)
            if beside.ref is not None:
                turn_rows.set_ref(connection, turn.id, beside.ref)

        await self._workshop.database.write(plan)
        for each in keys:
            await self._outbox.send(each)

    async def _capabilities(self, turn: Turn) -> Capabilities:
        try:
            return await self._workshop.adapter(turn.channel).capabilities(turn.channel)
        except Unsent as refused:
            raise RetryLater(refused.after or CHANNEL_PAUSE, as_written(str(refused))) from refused


def _missing(fetched: Fetched, why: Say, prompt: str, frame: Post, t: Translator) -> Post:
    label = texts.original(t, name=packing.file_name(prompt, fetched.kept))
    links = (Link(label, fetched.kept.artifact.url),) if fetched.linked else ()
    said = texts.not_fetched(t, number=fetched.kept.number, why=why(t))
    return replace(frame, text=said, links=(*links, *frame.links))
