"""Pacing: an hour's allowance, kept and shared."""

from contextlib import ExitStack

import pytest

from adapters.studios.lovart.pacing import Pacing, Wish, stretch, wish
from tests.contracts.jumping import JumpingClock

FRESH, SETTLED, LONG = 0.0, 600.0, 7200.0


@pytest.mark.parametrize(("age", "pause"), [(0, 3), (179, 3), (181, 15), (1799, 15), (1801, 60)])
def test_a_turn_is_read_less_often_as_it_ages(age: float, pause: float) -> None:
    """Every 3 s at first, 15 s after three minutes, 60 s after thirty."""
    assert wish(3.0, age).pause == pause


async def simulate(ages: list[float], hours: float) -> tuple[list[float], list[int]]:
    """Follow turns of fixed ages; give the instants of all reads and the number of each turn's."""
    time = JumpingClock()
    pacing = Pacing(time, poll=3.0)
    with ExitStack() as stack:
        pauses = [stack.enter_context(pacing.sharing(lambda age=age: age)) for age in ages]  # type: ignore[misc]
        due, reads, counts = [0.0] * len(ages), [], [0] * len(ages)
        while (next_ := min(due)) < hours * 3600:
            turn = due.index(next_)
            time.jump(max(0.0, next_ - time.monotonic()))
            await pacing.admit()
            reads.append(time.monotonic())
            counts[turn] += 1
            due[turn] = time.monotonic() + pauses[turn]()
    return reads, counts


@pytest.mark.parametrize("ages", [[FRESH] * 2, [FRESH] * 30, [FRESH] * 10 + [SETTLED] * 40 + [LONG] * 50])
async def test_no_hour_exceeds_its_allowance(ages: list[float]) -> None:
    """Wherever an hour is taken to begin, at most 3,000 reads fall into it."""
    reads, _ = await simulate(ages, hours=2.5)

    assert max(sum(start <= read < start + 3600 for read in reads) for start in range(0, 5400, 300)) <= 3000


async def test_a_few_turns_are_read_as_often_as_they_like() -> None:
    """Two fresh turns never feel the budget."""
    _, counts = await simulate([FRESH, FRESH], hours=1)

    assert counts == [1200, 1200]


async def test_equals_are_read_equally_often() -> None:
    """No fresh turn is preferred to another."""
    _, counts = await simulate([FRESH] * 20, hours=1)

    assert max(counts) - min(counts) <= 2


def test_fresh_turns_go_first_but_nobody_starves() -> None:
    """Under pressure old turns give way, and are still read."""
    rate = 0.5
    fresh, settled = wish(3.0, FRESH), wish(3.0, SETTLED)
    crowd = [fresh] * 5 + [settled] * 20

    assert stretch(fresh, [*crowd[1:]], rate) < stretch(settled, crowd[:-1], rate)
    assert stretch(settled, crowd[:-1], rate) < 20


def test_together_no_more_than_the_rate_is_asked_for() -> None:
    """The pauses handed out add up to the rate they were made for."""
    crowd = [Wish(3.0, fresh=True)] * 7 + [Wish(15.0, fresh=False)] * 30
    asked = sum(
        1 / (own.pause * stretch(own, [*crowd[:index], *crowd[index + 1 :]], 0.9)) for index, own in enumerate(crowd)
    )

    assert asked == pytest.approx(0.9)


async def test_a_burst_beyond_the_hours_pace_waits() -> None:
    """A tenth of a small hour passes at once; the next ones come at the hour's pace."""
    time = JumpingClock()
    pacing = Pacing(time, poll=3.0, per_hour=40)

    for _ in range(6):
        await pacing.admit()

    assert time.slept == pytest.approx([100, 100])


async def test_a_full_minute_is_waited_for() -> None:
    """The minute's 300 reads pass at once; the next one comes when the first of them is a minute old."""
    time = JumpingClock()
    pacing = Pacing(time, poll=3.0)

    for _ in range(301):
        await pacing.admit()

    assert time.monotonic() == pytest.approx(60)


async def test_calls_of_others_slow_the_followers() -> None:
    """Reads that were spent elsewhere are missing for the followers."""
    time = JumpingClock()
    pacing = Pacing(time, poll=3.0)
    with pacing.sharing(lambda: FRESH), pacing.sharing(lambda: FRESH), pacing.sharing(lambda: FRESH) as pause:
        calm = pause()
        for _ in range(400):
            await pacing.admit()

        assert calm == 3
        assert pause() > 3
