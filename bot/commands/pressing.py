"""What each button does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from bot import threads
from bot.access import demand, may_press
from bot.chat import ButtonPress, CommandCall, Form, Level, Post
from bot.commands.desk import Desk
from bot.commands.filming import exported
from bot.commands.pointing import filled
from bot.errors import UserError
from bot.store import forms
from bot.store.confirmations import Action, Meaning
from bot.store.turns import Turn, TurnState
from bot.studio import Mode
from bot.texts import command as command_texts
from bot.texts import settings as settings_texts
from bot.texts import turn as texts


@dataclass(frozen=True, slots=True)
class Press:
    """A press with all that its token stands for."""

    event: ButtonPress
    meaning: Meaning
    turn: Turn


Answer = Post | Form | None
Act = Callable[[Desk, Press], Awaitable[Answer]]


async def pressed(desk: Desk, press: Press) -> Answer:
    """Do what a button says; returns what its presser alone is shown, or a form to fill in."""
    return await ACTS[press.meaning.action](desk, press)


async def aside(desk: Desk, event: ButtonPress) -> None:
    """Do what a token says that is about no turn: a form about a message was filled in, or a mode is decided."""
    call = await desk.workshop.database.read(partial(forms.find, token=event.token))
    if call is None:
        await desk.modes.press(event)
    else:
        await filled(desk, call, event)


async def _decide(desk: Desk, press: Press) -> None:
    if turn := await desk.confirmations.press(press.meaning, press.event.person):
        desk.turns.go_on(turn)


async def _choose(desk: Desk, press: Press) -> None:
    await desk.choose(press.meaning.action, press.turn, press.event.person)


async def _without(desk: Desk, press: Press) -> None:
    _check_asker(press)
    await desk.turns.without(press.turn)


async def _switch(desk: Desk, press: Press) -> Post | None:
    event, mode = press.event, MODES[press.meaning.action]
    call = CommandCall(event.key, event.message, event.channel, event.person, "mode", (("mode", mode),))
    return await desk.modes.propose(call, mode)


async def _stop(desk: Desk, press: Press) -> None:
    await desk.stop(press.turn, press.event.person)


async def _again(desk: Desk, press: Press) -> None:
    _check_spender(press)
    if press.turn.state is TurnState.FINISHED:
        await desk.results.again(press.turn, press.event)
    else:  # an offer of an ended turn counts once
        await desk.turns.again(press.turn, press.event)


async def _others(desk: Desk, press: Press) -> None:
    _check_spender(press)
    await desk.turns.with_others(press.turn, press.event)


async def _other_model(desk: Desk, press: Press) -> None:
    _check_spender(press)
    known = desk.workshop.studio_of(press.turn).features.alternatives
    model = next((each for each in known if each.name == press.meaning.model), None)
    if model is None:  # a later version may offer others
        raise UserError(partial(settings_texts.no_such_model, model=press.meaning.model or ""))
    others = tuple(each for each in press.turn.wishes.prefer if each.category != model.category)
    await desk.turns.again(press.turn, press.event, replace(press.turn.wishes, prefer=(model, *others)))


async def _branch_off(desk: Desk, press: Press) -> None:
    await desk.branch_off(press.turn, press.event.person)


async def _dismiss(desk: Desk, press: Press) -> None:
    _check_asker(press)
    await desk.turns.dismiss(press.turn)


async def _edit(desk: Desk, press: Press) -> Form | None:
    _check_spender(press)
    return await desk.results.edit(press.turn, press.event)


async def _use(desk: Desk, press: Press) -> Form | None:
    _check_spender(press)
    return await desk.results.use(press.turn, press.meaning, press.event)


async def _film(desk: Desk, press: Press) -> None:
    _check_spender(press)
    await desk.results.film(press.turn, press.meaning, press.event)


async def _upscale(desk: Desk, press: Press) -> None:
    _check_spender(press)
    await desk.results.upscale(press.turn, press.meaning, press.event)


async def _animate(desk: Desk, press: Press) -> None:
    _check_spender(press)
    await desk.results.animate(press.turn, press.meaning, press.event)


async def _original(desk: Desk, press: Press) -> Post:
    return await desk.results.original(press.turn, press.meaning, press.event)


async def _delete(desk: Desk, press: Press) -> None:
    await desk.results.delete(press.turn, press.event)


async def _export(desk: Desk, press: Press) -> None:
    await exported(desk, press.event, press.turn)


async def _each(desk: Desk, press: Press) -> Form | None:
    _check_spender(press)
    return await desk.results.each(press.turn, press.event)


async def _new_topic(desk: Desk, press: Press) -> Post:
    _check_spender(press)
    now, whose = desk.workshop.clock.now(), await desk.owner(press.event)
    spot = threads.Spot(press.turn.channel, whose, press.turn.conversation.studio)
    await desk.workshop.database.write(partial(threads.anew, spot=spot, now=now))
    return Post(command_texts.new_begun(desk.language(press.event.person)), reply_to=press.event.message)


def _check_spender(press: Press) -> None:
    demand(press.event.person, Level.SPEND)


def _check_asker(press: Press) -> None:
    if not may_press(press.event.person, press.turn.person):
        raise UserError(texts.not_yours)


MODES = {Action.GO_FAST: Mode.FAST, Action.GO_UNLIMITED: Mode.UNLIMITED}
ACTS: Mapping[Action, Act] = {
    Action.APPROVE: _decide,
    Action.DECLINE: _decide,
    Action.NEW_PROJECT: _choose,
    Action.THINK: _choose,
    Action.AS_IT_IS: _choose,
    Action.WITHOUT: _without,
    Action.GO_FAST: _switch,
    Action.GO_UNLIMITED: _switch,
    Action.STOP: _stop,
    Action.AGAIN: _again,
    Action.DISMISS: _dismiss,
    Action.NEW_THREAD: _branch_off,
    Action.OTHER_MODEL: _other_model,
    Action.EDIT: _edit,
    Action.USE: _use,
    Action.FILM: _film,
    Action.UPSCALE: _upscale,
    Action.ANIMATE: _animate,
    Action.ORIGINAL: _original,
    Action.DELETE: _delete,
    Action.NEW_TOPIC: _new_topic,
    Action.EXPORT: _export,
    Action.EACH: _each,
    Action.OTHERS: _others,
}
