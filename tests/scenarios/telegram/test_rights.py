"""Who may do what in a group: what administrators set there, and what members may not."""

import pytest

from bot.chat import CommunityId, Level, Phase
from tests.emulators.telegram.things import Status
from tests.scenarios.stage import ART, BOB, GARDEN, MAY, Somebody, Stage
from tests.scenarios.telegram_stage import ACCOUNT, TelegramPlatform

pytestmark = pytest.mark.timeout(60)

FOX = "a red fox"
KIM = Somebody("Kim", Level.MODERATE)


async def test_an_owning_groups_administrator_sets_the_mode(stage: Stage, here: TelegramPlatform) -> None:
    """Who administrates the group that owns the account switches it; another member may not, and reads so."""
    here.enters(KIM)
    stage.owners[ART] = (ACCOUNT, CommunityId(str(here.group.id)))
    await stage.restarts()
    await stage.commands("mode", who=BOB, mode="unlimited")
    await stage.told("may change its mode", who=BOB)
    await stage.commands("mode", who=KIM, mode="unlimited")
    await stage.presses("Switch when idle", who=KIM)
    await stage.sees("The mode is now: unlimited")
    await stage.commands("mode", who=BOB)
    await stage.told("unlimited", who=BOB)


async def test_a_guests_administrator_does_not_set_the_mode(stage: Stage, here: TelegramPlatform) -> None:
    """Who administrates only another group than the account's owner reads who may, and nothing changes."""
    here.enters(KIM)
    stage.owners[ART] = (ACCOUNT, CommunityId(str(here.group.id)))
    await stage.restarts()
    await stage.commands("mode", who=KIM, where=GARDEN, mode="unlimited")
    await stage.told("owns", who=KIM, where=GARDEN)
    await stage.commands("mode", who=MAY)
    assert "unlimited (no credits" not in (await stage.told("", who=MAY)).text


async def test_who_becomes_an_administrator_may(stage: Stage, here: TelegramPlatform) -> None:
    """A right that was given in the group counts here soon, without anything being set up."""
    await stage.commands("settings", who=BOB, name="spend", value="moderators", scope="channel")
    await stage.told("not allowed", who=BOB)
    here.people[BOB.name].joins(here.group, status=Status.ADMINISTRATOR)
    await stage.passes(600)
    await stage.commands("settings", who=BOB, name="spend", value="moderators", scope="channel")
    await stage.told("Moderators", who=BOB)
    await stage.says(FOX)
    await stage.told("You are not allowed to do this here")

    assert await stage.accepted("chat") == []


async def test_only_the_listed_groups_are_served(stage: Stage, here: TelegramPlatform) -> None:
    """Where the operator names groups nobody is answered in others; in private everybody is."""
    here.settings = here.serving(here.group)
    await stage.restarts()
    await stage.says("a teapot", where=GARDEN)
    await stage.says("a kite", where="private")
    await stage.says(FOX)
    await stage.sees_files("image", 1)
    await stage.sees_card(Phase.DONE, where="private")

    assert sorted(each["prompt"] for each in await stage.accepted("chat")) == ["a kite", FOX]
    assert here.ours(here.people[BOB.name], here.forum) == []
