"""The list of all commands, in the order in which people see them."""

from collections.abc import Sequence

from bot.commands.accounting import USAGE
from bot.commands.adjusting import SETTING, SPEAK_IN
from bot.commands.arranging import PROJECT, THREADS
from bot.commands.billing import MODE
from bot.commands.bringing import EACH, UPLOAD
from bot.commands.creating import CREATE, NEW
from bot.commands.declare import Command
from bot.commands.desk import Desk
from bot.commands.filming import EXPORT, TIMELINE
from bot.commands.moderating import DOCTOR, REPORTS
from bot.commands.picking import MODEL, MODELS, STUDIOS, THINK
from bot.commands.pointing import ANIMATE_THIS, EDIT_THIS, REPORT_THIS, UPSCALE_THIS, WHO_MADE_THIS
from bot.commands.reworking import AGAIN, CANVAS, UPSCALE
from bot.commands.telling import ABOUT, HELP
from bot.commands.watching import SHOW, STATUS, STOP

COMMANDS: Sequence[Command[Desk]] = (
    HELP,
    CREATE,
    NEW,
    STATUS,
    STOP,
    SHOW,
    EXPORT,
    TIMELINE,
    UPLOAD,
    EACH,
    AGAIN,
    UPSCALE,
    THREADS,
    PROJECT,
    CANVAS,
    MODELS,
    MODEL,
    THINK,
    USAGE,
    MODE,
    STUDIOS,
    SETTING,
    SPEAK_IN,
    REPORTS,
    DOCTOR,
    ABOUT,
    EDIT_THIS,
    ANIMATE_THIS,
    UPSCALE_THIS,
    WHO_MADE_THIS,
    REPORT_THIS,
)
