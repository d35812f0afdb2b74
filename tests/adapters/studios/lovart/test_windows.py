"""A window counts, whatever the clock's steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.studios.lovart.windows import Window

SPAN = 60.0


@given(st.lists(st.floats(0, 90), max_size=200), st.integers(1, 20))
def test_no_window_holds_more_than_it_may(steps: list[float], most: int) -> None:
    """Whenever requests come, and wherever a minute is taken to begin, no more than the limit lie in it."""
    window, now, made = Window(SPAN, most), 0.0, []
    for step in steps:
        now += step
        if not window.full_for(now):
            window.add(now)
            made.append(now)
    assert all(sum(start <= each < start + SPAN for each in made) <= most for start in made)


@given(st.lists(st.floats(0, 90), max_size=100), st.integers(1, 5))
def test_who_waits_as_long_as_told_is_let_in(steps: list[float], most: int) -> None:
    """The pause that is told is enough, and never longer than the window."""
    window, now = Window(SPAN, most), 0.0
    for step in steps:
        now += step
        pause = window.full_for(now)
        assert pause <= SPAN + 1e-6
        now += pause
        assert window.full_for(now) == pytest.approx(0, abs=1e-6)
        window.add(now)
