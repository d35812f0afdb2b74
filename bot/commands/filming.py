"""Commands about films that are timelines: export and timeline."""

import re
from collections.abc import Sequence
from functools import partial

from bot import threads
from bot.abilities import HasTimeline
from bot.captions import FORMS
from bot.chat import ButtonPress, Choice, CommandCall, Completion, Post, standing_for
from bot.commands.declare import Answers, Command, Option
from bot.commands.desk import Desk
from bot.errors import UserError
from bot.opening import Asked
from bot.phrases import SIZES
from bot.store.turns import Turn
from bot.studio import Place, Studio, Wishes
from bot.texts import exporting as texts
from bot.texts import timeline as timeline_texts
from bot.timeline import Timeline

SIZE = re.compile(SIZES)


def exports(studio: Studio) -> bool:
    """Tell whether a studio renders timelines."""
    return studio.features.exports is not None


async def export(desk: Desk, call: CommandCall) -> Post | None:
    """Open a turn for the finished film of the conversation; nothing goes to the agent."""
    offered = desk.workshop.studios[await desk.meant(call)].features.exports
    if offered is None:  # a command that does nothing here is not run
        return None
    words, size = _read(call)
    if words in FORMS:
        await desk.captions.send(call, await timeline_here(desk, call), words)
        return None
    wished = words or offered.formats[0]
    if wished not in offered.formats:
        known = [each.upper() for each in offered.formats]
        raise UserError(partial(texts.not_exported, format=wished.upper(), formats=known))
    t = desk.language(call.person)
    text = texts.export_request(t, format=wished.upper())
    await desk.turns.open(standing_for(call, text, reply_to=call.reply_to), Wishes(export=wished))
    return Post(texts.one_size(t, size=offered.size, asked=size), reply_to=call.id) if size else None


async def exported(desk: Desk, press: ButtonPress, turn: Turn) -> None:
    """Open a turn for the finished film of the conversation that another turn was in."""
    offered = desk.workshop.studio_of(turn).features.exports
    if offered is None:  # it was, when the button was made
        return
    wished, t = offered.formats[0], desk.language(press.person)
    message = standing_for(press, texts.export_request(t, format=wished.upper()), reply_to=press.message)
    await desk.turns.open(message, Asked(Wishes(export=wished), turn.conversation))


def has_timeline(studio: Studio) -> bool:
    """Tell whether a studio's films are timelines."""
    return isinstance(studio, HasTimeline)


async def timeline(desk: Desk, call: CommandCall) -> Post | None:
    """Tell what lies on the conversation's timeline, and show it."""
    t, film = desk.language(call.person), await timeline_here(desk, call)
    answer = Post(timeline_texts.summary(t, timeline=film), reply_to=call.id)
    return await desk.delivery.illustrated(answer, call.channel, film, t)


async def timeline_here(desk: Desk, call: CommandCall) -> Timeline:
    """Read the timeline of the conversation that a command is said in; an empty one where nothing was begun."""
    account = await desk.meant(call)
    spot, studio = threads.Spot(call.channel, await desk.owner(call), account), desk.workshop.studios[account]
    found = await desk.workshop.database.read(partial(threads.here, spot=spot, reply_to=call.reply_to))
    if found is None or found.place is None or not isinstance(studio, HasTimeline):
        return Timeline()
    return await studio.timeline(Place(found.place))


def _read(call: CommandCall) -> tuple[str, str]:
    """Tell formats and sizes apart, in whichever order they were given."""
    words, size = call.option("format").casefold().split(), call.option("size").casefold().strip()
    sizes = [word for word in words if SIZE.fullmatch(word)]
    return " ".join(word for word in words if word not in sizes), size or " ".join(sizes)


async def _formats(desk: Desk, ask: Completion) -> Sequence[Choice]:
    offered = desk.workshop.studios[await desk.studio(ask)].features.exports
    return _suggested(ask, (*offered.formats, *FORMS) if offered else ())


async def _sizes(desk: Desk, ask: Completion) -> Sequence[Choice]:
    offered = desk.workshop.studios[await desk.studio(ask)].features.exports
    return _suggested(ask, (offered.size,) if offered else ())


def _suggested(ask: Completion, values: Sequence[str]) -> Sequence[Choice]:
    word = ask.typed.strip().casefold()
    return [Choice(each, each) for each in values if word in each]


TIMELINE = Command("timeline", texts.timeline_summary, timeline, also=("tracks",), needs=has_timeline)
EXPORT = Command(
    "export",
    texts.export_summary,
    export,
    (
        Option("format", texts.export_format, complete=_formats),
        Option("size", texts.export_size, complete=_sizes),
    ),
    answers=Answers.HERE,
    needs=exports,
)
