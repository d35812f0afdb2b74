"""Threads, forums and direct messages over REST, with Discord's codes for closed doors."""

from typing import Any

import pytest

from tests.emulators.asking import Town
from tests.emulators.discord import limits
from tests.emulators.discord.permissions import EVERYONE, Permission
from tests.emulators.discord.things import Channel, Draft, Kind

FORM, TAG_REQUIRED, ARCHIVED, LOCKED, THREAD_EXISTS, TOO_MANY = 50035, 40067, 50083, 160005, 160004, 160006
MISSING_ACCESS, CANNOT_DM, CANNOT_DM_NOW, NOT_HERE, UNKNOWN_USER = 50001, 50007, 50278, 50008, 10013
UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MEMBER = 10003, 10004, 10007


@pytest.fixture
def thread(town: Town) -> Channel:
    """A thread of Ann's."""
    return town.server.world.add_thread(town.channel.id, town.ann.id, "foxes")


async def test_a_thread_is_opened_under_a_message_once(town: Town) -> None:
    """A thread under a message has the message's id, and there is only one."""
    town.server.refusals.allow(THREAD_EXISTS)
    message = town.heard("draw a fox")
    path = f"/channels/{town.channel.id}/messages/{message.id}/threads"
    opened = await town.ask("POST", path, {"name": "foxes", "auto_archive_duration": 60})

    assert (opened.id, opened.body["type"]) == (message.id, Kind.PUBLIC_THREAD)
    assert opened.body["thread_metadata"]["auto_archive_duration"] == 60
    assert (await town.ask("POST", path, {"name": "foxes"})).code == THREAD_EXISTS


@pytest.mark.parametrize(
    "told",
    [{"name": ""}, {"name": "n" * 101}, {}, {"name": "n", "auto_archive_duration": 61}, {"name": "n", "colour": 1}],
)
async def test_threads_have_short_names_and_known_times(town: Town, told: dict[str, Any]) -> None:
    """A name of 101 characters and an archive time nobody knows are refused."""
    town.server.refusals.allow(FORM)

    assert (await town.ask("POST", f"/channels/{town.channel.id}/threads", told)).code == FORM


async def test_there_is_an_end_to_threads(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """When as many threads are active as a guild may have, no other is opened."""
    town.server.refusals.allow(TOO_MANY)
    monkeypatch.setattr(limits, "THREADS", 2)
    path = f"/channels/{town.channel.id}/threads"
    codes = [(await town.ask("POST", path, {"name": "n", "type": 11})).code for _ in range(3)]

    assert codes == [0, 0, TOO_MANY]


async def test_sending_wakes_a_sleeping_thread(town: Town, thread: Channel) -> None:
    """An archived thread is awake after a message, and everybody is told."""
    town.server.world.archive(thread.id)
    told: list[str] = []
    town.server.world.listen(lambda happening: told.append(happening.name))

    assert (await town.says({"content": "x"}, thread)).status == 200
    assert not thread.archived
    assert told == ["THREAD_UPDATE", "MESSAGE_CREATE"]


async def test_a_locked_thread_stays_asleep(town: Town, thread: Channel) -> None:
    """Only who manages threads writes into a locked one: 50083 while it sleeps, 160005 while it is awake."""
    town.server.refusals.allow(ARCHIVED, LOCKED)
    world = town.server.world
    world.archive(thread.id, locked=True)
    assert (await town.says({"content": "x"}, thread)).code == ARCHIVED
    thread.archived = False
    assert (await town.says({"content": "x"}, thread)).code == LOCKED
    [role] = world.guilds[town.guild.id].members[world.bot.id].roles
    world.change_role(town.guild.id, role, EVERYONE | Permission.MANAGE_THREADS)
    assert (await town.says({"content": "x"}, thread)).status == 200


async def test_a_message_in_a_sleeping_thread_cannot_be_changed(town: Town, thread: Channel) -> None:
    """Editing does not wake a thread: it is 50083, and sending first is the way."""
    town.server.refusals.allow(ARCHIVED)
    sent = await town.says({"content": "x"}, thread)
    town.server.world.archive(thread.id)

    assert (await town.ask("PATCH", f"/channels/{thread.id}/messages/{sent.id}", {"content": "y"})).code == ARCHIVED


async def test_a_private_thread_is_closed_to_who_is_not_in_it(town: Town) -> None:
    """The bot does not see a private thread it has not been added to."""
    town.server.refusals.allow(MISSING_ACCESS)
    hidden = town.server.world.add_thread(town.channel.id, town.ann.id, "secret", private=True)

    assert (await town.says({"content": "x"}, hidden)).code == MISSING_ACCESS
    hidden.joined.add(town.server.world.bot.id)
    assert (await town.says({"content": "x"}, hidden)).status == 200


async def test_a_forum_takes_posts_and_no_messages(town: Town) -> None:
    """A post is a thread whose first message has its id; a bare message in a forum is 50008."""
    town.server.refusals.allow(NOT_HERE)
    forum = town.server.world.add_forum(town.guild.id, "gallery", ["fox"])
    told = {"name": "A fox", "message": {"content": "look"}, "applied_tags": [str(forum.tags[0].id)]}
    post = await town.ask("POST", f"/channels/{forum.id}/threads", told)

    assert post.body["message"]["id"] == post.body["id"]
    assert post.body["applied_tags"] == [str(forum.tags[0].id)]
    assert (await town.says({"content": "x"}, forum)).code == NOT_HERE


@pytest.mark.parametrize(("tags", "code"), [([], TAG_REQUIRED), (["1"], FORM), (["1"] * 6, FORM)])
async def test_a_forum_may_want_a_tag(town: Town, tags: list[str], code: int) -> None:
    """A forum that wants a tag refuses a post without one, and unknown ones."""
    town.server.refusals.allow(code)
    forum = town.server.world.add_forum(town.guild.id, "gallery", ["fox"], must_tag=True)
    told = {"name": "A fox", "message": {"content": "look"}, "applied_tags": tags}

    assert (await town.ask("POST", f"/channels/{forum.id}/threads", told)).code == code


async def test_direct_messages_stop_at_a_closed_door(town: Town) -> None:
    """A channel to anybody can be opened; writing is 50007 to who wants none and 50278 without a common guild."""
    town.server.refusals.allow(CANNOT_DM, CANNOT_DM_NOW, UNKNOWN_USER)
    world = town.server.world

    async def write(user: int) -> int:
        opened = await town.ask("POST", "/users/@me/channels", {"recipient_id": str(user)})
        return (await town.says({"content": "x"}, world.channels[opened.id])).code

    assert await write(town.ann.id) == 0
    town.ann.dms_open = False
    assert await write(town.ann.id) == CANNOT_DM
    stranger = world.add_user("Bob")
    assert await write(stranger.id) == CANNOT_DM_NOW
    world.application.users.add(stranger.id)
    assert await write(stranger.id) == 0
    assert (await town.ask("POST", "/users/@me/channels", {"recipient_id": "1"})).code == UNKNOWN_USER


async def test_direct_messages_of_others_are_not_ours(town: Town) -> None:
    """The bot does not see what two people write to each other."""
    town.server.refusals.allow(MISSING_ACCESS)
    world = town.server.world
    theirs = world.dm(town.ann.id, world.add_user("Bob").id)
    world.messages.post(theirs.id, town.ann.id, Draft("psst"))

    assert (await town.ask("GET", f"/channels/{theirs.id}/messages")).code == MISSING_ACCESS


async def test_a_guild_without_the_bot_is_closed(town: Town) -> None:
    """Outside of a guild the bot knows neither it nor its channels; inside it reads roles, members and channels."""
    town.server.refusals.allow(MISSING_ACCESS, UNKNOWN_GUILD, UNKNOWN_CHANNEL, UNKNOWN_MEMBER)
    world = town.server.world
    other = world.add_guild("Elsewhere", bot=False)
    channel = world.add_channel(other.id, "art")

    assert (await town.says({"content": "x"}, channel)).code == MISSING_ACCESS
    assert (await town.ask("GET", f"/guilds/{other.id}")).code == MISSING_ACCESS
    assert (await town.ask("GET", "/guilds/1")).code == UNKNOWN_GUILD
    assert (await town.ask("GET", f"/guilds/{town.guild.id}/members/1")).code == UNKNOWN_MEMBER
    own = f"/guilds/{town.guild.id}"
    assert (await town.ask("GET", own)).body["premium_tier"] == 0
    assert [each["name"] for each in (await town.ask("GET", f"{own}/channels")).body] == ["art"]
    assert [each["name"] for each in (await town.ask("GET", f"{own}/roles")).body] == ["@everyone", "Atelier"]
    assert (await town.ask("GET", f"{own}/members/{town.ann.id}")).body["user"]["global_name"] == "Ann"
    assert [int(each["id"]) for each in (await town.ask("GET", "/users/@me/guilds")).body] == [town.guild.id]


async def test_a_deleted_channel_is_unknown(town: Town, thread: Channel) -> None:
    """With a channel go its threads, and both are told of."""
    town.server.refusals.allow(UNKNOWN_CHANNEL)
    told: list[str] = []
    town.server.world.listen(lambda happening: told.append(happening.name))
    town.server.world.delete_channel(town.channel.id)

    assert (await town.says({"content": "x"})).code == UNKNOWN_CHANNEL
    assert (await town.says({"content": "x"}, thread)).code == UNKNOWN_CHANNEL
    assert told == ["CHANNEL_DELETE"]


async def test_typing_is_told(town: Town) -> None:
    """The typing indicator reaches the channel."""
    told: list[str] = []
    town.server.world.listen(lambda happening: told.append(happening.name))

    assert (await town.ask("POST", f"/channels/{town.channel.id}/typing")).status == 204
    assert told == ["TYPING_START"]


async def test_the_application_tells_its_switches(town: Town) -> None:
    """What `atelier check` reads: the intents' switches, the installs, and the owner."""
    before = (await town.ask("GET", "/applications/@me")).body
    town.server.world.application.content_intent = True
    after = (await town.ask("GET", "/oauth2/applications/@me")).body

    assert (before["flags"], after["flags"]) == (0, 1 << 19)
    assert sorted(after["integration_types_config"]) == ["0", "1"]
