"""What was said is changed, answered, taken away, sent on; what is not possible is said in Telegram's words."""

import pytest
from telegram import ForceReply, InputMediaPhoto
from telegram.error import BadRequest

from tests.clock import ManualClock
from tests.emulators.telegram.api import SECOND_OPINION
from tests.emulators.telegram.attaching import document, photo
from tests.emulators.telegram.things import Status
from tests.emulators.village import Village, keyboard, picture

GO = keyboard("Go")
ELSE = keyboard("Else")


async def test_what_is_not_changed_is_refused(village: Village) -> None:
    """The same words with the same buttons are no change; other buttons are."""
    village.server.refusals.allow("message is not modified")
    sent = await village.bot.send_message(village.ann.id, "x", reply_markup=GO)
    with pytest.raises(BadRequest, match="is not modified: specified new message content"):
        await sent.edit_text("x", reply_markup=GO)
    with pytest.raises(BadRequest, match="is not modified"):
        await sent.edit_reply_markup(GO)

    await sent.edit_text("x", reply_markup=ELSE)
    await sent.edit_reply_markup(None)
    assert village.ann.sees(village.ann.dm)[0].labels == []


async def test_what_cannot_be_edited_is_refused(village: Village) -> None:
    """What is gone, another's, a file's words as text, a text's as caption, and a forced reply."""
    village.server.refusals.allow(
        "message to edit not found", "can't be edited", "to edit", "keyboard expected", SECOND_OPINION
    )
    ann = village.ann.id
    asked = await village.ann.says(village.ann.dm, "a fox")
    text = await village.bot.send_message(ann, "x")
    file = await village.bot.send_document(ann, b"x", filename="a.txt")
    forced = await village.bot.send_message(ann, "?", reply_markup=ForceReply())

    async def why(method: str, message: int, **more: object) -> str:
        return (await village.ask(method, {"chat_id": ann, "message_id": message, **more})).why

    assert "message to edit not found" in await why("editMessageText", 999, text="y")
    assert "message can't be edited" in await why("editMessageText", asked.id, text="y")
    assert "no text in the message" in await why("editMessageText", file.message_id, text="y")
    assert "no caption in the message" in await why("editMessageCaption", text.message_id, caption="y")
    assert "message can't be edited" in await why("editMessageText", forced.message_id, text="y")
    markup = {"force_reply": True}
    assert "keyboard expected" in await why("editMessageText", text.message_id, text="y", reply_markup=markup)
    assert await why("editMessageCaption", file.message_id, caption="y") == ""


async def test_an_old_message_stays(village: Village, clock: ManualClock) -> None:
    """After 48 hours one's own messages cannot be taken away but by who leads (T35)."""
    village.server.refusals.allow("message can't be deleted")
    sent = await village.bot.send_message(village.group.id, "x")
    theirs = await village.ann.says(village.group, "/help")
    with pytest.raises(BadRequest, match="can't be deleted"):
        await village.bot.delete_message(village.group.id, theirs.id)
    await clock.advance(48 * 3600)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await sent.delete()

    rights = ["can_delete_messages"]
    village.server.world.join(village.group, village.server.world.bot, status=Status.ADMINISTRATOR, rights=rights)
    await village.bot.delete_messages(village.group.id, [sent.message_id, theirs.id])
    assert [each for each in village.ann.sees(village.group) if not each.service] == []


async def test_no_number_is_used_twice(village: Village) -> None:
    """What was taken away leaves a gap: its number never names another message."""
    sent = await village.bot.send_message(village.group.id, "x")
    await sent.delete()

    assert (await village.bot.send_message(village.group.id, "y")).message_id == sent.message_id + 1


async def test_a_reply_needs_its_message(village: Village) -> None:
    """What is gone cannot be answered, unless the answer may do without."""
    village.server.refusals.allow("message to be replied not found")
    gone = {"message_id": 999}
    told = {"chat_id": village.ann.id, "text": "x"}

    assert (
        "message to be replied not found" in (await village.ask("sendMessage", told | {"reply_parameters": gone})).why
    )
    free = gone | {"allow_sending_without_reply": True}
    assert (await village.ask("sendMessage", told | {"reply_parameters": free})).status == 200


async def test_an_album_arrives_in_parts(village: Village) -> None:
    """Each part is an update of its own with a common group, no end marker, and the words below one (T8)."""
    files = [photo(picture()), photo(picture(32, 32)), photo(picture(16, 16))]
    await village.ann.says(village.ann.dm, "make a poster of these", album=files)
    messages = [each.message for each in await village.hears() if each.message]

    assert [each.caption for each in messages] == ["make a poster of these", None, None]
    assert len({each.media_group_id for each in messages}) == 1
    assert messages[0].media_group_id
    assert len({each.message_id for each in messages}) == 3


async def test_a_part_of_an_album_may_come_late(village: Village) -> None:
    """Parts come one by one and belong together all the same; the words may stand below any."""
    first = await village.ann.says(village.ann.dm, album=[photo(picture())])
    assert len(await village.hears()) == 1
    await village.ann.says(village.ann.dm, "a poster", files=[photo(picture())], part_of=first)
    message = (await village.hears_one()).message
    assert message
    assert (message.media_group_id, message.caption) == (first.album, "a poster")


async def test_a_forward_takes_words_and_file_along(village: Village) -> None:
    """A forward tells whence it came, and carries the file by the same unique id (T9)."""
    said = await village.ann.says(village.ann.dm, "the brief", files=[document("brief.txt", b"a fox")])
    await village.ann.says(village.ann.dm, forwards=said)
    first, second = [each.message for each in await village.hears() if each.message]

    assert second.forward_origin
    assert (second.caption, second.forward_origin.type) == ("the brief", "user")
    assert first.document
    assert second.document
    assert second.document.file_unique_id == first.document.file_unique_id


async def test_a_quote_is_told(village: Village) -> None:
    """The quoted part of what is answered arrives with its place."""
    said = await village.ann.says(village.ann.dm, "🦊 a fox, in the snow")
    await village.ann.says(village.ann.dm, "warmer", reply_to=said, quote="the snow")
    message = (await village.hears())[-1].message
    assert message
    assert message.quote
    assert (message.quote.text, message.quote.position, message.quote.is_manual) == ("the snow", 13, True)


async def test_an_edit_is_told_and_a_deletion_is_not(village: Village) -> None:
    """What a person changes comes as an update of its own; what they take away is not told."""
    said = await village.ann.says(village.ann.dm, "a fox")
    await village.ann.edits(said, "a hare")
    await village.ann.deletes(said)
    first, second = await village.hears()

    assert first.message
    assert second.edited_message
    assert (first.message.text, second.edited_message.text) == ("a fox", "a hare")
    assert village.ann.is_gone(said)


async def test_a_press_on_what_is_gone_is_told_without_it(village: Village) -> None:
    """A pressed message that was deleted meanwhile arrives as inaccessible, and no unknown button can be pressed."""
    await village.bot.send_message(village.ann.id, "x", reply_markup=GO)
    [card] = village.ann.sees(village.ann.dm)
    await village.bot.edit_message_text("y", village.ann.id, card.id, reply_markup=ELSE)
    with pytest.raises(AssertionError, match="no button 'Go'"):
        await village.ann.presses(card, "Go")
    press = await village.ann.presses(card, "Go", crossing=True)
    await village.bot.delete_message(village.ann.id, card.id)
    query = (await village.hears_one()).callback_query
    assert query
    await query.answer()
    assert not (await press.answered()).text


async def test_a_press_that_nobody_answers_is_seen(village: Village, clock: ManualClock) -> None:
    """A bot that heard a press and let its clock run on is told of it (T14)."""
    await village.bot.send_message(village.ann.id, "x", reply_markup=GO)
    await village.ann.presses(village.ann.sees(village.ann.dm)[0], "Go")
    await village.hears()
    await clock.advance(16)
    village.server.look_back()
    assert village.server.refusals.all == []  # nobody has confirmed that it was heard

    await village.ann.presses(village.ann.sees(village.ann.dm)[0], "Go")
    for _ in range(2):
        await village.hears()
    village.server.look_back()  # the second press may still be answered
    village.server.refusals.allow("its clock never stopped")
    assert [each.what for each in village.server.refusals.all] == ["answerCallbackQuery"]


async def test_protected_and_silent_are_seen(village: Village) -> None:
    """Who protects or silences what they send is seen to (T11)."""
    await village.bot.send_message(village.ann.id, "x", protect_content=True, disable_notification=True)
    [seen] = village.ann.sees(village.ann.dm)

    assert (seen.protected, seen.silent) == (True, True)


async def test_the_bot_describes_itself(village: Village) -> None:
    """Name and descriptions are kept per language."""
    await village.bot.set_my_description("Pictures, films and music")
    await village.bot.set_my_description("图片、影片和音乐", language_code="zh")

    assert (await village.bot.get_my_description()).description == "Pictures, films and music"
    assert (await village.bot.get_my_description(language_code="zh")).description == "图片、影片和音乐"
    assert (await village.bot.get_my_name()).name == "Atelier"


async def test_an_album_of_ours_may_be_spoilt(village: Village) -> None:
    """Every picture may be hidden behind dots (T10)."""
    await village.bot.send_media_group(village.ann.id, [InputMediaPhoto(picture(), has_spoiler=True) for _ in range(2)])

    assert [each.file.spoiler for each in village.ann.sees(village.ann.dm) if each.file] == [True, True]
