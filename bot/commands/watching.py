"""Commands about what is under way or done: status, stop and show."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.access import demand, may
from bot.chat import Choice, CommandCall, Completion, Level, Post, standing_for
from bot.commands.declare import Answers, Command, Option
from bot.commands.desk import Desk
from bot.commands.filming import has_timeline, timeline_here
from bot.errors import RetryLater, UserError
from bot.store.turns import Turn, TurnState
from bot.studio import StudioThreadId
from bot.texts import Translator, shortened
from bot.texts import bringing as bringing_texts
from bot.texts import command as texts
from bot.texts import timeline as timeline_texts
from bot.texts import turn as turn_texts

PROMPT_LENGTH = 60
LISTED = 20
THREAD = re.compile(r"(?=.*[0-9])[0-9A-Za-z_-]{16,64}", re.ASCII)
NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


async def status(desk: Desk, call: CommandCall) -> Post | None:
    """Tell what is running and waiting in the channel."""
    t = desk.language(call.person)
    turns = await desk.turns.open_in(call.channel)
    lines = [texts.status_line(t, prompt=_words(turn, t), state=_state(desk, turn, t)) for turn in turns]
    if may(call.person, Level.OPERATE) and (repeats := await desk.delivery.repeats()):
        lines.append(texts.sent_twice(t, repeats=repeats))
    answer = Post("\n".join(lines) or texts.nothing_running(t), reply_to=call.id)
    return await _with_film(desk, call, answer)


async def _with_film(desk: Desk, call: CommandCall, answer: Post) -> Post:
    """Add the timeline, where the studio has one; what it cannot tell now hides nothing else."""
    if not has_timeline(desk.workshop.studios[await desk.meant(call)]):
        return answer
    t = desk.language(call.person)
    try:
        film = await timeline_here(desk, call)
    except (UserError, RetryLater) as refused:
        return replace(answer, text=f"{answer.text}\n\n{refused.say(t)}")
    told = replace(answer, text=f"{answer.text}\n\n{timeline_texts.summary(t, timeline=film)}")
    return await desk.delivery.illustrated(told, call.channel, film, t)


async def stop(desk: Desk, call: CommandCall) -> Post | None:
    """Stop the newest turn that the person asked for here."""
    t = desk.language(call.person)
    mine = [turn for turn in await desk.turns.open_in(call.channel) if turn.person == call.person.id]
    if not mine:
        raise UserError(texts.nothing_running)
    await desk.stop(mine[-1], call.person)
    return Post(texts.stopping(t, prompt=_words(mine[-1], t)), reply_to=call.id)


async def show(desk: Desk, call: CommandCall) -> Post | None:
    """Send results once more, the newest or those chosen; a turn that was stopped is looked at again."""
    t = desk.language(call.person)
    if THREAD.fullmatch(call.option("which").strip()):
        await _attach(desk, call)
        return None
    turn = await _chosen(desk, call)
    if turn is None:
        return Post(texts.nothing_to_show(t), reply_to=call.id)
    if await desk.turns.look_again(turn):
        return Post(texts.looking_again(t), reply_to=call.id)
    shown = await desk.delivery.show(turn, f"{call.channel.account} {call.key}")
    return None if shown else Post(texts.nothing_to_show(t), reply_to=call.id)


async def _chosen(desk: Desk, call: CommandCall) -> Turn | None:
    chosen = call.option("which")
    if call.reply_to is not None and not chosen:
        return await desk.turns.of_message(call.channel, call.reply_to)
    if chosen and not NUMBER.fullmatch(chosen):
        raise UserError(texts.show_how)
    return next(iter(await desk.turns.showable(call.channel, int(chosen or 1) - 1)), None)


async def _attach(desk: Desk, call: CommandCall) -> None:
    """Follow a thread of the studio by its id; in a community it may be somebody else's."""
    if call.channel.community is not None:
        demand(call.person, Level.MODERATE)
    thread = StudioThreadId(call.option("which").strip())
    text = texts.attached(desk.language(call.person), thread=thread)
    await desk.turns.attach(standing_for(call, text), thread)


async def _showable(desk: Desk, ask: Completion) -> Sequence[Choice]:
    turns = await desk.turns.showable(ask.channel, limit=LISTED)
    listed = [f"{number}. {shortened(turn.text, PROMPT_LENGTH)}" for number, turn in enumerate(turns, 1)]
    word = ask.typed.strip().casefold()
    return [Choice(label, label.partition(".")[0]) for label in listed if word in label.casefold()]


def _words(turn: Turn, t: Translator) -> str:
    return bringing_texts.bringing(t) if turn.brings else shortened(turn.text, PROMPT_LENGTH)


def _state(desk: Desk, turn: Turn, t: Translator) -> str:
    match turn.state:
        case TurnState.QUEUED:
            return turn_texts.queued(t, ahead=desk.turns.ahead(turn))
        case TurnState.PREPARING | TurnState.STARTING:
            return turn_texts.preparing(t)
        case TurnState.AWAITING | TurnState.CHOOSING:
            return turn_texts.asking(t)
        case _:
            return turn_texts.working(t, studio=desk.workshop.studio_of(turn).features.name)


STATUS = Command("status", texts.status_summary, status)
STOP = Command("stop", texts.stop_summary, stop)
WHICH = Option("which", texts.which_option, complete=_showable)
SHOW = Command("show", texts.show_summary, show, (WHICH,), answers=Answers.HERE)
