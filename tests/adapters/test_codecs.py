"""What an installation can read and write is known before somebody waits for a film that cannot be made."""

import pytest

from adapters.codecs import NEEDED, WELCOME, judged, present
from bot import texts
from bot.checks.findings import Status


def test_this_installation_has_all_that_is_needed() -> None:
    """The locked wheels bring every format."""
    assert present() >= NEEDED


@pytest.mark.parametrize(("missing", "status"), [("libx264", Status.BAD), ("jpg", Status.BAD), ("avif", Status.WARN)])
def test_a_missing_format_is_named(missing: str, status: Status) -> None:
    """Broken: a Pillow or PyAV built without a library; what only fails to be shown is no reason not to start."""
    found = judged((NEEDED | WELCOME) - {missing})
    assert found.status is status
    assert missing in found.what(texts.load().of())
