"""What a bot may do in a group, and what it hears there."""

from collections.abc import Sequence
from functools import partial

import telegram
from telegram import error as told
from telegram.constants import ChatAction

from adapters.platforms.telegram import trouble
from adapters.platforms.telegram.topics import Where
from bot.checks.findings import Finding, Status, fine
from bot.texts import telegram as texts

RIGHTS, HEARS, GROUP, TOPICS = "rights", "hears", "group", "topics"
FILES = ("can_send_photos", "can_send_videos", "can_send_documents", "can_send_audios")
LEADING = telegram.ChatMemberAdministrator | telegram.ChatMemberOwner
INSIDE = LEADING | telegram.ChatMemberMember | telegram.ChatMemberRestricted


def hears(me: telegram.User, about: str) -> Finding:
    """Tell whether all talk in groups is heard, or only what is meant for us (T22)."""
    if me.can_read_all_group_messages:
        return fine(HEARS, about, texts.hears_all)
    return fine(HEARS, about, texts.hears_calls)


async def here(bot: telegram.Bot, place: Where) -> Sequence[Finding]:
    """Look what is allowed in a group, and what is heard there; where there are topics, whether this one is open."""
    try:
        group, member = await bot.get_chat(place.chat), await bot.get_chat_member(place.chat, bot.id)
    except told.TelegramError as refused:
        what = partial(texts.unreachable, said=str(refused))
        return [Finding(RIGHTS, "", Status.BAD, what, texts.rights_why, texts.rights_mend)]
    found = [_allowed(group, member, ""), fine(HEARS, "", texts.hears_all) if _leads(member) else hears(bot.bot, "")]
    if group.is_forum and await _is_closed(bot, place):
        closed = Finding(TOPICS, "", Status.BAD, texts.topic_is_closed, texts.rights_why, texts.topic_closed_mend)
        return [*found, closed]
    return [*found, *_topics(group, member, "")]


async def in_group(bot: telegram.Bot, chat: int, setting: str) -> Sequence[Finding]:
    """Tell of a group that is set: whether we are in it, under which number, and what we may do there."""
    try:
        group, member = await bot.get_chat(chat), await bot.get_chat_member(chat, bot.id)
    except told.ChatMigrated as moved:
        what = partial(texts.group_moved, before=str(chat), after=str(moved.new_chat_id))
        return [Finding(GROUP, setting, Status.WARN, what, texts.group_moved_why, texts.group_moved_mend)]
    except (told.BadRequest, told.Forbidden):
        return [_absent(bot, chat, setting)]
    if not isinstance(member, INSIDE):
        return [_absent(bot, chat, setting)]
    about = group.title or str(chat)
    return [_allowed(group, member, about), *_topics(group, member, about)]


def _absent(bot: telegram.Bot, chat: int, setting: str) -> Finding:
    what = partial(texts.group_absent, id=str(chat))
    mend = partial(texts.group_absent_mend, link=f"https://t.me/{bot.username}?startgroup=help")
    return Finding(GROUP, setting, Status.WARN, what, texts.group_absent_why, mend)


def _allowed(group: telegram.ChatFullInfo, member: telegram.ChatMember, about: str) -> Finding:
    """Tell what may be sent: what members may, unless we were given less, or lead the group."""
    has = member if isinstance(member, telegram.ChatMemberRestricted) else group.permissions
    if has is None or _leads(member):
        return fine(RIGHTS, about, texts.rights_fine)
    if not has.can_send_messages:
        return Finding(RIGHTS, about, Status.BAD, texts.rights_missing, texts.rights_why, texts.rights_mend)
    if not all(getattr(has, each) for each in FILES):
        return Finding(RIGHTS, about, Status.BAD, texts.files_missing, texts.rights_why, texts.rights_mend)
    return fine(RIGHTS, about, texts.rights_fine)


def _topics(group: telegram.ChatFullInfo, member: telegram.ChatMember, about: str) -> Sequence[Finding]:
    """Tell what is allowed in a group's topics; which of them are closed can be asked of none."""
    if not group.is_forum:
        return []
    manages = isinstance(member, telegram.ChatMemberOwner) or getattr(member, "can_manage_topics", False)
    return [fine(TOPICS, about, texts.topics_all if manages else texts.topics_open)]


async def _is_closed(bot: telegram.Bot, place: Where) -> bool:
    """Find out by the sign of typing, which nobody keeps, whether a topic takes anything from us."""
    try:
        await bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.for_action)
    except told.TelegramError as refused:
        return trouble.is_closed(refused)
    return False


def _leads(member: telegram.ChatMember) -> bool:
    return isinstance(member, LEADING)
