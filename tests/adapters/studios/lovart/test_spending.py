"""Spending calls keep to the account's allowance before the service has to refuse one."""

import pytest

from adapters.studios.lovart.spending import Spending
from bot.errors import RetryLater
from tests.contracts.jumping import JumpingClock


def spend(spending: Spending, count: int) -> None:
    """Spend so many times."""
    for _ in range(count):
        spending.take()


def test_a_full_minute_is_waited_for() -> None:
    """The call beyond a minute's allowance is told to wait until the oldest leaves the window, and goes then."""
    time = JumpingClock()
    spending = Spending(time, "Lovart", per_minute=2, per_hour=600)
    spending.take()
    time.jump(10)
    spending.take()
    with pytest.raises(RetryLater) as refused:
        spending.take()
    assert refused.value.after == pytest.approx(50)

    time.jump(50)
    spend(spending, 1)
    with pytest.raises(RetryLater):
        spending.take()


def test_a_full_hour_is_waited_for() -> None:
    """Minutes that are each within bounds do not add up to more than the hour's allowance."""
    time = JumpingClock()
    spending = Spending(time, "Lovart", per_minute=2, per_hour=3)
    spend(spending, 2)
    time.jump(60)
    spend(spending, 1)
    with pytest.raises(RetryLater) as refused:
        spending.take()
    assert refused.value.after == pytest.approx(3540)
