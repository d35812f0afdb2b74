"""Commands that begin something: create and new."""

from functools import partial

from bot import threads
from bot.access import demand
from bot.chat import CommandCall, Level, Post, standing_for
from bot.commands.declare import MOST_FILES, Answers, Command, Option
from bot.commands.desk import Desk
from bot.texts import command as texts


async def create(desk: Desk, call: CommandCall) -> Post | None:
    """Open a turn from the command's words."""
    await desk.turns.open(standing_for(call, call.option("prompt"), call.attachments))
    return None


async def new(desk: Desk, call: CommandCall) -> Post | None:
    """Begin another conversation, with a first request if there are words."""
    asks = bool(call.option("prompt") or call.attachments)
    if asks:
        demand(call.person, Level.SPEND)
    now, spot = desk.workshop.clock.now(), threads.Spot(call.channel, await desk.owner(call), await desk.studio(call))
    await desk.workshop.database.write(partial(threads.anew, spot=spot, now=now))
    if asks:
        return await create(desk, call)
    return Post(texts.new_begun(desk.language(call.person)), reply_to=call.id)


PROMPT = Option("prompt", texts.prompt_option, required=True)
CREATE = Command(
    "create", texts.create_summary, create, (PROMPT,), level=Level.SPEND, answers=Answers.HERE, files=MOST_FILES
)
NEW = Command(
    "new",
    texts.new_summary,
    new,
    (Option("prompt", texts.prompt_option),),
    answers=Answers.HERE,
    files=MOST_FILES,
)
