"""Background work: a failure has a name, stops nobody else, and leaves no loose ends."""

import asyncio
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from bot.errors import ConfigError
from bot.tasks import Tasks


async def breaks() -> None:
    """Fail."""
    raise ZeroDivisionError


async def test_broken_work_is_logged_by_an_id_and_nobody_else_is_stopped() -> None:
    """One broken piece does not take the program with it, and can be found in the log."""
    done: list[str] = []

    async def works() -> None:
        await asyncio.sleep(0)
        done.append("works")

    with capture_logs() as log:
        async with asyncio.TaskGroup() as group:
            tasks = Tasks(group)
            tasks.start(breaks(), "one")
            tasks.start(works(), "two")

    assert done == ["works"]
    ((entry),) = log
    assert (entry["event"], entry["work"], len(entry["failure"])) == ("work broke", "one", 6)


async def test_who_asked_is_told_of_the_failure_by_its_id() -> None:
    """The id that a person is told is the one in the log."""
    told: list[str] = []

    async def tell(failure: str) -> None:
        told.append(failure)

    with capture_logs() as log:
        async with asyncio.TaskGroup() as group:
            await Tasks(group).attempt(breaks(), "one", tell)

    assert told == [log[0]["failure"]]


async def test_a_wrong_setting_ends_the_program() -> None:
    """What only the operator can mend is not tried for ever."""

    async def misconfigured() -> None:
        raise ConfigError("web.port: taken")

    with pytest.raises(ExceptionGroup) as raised:
        async with asyncio.TaskGroup() as group:
            Tasks(group).start(misconfigured(), "page")
    assert [type(each) for each in raised.value.exceptions] == [ConfigError]


async def test_work_cancelled_before_its_first_step_is_put_away() -> None:
    """Broken outcome: a shutdown complained of work that was begun in its last moment and never awaited."""
    with suppress(asyncio.CancelledError):
        async with asyncio.TaskGroup() as group:
            Tasks(group).start(breaks(), "late")
            raise asyncio.CancelledError
