"""What no command line can break on purpose: an old Python, a clock that stands still."""

import asyncio

from bot import texts
from bot.checks.findings import Finding, Status
from bot.checks.machine import Machine
from bot.clock import SystemClock
from tests.clock import ManualClock


def bad(findings: list[Finding]) -> list[str]:
    """The names of what is wrong."""
    return [finding.name for finding in findings if finding.status is Status.BAD]


async def test_an_old_python_is_named() -> None:
    """Broken: somebody made the virtual environment with the Python of an old system."""
    findings = list(await Machine(SystemClock(), (3, 10, 12)).findings())
    assert bad(findings) == ["python"]
    assert "3.10.12" in findings[0].what((await asyncio.to_thread(texts.load)).of())


async def test_a_clock_of_long_ago_is_named_without_any_network() -> None:
    """Broken: a machine without a battery starts in 1970, and every signature is refused."""
    assert bad(list(await Machine(ManualClock(now=0.0)).findings())) == ["clock"]
    assert bad(list(await Machine(SystemClock()).findings())) == []
