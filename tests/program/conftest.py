"""The table of the kill matrix, handed over to be read at the end of the run."""

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import TABLE
from tests.program.matrix import Line, table


@pytest.fixture
def lines(record_property: Callable[[str, object], None]) -> Iterator[list[Line]]:
    """The rows of the table so far."""
    rows: list[Line] = []
    yield rows
    record_property(TABLE, table(rows))
