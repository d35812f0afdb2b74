"""The real python-telegram-bot works against the emulator: it logs in, hears, speaks, and is pressed and answered."""

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    ForceReply,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    ReplyParameters,
)
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest

from tests.emulators.telegram.attaching import document, photo
from tests.emulators.telegram.things import Medium, Status
from tests.emulators.village import Village, film, keyboard, picture

SMALL = picture(kind="JPEG")


async def test_the_bot_knows_itself(village: Village) -> None:
    """Login and getMe tell who the bot is, and what it may hear."""
    me = await village.bot.get_me()

    assert (me.id, me.username, me.is_bot) == (village.server.world.bot.id, "atelier_bot", True)
    assert (me.can_join_groups, me.can_read_all_group_messages) == (True, False)


async def test_words_come_by_polling_and_are_answered(village: Village) -> None:
    """A message arrives once, and its answer is what the person sees, as a reply."""
    asked = await village.ann.says(village.ann.dm, "a fox in the snow")
    update = await village.hears_one()
    assert update.message
    assert (update.message.text, update.message.chat.type) == ("a fox in the snow", ChatType.PRIVATE)
    assert update.message.from_user
    assert update.message.from_user.language_code == "en"

    await update.message.reply_text("At work", do_quote=True, reply_markup=keyboard("Stop"))
    seen = await village.ann.finds(village.ann.dm, "At work", button="Stop")

    assert seen.answers == asked.id
    assert await village.hears() == []


async def test_a_press_is_heard_and_answered(village: Village) -> None:
    """A press arrives with its data and message; the answer stops the button's clock."""
    await village.bot.send_message(village.ann.id, "Go?", reply_markup=keyboard("Approve", "Decline"))
    card = await village.ann.finds(village.ann.dm, button="Approve")
    press = await village.ann.presses(card, "Approve")
    query = (await village.hears_one()).callback_query
    assert query
    assert query.message
    assert (query.data, query.message.message_id) == ("approve", card.id)

    await query.answer("Off it goes", show_alert=True)
    await query.edit_message_text("Approved")

    told = await press.answered()
    assert (told.text, told.alert) == ("Off it goes", True)
    now = village.ann.again(card)
    assert (now.text, now.labels, now.edited) == ("Approved", [], True)


async def test_files_go_out_as_they_were_meant(village: Village) -> None:
    """A photo is recompressed, a document with detection off is kept to the byte, a film has its measures."""
    original = picture(2000, 500)
    await village.bot.send_photo(village.ann.id, original, caption="small", has_spoiler=True)
    await village.bot.send_document(village.ann.id, original, filename="a.png", disable_content_type_detection=True)
    await village.bot.send_video(
        village.ann.id,
        film(),
        width=640,
        height=360,
        duration=4,
        supports_streaming=True,
        thumbnail=SMALL,
        cover=picture(1280, 720),
    )
    shrunk, kept, moving = (each.file for each in village.ann.sees(village.ann.dm))

    assert shrunk
    assert (shrunk.kind, shrunk.spoiler, shrunk.type) == (Medium.PHOTO, True, "image/jpeg")
    assert shrunk.data.startswith(b"\xff\xd8")
    assert kept
    assert (kept.kind, kept.name, kept.data) == (Medium.DOCUMENT, "a.png", original)
    assert moving
    assert (moving.width, moving.height, moving.duration, moving.streaming) == (640, 360, 4, True)
    assert moving.thumbnail
    assert moving.cover


async def test_an_album_goes_out_as_one(village: Village) -> None:
    """Pictures and films share an album, documents have their own; every part is a message."""
    pictures: list[InputMediaPhoto | InputMediaVideo] = [
        InputMediaPhoto(picture(), caption="first"),
        InputMediaVideo(film()),
        InputMediaPhoto(picture()),
    ]
    sent = await village.bot.send_media_group(village.ann.id, pictures)
    await village.bot.send_media_group(village.ann.id, [InputMediaDocument(picture(), filename=f"{n}.png",
                                       disable_content_type_detection=True) for n in range(2)])  # fmt: skip

    seen = village.ann.sees(village.ann.dm)
    assert [each.file.kind for each in seen if each.file] == ["photo", "video", "photo", "document", "document"]
    assert len({each.album for each in seen}) == 2
    assert {each.media_group_id for each in sent} == {seen[0].album}
    assert (seen[0].text, seen[1].text) == ("first", "")


async def test_a_file_is_fetched_by_its_id(village: Village) -> None:
    """What a person attached is downloaded to the byte, and can be sent again by its id."""
    await village.ann.says(village.ann.dm, "look", files=[document("notes.txt", b"all of it"), photo(picture())])
    first, second = await village.hears()
    assert first.message
    assert first.message.document
    assert second.message
    file = await first.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"all of it"
    assert (first.message.document.file_name, first.message.document.mime_type) == ("notes.txt", "text/plain")
    assert [(each.width, each.height) for each in second.message.photo] == [(64, 48)]

    await village.bot.send_document(village.ann.id, first.message.document.file_id)
    assert village.ann.sees(village.ann.dm)[-1].files[0].data == b"all of it"


async def test_words_are_marked_in_utf_16(village: Village) -> None:
    """Marked text arrives with offsets that count as Telegram counts."""
    await village.bot.send_message(village.ann.id, "🦊 <b>fox</b> &amp; <i>hare</i>", parse_mode=ParseMode.HTML)
    seen = village.ann.sees(village.ann.dm)[0]

    assert seen.text == "🦊 fox & hare"
    assert [(each["type"], each["offset"], each["length"]) for each in seen.entities] == [
        ("bold", 3, 3),
        ("italic", 9, 4),
    ]


async def test_commands_are_published_by_scope_and_language(village: Village) -> None:
    """Everybody's menu is that of the narrowest scope, in their language where there is one."""
    await village.bot.set_my_commands([BotCommand("help", "What I can do")])
    await village.bot.set_my_commands([BotCommand("help", "帮助")], language_code="zh")
    await village.bot.set_my_commands([BotCommand("start", "Begin")], scope=BotCommandScopeAllPrivateChats())
    wei = village.server.person("Wei", language="zh-hans")

    assert village.ann.menu(village.ann.dm) == {"start": "Begin"}
    assert village.ann.menu(village.group) == {"help": "What I can do"}
    assert wei.menu(village.group) == {"help": "帮助"}
    assert [each.command for each in await village.bot.get_my_commands()] == ["help"]


async def test_who_leads_may_be_offered_more(village: Village) -> None:
    """Commands for administrators are offered to them alone, everywhere or in one group; a person's own go first."""
    ann, group = village.ann, village.group
    await village.bot.set_my_commands([BotCommand("help", "For all")])
    await village.bot.set_my_commands([BotCommand("mode", "For leaders")], BotCommandScopeAllChatAdministrators())
    await village.bot.set_my_commands([BotCommand("here", "Here")], BotCommandScopeChatAdministrators(group.id))
    assert list(ann.menu(group)) == ["help"]
    for chat in (group, village.forum):
        ann.joins(chat, status=Status.ADMINISTRATOR)
    assert [list(ann.menu(each)) for each in (group, village.forum, ann.dm)] == [["here"], ["mode"], ["help"]]

    await village.bot.set_my_commands([BotCommand("mine", "Hers")], BotCommandScopeChatMember(group.id, ann.id))
    assert list(ann.menu(group)) == ["mine"]
    await village.bot.delete_my_commands(BotCommandScopeChatMember(group.id, ann.id))
    assert list(ann.menu(group)) == ["here"]


async def test_who_leads_a_group_is_told(village: Village) -> None:
    """Administrators and members are told apart, and what kind of chat it is."""
    village.ann.joins(village.group, status=Status.ADMINISTRATOR, rights=["can_delete_messages"])
    member = await village.bot.get_chat_member(village.group.id, village.ann.id)
    chat = await village.bot.get_chat(village.forum.id)

    assert member.status == "administrator"
    assert (await village.bot.get_chat_member(village.ann.id, village.ann.id)).status == "member"
    stranger = village.server.person("Stranger", village.forum)
    assert (await village.bot.get_chat_member(village.group.id, stranger.id)).status == "left"
    assert village.ann.id in {each.user.id for each in await village.bot.get_chat_administrators(village.group.id)}
    assert (chat.type, chat.is_forum, chat.title) == (ChatType.SUPERGROUP, True, "Square")


async def test_a_question_may_force_a_reply(village: Village) -> None:
    """A forced reply opens the person's keyboard, and what they write is a reply to it."""
    await village.bot.send_message(
        village.ann.id, "Which title?", reply_markup=ForceReply(input_field_placeholder="Fox")
    )
    question = village.ann.sees(village.ann.dm)[0]
    assert question.asks == {"force_reply": True, "input_field_placeholder": "Fox"}

    await village.ann.says(village.ann.dm, "The Fox", reply_to=question)
    message = (await village.hears_one()).message
    assert message
    assert message.reply_to_message
    assert message.reply_to_message.message_id == question.id


async def test_what_was_said_is_taken_away(village: Village) -> None:
    """A message of one's own is deleted, once."""
    sent = await village.bot.send_message(village.ann.id, "a slip")
    seen = village.ann.sees(village.ann.dm)[0]
    await sent.delete()

    assert village.ann.is_gone(seen)
    village.server.refusals.allow("message to delete not found")
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()


async def test_the_bot_is_seen_to_type(village: Village) -> None:
    """A chat action is seen for five seconds, or until a message comes."""
    await village.bot.send_chat_action(village.ann.id, ChatAction.TYPING)
    assert village.ann.sees_bot(village.ann.dm) == "typing"

    await village.bot.send_message(village.ann.id, "there")
    assert not village.ann.sees_bot(village.ann.dm)


async def test_a_wrong_token_is_refused(village: Village) -> None:
    """Nobody else's token opens anything."""
    village.server.refusals.allow("Unauthorized", "Not Found")
    assert (await village.ask("getMe", token="1:other")).status == 401
    assert (await village.ask("getMe", token="nonsense")).status == 404
    assert (await village.ask("sendNothing")).why == "Not Found: method not found"


async def test_a_reply_may_quote(village: Village) -> None:
    """A quote is a part of what is answered, and nothing else."""
    asked = await village.ann.says(village.ann.dm, "a fox, in the snow")
    part, other = (ReplyParameters(asked.id, quote=words) for words in ("the snow", "the sun"))
    await village.bot.send_message(village.ann.id, "Which?", reply_parameters=part)
    assert village.ann.sees(village.ann.dm)[-1].quote == "the snow"

    village.server.refusals.allow("QUOTE_TEXT_INVALID")
    with pytest.raises(BadRequest, match=r"[Qq]uote_text_invalid"):
        await village.bot.send_message(village.ann.id, "?", reply_parameters=other)
