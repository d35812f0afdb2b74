"""Commands about files that people bring: upload and each."""

from bot.access import demand
from bot.capabilities import MediaKind
from bot.chat import CommandCall, Level, Post, standing_for
from bot.commands.creating import PROMPT
from bot.commands.declare import MOST_FILES, Answers, Command
from bot.commands.desk import Desk
from bot.errors import UserError
from bot.studio import Studio
from bot.texts import bringing as texts


def keeps_files(studio: Studio) -> bool:
    """Tell whether a conversation with a studio has material of its own, which waits for words."""
    return studio.features.sessions


async def upload(desk: Desk, call: CommandCall) -> Post | None:
    """Bring files without words, or tell how that is done."""
    if call.attachments:
        demand(call.person, Level.SPEND)
        await desk.turns.open(standing_for(call, "", call.attachments, call.reply_to))
        return None
    features = desk.workshop.studios[await desk.meant(call)].features
    formats = [each.upper() for each in features.formats]
    said = texts.upload_how(
        desk.language(call.person), studio=features.name, formats=formats, limit=features.upload_bytes or 0
    )
    return Post(said, reply_to=call.id)


async def each(desk: Desk, call: CommandCall) -> Post | None:
    """Open a turn for each file, every one in a conversation of its own."""
    files = await desk.results.meant(call, frozenset(MediaKind))
    if len(files) < 2:  # noqa: PLR2004 (one is by itself anyway)
        raise UserError(texts.each_what)
    await desk.results.apart(call, call.option("prompt"), files)
    return Post(texts.each_begun(desk.language(call.person), count=len(files)), reply_to=call.id)


UPLOAD = Command("upload", texts.upload_summary, upload, answers=Answers.HERE, files=MOST_FILES, needs=keeps_files)
EACH = Command(
    "each",
    texts.each_summary,
    each,
    (PROMPT,),
    level=Level.SPEND,
    answers=Answers.HERE,
    files=MOST_FILES,
    needs=keeps_files,
)
