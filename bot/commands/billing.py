"""Commands about how a studio account is billed: mode."""

from bot.chat import CommandCall, Post
from bot.commands.declare import Command, Option
from bot.commands.desk import Desk
from bot.errors import UserError
from bot.modes import NAMES
from bot.studio import Mode
from bot.texts import command as texts
from bot.texts import studio as studio_texts


async def mode(desk: Desk, call: CommandCall) -> Post | None:
    """Tell the mode, or ask before another one is set."""
    wish = call.option("mode").strip().lower()
    if not wish:
        return await desk.modes.told(call)
    if wish not in set(Mode):
        raise UserError(studio_texts.unknown_mode)
    return await desk.modes.propose(call, Mode(wish))


CHOICES = tuple((each.value, NAMES[each]) for each in Mode)
MODE = Command("mode", texts.mode_summary, mode, (Option("mode", texts.mode_option, choices=CHOICES),))
