"""What can be done with a finished file: worked on further, looked at whole, taken away."""

from collections.abc import Container, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from bot import offers, packing, threads
from bot.access import may_press
from bot.adapter import Deletes
from bot.capabilities import MediaKind, says_something
from bot.chat import (
    Attachment,
    ButtonPress,
    CommandCall,
    EventKey,
    Form,
    Link,
    Message,
    MessageId,
    Post,
    SentMessage,
    Spooled,
    standing_for,
)
from bot.errors import RetryLater, UserError
from bot.fetching import Fetching
from bot.inspection import Inspection
from bot.opening import Asked
from bot.preferences import owner
from bot.store import deliveries as delivery_rows
from bot.store import parts
from bot.store import turns as rows
from bot.store.confirmations import Meaning
from bot.store.deliveries import Kept
from bot.store.turns import Turn
from bot.studio import Wishes
from bot.texts import Say
from bot.texts import bringing as bringing_texts
from bot.texts import result as texts
from bot.texts import turn as turn_texts
from bot.threads import Spot
from bot.turns import Turns
from bot.workshop import Workshop


class Results:
    """Carries out what is pressed under results; whatever makes something new is a turn like any other."""

    def __init__(self, workshop: Workshop, turns: Turns, fetching: Fetching, inspection: Inspection) -> None:
        """Files that made room for others are fetched again."""
        self._workshop = workshop
        self._turns = turns
        self._fetching = fetching
        self._inspection = inspection

    async def again(self, turn: Turn, asked: ButtonPress | CommandCall) -> None:
        """Ask for the same once more, as often as it is pressed or said."""
        files = await self._workshop.database.read(partial(rows.files, id=turn.id))
        await self._turns.open(standing_for(asked, turn.text, files, turn.request), turn.wishes)

    async def edit(self, turn: Turn, press: ButtonPress) -> Form | None:
        """Let somebody change the words of a request, then send them with the same files."""
        if press.text is None:
            t = self._workshop.languages.of(press.person.locale)
            return Form(texts.edit_title(t), texts.edit_label(t), turn.text, press.token)
        files = await self._workshop.database.read(partial(rows.files, id=turn.id))
        await self._turns.open(standing_for(press, press.text, files, turn.request))
        return None

    async def use(self, turn: Turn, meaning: Meaning, press: ButtonPress) -> Form | None:
        """Let somebody say what to make of a result, then send that with the file."""
        if press.text is None:
            t = self._workshop.languages.of(press.person.locale)
            return Form(texts.use_title(t), texts.use_label(t), "", press.token)
        file = await self._attachment(turn, meaning)
        await self._turns.open(standing_for(press, press.text, [file], press.message))
        return None

    async def each(self, turn: Turn, press: ButtonPress) -> Form | None:
        """Let somebody say what to make of each file of a request, then send that once per file."""
        files = await self._workshop.database.read(partial(rows.files, id=turn.id))
        if press.text is None:
            t = self._workshop.languages.of(press.person.locale)
            label = bringing_texts.each_label(t, count=len(files))
            return Form(bringing_texts.each_title(t), label, "", press.token)
        await self.apart(press, press.text, files)
        return None

    async def apart(self, asked: ButtonPress | CommandCall, text: str, files: Sequence[Attachment]) -> None:
        """Open one turn per file, each in a conversation of its own; the same event opens none of them twice."""
        if not says_something(text):
            raise UserError(turn_texts.words_missing)
        for number, file in enumerate(files, 1):
            message = standing_for(asked, text, [file])
            await self._turns.open(replace(message, key=EventKey(f"{asked.key} {number}")), Asked(apart=True))

    async def film(self, turn: Turn, meaning: Meaning, press: ButtonPress) -> None:
        """Put a result with the material of the channel's film, at a studio that makes films; nothing is spent."""
        kept = await self._kept(turn, meaning)
        fitting = offers.filming(self._workshop, kept.artifact.kind, turn.conversation.studio)
        if not fitting:
            raise UserError(texts.no_film)
        settled = await self._workshop.settings(press.channel, press.person.id)
        usual = self._workshop.account(settled)
        spot = Spot(press.channel, owner(settled, press.person.id), usual if usual in fitting else fitting[0])
        beside = partial(threads.beside, spot=spot, usual=usual, now=self._workshop.clock.now())
        file = replace(await self._brought(turn, kept), name=packing.file_name(turn.text, kept))  # it is spoken of
        there = await self._workshop.database.write(beside)
        await self._turns.open(standing_for(press, "", [file], press.message), Asked(within=there))

    async def upscale(self, turn: Turn, meaning: Meaning, press: ButtonPress) -> None:
        """Have a picture made larger, not drawn anew."""
        await self._ask(turn, meaning, press, texts.upscale_request, Wishes(upscale=True))

    async def animate(self, turn: Turn, meaning: Meaning, press: ButtonPress) -> None:
        """Have a picture made into a film."""
        await self._ask(turn, meaning, press, texts.animate_request, Wishes())

    async def meant(self, call: CommandCall, kinds: Container[MediaKind]) -> list[Attachment]:
        """Find the files that a command is about: attached to it, or what it replies to shows of some kinds."""
        turn = await self._turns.of_message(call.channel, call.reply_to) if call.reply_to else None
        if call.attachments or turn is None or call.reply_to is None:
            return list(call.attachments)
        if call.reply_to == turn.request:
            return await self._workshop.database.read(partial(rows.files, id=turn.id))
        known = await self._workshop.database.read(partial(delivery_rows.artifacts_of, turn=turn.id))
        found = await self._shown(turn, call.reply_to, known) or known
        return [await self._brought(turn, each) for each in found if each.artifact.kind in kinds]

    async def answered(self, message: Message) -> list[Attachment]:
        """Find the files of the result that a message answers, as far as they can be had and its studio takes them."""
        turn = await self._turns.behind(message.channel, message.reply_to) if message.reply_to else None
        if turn is None or message.reply_to is None or turn.conversation.studio not in self._workshop.studios:
            return []
        known = await self._workshop.database.read(partial(delivery_rows.artifacts_of, turn=turn.id))
        shown = await self._shown(turn, message.reply_to, known)
        return [file for each in shown if (file := await self._usable(turn, each))]

    async def pointed(self, call: CommandCall, kinds: Container[MediaKind]) -> list[Attachment]:
        """Find what the message pointed at shows: of ours the files as the studio made them, else what came along."""
        return await self.meant(replace(call, attachments=()), kinds) or list(call.attachments)

    async def original(self, turn: Turn, meaning: Meaning, press: ButtonPress) -> Post:
        """Tell where the file lies as the studio made it."""
        t, kept = self._workshop.languages.of(press.person.locale), await self._kept(turn, meaning)
        link = Link(texts.original(t), kept.artifact.url)
        return Post(texts.original_is_here(t), links=(link,), reply_to=press.message)

    async def delete(self, turn: Turn, press: ButtonPress) -> None:
        """Take a result out of the chat; /show still has it."""
        if not may_press(press.person, turn.person):
            raise UserError(turn_texts.not_yours)
        adapter = self._workshop.adapter(press.channel)
        if press.message is None or not isinstance(adapter, Deletes):
            raise UserError(texts.cannot_delete)
        also = await self._workshop.database.read(partial(parts.of, channel=press.channel, main=press.message))
        await adapter.delete(SentMessage(press.channel, press.message, tuple(also)))

    async def _ask(self, turn: Turn, meaning: Meaning, press: ButtonPress, words: Say, wishes: Wishes) -> None:
        t, file = self._workshop.languages.of(press.person.locale), await self._attachment(turn, meaning)
        await self._turns.open(standing_for(press, words(t), [file], press.message), wishes)

    async def _attachment(self, turn: Turn, meaning: Meaning) -> Attachment:
        return await self._brought(turn, await self._kept(turn, meaning))

    async def _shown(self, turn: Turn, message: MessageId, known: Sequence[Kept]) -> list[Kept]:
        post = await self._workshop.database.read(
            partial(delivery_rows.of_message, channel=turn.channel, message=message)
        )
        shown = {file.source for file in post.files} if post else set()
        return [each for each in known if each.artifact.url in shown]

    async def _usable(self, turn: Turn, known: Kept) -> Attachment | None:
        with suppress(UserError, RetryLater):
            file = await self._brought(turn, known)
            if isinstance(file.content, Spooled):
                self._inspection.check(file.name, file.content, self._workshop.studio_of(turn).features)
                return file
        return None

    async def _brought(self, turn: Turn, known: Kept) -> Attachment:
        kept = (await self._fetching.fetched(turn, known)).kept
        if kept.file is None:
            raise UserError(texts.file_gone)
        name = kept.artifact.url.rpartition("/")[2].partition("?")[0]
        return Attachment(name, kept.file.size, kept.file)

    async def _kept(self, turn: Turn, meaning: Meaning) -> Kept:
        known = await self._workshop.database.read(partial(delivery_rows.artifacts_of, turn=turn.id))
        return next(kept for kept in known if kept.artifact.key == meaning.artifact)
