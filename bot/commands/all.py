"""The list of all commands, in the order in which people see them."""

from collections.abc import Sequence

from bot.commands.accounting import USAGE
from bot.commands.adjusting import SETTING, SPEAK_IN
from bot.commands.arranging import PROJECT, THREADS
from bot.commands.billing import MODE
from bot.commands.creating import CREATE, NEW
from bot.commands.declare import Command
from bot.commands.desk import Desk
from bot.commands.telling import ABOUT, HELP
from bot.commands.watching import SHOW, STATUS, STOP

COMMANDS: Sequence[Command[Desk]] = (
    HELP,
    CREATE,
    NEW,
    STATUS,
    STOP,
    SHOW,
    THREADS,
    PROJECT,
    USAGE,
    MODE,
    SETTING,
    SPEAK_IN,
    ABOUT,
)
