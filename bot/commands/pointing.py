"""Commands in the menu of a message: edit, animate and upscale it, who made it, report it."""

from functools import partial

from bot import recipes
from bot.access import demand
from bot.capabilities import MediaKind
from bot.chat import Attachment, ButtonPress, CommandCall, Form, Level, Post, standing_for
from bot.commands.declare import Answers, Command, Scope
from bot.commands.desk import Desk
from bot.commands.reworking import PICTURES, check_upscaler, enlarge
from bot.errors import UserError
from bot.store import forms
from bot.store.confirmations import new_token
from bot.store.turns import Turn
from bot.studio import Wishes
from bot.texts import pointing as texts
from bot.texts import result as result_texts

ANY_FILE = frozenset(MediaKind)


async def edit(desk: Desk, call: CommandCall) -> Form:
    """Ask what to change; over a result of ours its own words are the beginning."""
    turn = await _behind(desk, call)
    if turn is None and not call.attachments:
        raise UserError(texts.nothing_there)
    t, token, now = desk.language(call.person), new_token(), desk.workshop.clock.now()
    await desk.workshop.database.write(partial(forms.keep, token=token, call=call, now=now))
    return Form(texts.edit_title(t), texts.edit_what(t), turn.text if turn and not turn.attached else "", token)


async def filled(desk: Desk, call: CommandCall, press: ButtonPress) -> None:
    """Send what somebody wrote into the form, with what the message shows."""
    if press.person.id != call.person.id:
        raise UserError(texts.form_not_yours)
    demand(press.person, Level.SPEND)
    files = await desk.results.pointed(call, ANY_FILE)
    await desk.turns.open(standing_for(press, press.text or "", files, call.reply_to))


async def animate(desk: Desk, call: CommandCall) -> None:
    """Have a film made of a picture."""
    files = await _shown(desk, call)
    text = result_texts.animate_request(desk.language(call.person))
    await desk.turns.open(standing_for(call, text, files, call.reply_to), Wishes())


async def upscale(desk: Desk, call: CommandCall) -> None:
    """Have a picture made larger."""
    await check_upscaler(desk, call)
    await enlarge(desk, call, await _shown(desk, call))


async def who(desk: Desk, call: CommandCall) -> Post:
    """Tell who asked for a result and how it was made."""
    t, turn = desk.language(call.person), await _behind(desk, call)
    if turn is None:
        return Post(texts.not_mine(t), reply_to=call.reply_to)
    price = await desk.workshop.database.read(partial(recipes.cost, turn=turn))
    return Post(recipes.told(t, turn, price), reply_to=call.reply_to)


async def report(desk: Desk, call: CommandCall) -> Post:
    """Take a message to the moderators."""
    says = await desk.reports.report(call, await _behind(desk, call))
    return Post(says(desk.language(call.person)), reply_to=call.reply_to)


async def _behind(desk: Desk, call: CommandCall) -> Turn | None:
    return await desk.turns.behind(call.channel, call.reply_to) if call.reply_to else None


async def _shown(desk: Desk, call: CommandCall) -> list[Attachment]:
    files = await desk.results.pointed(call, PICTURES)
    if not files:
        raise UserError(texts.nothing_there)
    return files


_asking = partial(Command, level=Level.SPEND, answers=Answers.HERE)

EDIT_THIS = _asking("edit_this", texts.edit_summary, edit, label=texts.edit_label)
ANIMATE_THIS = _asking("animate_this", texts.animate_summary, animate, label=texts.animate_label)
UPSCALE_THIS = _asking("upscale_this", texts.upscale_summary, upscale, label=texts.upscale_label)
WHO_MADE_THIS = Command("who_made_this", texts.who_summary, who, label=texts.who_label)
REPORT_THIS = Command("report_this", texts.report_summary, report, label=texts.report_label, scope=Scope.COMMUNITIES)
