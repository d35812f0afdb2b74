"""The clock of the tests keeps the promises that timed tests are built on."""

import asyncio
from contextlib import suppress

from bot.clock import Clock
from tests.clock import ManualClock


async def test_time_stands_still_until_it_is_turned(clock: ManualClock) -> None:
    """No test depends on how fast the machine is."""
    contract: Clock = clock
    before = contract.now(), contract.monotonic()

    await asyncio.sleep(0)

    assert (contract.now(), contract.monotonic()) == before


async def test_both_clocks_move_together(clock: ManualClock) -> None:
    """What is measured and what is stored agree in a test."""
    wall, steady = clock.now(), clock.monotonic()

    await clock.advance(90)

    assert (clock.now() - wall, clock.monotonic() - steady) == (90, 90)


async def test_sleepers_wake_in_order_each_at_its_own_time(clock: ManualClock) -> None:
    """One long advance plays the same story as many short ones."""
    woken: list[tuple[str, float]] = []

    async def sleeps(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((name, clock.monotonic()))

    async with asyncio.TaskGroup() as tasks:
        for name, seconds in (("late", 9), ("early", 2), ("twin", 2), ("never", 11)):
            tasks.create_task(sleeps(name, seconds))
        await clock.asleep(4)
        await clock.advance(10)
        assert woken == [("early", 2), ("twin", 2), ("late", 9)]
        await clock.advance(1)

    assert woken[-1] == ("never", 11)


async def test_a_loop_that_sleeps_again_is_woken_again_within_one_advance(clock: ManualClock) -> None:
    """A poller polls as often as the time that passed allows."""
    polled: list[float] = []

    async def polls() -> None:
        while True:
            await clock.sleep(3)
            polled.append(clock.monotonic())

    poller = asyncio.create_task(polls())
    await clock.advance(10)
    poller.cancel()

    assert polled == [3, 6, 9]


async def test_who_is_cancelled_sleeps_no_more(clock: ManualClock) -> None:
    """A stopped task leaves nothing behind that a later advance would stumble over."""
    sleeper = asyncio.create_task(clock.sleep(5))
    await clock.asleep()

    sleeper.cancel()
    with suppress(asyncio.CancelledError):
        await sleeper

    assert clock.sleeping == 0


async def test_sleeping_for_nothing_returns_without_an_advance(clock: ManualClock) -> None:
    """A pause of zero never hangs a test."""
    await clock.sleep(0)
    await clock.sleep(-1)

    assert clock.sleeping == 0
