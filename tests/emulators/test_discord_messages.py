"""Saying, reading, changing and deleting over REST, with Discord's codes for what is not allowed."""

from typing import Any

import discord
import pytest

from tests.clock import ManualClock
from tests.emulators.asking import Town
from tests.emulators.discord.permissions import EVERYONE, Permission
from tests.emulators.discord.things import Draft, Overwrite, Reference

MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, NOT_THE_AUTHOR, FORM, AUTOMOD, NO_REPLY = 10003, 10008, 50005, 50035, 200000, 160002


async def test_the_real_library_logs_in_says_changes_and_deletes(town: Town) -> None:
    """discord.py runs against the emulator with only its addresses changed."""
    told: list[str] = []
    town.server.world.listen(lambda happening: told.append(happening.name))
    with town.server.leads():
        client = discord.Client(intents=discord.Intents.none())
        async with client:
            await client.login(town.server.token)
            channel = await client.fetch_channel(town.channel.id)
            assert isinstance(channel, discord.TextChannel)
            sent = await channel.send("one moment", nonce="n" * 25)
            await sent.edit(content="done", allowed_mentions=discord.AllowedMentions.none())
            assert [each.content async for each in channel.history(limit=5)] == ["done"]
            await sent.delete()

    assert told == ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"]
    assert town.server.world.messages.all(channel.id) == []


async def test_a_wrong_token_opens_nothing(town: Town) -> None:
    """A mistyped token is 401, as at the real login."""
    town.server.refusals.allow(401)
    answer = await town.ask("GET", "/users/@me", token="another")

    assert (answer.status, answer.body) == (401, {"message": "401: Unauthorized", "code": 0})


@pytest.mark.parametrize(
    ("path", "code"),
    [("/channels/1/messages", UNKNOWN_CHANNEL), ("/channels/{channel}/messages/1", UNKNOWN_MESSAGE), ("/nowhere", 404)],
)
async def test_what_does_not_exist_is_not_found(town: Town, path: str, code: int) -> None:
    """Each kind of missing thing has its own code, for the adapter tells a gone channel from a gone message."""
    town.server.refusals.allow(code)
    answer = await town.ask("GET", path.format(channel=town.channel.id))

    assert (answer.status, answer.code) == (404, code if code != 404 else 0)


@pytest.mark.parametrize(
    ("denied", "told", "code"),
    [
        (Permission.VIEW_CHANNEL, {"content": "x"}, MISSING_ACCESS),
        (Permission.SEND_MESSAGES, {"content": "x"}, MISSING_PERMISSIONS),
        (Permission.EMBED_LINKS, {"embeds": [{"title": "x"}]}, MISSING_PERMISSIONS),
        (Permission.READ_MESSAGE_HISTORY, {"content": "x", "message_reference": {"message_id": "1"}}, NO_REPLY),
    ],
)  # fmt: skip
async def test_what_the_channel_denies_is_refused(
    town: Town, denied: Permission, told: dict[str, Any], code: int
) -> None:
    """A bot without a right is refused by Discord's code: 50001 for what it does not see, else its own."""
    town.server.refusals.allow(code)
    town.channel.overwrites.append(Overwrite(town.guild.id, deny=denied))

    assert (await town.says(told)).code == code


async def test_files_need_their_own_right(town: Town) -> None:
    """A channel where files are switched off refuses them and takes words."""
    town.server.refusals.allow(MISSING_PERMISSIONS)
    town.channel.overwrites.append(Overwrite(town.guild.id, deny=Permission.ATTACH_FILES))
    path = f"/channels/{town.channel.id}/messages"

    assert (await town.upload("POST", path, {}, [("a.png", b"x")])).code == MISSING_PERMISSIONS
    assert (await town.says({"content": "x"})).status == 200


async def test_roles_and_members_overrule_everyone(town: Town) -> None:
    """Overwrites count in Discord's order: everyone, then the roles, then the member; unseen is all denied."""
    world, me = town.server.world, town.server.world.bot.id
    role = world.guilds[town.guild.id].members[me].roles[0]
    send = Permission.SEND_MESSAGES
    town.channel.overwrites = [Overwrite(town.guild.id, deny=send)]
    assert not world.may(me, town.channel.id, send)
    town.channel.overwrites.append(Overwrite(role, allow=send))
    assert world.may(me, town.channel.id, send)
    town.channel.overwrites.append(Overwrite(me, deny=send, member=True))
    assert not world.may(me, town.channel.id, send)
    town.channel.overwrites = [Overwrite(town.guild.id, deny=Permission.VIEW_CHANNEL)]
    assert not world.permissions(me, town.channel.id)
    world.change_role(town.guild.id, role, EVERYONE | Permission.ADMINISTRATOR)
    assert world.may(me, town.channel.id, send)


async def test_a_nonce_is_remembered_for_three_minutes(town: Town, clock: ManualClock) -> None:
    """A send repeated with its nonce gives the first message; later, or without enforcing, it is a second one."""
    told = {"content": "a fox", "nonce": "n1", "enforce_nonce": True}
    first = await town.says(told)
    await clock.advance(180)
    assert (await town.says(told)).id == first.id
    again = await town.says(told | {"enforce_nonce": False})
    await clock.advance(181)
    later = await town.says(told)
    assert len({first.id, again.id, later.id}) == 3


async def test_only_the_author_changes_a_message(town: Town) -> None:
    """The words of others cannot be edited, and not deleted without the right to manage messages."""
    town.server.refusals.allow(NOT_THE_AUTHOR, MISSING_PERMISSIONS)
    path = f"/channels/{town.channel.id}/messages/{town.heard('hello').id}"

    assert (await town.ask("PATCH", path, {"content": "x"})).code == NOT_THE_AUTHOR
    assert (await town.ask("DELETE", path)).code == MISSING_PERMISSIONS


async def test_history_turns_pages_both_ways(town: Town) -> None:
    """A page has the newest first, whichever side of a message it is asked from."""
    ids = [(await town.says({"content": str(at)})).id for at in range(5)]

    async def page(query: str) -> list[int]:
        answer = await town.ask("GET", f"/channels/{town.channel.id}/messages?{query}")
        return [ids.index(int(each["id"])) for each in answer.body]

    assert await page("limit=2") == [4, 3]
    assert await page(f"limit=2&before={ids[3]}") == [2, 1]
    assert await page(f"limit=2&after={ids[1]}") == [3, 2]
    assert await page(f"limit=3&around={ids[2]}") == [3, 2, 1]


@pytest.mark.parametrize("query", ["limit=101", "limit=0", "before=1&after=1", "before=x"])
async def test_history_takes_no_more_than_a_hundred(town: Town, query: str) -> None:
    """A page of 101 is refused, as are two directions at once."""
    town.server.refusals.allow(FORM)

    assert (await town.ask("GET", f"/channels/{town.channel.id}/messages?{query}")).code == FORM


async def test_history_is_empty_without_its_right(town: Town) -> None:
    """Without the right to read history Discord refuses nothing: it shows nothing."""
    town.heard("hello")
    town.channel.overwrites.append(Overwrite(town.guild.id, deny=Permission.READ_MESSAGE_HISTORY))

    assert (await town.ask("GET", f"/channels/{town.channel.id}/messages")).body == []


async def test_others_words_are_withheld_from_history_without_the_intent(town: Town) -> None:
    """Without the content intent REST shows no more than the gateway does."""
    town.heard("a secret")
    path = f"/channels/{town.channel.id}/messages"
    assert [each["content"] for each in (await town.ask("GET", path)).body] == [""]
    town.server.world.application.content_intent = True
    assert [each["content"] for each in (await town.ask("GET", path)).body] == ["a secret"]


async def test_an_answer_shows_what_it_answers(town: Town) -> None:
    """A reply carries the message it answers and pings its author, unless it is told not to."""
    asked = town.heard("draw a fox")
    told = {"content": "here", "message_reference": {"message_id": str(asked.id)}}
    answer = await town.says(told)
    quiet = await town.says(told | {"allowed_mentions": {"parse": [], "replied_user": False}})

    assert answer.body["type"] == 19
    assert answer.body["referenced_message"]["id"] == str(asked.id)
    assert [each["id"] for each in answer.body["mentions"]] == [str(town.ann.id)]
    assert quiet.body["mentions"] == []


async def test_an_answer_to_nothing_is_refused_unless_it_may_fail(town: Town) -> None:
    """A reply to a deleted message is 50035, and an ordinary message where `fail_if_not_exists` is False."""
    town.server.refusals.allow(FORM)
    gone = {"message_id": "1"}

    assert (await town.says({"content": "x", "message_reference": gone})).code == FORM
    kept = await town.says({"content": "x", "message_reference": gone | {"fail_if_not_exists": False}})
    assert "message_reference" not in kept.body


async def test_mentions_ping_only_whom_they_may(town: Town) -> None:
    """Names in a text ping nobody when nobody is allowed to be pinged, on posts and on edits alike."""
    name = f"<@{town.ann.id}> @everyone"
    loud = await town.says({"content": name})
    quiet = await town.says({"content": name, "allowed_mentions": {"parse": []}})
    path = f"/channels/{town.channel.id}/messages/{quiet.id}"
    again = await town.ask("PATCH", path, {"content": f"{name}!"})

    assert [each["id"] for each in loud.body["mentions"]] == [str(town.ann.id)]
    assert not loud.body["mention_everyone"]
    assert quiet.body["mentions"] == []
    assert [each["id"] for each in again.body["mentions"]] == [str(town.ann.id)]


async def test_automod_stops_a_word(town: Town) -> None:
    """A guild's own rules stop a bot as well, by their own code."""
    town.server.refusals.allow(AUTOMOD)
    town.guild.blocked_words.append("fox")

    assert (await town.says({"content": "A Fox!"})).code == AUTOMOD


async def test_an_ephemeral_message_cannot_be_fetched(town: Town) -> None:
    """What only one person sees is nowhere in REST."""
    town.server.refusals.allow(UNKNOWN_MESSAGE)
    message = town.server.world.messages.post(town.channel.id, town.server.world.bot.id, Draft("psst", seen_by=1))
    path = f"/channels/{town.channel.id}/messages"

    assert (await town.ask("GET", f"{path}/{message.id}")).code == UNKNOWN_MESSAGE
    assert (await town.ask("GET", path)).body == []


async def test_an_edit_leaves_what_it_does_not_name(town: Town) -> None:
    """An edit of the text keeps the buttons; an edit of the buttons keeps the text."""
    rows = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Stop", "custom_id": "s"}]}]
    sent = await town.says({"content": "working", "components": rows})
    path = f"/channels/{town.channel.id}/messages/{sent.id}"

    kept = await town.ask("PATCH", path, {"content": "done"})
    assert kept.body["components"][0]["components"][0]["custom_id"] == "s"
    bare = await town.ask("PATCH", path, {"components": []})
    assert (bare.body["content"], bare.body["components"]) == ("done", [])


async def test_a_forward_takes_a_snapshot_along(town: Town) -> None:
    """What is forwarded stays as it was, whatever becomes of the message."""
    world = town.server.world
    world.application.content_intent = True
    asked = town.heard("a fox")
    forward = world.messages.post(
        town.channel.id,
        town.ann.id,
        Draft(reference=Reference(asked.id, town.channel.id, town.guild.id, forwards=True)),
    )
    world.messages.delete(asked)

    read = await town.ask("GET", f"/channels/{town.channel.id}/messages/{forward.id}")
    assert read.body["message_snapshots"][0]["message"]["content"] == "a fox"
    assert read.body["message_reference"]["type"] == 1
