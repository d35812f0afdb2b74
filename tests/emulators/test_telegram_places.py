"""Where the bot may speak, what it hears there, and how topics are named."""

import pytest
from telegram import Chat as PtbChat
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.emulators.telegram.people import Person
from tests.emulators.telegram.things import GENERAL, Chat, Status, Topic
from tests.emulators.village import Village, keyboard, picture


@pytest.fixture
def topic(village: Village) -> Topic:
    """A topic of the forum, which the bot helps to lead; nothing has been said there."""
    village.server.world.join(village.forum, village.server.world.bot, status=Status.ADMINISTRATOR)
    topic = village.server.world.add_topic(village.forum, "Posters")
    village.server.updates.drop()
    return topic


async def heard(village: Village) -> list[str]:
    """The words of what the bot is told."""
    messages = [each.message for each in await village.hears() if each.message]
    return [each.text or each.caption or "" for each in messages]


async def test_a_topic_is_named_in_both_directions(village: Village, topic: Topic) -> None:
    """What is said in a topic tells its id, and what is sent with it is seen there alone (T20)."""
    await village.ann.says(village.forum, "a fox", topic=topic)
    message = (await village.hears_one()).message
    assert message
    assert (message.message_thread_id, message.is_topic_message) == (topic.id, True)

    await village.bot.send_message(village.forum.id, "At work", message_thread_id=topic.id)
    await village.bot.send_photo(village.forum.id, picture(), message_thread_id=topic.id)

    assert [each.text for each in village.ann.sees(village.forum, topic)][-2:] == ["At work", ""]
    assert [each.text for each in village.ann.sees(village.forum, GENERAL) if not each.service] == []


async def test_general_goes_without_an_id(village: Village, topic: Topic) -> None:
    """In General no thread is told or may be sent; its id in a message is refused (T20)."""
    await village.ann.says(village.forum, "a fox")
    message = (await village.hears_one()).message
    assert message
    assert (message.message_thread_id, message.is_topic_message) == (None, None)

    await village.bot.send_message(village.forum.id, "At work")
    assert village.ann.sees(village.forum, GENERAL)[-1].text == "At work"
    village.server.refusals.allow("message thread not found")
    with pytest.raises(BadRequest, match="thread not found"):
        await village.bot.send_message(village.forum.id, "x", message_thread_id=GENERAL)


async def test_general_is_named_in_chat_actions(village: Village, topic: Topic) -> None:
    """Typing in a forum is seen where its thread says, General's being 1; without one it is seen nowhere (T20, T28)."""
    await village.bot.send_chat_action(village.forum.id, "typing", message_thread_id=GENERAL)
    assert village.ann.sees_bot(village.forum) == "typing"
    await village.bot.send_chat_action(village.forum.id, "upload_photo", message_thread_id=topic.id)
    assert village.ann.sees_bot(village.forum, topic) == "upload_photo"

    village.server.refusals.allow("shown nowhere")
    await village.bot.send_chat_action(village.forum.id, "choose_sticker")
    assert [each.why for each in village.server.refusals.all if "shown nowhere" in each.why]
    assert village.ann.sees_bot(village.forum) == "typing"


async def test_an_action_ends(village: Village) -> None:
    """Five seconds after it was told, nobody sees it any more (T28)."""
    await village.bot.send_chat_action(village.ann.id, "typing")
    action = village.server.world.actions.pop()
    village.server.world.actions.append(type(action)(action.chat, action.topic, action.action, action.at - 5))

    assert village.ann.sees_bot(village.ann.dm) == ""


async def test_a_chain_of_replies_is_no_topic(village: Village) -> None:
    """A reply in an ordinary supergroup tells a thread that is no topic and must not be sent back (T20)."""
    await village.bot.send_message(village.group.id, "A fox")
    ours = village.ann.sees(village.group)[-1]
    await village.ann.says(village.group, "warmer light", reply_to=ours)
    message = (await village.hears_one()).message
    assert message
    assert (message.message_thread_id, message.is_topic_message) == (ours.id, None)

    village.server.refusals.allow("message thread not found")
    with pytest.raises(BadRequest, match="thread not found"):
        await village.bot.send_message(village.group.id, "x", message_thread_id=ours.id)


async def test_words_in_a_topic_seem_to_answer_its_beginning(village: Village, topic: Topic) -> None:
    """What replies to nothing in a topic arrives as a reply to the message that opened it, as Telegram tells it."""
    await village.ann.says(village.forum, "a fox", topic=topic)
    message = (await village.hears_one()).message
    assert message
    assert message.reply_to_message
    assert message.reply_to_message.forum_topic_created


async def test_a_reply_goes_where_it_belongs(village: Village, topic: Topic) -> None:
    """A reply that names no topic goes to that of the answered message."""
    asked = await village.ann.says(village.forum, "a fox", topic=topic)
    await village.ask(
        "sendMessage", {"chat_id": village.forum.id, "text": "Here", "reply_parameters": {"message_id": asked.id}}
    )

    assert village.ann.sees(village.forum, topic)[-1].text == "Here"


@pytest.mark.parametrize("gone", [True, False], ids=["deleted", "closed"])
async def test_a_topic_may_be_closed_to_the_bot(village: Village, topic: Topic, gone: bool) -> None:  # noqa: FBT001
    """A closed topic takes nothing but from who manages topics, and one that is gone is not found."""
    village.server.refusals.allow("TOPIC_CLOSED", "message thread not found")
    end = village.server.world.delete_topic if gone else village.server.world.close_topic
    end(village.forum, topic)
    with pytest.raises(BadRequest, match="thread not found" if gone else "Topic_closed"):
        await village.bot.send_message(village.forum.id, "x", message_thread_id=topic.id)

    village.server.world.join(village.forum, village.server.world.bot, status=Status.ADMINISTRATOR,
                              rights=["can_manage_topics"])  # fmt: skip
    if not gone:
        await village.bot.send_message(village.forum.id, "x", message_thread_id=topic.id)


async def test_a_bot_with_the_right_opens_topics(village: Village) -> None:
    """Topics are made by who may manage them, in forums."""
    village.server.refusals.allow("not enough rights", "not a forum")
    with pytest.raises(BadRequest, match="ot enough rights"):
        await village.bot.create_forum_topic(village.forum.id, "Posters")
    with pytest.raises(BadRequest, match="not a forum"):
        await village.bot.create_forum_topic(village.group.id, "Posters")

    village.server.world.join(village.forum, village.server.world.bot, status=Status.ADMINISTRATOR,
                              rights=["can_manage_topics"])  # fmt: skip
    opened = await village.bot.create_forum_topic(village.forum.id, "Posters")
    await village.bot.send_message(village.forum.id, "x", message_thread_id=opened.message_thread_id)


async def test_privacy_withholds_what_is_not_for_the_bot(village: Village) -> None:
    """With privacy on the bot hears commands and replies to it, and not even its own name (T22)."""
    await village.bot.send_message(village.group.id, "Here")
    ours = village.ann.sees(village.group)[-1]
    said = await village.ann.says(village.group, "nice weather")
    await village.ann.says(village.group, "a fox", mention=True)
    await village.ann.says(village.group, "not that one", reply_to=said)
    await village.ann.says(village.group, "/new@other_bot")
    await village.ann.says(village.group, "/new@atelier_bot a fox")
    await village.ann.says(village.group, "/help")
    await village.ann.says(village.group, "warmer", reply_to=ours)

    assert await heard(village) == ["/new@atelier_bot a fox", "/help", "warmer"]


async def test_a_command_for_nobody_goes_to_who_spoke_last(village: Village) -> None:
    """A command without a name is not for the bot once another bot has spoken."""
    other = village.server.world.add_user("Other", bot=True)
    village.server.world.join(village.group, other)
    Person(village.ann._scene, other)
    village.server.updates.drop()
    await Person(village.ann._scene, other).says(village.group, "I am a bot")
    await village.ann.says(village.group, "/help")

    assert await heard(village) == []


async def test_bots_do_not_hear_each_other(village: Village) -> None:
    """Even where everything is heard, other bots are not (T40)."""
    village.server.world.join(village.group, village.server.world.bot, status=Status.ADMINISTRATOR)
    other = village.server.world.add_user("Other", bot=True)
    village.server.world.join(village.group, other)
    village.server.updates.drop()
    await Person(village.ann._scene, other).says(village.group, "I am a bot")
    await village.ann.says(village.group, "nice weather")

    assert await heard(village) == ["nice weather"]


async def test_a_change_of_privacy_needs_the_bot_anew(village: Village) -> None:
    """Switching privacy off is felt only where the bot is added afterwards (T22)."""
    village.server.world.privacy = False
    assert (await village.bot.get_me()).can_read_all_group_messages
    village.server.world.join(village.group, village.server.world.bot, status=Status.RESTRICTED)
    await village.ann.says(village.group, "unheard")
    assert await heard(village) == []
    village.server.world.leave(village.group, village.server.world.bot)
    village.server.world.join(village.group, village.server.world.bot)
    village.server.updates.drop()
    await village.ann.says(village.group, "nice weather")

    assert await heard(village) == ["nice weather"]


async def test_coming_and_going_is_told(village: Village) -> None:
    """Where the bot is let in, put out or blocked it is told, and by whom (service messages are always heard)."""
    world = village.server.world
    new = world.add_group("Club", bot=False)
    assert await village.hears() == []
    world.join(new, world.bot)
    member, message = await village.hears()
    joined = member.my_chat_member
    assert joined
    assert message.message
    assert [each.id for each in message.message.new_chat_members] == [world.bot.id]
    world.leave(new, world.bot, by=village.ann.user)
    village.ann.blocks()
    left, blocked = [each.my_chat_member for each in await village.hears() if each.my_chat_member]

    assert (joined.chat.type, joined.new_chat_member.status) == (PtbChat.GROUP, "member")
    assert left.new_chat_member.status == "kicked"
    assert (blocked.chat.id, blocked.new_chat_member.status) == (village.ann.id, "kicked")


async def test_a_closed_door_is_told(village: Village) -> None:
    """Who has not begun, has blocked the bot, or put it out is told apart by words (403)."""
    world = village.server.world
    village.server.refusals.allow("Forbidden: ")
    stranger = village.server.person("Stranger")
    chats: list[tuple[Chat, str]] = [(stranger.dm, "bot can't initiate conversation with a user")]
    village.ann.blocks()
    chats.append((village.ann.dm, "bot was blocked by the user"))
    world.leave(village.group, world.bot, by=village.ann.user)
    chats.append((village.group, "bot was kicked from the supergroup chat"))
    world.leave(village.forum, world.bot)
    chats.append((village.forum, "bot is not a member of the supergroup chat"))

    for chat, why in chats:
        with pytest.raises(Forbidden, match=why):
            await village.bot.send_message(chat.id, "x")


async def test_a_group_may_forbid_what_is_sent(village: Village) -> None:
    """Rights that are taken from everybody, or from the bot alone, refuse by their names."""
    village.server.refusals.allow("not enough rights")
    village.group.denied = frozenset({"can_send_photos"})
    await village.bot.send_message(village.group.id, "x")
    with pytest.raises(BadRequest, match="send photos"):
        await village.bot.send_photo(village.group.id, picture())
    village.server.world.join(village.group, village.server.world.bot, status=Status.RESTRICTED)
    with pytest.raises(BadRequest, match="send text messages"):
        await village.bot.send_message(village.group.id, "x")


async def test_a_group_moves(village: Village) -> None:
    """A group that became a supergroup refuses by its new id, tells of it on both sides, and keeps its people (T38)."""
    world = village.server.world
    small = world.add_group("Club", owner=village.ann.user)
    await village.bot.send_message(small.id, "Go?", reply_markup=keyboard("Go"))
    card = village.ann.sees(small)[-1]
    await village.hears()
    large = world.migrate(small)
    there, here = [each.message for each in await village.hears() if each.message]

    assert (there.chat.id, there.migrate_to_chat_id) == (small.id, large.id)
    assert (here.chat.id, here.migrate_from_chat_id) == (large.id, small.id)
    village.server.refusals.allow("upgraded to a supergroup")
    with pytest.raises(ChatMigrated) as moved:
        await village.bot.send_message(small.id, "x")
    assert moved.value.new_chat_id == large.id
    await village.bot.send_message(large.id, "x")
    await village.ann.presses(card, "Go")
    query = (await village.hears_one()).callback_query
    assert query
    assert query.message
    assert query.message.chat.id == small.id


async def test_messages_are_counted_per_supergroup(village: Village) -> None:
    """The same number names different messages in different supergroups: an id alone says nothing."""
    other = village.server.world.add_supergroup("Other")
    first = await village.bot.send_message(village.group.id, "x")
    for _ in range(3):
        await village.bot.send_message(other.id, "x")

    assert first.message_id in village.server.world.said[other.id]


async def test_an_administrator_may_wear_a_mask(village: Village) -> None:
    """What an administrator writes as the group comes from a bot of Telegram's, in the group's name."""
    village.server.world.join(village.group, village.server.world.bot, status=Status.ADMINISTRATOR)
    village.ann.joins(village.group, status=Status.ADMINISTRATOR)
    village.server.updates.drop()
    await village.ann.says(village.group, "a fox", masked=True)
    message = (await village.hears_one()).message
    assert message
    assert message.from_user
    assert message.sender_chat
    assert (message.from_user.username, message.sender_chat.id) == ("GroupAnonymousBot", village.group.id)

    bert = village.server.person("Bert", village.group)
    with pytest.raises(AssertionError, match="only administrators"):
        await bert.says(village.group, "a fox", masked=True)


async def test_a_channel_s_posts_come_by_themselves(village: Village) -> None:
    """What Telegram brings from the group's channel says so, and is nobody's request."""
    village.server.world.join(village.group, village.server.world.bot, status=Status.ADMINISTRATOR)
    village.server.updates.drop()
    village.server.world.post_from_channel(village.group, "News", "a fox")
    message = (await village.hears_one()).message
    assert message
    assert message.sender_chat
    assert (message.is_automatic_forward, message.sender_chat.type) == (True, PtbChat.CHANNEL)


async def test_a_deep_link_carries_words(village: Village) -> None:
    """A link's payload arrives with /start, 64 letters of it at most (T29)."""
    await village.ann.starts("p-1_x")

    assert await heard(village) == ["/start p-1_x"]
    for payload in ("x" * 65, "a b"):
        with pytest.raises(AssertionError, match="deep link"):
            await village.ann.starts(payload)


async def test_nobody_does_what_their_client_would_not(village: Village) -> None:
    """A test that lets people do the impossible is told so."""
    bert = village.server.person("Bert", village.group)
    with pytest.raises(AssertionError, match="not in"):
        await bert.says(village.forum, "x")
    with pytest.raises(AssertionError, match="somebody else"):
        await bert.says(village.ann.dm, "x")
    with pytest.raises(AssertionError, match="nothing to say"):
        await bert.says(village.group)
    with pytest.raises(AssertionError, match="several messages"):
        await bert.says(village.group, "x" * 4097)
    said = await village.ann.says(village.group, "mine")
    with pytest.raises(AssertionError, match="one's own"):
        await bert.edits(said, "yours")
    with pytest.raises(AssertionError, match="administrators"):
        await bert.deletes(said)
    topic = village.server.world.add_topic(village.forum, "Posters")
    village.server.world.close_topic(village.forum, topic)
    with pytest.raises(AssertionError, match="closed"):
        await village.ann.says(village.forum, "x", topic=topic)
    village.ann.blocks()
    with pytest.raises(AssertionError, match="blocked"):
        await village.ann.says(village.ann.dm, "x")
