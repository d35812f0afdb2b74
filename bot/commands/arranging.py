"""Commands about where work lies: projects and conversations."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from bot import threads
from bot.access import demand
from bot.chat import Choice, CommandCall, Completion, Level, Link, Post
from bot.commands.declare import Command, Option
from bot.commands.desk import Desk
from bot.errors import UserError
from bot.store import conversations
from bot.store.conversations import Topic
from bot.store.projects import Known
from bot.texts import Say
from bot.texts import project as texts
from bot.texts import turn as turn_texts

Listed = TypeVar("Listed")
Found = TypeVar("Found")
Complete = Callable[[Desk, Completion], Awaitable[Sequence[Choice]]]
Act = Callable[[Desk, CommandCall], Awaitable[Post]]
LIST = "list"


async def project(desk: Desk, call: CommandCall) -> Post | None:
    """List, make, choose, rename or remove projects, or show the way to the current one."""
    wish = call.option("action").strip().lower() or LIST
    if wish not in {LIST, "link"} and call.channel.community is not None:
        demand(call.person, Level.MODERATE)
    return await acted(PROJECT_ACTIONS, wish)(desk, call)


async def conversation(desk: Desk, call: CommandCall) -> Post | None:
    """List, change to, rename or forget conversations."""
    return await acted(THREAD_ACTIONS, call.option("action").strip().lower() or LIST)(desk, call)


async def _projects(desk: Desk, call: CommandCall) -> Post:
    t = desk.language(call.person)
    used = await desk.projects.used(call.channel, await desk.studio(call))
    lines = [
        texts.list_line(t, number=number, name=each.name or "", id=each.place) for number, each in enumerate(used, 1)
    ]
    return Post("\n".join([texts.list_head(t), *lines]) if lines else texts.none_yet(t), reply_to=call.id)


async def _make(desk: Desk, call: CommandCall) -> Post:
    name = " ".join([call.option("which"), call.option("name")]).strip()
    studio = await desk.studio(call)
    made = await desk.projects.make(call.channel, studio, name)
    await desk.project_chosen(call.channel, studio)
    return _answer(desk, call, partial(texts.made, name=made.name), made.place.link)


async def _use(desk: Desk, call: CommandCall) -> Post:
    studio, text = await desk.studio(call), call.option("which").strip()
    if not text:
        raise UserError(texts.which_project)
    used = await desk.projects.used(call.channel, studio)
    known = _picked(used, text, lambda each: (each.place, each.name or ""))
    found = await desk.projects.use(call.channel, studio, known.place if known else text)
    await desk.project_chosen(call.channel, studio)
    return _answer(desk, call, partial(texts.switched, name=found.name), found.place.link)


async def _rename(desk: Desk, call: CommandCall) -> Post:
    studio, name = await desk.studio(call), call.option("name").strip()
    known = await _named(desk, call)
    if not name:
        raise UserError(texts.name_missing)
    given = await desk.projects.rename(studio, known, name)
    return _answer(desk, call, partial(texts.renamed, name=given))


async def _remove(desk: Desk, call: CommandCall) -> Post:
    known = await _named(desk, call)
    await desk.projects.forget(call.channel, await desk.studio(call), known)
    return _answer(desk, call, partial(texts.removed, name=known.name or ""))


async def _link(desk: Desk, call: CommandCall) -> Post:
    studio = await desk.studio(call)
    used = await desk.projects.used(call.channel, studio)
    if not used:
        raise UserError(texts.none_yet)
    known = await _named(desk, call) if call.option("which").strip() else used[0]
    return _answer(desk, call, partial(texts.link, name=known.name or ""), await desk.projects.link(studio, known))


async def _named(desk: Desk, call: CommandCall) -> Known:
    used = await desk.projects.used(call.channel, await desk.studio(call))
    known = _picked(used, call.option("which"), lambda each: (each.place, each.name or ""))
    if known is None:
        raise UserError(texts.which_project)
    return known


async def _threads(desk: Desk, call: CommandCall) -> Post:
    t, listed = desk.language(call.person), await _topics(desk, call)
    current = await desk.workshop.database.read(
        partial(conversations.current, channel=call.channel, owner=await desk.owner(call))
    )
    lines = []
    for number, each in enumerate(listed, 1):
        line = texts.threads_line(t, number=number, topic=each.topic, requests=each.requests)
        here = current is not None and current.id == each.conversation.id
        lines.append(f"{line} ← {texts.threads_here(t)}" if here else line)
    return Post("\n".join([texts.threads_head(t), *lines]) if lines else texts.no_threads(t), reply_to=call.id)


async def _switch_thread(desk: Desk, call: CommandCall) -> Post:
    chosen, now, whose = await _topic(desk, call), desk.workshop.clock.now(), await desk.owner(call)
    await desk.workshop.database.write(partial(threads.switch, conversation=chosen.conversation, owner=whose, now=now))
    return _answer(desk, call, partial(texts.thread_switched, topic=chosen.topic))


async def _rename_thread(desk: Desk, call: CommandCall) -> Post:
    chosen, topic = await _topic(desk, call), call.option("name").strip()
    if not topic:
        raise UserError(texts.name_missing)
    await desk.workshop.database.write(partial(conversations.rename, id=chosen.conversation.id, topic=topic))
    return _answer(desk, call, partial(texts.renamed, name=topic))


async def _forget_thread(desk: Desk, call: CommandCall) -> Post:
    chosen, now = await _topic(desk, call), desk.workshop.clock.now()
    await desk.workshop.database.write(partial(conversations.forget, id=chosen.conversation.id, now=now))
    return _answer(desk, call, partial(texts.thread_forgotten, topic=chosen.topic))


async def _topics(desk: Desk, call: CommandCall | Completion) -> list[Topic]:
    studio = await desk.studio(call)
    return await desk.workshop.database.read(partial(conversations.topics, channel=call.channel, studio=studio))


async def _topic(desk: Desk, call: CommandCall) -> Topic:
    listed = await _topics(desk, call)
    chosen = _picked(listed, call.option("which"), lambda each: (each.conversation.id, each.topic))
    if chosen is None:
        raise UserError(texts.which_thread)
    return chosen


def _picked(listed: Sequence[Listed], text: str, names: Callable[[Listed], tuple[str, str]]) -> Listed | None:
    """Find what is meant: by its number in the list, its id or name, or the only name that begins so."""
    text = text.strip()
    if text.isdecimal() and 1 <= int(text) <= len(listed):
        return listed[int(text) - 1]
    word = text.casefold()
    same = [each for each in listed if word and word in {names(each)[0].casefold(), names(each)[1].casefold()}]
    begun = [each for each in listed if word and names(each)[1].casefold().startswith(word)]
    found = same or begun
    return found[0] if len(found) == 1 or same else None


def acted(known: Mapping[str, Found], wish: str) -> Found:
    """Give what a word stands for. Raises `UserError` naming all of them."""
    if wish not in known:
        raise UserError(partial(texts.unknown_action, action=wish, known=", ".join(known)))
    return known[wish]


def actions(known: Mapping[str, object]) -> Complete:
    """Suggest the words that a command knows."""

    async def complete(_: Desk, ask: Completion) -> Sequence[Choice]:
        return [Choice(each, each) for each in known if each.startswith(ask.typed.strip().casefold())]

    return complete


async def _used(desk: Desk, ask: Completion) -> Sequence[Choice]:
    used = await desk.projects.used(ask.channel, await desk.studio(ask))
    return _numbered([each.name or each.place for each in used], ask.typed)


async def _begun(desk: Desk, ask: Completion) -> Sequence[Choice]:
    return _numbered([each.topic for each in await _topics(desk, ask)], ask.typed)


def _numbered(names: Sequence[str], typed: str) -> list[Choice]:
    listed = [Choice(f"{number}. {name}", str(number)) for number, name in enumerate(names, 1)]
    return [each for each in listed if typed.strip().casefold() in each.label.casefold()]


def _answer(desk: Desk, call: CommandCall, says: Say, link: str | None = None) -> Post:
    t = desk.language(call.person)
    return Post(says(t), links=(Link(turn_texts.project_link(t), link),) if link else (), reply_to=call.id)


PROJECT_ACTIONS: Mapping[str, Act] = {
    LIST: _projects,
    "new": _make,
    "use": _use,
    "switch": _use,
    "rename": _rename,
    "remove": _remove,
    "link": _link,
}
THREAD_ACTIONS: Mapping[str, Act] = {
    LIST: _threads,
    "switch": _switch_thread,
    "rename": _rename_thread,
    "forget": _forget_thread,
}
PROJECT = Command(
    "project",
    texts.project_summary,
    project,
    (
        Option("action", texts.project_action, complete=actions(PROJECT_ACTIONS)),
        Option("which", texts.project_which, complete=_used),
        Option("name", texts.project_name),
    ),
)
THREADS = Command(
    "threads",
    texts.threads_summary,
    conversation,
    (
        Option("action", texts.threads_action, complete=actions(THREAD_ACTIONS)),
        Option("which", texts.threads_which, complete=_begun),
        Option("name", texts.threads_name),
    ),
)
