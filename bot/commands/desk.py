"""The desk that commands work on: what they may see and do of the core."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.access import may_press
from bot.canvas import Canvas
from bot.captions import Captions
from bot.chat import ButtonPress, ChannelRef, CommandCall, Completion, Message, Person, PersonId
from bot.choosing import Choosing
from bot.commands.declare import Command
from bot.confirmations import Confirmations
from bot.delivery import Delivery
from bot.errors import UserError
from bot.modes import Modes
from bot.panel import Panel
from bot.preferences import owner
from bot.projects import Projects
from bot.reports import Reports
from bot.results import Results
from bot.store.confirmations import Action
from bot.store.turns import Turn
from bot.studio import StudioAccountId
from bot.texts import Say, Translator
from bot.texts import exporting as export_texts
from bot.texts import turn as texts
from bot.turns import Turns
from bot.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Desk:
    """The core's verbs on turns, results and questions, the workshop behind them, and the list of all commands."""

    workshop: Workshop
    turns: Turns
    delivery: Delivery
    modes: Modes
    projects: Projects
    choosing: Choosing
    confirmations: Confirmations
    results: Results
    panel: Panel
    canvas: Canvas
    reports: Reports
    captions: Captions
    commands: "Sequence[Command[Desk]]"

    def language(self, person: Person) -> Translator:
        """Give a person's language."""
        return self.workshop.languages.of(person.locale)

    async def owner(self, call: CommandCall | ButtonPress) -> PersonId | None:
        """Tell whose conversation a command is about: None is the one that its channel shares."""
        return owner(await self.workshop.settings(call.channel, call.person.id), call.person.id)

    async def studio(self, call: CommandCall | Completion | Message) -> StudioAccountId:
        """Give the studio account that a channel works with."""
        return self.workshop.account(await self.workshop.settings(call.channel, call.person.id))

    async def meant(self, said: CommandCall | Message) -> StudioAccountId:
        """Give the studio account that something is said to: that of what it answers, else the channel's."""
        turn = await self.turns.of_message(said.channel, said.reply_to) if said.reply_to else None
        if turn is not None and turn.conversation.studio in self.workshop.studios:
            return turn.conversation.studio
        return await self.studio(said)

    async def not_here(self, command: "Command[Desk]", call: CommandCall) -> Say:
        """Say that a command does nothing with the studio that works here, and with which it does."""
        studios, here = self.workshop.studios, await self.meant(call)
        others = [account for account, studio in studios.items() if command.suits(studio)]
        return partial(export_texts.not_with, command=command.name, studio=studios[here].features.name, others=others)

    async def choose(self, choice: Action, turn: Turn, person: Person) -> None:
        """Let a turn go on with what was chosen, and those that waited for the same."""
        self.turns.go_on(await self.choosing.choose(choice, turn, person))
        if choice is Action.NEW_PROJECT:
            await self.project_chosen(turn.channel, turn.conversation.studio)

    async def project_chosen(self, channel: ChannelRef, studio: StudioAccountId) -> None:
        """Let the turns go on that waited for a project."""
        for turn in await self.choosing.project_chosen(channel, studio):
            self.turns.go_on(turn)

    async def branch_off(self, turn: Turn, person: Person) -> None:
        """Take a turn out of its busy thread for whoever may; raises `UserError` when it is late or somebody else's."""
        if not may_press(person, turn.person):
            raise UserError(texts.not_yours)
        await self.turns.branch_off(turn)

    async def stop(self, turn: Turn, person: Person) -> None:
        """Stop a turn for whoever may; raises `UserError` when it is over or somebody else's."""
        if not may_press(person, turn.person):
            raise UserError(texts.not_yours)
        if not await self.turns.stop(turn):
            raise UserError(texts.over_already)
