"""Commands for moderators: where reports go, and whether everything works here."""

from collections.abc import Sequence
from functools import partial

from bot.abilities import HasModels, HasModes
from bot.absent import Absent
from bot.chat import CommandCall, Level, Post
from bot.checks.findings import Examines, Finding, Status, fine
from bot.commands.declare import Command, Option, Scope
from bot.commands.desk import Desk
from bot.errors import RetryLater, Unsent, UserError
from bot.modes import NAMES
from bot.texts import Say, Translator
from bot.texts import moderation as texts

HERE, NOWHERE = "here", "nowhere"
CHOICES = ((HERE, texts.reports_here), (NOWHERE, texts.reports_nowhere))
MARKS = {Status.OK: "✓", Status.WARN: "!", Status.BAD: "✗"}


async def reports(desk: Desk, call: CommandCall) -> Post:
    """Choose the channel for reports, or tell which it is."""
    word = call.option("place").strip().casefold()
    if word and word not in {HERE, NOWHERE}:
        raise UserError(texts.reports_unknown)
    if word:
        await desk.reports.choose(call, here=word == HERE)
    place = await desk.reports.place(call.channel)
    elsewhere = texts.reports_go_elsewhere if place else texts.reports_go_nowhere
    says = texts.reports_come_here if place == call.channel else elsewhere
    return Post(says(desk.language(call.person)), reply_to=call.id)


async def doctor(desk: Desk, call: CommandCall) -> Post:
    """Look at the studio, the channel, and what the platform allows us in it."""
    t, adapter = desk.language(call.person), desk.workshop.adapter(call.channel)
    found = [await _studio(desk, call), await _channel(desk, call), *_absent(desk)]
    found += await adapter.examine(call.channel) if isinstance(adapter, Examines) else ()
    faults = sum(each.status is not Status.OK for each in found)
    head = texts.doctor_faults(t, count=faults) if faults else texts.doctor_fine(t)
    return Post("\n".join([head, *(_told(each, t) for each in found)]), reply_to=call.id)


async def _studio(desk: Desk, call: CommandCall) -> Finding:
    account = await desk.studio(call)
    studio = desk.workshop.studios[account]
    says: Say = partial(texts.studio_answers, studio=studio.features.name)
    try:
        if isinstance(studio, HasModes):
            says = partial(_in_mode, studio=studio.features.name, mode=NAMES[await studio.mode()])
        elif isinstance(studio, HasModels):
            await studio.models()
    except (UserError, RetryLater) as refused:
        return Finding("studio", account, Status.BAD, refused.say, texts.studio_why, texts.studio_mend)
    return fine("studio", account, says)


async def _channel(desk: Desk, call: CommandCall) -> Finding:
    try:
        carries = await desk.workshop.adapter(call.channel).capabilities(call.channel)
    except Unsent as refused:
        says = partial(texts.channel_silent, reason=str(refused))
        return Finding("channel", "", Status.BAD, says, mend=texts.channel_mend)
    return fine("channel", "", partial(texts.channel_carries, files=carries.files_per_post, size=carries.file_bytes))


def _absent(desk: Desk) -> Sequence[Finding]:
    away = [each for each in desk.workshop.adapters.values() if isinstance(each, Absent)]
    return [Finding("account", "", Status.BAD, each.says, texts.absent_why) for each in away]


def _in_mode(t: Translator, *, studio: str, mode: Say) -> str:
    return texts.studio_in_mode(t, studio=studio, mode=mode(t))


def _told(finding: Finding, t: Translator) -> str:
    what = f"{finding.about}: {finding.what(t)}" if finding.about else finding.what(t)
    advice: Sequence[str] = [say(t) for say in (finding.why, finding.mend) if say]
    return " ".join([MARKS[finding.status], what, *advice])


REPORTS = Command(
    "reports",
    texts.reports_summary,
    reports,
    (Option("place", texts.reports_option, choices=CHOICES),),
    level=Level.MODERATE,
    scope=Scope.COMMUNITIES,
)
DOCTOR = Command("doctor", texts.doctor_summary, doctor, level=Level.MODERATE)
