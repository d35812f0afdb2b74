"""Commands about what was made already: again, upscale and canvas."""

from collections.abc import Sequence
from functools import partial

from bot.capabilities import MediaKind
from bot.chat import Attachment, CommandCall, Level, Link, Post, standing_for
from bot.commands.declare import MOST_FILES, Answers, Command, Option
from bot.commands.desk import Desk
from bot.errors import UserError
from bot.store.turns import OPEN
from bot.studio import Wishes
from bot.texts import command as texts
from bot.texts import result as result_texts
from bot.texts import turn as turn_texts

PICTURES = frozenset({MediaKind.IMAGE})
SCHEMES = ("http://", "https://")


async def again(desk: Desk, call: CommandCall) -> Post | None:
    """Send somebody's latest request once more, or the one replied to."""
    if call.reply_to is None:
        turn = await desk.turns.ended(call.channel, call.person.id)
    else:
        turn = await desk.turns.of_message(call.channel, call.reply_to)
    if turn is None or turn.attached:
        raise UserError(texts.nothing_to_repeat)
    if turn.state in OPEN:
        raise UserError(texts.not_over_yet)
    await desk.results.again(turn, call)
    return None


async def upscale(desk: Desk, call: CommandCall) -> Post | None:
    """Have pictures made larger, not drawn anew."""
    await check_upscaler(desk, call)
    files = await desk.results.meant(call, PICTURES)
    if not files:
        raise UserError(texts.upscale_what)
    await enlarge(desk, call, files)
    return None


async def check_upscaler(desk: Desk, call: CommandCall) -> None:
    """Raise `UserError` where the studio has no tool for larger pictures."""
    features = desk.workshop.studios[await desk.studio(call)].features
    if features.upscaler is None:
        raise UserError(partial(texts.no_upscaler, studio=features.name))


async def enlarge(desk: Desk, call: CommandCall, files: Sequence[Attachment]) -> None:
    """Ask for larger pictures."""
    text = call.option("prompt").strip() or result_texts.upscale_request(desk.language(call.person))
    await desk.turns.open(standing_for(call, text, files, call.reply_to), Wishes(upscale=True))


async def canvas(desk: Desk, call: CommandCall) -> Post | None:
    """Put a picture or film on the project's canvas."""
    account, url = await desk.studio(call), call.option("address").strip()
    if url.casefold().startswith(SCHEMES):
        place, count = await desk.canvas.link(call.channel, account, url), 1
    else:
        files = await desk.results.meant(call, frozenset(MediaKind))
        if url or not files:
            raise UserError(texts.canvas_what)
        place, count = await desk.canvas.bring(call.channel, account, files), len(files)
    t = desk.language(call.person)
    links = (Link(turn_texts.project_link(t), place.link),) if place.link else ()
    return Post(texts.canvas_done(t, count=count), links=links, reply_to=call.id)


AGAIN = Command("again", texts.again_summary, again, level=Level.SPEND, answers=Answers.HERE)
UPSCALE = Command(
    "upscale",
    texts.upscale_summary,
    upscale,
    (Option("prompt", texts.upscale_option),),
    level=Level.SPEND,
    answers=Answers.HERE,
    files=MOST_FILES,
)
CANVAS = Command(
    "canvas",
    texts.canvas_summary,
    canvas,
    (Option("address", texts.canvas_option),),
    level=Level.SPEND,
    answers=Answers.HERE,
    files=MOST_FILES,
)
