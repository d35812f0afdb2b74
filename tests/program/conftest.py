"""The table of the kill matrix, told at the end of the run whatever was captured."""

import pytest

from tests.program.matrix import Line, table

LINES = pytest.StashKey[list[Line]]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the rows with the run."""
    config.stash[LINES] = []


@pytest.fixture
def lines(request: pytest.FixtureRequest) -> list[Line]:
    """The rows of the table so far."""
    return request.config.stash[LINES]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table."""
    lines = config.stash[LINES]
    if lines:
        terminalreporter.section("kill -9, then start again")
        terminalreporter.write_line(table(lines))
