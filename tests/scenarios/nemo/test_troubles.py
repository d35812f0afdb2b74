"""What goes wrong with a film, told on every platform: what is said, what is kept, and that nothing is sent twice."""

import pytest

from bot.chat import Phase
from tests.scenarios.nemo.cutting import CuttingRoom, clip
from tests.scenarios.pictures import picture
from tests.scenarios.stage import LOOK

pytestmark = [pytest.mark.timeout(60), pytest.mark.usefixtures("undrawn")]

CITY, FOREST = "a city at night", "a forest in the rain"
MINUTE = 60.0
SLOWLY = 0.05  # seconds that pass with each look where a card is soon another one
WEEK = 7 * 24 * 3600.0
GONE = "no longer has this conversation's timeline"

NOBODY = "register?bind=anon_"
SOMEBODY = "nemovideo.com/dashboard/billing"


# -------------------------------------------------------------------------------------------------------------- credits


@pytest.mark.parametrize(
    ("registered", "link", "in_stream"),
    [(False, NOBODY, False), (True, SOMEBODY, True)],
    ids=["nobody, before", "somebody, in the stream"],
)
async def test_no_credits_left(stage: CuttingRoom, registered: bool, link: str, in_stream: bool) -> None:  # noqa: FBT001
    """Out of credits, nobody's account is led to register with its id, somebody's to top up; then it goes on."""
    stage.registered = registered
    await stage.restarts()
    await stage.says("hello")
    await stage.done()
    await stage.nemo(set={"poor_in_stream": in_stream}, nemo={"credits": -1090 if registered else -90})
    await stage.says(CITY)
    await stage.sees(link)
    await stage.nemo(nemo={"credits": 1000})
    await stage.presses("Run again")
    await stage.done(2)
    await stage.sees("Video added: a city at night")


# ----------------------------------------------------------------------------------------------------- tokens, sessions


async def test_a_token_that_runs_out_in_the_middle(stage: CuttingRoom) -> None:
    """1001 is between the service and us: a free account's token is renewed while a film is made, and nobody hears."""
    stage.registered = False
    await stage.restarts()
    await stage.says(CITY)
    await stage.sees_card(Phase.WORKING)
    await stage.nemo(nemo={"forward": WEEK + 1})
    await stage.done()
    await stage.nemo(nemo={"forward": WEEK + 1, "credits": 100})
    await stage.says("add music")
    await stage.done(2)
    await stage.sees("Music added: Lo-fi")


async def test_a_token_of_ones_own_that_is_refused(stage: CuttingRoom) -> None:
    """1001 for the operator's own token is told, with who can help; no other account is taken for it."""
    await stage.studio(fault={"call": "run_sse", "status": 401, "body": {"code": 1001}})
    await stage.says(CITY)
    await stage.sees("does not accept this bot's keys. Nothing was spent")
    await stage.presses("Run again")
    await stage.done()


async def test_a_session_that_is_lost(stage: CuttingRoom) -> None:
    """1002: the request is repeated once in a new session, and it is said that the timeline is gone."""
    await stage.says(CITY)
    await stage.done()
    await stage.nemo(set={"codes_with_200": True}, nemo={"end_sessions": True})
    await stage.says(FOREST)
    await stage.sees(GONE)
    await stage.done(2)
    await stage.sees("Video added: a forest in the rain")
    assert len((await stage.nemo())["sessions"]) == 1


async def test_a_session_that_is_lost_in_the_middle(stage: CuttingRoom) -> None:
    """What was being made is lost with its session, which is said; it may have cost, so only a press sends it again."""
    text = f"{CITY}, hang up before"
    await stage.says(text)
    await stage.sees_card(Phase.WORKING)
    await stage.nemo(nemo={"end_sessions": True})
    await stage.sees("what was being made is lost with it")
    assert await stage.posts() == {text: 1}
    await stage.presses("Run again")
    await stage.done()


async def test_a_session_that_is_lost_as_the_message_goes_out(stage: CuttingRoom) -> None:
    """A session that passes away between the last look and the message is found out by the refusal, all the same."""
    await stage.studio(fault={"call": "run_sse", "status": 404, "body": {"code": 1002}})
    await stage.says(CITY)
    await stage.sees(GONE)
    await stage.done()
    assert await stage.posts() == {CITY: 1}


# ------------------------------------------------------------------------------------------------------- broken streams


@pytest.mark.parametrize("way", ["hang up before", "hang up after"])
async def test_a_stream_that_breaks(stage: CuttingRoom, way: str) -> None:
    """Cut before or after the timeline changed, the state is read until it shows what became of the message."""
    text = f"{CITY}, {way}"
    await stage.says(text)
    await stage.done()
    await stage.sees("Video added: ")
    assert await stage.posts() == {text: 1}


async def test_a_stream_that_breaks_for_good(stage: CuttingRoom) -> None:
    """After five looks without a change it is given up in words, and only a person's press sends it once more."""
    text = f"{CITY}, hang up for good"
    await stage.says(text)
    await stage.sees_card(Phase.WORKING)
    await stage.passes(5 * MINUTE)
    card = await stage.sees("nothing in the timeline has changed")
    assert card.button("Run again")
    assert await stage.posts() == {text: 1}


async def test_an_answer_that_is_lost(stage: CuttingRoom) -> None:
    """Nobody heard that the message was accepted: it is found by what it changed, and not sent again."""
    await stage.studio(fault={"call": "run_sse", "when": "after", "reset": True})
    await stage.says(CITY)
    await stage.done()
    await stage.sees("Video added: ")


@pytest.mark.parametrize("fault", [{"reset": True}, {"status": 500}], ids=["cut", "500"])
async def test_a_message_that_may_have_been_lost(stage: CuttingRoom, fault: dict[str, object]) -> None:
    """Where nothing tells whether the message was taken, that is said, and it is not sent again."""
    await stage.studio(fault={"call": "run_sse", **fault})
    await stage.says(CITY)
    await stage.until(stage.called, "a message that is on its way")
    await stage.passes(5 * MINUTE)
    card = await stage.sees("could not tell whether it started")
    assert card.button("Run again")
    assert (await stage.calls())["run_sse"] == 1


async def test_a_restart_in_the_middle_of_a_stream(stage: CuttingRoom) -> None:
    """What was being made is told by the next program, once."""
    await stage.says(CITY)
    await stage.sees_card(Phase.WORKING)
    await stage.restarts()
    await stage.done()
    await stage.rests()
    told = [each.text for each in await stage.shows() if "Video added" in each.text]
    assert len(told) == 1


# ------------------------------------------------------------------------------------------------------------- patience


async def test_haste_is_waited_out(stage: CuttingRoom) -> None:
    """429 waits half a minute, says so on the card, and sends the message then."""
    await stage.studio(fault={"call": "run_sse", "status": 429})
    stage.look = SLOWLY
    await stage.says(CITY)
    await stage.sees("goes on in 30 seconds, by itself")
    stage.look = LOOK
    await stage.done()
    assert (await stage.calls())["run_sse"] == 2


async def test_haste_is_waited_out_once(stage: CuttingRoom) -> None:
    """A second 429 is told, and nothing more is sent."""
    await stage.studio(fault={"call": "run_sse", "status": 429, "times": 5})
    await stage.says(CITY)
    await stage.sees("taking no more requests for now. Nothing was spent")
    assert (await stage.calls())["run_sse"] == 2


async def test_ten_minutes_of_heartbeats_are_enough(stage: CuttingRoom) -> None:
    """While only heartbeats come the card says that it goes on, and after ten minutes that nobody waits any more."""
    stage.look = SLOWLY
    await stage.says(f"endlessly {CITY}")
    await stage.sees_card(Phase.WORKING)
    await stage.passes(2 * MINUTE)
    await stage.sees("still working after 2 minutes")
    await stage.passes(7 * MINUTE)
    await stage.sees("still working after 9 minutes")
    await stage.passes(MINUTE)
    await stage.sees("has been at this for too long")


async def test_a_quarter_of_an_hour_is_enough(stage: CuttingRoom) -> None:
    """Even where the agent is busy all the time, nobody waits for longer than a quarter of an hour."""
    stage.look = SLOWLY
    await stage.says(f"restlessly {CITY}")
    await stage.sees_card(Phase.WORKING)
    await stage.passes(14 * MINUTE)
    await stage.sees("still working after 14 minutes")
    await stage.passes(2 * MINUTE)
    await stage.sees("has been at this for too long")


# ---------------------------------------------------------------------------------------------------------------- files


async def test_a_file_of_another_kind_is_refused_here(stage: CuttingRoom) -> None:
    """4001 before a byte: the formats that can be sent are named."""
    await stage.says("use this", files={"plan.bmp": picture("red", "BMP")})
    await stage.sees("plan.bmp cannot be used in a film. Please send one of these instead: MP4, MOV")
    assert "nemo_upload" not in await stage.calls()


async def test_a_file_too_large_is_refused_here(stage: CuttingRoom) -> None:
    """4002 before a byte: how large it may be, and what can be done."""
    stage.upload_bytes = 1024
    await stage.restarts()
    await stage.says("use this", files={"beach.mp4": clip()})
    await stage.sees("Please compress it, or trim it to what you need")
    assert "nemo_upload" not in await stage.calls()


async def test_a_file_too_large_for_the_service(stage: CuttingRoom) -> None:
    """4002 from the service, whose limit is smaller than it says, is told in the same words."""
    await stage.studio(set={"upload_limit": 1000})
    await stage.says("use this", files={"beach.mp4": clip()})
    await stage.sees("beach.mp4 is too large")
    assert await stage.posts() == {}
