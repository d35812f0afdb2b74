"""What a bot may do in a group, and what it hears there."""

from collections.abc import Sequence
from functools import partial

import telegram
from telegram import error as told

from bot.checks.findings import Finding, Status, fine
from bot.texts import telegram as texts

RIGHTS, HEARS, GROUP = "rights", "hears", "group"
FILES = ("can_send_photos", "can_send_videos", "can_send_documents", "can_send_audios")
LEADING = telegram.ChatMemberAdministrator | telegram.ChatMemberOwner
INSIDE = LEADING | telegram.ChatMemberMember | telegram.ChatMemberRestricted


def hears(me: telegram.User, about: str) -> Finding:
    """Tell whether all talk in groups is heard, or only what is meant for us (T22)."""
    if me.can_read_all_group_messages:
        return fine(HEARS, about, texts.hears_all)
    return fine(HEARS, about, texts.hears_calls)


async def here(bot: telegram.Bot, chat: int) -> Sequence[Finding]:
    """Look what is allowed in a group, and what is heard there."""
    try:
        group, member = await bot.get_chat(chat), await bot.get_chat_member(chat, bot.id)
    except told.TelegramError as refused:
        what = partial(texts.unreachable, said=str(refused))
        return [Finding(RIGHTS, "", Status.BAD, what, texts.rights_why, texts.rights_mend)]
    return [_allowed(group, member, ""), fine(HEARS, "", texts.hears_all) if _leads(member) else hears(bot.bot, "")]


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
    return [_allowed(group, member, group.title or str(chat))]


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


def _leads(member: telegram.ChatMember) -> bool:
    return isinstance(member, LEADING)
