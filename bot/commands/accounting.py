"""Commands about what things cost: usage."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.abilities import HasBalance
from bot.access import may
from bot.chat import CommandCall, Level, Post
from bot.commands.declare import Command
from bot.commands.desk import Desk
from bot.errors import RetryLater, UserError
from bot.store import ledger
from bot.store.ledger import Scope, Usage
from bot.texts import Translator
from bot.texts import command as texts
from bot.texts import exporting as export_texts

DAYS = (1, 7, 30)
DAY = 24 * 3600.0


async def usage(desk: Desk, call: CommandCall) -> Post | None:
    """Tell what the studio has left, what the person and the channel have used, and to operators what everybody has."""
    t, now = desk.language(call.person), desk.workshop.clock.now()
    scopes = _scopes(desk, call, t)

    def add_up(connection: Connection) -> list[list[Usage]]:
        return [[ledger.usage(connection, scope, now - days * DAY) for days in DAYS] for _, scope in scopes]

    found = await desk.workshop.database.read(add_up)
    told = [_section(t, name, figures) for (name, _), figures in zip(scopes, found, strict=True)]
    left = [said] if (said := await _left(desk, call, t)) else []
    return Post("\n\n".join([*left, texts.usage_head(t), *told]), reply_to=call.id)


async def _left(desk: Desk, call: CommandCall, t: Translator) -> str:
    """Ask the studio for its credits, where it tells them; what it cannot tell now hides nothing else."""
    studio = desk.workshop.studios[await desk.meant(call)]
    if not isinstance(studio, HasBalance):
        return ""
    try:
        has = await studio.balance()
    except (UserError, RetryLater) as refused:
        return refused.say(t)
    return export_texts.credits_left(
        t, studio=studio.features.name, available=has.available, frozen=has.frozen, total=has.total
    )


def _scopes(desk: Desk, call: CommandCall, t: Translator) -> list[tuple[str, Scope]]:
    own = [
        (texts.usage_yours(t), ledger.by_person(call.channel, call.person.id)),
        (texts.usage_channel(t), ledger.by_channel(call.channel)),
    ]
    studios = desk.workshop.studios if may(call.person, Level.OPERATE) else ()
    return own + [(texts.usage_account(t, studio=studio), ledger.by_studio(studio)) for studio in studios]


def _section(t: Translator, name: str, figures: Sequence[Usage]) -> str:
    return "\n".join([name, *(f"· {_line(t, days, used)}" for days, used in zip(DAYS, figures, strict=True))])


def _line(t: Translator, days: int, used: Usage) -> str:
    figures = texts.usage_figures(t, turns=used.turns, credits=used.credits, unknown=used.unknown)
    return texts.usage_line(t, span=texts.usage_span(t, days=days), figures=figures)


USAGE = Command("usage", texts.usage_summary, usage, also=("credits", "balance"))
