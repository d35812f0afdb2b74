"""Commands about films that are timelines: export."""

import re
from collections.abc import Sequence
from functools import partial

from bot.chat import Choice, CommandCall, Completion, Post, standing_for
from bot.commands.declare import Answers, Command, Option
from bot.commands.desk import Desk
from bot.errors import UserError
from bot.phrases import SIZES
from bot.studio import Studio, Wishes
from bot.texts import exporting as texts

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
    wished = words or offered.formats[0]
    if wished not in offered.formats:
        known = [each.upper() for each in offered.formats]
        raise UserError(partial(texts.not_exported, format=wished.upper(), formats=known))
    t = desk.language(call.person)
    text = texts.export_request(t, format=wished.upper())
    await desk.turns.open(standing_for(call, text, reply_to=call.reply_to), Wishes(export=wished))
    return Post(texts.one_size(t, size=offered.size, asked=size), reply_to=call.id) if size else None


def _read(call: CommandCall) -> tuple[str, str]:
    """Tell formats and sizes apart, in whichever order they were given."""
    words, size = call.option("format").casefold().split(), call.option("size").casefold().strip()
    sizes = [word for word in words if SIZE.fullmatch(word)]
    return " ".join(word for word in words if word not in sizes), size or " ".join(sizes)


async def _formats(desk: Desk, ask: Completion) -> Sequence[Choice]:
    offered = desk.workshop.studios[await desk.studio(ask)].features.exports
    return _suggested(ask, offered.formats if offered else ())


async def _sizes(desk: Desk, ask: Completion) -> Sequence[Choice]:
    offered = desk.workshop.studios[await desk.studio(ask)].features.exports
    return _suggested(ask, (offered.size,) if offered else ())


def _suggested(ask: Completion, values: Sequence[str]) -> Sequence[Choice]:
    word = ask.typed.strip().casefold()
    return [Choice(each, each) for each in values if word in each]


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
