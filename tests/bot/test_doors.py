"""An account's door can be closed: what runs goes out, nothing else comes in, and nobody loses a place."""

import asyncio

from bot.chat import TurnId
from bot.studio import StudioAccountId
from tests.bot.test_lanes import ACCOUNT, Floor, key, settle
from tests.clock import ManualClock

OTHER = StudioAccountId("other")


async def test_a_closed_door_holds_back_its_own_account_alone(clock: ManualClock) -> None:
    """Nothing begins behind a closed door, whether it waited in a lane before or comes now; elsewhere work goes on."""
    floor = Floor(clock)
    async with floor.lanes() as lanes:
        lanes.submit(TurnId("a"), key("one"))
        lanes.submit(TurnId("b"), key("one"))
        await settle()
        lanes.hold(ACCOUNT)
        lanes.submit(TurnId("c"), key("two"))
        lanes.submit(TurnId("d"), key("three", studio=OTHER))
        floor.end("a")
        await settle()
        assert floor.running == ["d"]

        lanes.release(ACCOUNT)
        await settle()
        assert sorted(floor.running) == ["b", "c", "d"]


async def test_idle_is_when_the_last_one_is_out(clock: ManualClock) -> None:
    """Whoever waits for an idle account is not told before its last turn has ended, and at once if none runs."""
    floor = Floor(clock)
    async with floor.lanes() as lanes:
        await lanes.idle(ACCOUNT)
        for turn in "ab":
            lanes.submit(TurnId(turn), key(turn))
        await settle()
        lanes.hold(ACCOUNT)
        waits = asyncio.create_task(lanes.idle(ACCOUNT))
        floor.end("a")
        await settle()
        assert not waits.done()

        floor.end("b")
        await settle()
        assert waits.done()
