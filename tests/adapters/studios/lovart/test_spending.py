"""Spending calls keep to the account's allowance before the service has to refuse one."""

import pytest

from adapters.studios.lovart.spending import Spending
from bot.errors import RetryLater
from tests.contracts.jumping import JumpingClock


async def spend(spending: Spending, count: int) -> None:
    """Spend so many times."""
    for _ in range(count):
        await spending.take()


async def test_a_full_minute_is_waited_for() -> None:
    """The call beyond a minute's allowance is told to wait until the oldest leaves the window, and goes then."""
    time = JumpingClock()
    spending = Spending(time, "Lovart", per_minute=2, per_hour=600)
    await spending.take()
    time.jump(10)
    await spending.take()
    with pytest.raises(RetryLater) as refused:
        await spending.take()
    assert refused.value.after == pytest.approx(50)

    time.jump(50)
    await spend(spending, 1)
    with pytest.raises(RetryLater):
        await spending.take()


async def test_a_full_hour_is_waited_for() -> None:
    """Minutes that are each within bounds do not add up to more than the hour's allowance."""
    time = JumpingClock()
    spending = Spending(time, "Lovart", per_minute=2, per_hour=3)
    await spend(spending, 2)
    time.jump(60)
    await spend(spending, 1)
    with pytest.raises(RetryLater) as refused:
        await spending.take()
    assert refused.value.after == pytest.approx(3540)
