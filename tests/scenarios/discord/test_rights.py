"""Who may do what on a server, and what moderators set there."""

import pytest

from bot.chat import CommunityId, Level, Phase
from tests.emulators.discord.people import Person
from tests.scenarios.discord_stage import ACCOUNT, DiscordPlatform
from tests.scenarios.stage import ANN, ART, BOB, GARDEN, MAY, STUDIO, Somebody, Stage

pytestmark = pytest.mark.timeout(60)

FOX = "a red fox"
RUNNING = {"code": 0, "data": {"thread_id": "t", "status": "running", "items": []}}
ENDLESS = {"call": "result", "status": 200, "body": RUNNING, "times": 10**6}  # until the studio is cleared
KIM = Somebody("Kim", Level.MODERATE)


async def test_discord_hides_what_is_for_moderators(stage: Stage, here: DiscordPlatform, bob: Person) -> None:
    """A member is not even offered a moderators' command; a server that offers it all the same finds it refused."""
    await stage.commands("doctor", who=MAY)
    await stage.told("Everything I looked at here is as it should be.", who=MAY)
    with pytest.raises(AssertionError, match="hidden"):
        await bob.uses(here.channels[STUDIO], "doctor")
    here.offers("doctor")
    await stage.commands("doctor", who=BOB)
    await stage.told("You are not allowed to do this here", who=BOB)


async def test_the_doctor_tells_what_is_heard(stage: Stage, here: DiscordPlatform) -> None:
    """Broken outcome: who had us listen to a channel was sent to /doctor for the reason of our silence, in vain."""
    await stage.commands("doctor", who=MAY)
    await stage.told("other talk is not", who=MAY)
    here.hears_everything()
    await stage.restarts()
    await stage.commands("doctor", who=MAY)
    await stage.told("channels can be listened to", who=MAY)


async def test_our_own_rights_are_told_to_one_alone(stage: Stage) -> None:
    """Who may not ask for anything here is told so by the command's own answer, and nothing is spent."""
    await stage.commands("settings", who=MAY, name="spend", value="moderators", scope="community")
    await stage.told("Moderators", who=MAY)
    await stage.commands("create", prompt=FOX)
    await stage.told("You are not allowed to do this here")

    assert await stage.accepted("chat") == []


async def test_an_owners_moderator_sets_the_mode(stage: Stage, here: DiscordPlatform) -> None:
    """Who manages the server that owns the account switches it, reading first whom else that meets."""
    here.enters(KIM)
    stage.owners[ART] = (ACCOUNT, CommunityId(str(here.guild.id)))
    await stage.restarts()
    await stage.studio(fault=ENDLESS)
    await stage.says(FOX)
    await stage.says("a teapot", who=BOB, where=GARDEN)
    await stage.sees_card(Phase.WORKING)
    await stage.sees_card(Phase.WORKING, where=GARDEN)
    await stage.commands("mode", who=KIM, mode="unlimited")
    await stage.sees("2 requests of 2 other people in 2 channels")
    await stage.studio(clear=True)
    await stage.presses("Switch when idle", who=KIM)
    await stage.sees("The mode is now: unlimited")


async def test_a_guests_moderator_does_not_set_the_mode(stage: Stage, here: DiscordPlatform) -> None:
    """Who manages only another server than the account's owner reads who may, and nothing changes."""
    here.enters(KIM)
    stage.owners[ART] = (ACCOUNT, CommunityId("1"))
    await stage.restarts()
    await stage.commands("mode", who=KIM, mode="unlimited")
    await stage.told("owns", who=KIM)

    assert not any(each.button("Switch when idle") for each in await stage.shows(who=KIM))


async def test_a_channels_pictures_are_covered(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """Where a moderator wants spoilers each file lies behind a cover, and elsewhere none does."""
    await stage.commands("settings", who=MAY, name="spoiler", value="yes", scope="channel")
    await stage.told("", who=MAY)
    await stage.says("two pictures of a fox")
    await stage.says("a teapot", where=GARDEN)
    await stage.sees_files("image", 2)
    await stage.sees_files("image", 1, where=GARDEN)

    covered = {
        where: [file.spoiler for each in here.ours(ann, where) for file in each.files] for where in here.channels
    }
    assert covered == {STUDIO: [True, True], GARDEN: [False]}


async def test_who_waited_long_is_called(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """Nobody is pinged but who wants to be, and only when it took as long as they set."""
    await stage.commands("settings", name="ping", value="3600", scope="person")
    await stage.told("")
    await stage.says("a teapot")
    await stage.sees_card(Phase.DONE)
    await stage.says(FOX, who=BOB, where=GARDEN)
    await stage.sees_card(Phase.DONE, where=GARDEN)
    assert not any(each.pings for where in here.channels for each in here.ours(ann, where))
    await stage.studio(fault=ENDLESS)
    await stage.says(FOX)
    await stage.sees_card(Phase.WORKING)
    await stage.passes(3601)
    await stage.studio(clear=True)
    await stage.sees(f"Your request “{FOX}” has ended.")

    assert [each.pings for each in here.ours(ann, STUDIO) if each.pings] == [{here.people[ANN.name].id}]
