"""What is wrong with a set-up on Discord is told before anybody runs into it, with the way out."""

from dataclasses import replace
from typing import Any

import pytest
from discord.http import Route

from adapters.platforms.discord.checks import DiscordInspection
from adapters.platforms.discord.settings import DiscordSettings
from bot import texts
from bot.checks.findings import Account, Finding, Status
from bot.clock import Clock, SystemClock
from bot.commands.all import COMMANDS
from tests.adapters.platforms.discord.house import ACCOUNT, House
from tests.clock import ManualClock
from tests.emulators.discord.codes import Code
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.things import Overwrite

LANGUAGES = texts.load()
ENGLISH = LANGUAGES.of("en")


async def looked(home: House, clock: Clock | None = None, **settings: Any) -> dict[str, Finding]:  # noqa: ANN401  whatever a test sets
    """Check a set-up: the last finding of each name."""
    usual = DiscordSettings(ACCOUNT, home.discord.token, api_url=home.discord.api)
    here = replace(usual, **settings)
    place = Account("discord.main", "DISCORD_TOKEN")
    found = await DiscordInspection(place, here, COMMANDS, LANGUAGES, clock or SystemClock()).findings()
    assert all(each.status is Status.OK or (each.why and each.mend) for each in found)
    return {each.name: each for each in found}


def said(finding: Finding) -> str:
    """What a finding tells, in English."""
    return finding.what(ENGLISH)


async def test_a_good_set_up_is_fine(home: House) -> None:
    """Token, rights and commands are seen to be good, and the invitation asks for no more than is needed."""
    before = await looked(home)
    assert "next start" in said(before["commands"])
    await home.adapter.publish(COMMANDS)
    found = await looked(home)
    assert {each.status for each in found.values()} == {Status.OK}
    assert "those of this version" in said(found["commands"])
    needed = (Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.SEND_MESSAGES_IN_THREADS)
    asked = sum([*needed, Permission.ATTACH_FILES, Permission.READ_MESSAGE_HISTORY])
    assert f"permissions={asked}" in said(found["invitation"])


async def test_a_check_leaves_discord_where_it_was(home: House) -> None:
    """Broken outcome: after one account's own server was checked, the next account was looked for there too."""
    before = Route.BASE
    await looked(home, api_url="http://127.0.0.1:9/api/v10")
    assert before == Route.BASE


async def test_a_wrong_token_is_told(home: House) -> None:
    """Nothing else can be looked at, and the variable to mend is named, not what is in it."""
    home.discord.refusals.allow(Code.GENERAL, 401)
    found = await looked(home, token="wrong")
    (token,) = found.values()
    assert (token.name, token.status) == ("token", Status.BAD)
    assert token.mend is not None
    assert "DISCORD_TOKEN" in token.mend(ENGLISH)


async def test_an_intent_that_is_set_and_not_given_is_told(home: House) -> None:
    """The connection would be refused, so it is told before."""
    assert (await looked(home, message_content=True))["intent"].status is Status.BAD
    home.discord.world.application.content_intent = True
    assert (await looked(home, message_content=True))["intent"].status is Status.OK


async def test_a_server_without_us_is_told(home: House) -> None:
    """A server on the list that never added the application is named."""
    found = await looked(home, guilds=frozenset({home.guild.id, 42}))
    assert (found["server"].status, "42" in said(found["server"])) == (Status.WARN, True)


async def test_missing_rights_of_a_server_are_named(home: House) -> None:
    """What the roles do not allow is named as Discord names it."""
    everyone = home.guild.id
    home.discord.world.change_role(home.guild.id, everyone, int(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES))
    found = (await looked(home))["rights"]
    assert (found.status, found.about) == (Status.BAD, "Studio")
    assert said(found) == "I am not allowed: Send Messages in Threads, Attach Files, and Read Message History."


async def test_channels_that_take_rights_away_are_named(home: House) -> None:
    """Broken outcome: all was called ready where no result could be posted in the one channel that people used."""
    world, everyone = home.discord.world, home.guild.id
    for name in ("quiet", "calm"):
        world.add_channel(everyone, name, overwrites=[Overwrite(everyone, deny=Permission.ATTACH_FILES)])
    hidden = Permission.VIEW_CHANNEL
    world.add_channel(everyone, "private", overwrites=[Overwrite(everyone, deny=hidden)])
    world.add_channel(everyone, "news", overwrites=[Overwrite(everyone, deny=Permission.SEND_MESSAGES)])
    found = (await looked(home))["rights"]
    assert (found.status, found.about) == (Status.WARN, "Studio")
    assert said(found) == "In #quiet and #calm I am not allowed: Attach Files."


async def test_a_channel_that_is_closed_to_us_alone_is_named(home: House) -> None:
    """People see and use it, so they would wait there for an answer."""
    closed = Overwrite(home.discord.world.bot.id, deny=Permission.VIEW_CHANNEL, member=True)
    home.discord.world.add_channel(home.guild.id, "lounge", overwrites=[closed])
    assert said((await looked(home))["rights"]).startswith("In #lounge I am not allowed: View Channels")


async def test_being_nowhere_yet_is_told_with_the_way_in(home: House) -> None:
    """A newcomer's first check ends with the link to open, not with "Everything is ready" alone."""
    home.discord.world.remove(home.guild.id)
    found = (await looked(home))["server"]
    assert (found.status, said(found)) == (Status.WARN, "I am on no server yet.")
    assert found.mend is not None
    assert f"client_id={home.discord.world.application.id}" in found.mend(ENGLISH)


async def test_another_address_is_suspected_where_nobody_answers(home: House) -> None:
    """With api_url set, Discord's own state page tells nothing: the setting is named."""
    found = (await looked(home, api_url="http://127.0.0.1:1/api/v10"))["reach"]
    assert found.mend is not None
    assert "discord.main.api_url" in found.mend(ENGLISH)


@pytest.mark.parametrize(("apart", "status"), [(30.0, Status.OK), (-3600.0, Status.WARN)])
async def test_the_clock_is_held_against_discords(home: House, apart: float, status: Status) -> None:
    """An hour is told with how to set it; half a minute is nothing."""
    found = (await looked(home, ManualClock(SystemClock().now() + apart)))["clock"]
    assert found.status is status


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_channels_own_permissions_count(home: House, in_thread: bool) -> None:  # noqa: FBT001  one of two
    """A channel that forbids files is told by the doctor there, also in its threads; elsewhere all is well."""
    forbids = [Overwrite(home.guild.id, deny=Permission.ATTACH_FILES)]
    channel = home.discord.world.add_channel(home.guild.id, "quiet", overwrites=forbids)
    place = await home.ann.opens_thread(channel, "foxes") if in_thread else channel
    found, heard = await home.adapter.examine(home.ref(place))
    assert (found.status, said(found)) == (Status.BAD, "I am not allowed: Attach Files.")
    fine, _ = await home.adapter.examine(home.ref(home.garden))
    assert fine.status is heard.status is Status.OK
    (direct,) = await home.adapter.examine(home.ref(home.ann.dm))
    assert direct.status is Status.OK
