"""What holds in every test: nothing in the product blocks the event loop, and time is turned by hand."""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from tests.clock import ManualClock
from tests.emulators import specs

# A slow machine is not a fault: how long an example takes proves nothing.
hypothesis.settings.register_profile("atelier", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.register_profile("long", deadline=None, print_blob=True)
hypothesis.settings.load_profile("atelier")


MINUTE = 60.0
TABLE = "table"  # the property by which a test hands over what is to be read at the end, whichever process it ran in


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what may take minutes, so that at the end no core waits for the longest test of another."""
    items.sort(key=_patience, reverse=True)


def _patience(item: pytest.Item) -> float:
    timeout = item.get_closest_marker("timeout")
    return max(MINUTE, *timeout.args) if timeout else MINUTE


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what this run did without, and print the tables that tests have handed over, whatever was captured."""
    if absent := specs.missing("discord-openapi.json", "telegram-api.json"):
        terminalreporter.write_line(f"{specs.LEFT_OUT} ({', '.join(absent)})")
    for report in terminalreporter.stats.get("", []):  # here lie the reports of the fixtures' ends
        for name, value in getattr(report, "user_properties", ()):
            if name == TABLE:
                terminalreporter.section("kill -9, then start again")
                terminalreporter.write_line(str(value))


@pytest.fixture(autouse=True)
def blockbuster() -> Iterator[BlockBuster]:
    """Fail the test when product code blocks the event loop; other threads, and the tests themselves, may block."""
    with blockbuster_ctx(["bot", "adapters"]) as detector:
        yield detector


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still until the test turns it."""
    return ManualClock()
