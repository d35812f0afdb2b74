"""What goes wrong around Discord, and that everything is there once when it is over."""

import pytest

from bot.chat import Phase
from tests.emulators.discord.codes import Code
from tests.emulators.discord.faults import EDIT_MESSAGE, POST_MESSAGE, Fault
from tests.emulators.discord.people import Person
from tests.scenarios.discord_stage import DiscordPlatform
from tests.scenarios.stage import GARDEN, STUDIO, Stage

pytestmark = pytest.mark.timeout(60)

FOX = "a red fox"
MIB = 1 << 20
MINUTE = 60.0
DAY = 24 * 3600.0
RUNNING = {"code": 0, "data": {"thread_id": "t", "status": "running", "items": []}}
ENDLESS = {"call": "result", "status": 200, "body": RUNNING, "times": 10**6}  # until the studio is cleared


def heavy(mebibytes: int) -> dict[str, object]:
    """Let the studio make a file that is so much heavier."""
    return {"kind": "heavy", "padding": mebibytes * MIB, "times": 10}


# --------------------------------------------------------------------------------------------------------------- sizes


async def test_a_boosted_server_takes_larger_files(stage: Stage, here: DiscordPlatform) -> None:
    """What other servers get as a link comes as a file where boosts allow it."""
    here.guild.tier = 2
    await stage.restarts()
    await stage.studio(fault=heavy(12))
    await stage.says(FOX)
    (file,) = await stage.sees_files("image", 1)

    assert file.size > 12 * MIB


async def test_what_discord_will_not_take_after_all_comes_as_a_copy(stage: Stage, here: DiscordPlatform) -> None:
    """40005: a server that lost its boosts refuses what it was said to take: a smaller copy comes, and says so."""
    here.guild.tier = 2
    await stage.restarts()
    here.discord.refusals.allow(Code.TOO_LARGE)
    here.guild.tier = 0
    await stage.studio(fault=heavy(12))
    await stage.says(FOX)
    seen = await stage.sees("this channel takes")

    assert "a smaller copy" in seen.text
    assert len(seen.links) == 2
    await stage.sees_card(Phase.DONE)
    (copy,) = await stage.files("image")
    assert copy.size < 12 * MIB


async def test_files_that_are_too_much_together_come_apart(stage: Stage) -> None:
    """Files of which each is small enough are all shown again as files, in as many messages as that takes."""
    await stage.studio(fault=heavy(9))
    await stage.says("four pictures of a kite")
    await stage.sees_files("image", 4)
    await stage.sees_card(Phase.DONE)
    await stage.commands("show")
    await stage.sees_files("image", 8)


# ------------------------------------------------------------------------------------------------------------ restarts


async def test_a_post_whose_answer_was_lost_long_ago_is_found(stage: Stage) -> None:
    """After Discord has forgotten a post's key, what stands in the channel already is recognised by how it looks."""
    await stage.says("two pictures of a kite")
    await stage.sees_card(Phase.WORKING)
    async with stage.platform.loses_answers() as begun:
        await stage.until(lambda: stage.holds(begun), "a post whose answer is lost")
        await stage.ends()
    await stage.passes(10 * MINUTE)
    await stage.begins()
    await stage.sees_files("image", 2)
    await stage.sees_card(Phase.DONE)
    await stage.passes(MINUTE)

    assert len(await stage.files("image")) == 2
    texts = [each.text for each in await stage.shows() if each.text]
    assert len(texts) == len(set(texts)), texts


async def test_a_picture_whose_answer_was_lost_long_ago_is_found(stage: Stage) -> None:
    """The same with a file: it is neither posted twice nor only offered."""
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    async with stage.platform.loses_answers():
        await stage.says("show it again")
        await stage.sees_files("image", 2)
        await stage.ends()
    await stage.passes(10 * MINUTE)
    await stage.begins()
    await stage.says("a kite")
    await stage.sees_files("image", 3)

    assert not any("interrupted" in each.text for each in await stage.shows())


# ------------------------------------------------------------------------------------------------------------- gateway


async def test_what_was_missed_is_answered_once_with_the_intent(
    stage: Stage, here: DiscordPlatform, ann: Person
) -> None:
    """Where we may read, what was asked for while we were down is made when we are back, and never again."""
    here.hears_everything()
    await stage.restarts()
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    await stage.ends()
    await ann.says(here.channels[STUDIO], "a teapot", mention=True)
    await stage.begins()
    await stage.sees_files("image", 2)
    await stage.sees_card(Phase.DONE)
    await stage.restarts()
    await stage.says("a kite")
    await stage.sees_files("image", 3)

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX, "a teapot", "a kite"]


async def test_a_lost_session_is_read_back_with_the_intent(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """The same where only the line to Discord was down, for longer than Discord remembers it."""
    here.hears_everything()
    await stage.restarts()
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    async with here.discord.gateway.away():
        await ann.says(here.channels[STUDIO], "a teapot", mention=True)
        here.discord.gateway.forget()
    await here.ready()
    await stage.sees_files("image", 2)

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX, "a teapot"]


async def test_what_was_missed_is_not_guessed_at_without_the_intent(
    stage: Stage, here: DiscordPlatform, ann: Person
) -> None:
    """Where we may not read, what was said while we were down starts nothing later."""
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    await stage.ends()
    await ann.says(here.channels[STUDIO], "a teapot", mention=True)
    await stage.begins()
    await stage.says("a kite")
    await stage.sees_files("image", 2)

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX, "a kite"]


async def test_what_is_told_twice_is_done_once(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """A line that was cut and taken up again brings what was said meanwhile; what it repeats starts nothing."""
    (session,) = here.discord.gateway.sessions.values()
    before = session.number
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    async with here.discord.gateway.away():
        await ann.says(here.channels[STUDIO], "a teapot", mention=True)
    await here.ready()
    session.replay(before)
    await stage.sees_files("image", 2)
    await stage.sees_card(Phase.DONE)
    await stage.says("a kite")
    await stage.sees_files("image", 3)

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX, "a teapot", "a kite"]


# -------------------------------------------------------------------------------------------------------------- limits


async def test_a_storm_of_limits_is_sat_out(stage: Stage, here: DiscordPlatform) -> None:
    """Nothing is sent sooner than Discord told, whatever the scope, and everything is there once in the end."""
    here.discord.faults.order(
        *(Fault(call=EDIT_MESSAGE, retry_after=0.1) for _ in range(4)),
        *(Fault(call=POST_MESSAGE, retry_after=0.1, scope=scope) for scope in ("user", "shared", "global", "user")),
    )
    await stage.says("two pictures of a kite")
    await stage.sees_files("image", 2)
    await stage.sees_card(Phase.DONE)

    texts = [each.text for each in await stage.shows() if each.text]
    assert len(texts) == len(set(texts)), texts


async def test_a_result_passes_the_cards_edits(stage: Stage, here: DiscordPlatform) -> None:
    """While edits of the card must wait, the picture comes; the card catches up when it may."""
    await stage.says(FOX)
    await stage.sees("Next in line")
    barrier = here.discord.faults.hold(EDIT_MESSAGE)
    await stage.sees_files("image", 1)
    assert barrier.held
    assert not any(each.phase is Phase.DONE for each in await stage.shows())
    here.discord.faults.release()
    await stage.sees_card(Phase.DONE)


# ------------------------------------------------------------------------------------------------- places that change


async def test_a_deleted_channel_is_let_go(stage: Stage, here: DiscordPlatform) -> None:
    """Work for a channel that is gone ends without an alarm; no call is made for it again, and others go on."""
    here.discord.refusals.allow(Code.UNKNOWN_CHANNEL)
    await stage.studio(fault=ENDLESS)
    await stage.says(FOX)
    await stage.sees_card(Phase.WORKING)
    here.discord.world.delete_channel(here.channels[STUDIO].id)
    await stage.studio(clear=True)
    await stage.says("a teapot", where=GARDEN)
    await stage.sees_files("image", 1, where=GARDEN)
    await stage.sees_card(Phase.DONE, where=GARDEN)
    await stage.rests()
    await stage.passes(DAY)
    calls = here.discord.faults.calls.copy()
    await stage.restarts()
    await stage.passes(DAY)

    after = here.discord.faults.calls
    assert (after[POST_MESSAGE], after[EDIT_MESSAGE]) == (calls[POST_MESSAGE], calls[EDIT_MESSAGE])


async def test_a_sleeping_thread_gets_its_result(stage: Stage, here: DiscordPlatform, ann: Person) -> None:
    """A thread that fell asleep while the studio worked is woken by the picture."""
    here.channels["thread"] = thread = await ann.opens_thread(here.channels[STUDIO], "foxes")
    await stage.studio(fault=ENDLESS)
    await stage.says(FOX, where="thread")
    await stage.sees_card(Phase.WORKING, where="thread")
    here.discord.world.archive(thread.id)
    await stage.studio(clear=True)
    await stage.sees_files("image", 1, where="thread")

    assert not thread.archived


async def test_a_locked_thread_gets_its_result_when_it_is_opened(
    stage: Stage, here: DiscordPlatform, ann: Person
) -> None:
    """A moderator who closed a thread and opens it again finds the picture there."""
    here.discord.refusals.allow(Code.LOCKED, Code.ARCHIVED)
    here.channels["thread"] = thread = await ann.opens_thread(here.channels[STUDIO], "foxes")
    await stage.studio(fault=ENDLESS)
    await stage.says(FOX, where="thread")
    await stage.sees_card(Phase.WORKING, where="thread")
    here.discord.world.archive(thread.id, locked=True)
    await stage.studio(clear=True)
    refused = here.discord.refusals.all
    await stage.until(lambda: stage.holds(lambda: bool(refused)), "a refusal", where="thread")
    thread.locked = thread.archived = False
    await stage.sees_files("image", 1, where="thread")
    await stage.sees_card(Phase.DONE, where="thread")
