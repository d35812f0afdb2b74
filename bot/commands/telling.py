"""Commands that explain: help and about."""

import asyncio
from importlib.metadata import PackageNotFoundError, version

from bot.abilities import Greets
from bot.access import may
from bot.capabilities import Capabilities
from bot.chat import CommandCall, Post
from bot.commands.declare import Command
from bot.commands.desk import Desk
from bot.errors import Unsent
from bot.preferences import LISTEN
from bot.texts import command as texts


async def help_(desk: Desk, call: CommandCall) -> Post | None:
    """Tell what can be done, with examples."""
    t, here = desk.language(call.person), desk.workshop.studios[await desk.studio(call)]
    typed = [each for each in desk.commands if not each.points and each.suits(here)]
    own = [(each.name, each.summary(t)) for each in typed if may(call.person, each.level)]
    others = [(each.name, each.summary(t)) for each in typed if not may(call.person, each.level)]
    menu = [each.label(t) for each in desk.commands if each.label and may(call.person, each.level)]
    studio, carries = desk.workshop.studios[await desk.studio(call)], await _carries(desk, call)
    listens = (await desk.workshop.settings(call.channel, call.person.id)).of(LISTEN)
    greeting = studio.greeting(t) if isinstance(studio, Greets) else ""
    called = carries is not None and carries.called and not listens
    shown = menu if carries is not None and carries.menus else ()
    text = texts.help_text(t, commands=own, others=others, called=called, greeting=greeting, menu=shown)
    return Post(text, reply_to=call.id)


async def about(desk: Desk, call: CommandCall) -> Post | None:
    """Tell what this is."""
    studios = [studio.features.name for studio in desk.workshop.studios.values()]
    text = texts.about_text(desk.language(call.person), version=await asyncio.to_thread(_version), studios=studios)
    return Post(text, reply_to=call.id)


async def _carries(desk: Desk, call: CommandCall) -> Capabilities | None:
    try:
        return await desk.workshop.adapter(call.channel).capabilities(call.channel)
    except Unsent:  # nobody can tell now, and it only gives hints
        return None


def _version() -> str:
    try:
        return version("atelier-bot")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return ""


HELP = Command("help", texts.help_summary, help_)
ABOUT = Command("about", texts.about_summary, about)
