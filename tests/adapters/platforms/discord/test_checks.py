"""What is wrong with a set-up on Discord is told before anybody runs into it, with the way out."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.platforms.discord.checks import DiscordInspection, Place
from adapters.platforms.discord.settings import DiscordSettings
from bot import texts
from bot.checks.findings import Finding, Status
from bot.commands.all import COMMANDS
from tests.adapters.platforms.discord.house import ACCOUNT, House
from tests.emulators.discord.codes import Code
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.things import Overwrite

LANGUAGES = texts.load()
ENGLISH = LANGUAGES.of("en")


async def looked(home: House, **settings: Any) -> dict[str, Finding]:  # noqa: ANN401  whatever a test sets
    """Check a set-up: the last finding of each name."""
    usual = DiscordSettings(ACCOUNT, home.discord.token, api_url=home.discord.api)
    here = replace(usual, **settings)
    found = await DiscordInspection(Place("discord.main", "DISCORD_TOKEN"), here, COMMANDS, LANGUAGES).findings()
    assert all(each.status is Status.OK or each.mend or each.name == "server" for each in found)
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


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_channels_own_permissions_count(home: House, in_thread: bool) -> None:  # noqa: FBT001  one of two
    """A channel that forbids files is told by the doctor there, also in its threads; elsewhere all is well."""
    forbids = [Overwrite(home.guild.id, deny=Permission.ATTACH_FILES)]
    channel = home.discord.world.add_channel(home.guild.id, "quiet", overwrites=forbids)
    place = await home.ann.opens_thread(channel, "foxes") if in_thread else channel
    (found,) = await home.adapter.examine(home.ref(place))
    assert (found.status, said(found)) == (Status.BAD, "I am not allowed: Attach Files.")
    (fine,) = await home.adapter.examine(home.ref(home.garden))
    assert fine.status is Status.OK
    (direct,) = await home.adapter.examine(home.ref(home.ann.dm))
    assert direct.status is Status.OK
