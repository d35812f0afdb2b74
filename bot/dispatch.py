"""The inbound door: an event comes in; for us? allowed? command, press or prompt?"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import structlog

from bot import hints, triggers
from bot.access import demand, may
from bot.answering import Answering, Event
from bot.capabilities import says_something
from bot.chat import (
    AccountId,
    Button,
    ButtonPress,
    ChannelRef,
    Choice,
    CommandCall,
    Completion,
    EventKey,
    Form,
    Level,
    Message,
    Person,
    Post,
    SentMessage,
)
from bot.commands.declare import Answers, Command, Scope
from bot.commands.desk import Desk
from bot.commands.pressing import Press, aside, pressed
from bot.errors import RetryLater, StoreUnavailable, UserError
from bot.fields import SettingChange, SettingField
from bot.modes import NAMES as MODE_NAMES
from bot.preferences import LANGUAGE, LISTEN, PHRASES, floors
from bot.store import confirmations as button_rows
from bot.store import inbox, moves
from bot.store.confirmations import Action, Meaning
from bot.store.turns import Turn
from bot.studio import Decision, Mode
from bot.tasks import failure_id
from bot.texts import Say
from bot.texts import choice as choice_texts
from bot.texts import command as command_texts
from bot.texts import moderation as moderation_texts
from bot.texts import turn as texts
from bot.workshop import Workshop

log = structlog.get_logger()

ANSWERS = {Decision.APPROVE: Action.APPROVE, Decision.DECLINE: Action.DECLINE}

SWITCHES = {Mode.FAST: Action.GO_FAST, Mode.UNLIMITED: Action.GO_UNLIMITED}


class Dispatcher:
    """Takes every event of every adapter; an `Inbox` with settings behind it."""

    def __init__(self, workshop: Workshop, desk: Desk, answering: Answering) -> None:
        """Commands and buttons work on the desk."""
        self._workshop = workshop
        self._desk = desk
        self._answering = answering
        self._commands: dict[str, Command[Desk]] = {
            name: command for command in desk.commands for name in command.names
        }

    async def __call__(self, event: Event) -> Form | None:
        """Take one event; whatever goes wrong is told to whoever caused it, except that it could not be taken."""
        try:
            if isinstance(event, Message) and event.album and await self._seen(_album_refused(event)):
                return None
            event = replace(event, person=await self._met(event.channel, event.person))
            if isinstance(event, Message) and not event.addressed and not await self._overheard(event):
                if event.album:
                    await self._desk.turns.lay_by(event)
                return None
            if _counts_once(event) or not await self._seen(event):
                return await self._receive(event)
        except (UserError, RetryLater) as refused:
            await self._refuse(event, refused.say)
        except StoreUnavailable:  # nothing was kept, and an answer could not be: whoever holds the event gives it again
            raise
        except Exception:  # here work begins: one bad event never stops the bot (design §12.12)
            failure = failure_id()
            log.exception("event broke", failure=failure, kind=type(event).__name__)
            await self._answer(event, partial(texts.broken, failure=failure), privately=True)
        return None

    async def complete(self, ask: Completion) -> Sequence[Choice]:
        """Suggest values for an option, where its command has any to suggest."""
        command = self._commands.get(ask.command)
        option = next((each for each in command.options if each.name == ask.option), None) if command else None
        if command is None or option is None:
            return ()
        ask = replace(ask, person=await self._met(ask.channel, ask.person))
        if not command.suits(self._workshop.studios[await self._desk.studio(ask)]):
            return ()
        if option.complete is None:
            return option.listed(ask.typed, self._desk.language(ask.person))
        try:
            return await option.complete(self._desk, ask)
        except (UserError, RetryLater):  # there is nothing to suggest; the command itself will say why
            return ()

    async def newest(self, account: AccountId) -> Sequence[SentMessage]:
        """Tell the newest message taken from each channel that has a conversation."""
        return await self._workshop.database.read(partial(inbox.newest, account=account))

    async def moved(self, before: ChannelRef, after: ChannelRef) -> None:
        """Go on elsewhere where a platform gave a channel another id."""
        await self._workshop.database.write(partial(moves.move, before=before, after=after))
        self._workshop.remembered.forget()
        log.info("channel moved", before=before.channel, after=after.channel)

    async def language(self, channel: ChannelRef, person: Person) -> str | None:
        """Tell the language that was chosen there, None where nobody chose."""
        return (await self._workshop.settings(channel, person.id)).of(LANGUAGE)

    async def settings(self, channel: ChannelRef, person: Person) -> Sequence[SettingField]:
        """Show every setting as it counts there for somebody."""
        met = await self._met(channel, person)
        return await self._desk.panel.fields(channel, met, self._desk.language(met))

    async def change(self, wish: SettingChange) -> None:
        """Set something. Raises `UserError` when it cannot be, or not by them."""
        await self._desk.panel.change(replace(wish, person=await self._met(wish.channel, wish.person)))

    async def _met(self, channel: ChannelRef, person: Person) -> Person:
        """Know somebody's language and rights where they are."""
        settled = await self._workshop.settings(channel, person.id)
        return replace(person, locale=settled.of(LANGUAGE) or person.locale, floors=floors(settled))

    async def _receive(self, event: Event) -> Form | None:
        match event:
            case Message():
                await self._message(event)
            case CommandCall():
                return await self._command(event)
            case ButtonPress():
                return await self._press(event)
        return None

    async def _overheard(self, message: Message) -> bool:
        """Tell whether a message that calls nobody is for us: where we listen, from whoever may ask for something.

        What people answer each other is theirs, and so is what says nothing.
        """
        listens = (await self._workshop.settings(message.channel, message.person.id)).of(LISTEN)
        if not (listens and may(message.person, Level.SPEND) and await self._says_something(message)):
            return False
        return message.reply_to is None or bool(await self._desk.turns.of_message(message.channel, message.reply_to))

    async def _says_something(self, message: Message) -> bool:
        """Tell whether a message has words, or files where the studio keeps them without any."""
        if says_something(message.text) or not message.attachments:
            return says_something(message.text)
        return self._workshop.studios[await self._desk.meant(message)].features.sessions

    async def _message(self, message: Message) -> None:
        decision = triggers.decision(message.text)
        asked = await self._desk.confirmations.open_question(message) if decision else None
        if decision and asked:
            meaning = Meaning(ANSWERS[decision], asked.turn, asked.id)
            if turn := await self._desk.confirmations.press(meaning, message.person, message):
                self._desk.turns.go_on(turn)
        elif call := await self._said(message):
            await self._command(call)
        else:
            demand(message.person, Level.SPEND)
            files = (*message.attachments, *await self._desk.results.answered(message))
            turn = await self._desk.turns.open(replace(message, attachments=files))
            mode = hints.mode(message.text)
            if turn is not None and mode is not None:
                await self._hint(message, turn, mode)

    async def _hint(self, message: Message, turn: Turn, mode: Mode) -> None:
        """Say that a mode inside a prompt changes nothing, and what does."""
        t, now, action = self._workshop.languages.of(message.person.locale), self._workshop.clock.now(), SWITCHES[mode]
        name = MODE_NAMES[mode](t)
        says, buttons = choice_texts.mode_in_prompt(t, mode=name), tuple[Button, ...]()
        if self._desk.modes.may_set(turn.conversation.studio, message.channel, message.person):
            add = partial(button_rows.add_button, action=action, turn=turn.id, confirmation=None, now=now)
            buttons = (Button(choice_texts.switch_mode(t, mode=name), await self._workshop.database.write(add)),)
        await self._answering.answer(message, Post(says, buttons=buttons, reply_to=message.id), privately=True)

    async def _said(self, message: Message) -> CommandCall | None:
        """Read a message that is nothing but a phrase as the command it stands for."""
        meant = triggers.command(message.text)
        command = self._commands.get(meant.command) if meant else None
        if meant is None or command is None or not _carries(command, message):
            return None
        if not await self._suits(command, message):
            return None
        if not (await self._workshop.settings(message.channel, message.person.id)).of(PHRASES):
            return None
        return CommandCall(
            message.key,
            message.id,
            message.channel,
            message.person,
            meant.command,
            meant.options,
            message.attachments,
            message.reply_to,
        )

    async def _command(self, call: CommandCall) -> Form | None:
        command = self._commands.get(call.name)
        if command is None:
            raise UserError(partial(command_texts.unknown_command, name=call.name))
        demand(call.person, command.level)
        if command.scope is Scope.COMMUNITIES and call.channel.community is None:
            raise UserError(moderation_texts.only_in_communities)
        if not await self._suits(command, call):
            raise UserError(await self._desk.not_here(command, call))
        answer = await command.run(self._desk, call)
        if isinstance(answer, Form):  # nothing has happened yet: what fills it in does
            return answer
        await self._take(call)
        if answer is not None:
            await self._answering.answer(call, answer, privately=command.answers is Answers.PRIVATELY)
        return None

    async def _refuse(self, event: Event, say: Say) -> None:
        if isinstance(event, Message) and await self._seen(event):
            return
        await self._answer(event, say, privately=True)
        if not isinstance(event, ButtonPress) and event.album:
            await self._take(_album_refused(event))
        if isinstance(event, Message):
            await self._take(event)  # whoever reads the channel back later does not answer it once more

    async def _suits(self, command: Command[Desk], said: CommandCall | Message) -> bool:
        """Tell whether a command does anything with the studio that it is said to."""
        return command.needs is None or command.suits(self._workshop.studios[await self._desk.meant(said)])

    async def _seen(self, event: Event) -> bool:
        """Tell whether an event was taken before."""
        return await self._workshop.database.read(partial(inbox.seen, account=event.channel.account, key=event.key))

    async def _take(self, event: Event) -> None:
        """Remember an event that no turn came of."""
        await self._workshop.database.write(partial(inbox.take, event=event, now=self._workshop.clock.now()))

    async def _press(self, event: ButtonPress) -> Form | None:
        meaning = await self._workshop.database.read(partial(button_rows.meaning, token=event.token))
        if meaning is None:  # then it is about no turn
            await aside(self._desk, event)
            return None
        press = Press(event, meaning, await self._desk.turns.get(meaning.turn))
        answer = await pressed(self._desk, press)
        if isinstance(answer, Post):
            await self._answering.answer(event, answer, privately=True)
            return None
        return answer

    async def _answer(self, event: Event, say: Say, *, privately: bool) -> None:
        reply_to = event.id if isinstance(event, Message | CommandCall) else event.message
        t = self._workshop.languages.of(event.person.locale)
        await self._answering.answer(event, Post(say(t), reply_to=reply_to), privately=privately)


def _album_refused(part: Message | CommandCall) -> Message | CommandCall:
    """Stand for the whole of an album that was refused: its other parts need no further answer, and open nothing."""
    return replace(part, key=EventKey(f"album {part.album} refused"))


def _counts_once(event: Event) -> bool:
    """Tell whether what comes of an event counts once by itself: a press, and a request, whose turn notes its key."""
    return isinstance(event, ButtonPress) or (isinstance(event, Message) and not triggers.means(event.text))


def _carries(command: Command[Desk], message: Message) -> bool:
    """Tell whether a message's files can go along: where there are any, only with what takes files and nothing else."""
    return not message.attachments or bool(command.files and not command.options)
