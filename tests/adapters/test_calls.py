"""What is common to every service's client: a reply is read whole or named for what it lacked."""

import errno

import pytest
from aiohttp import ClientPayloadError, InvalidURL, ServerTimeoutError

from adapters.calls import explained
from adapters.trouble import CutOff, Silent, Unreached


@pytest.mark.parametrize(
    ("met", "named"),
    [
        (InvalidURL("x"), Unreached),
        (ServerTimeoutError("x"), Silent),
        (TimeoutError(), Silent),
        (ClientPayloadError("x"), CutOff),
        (OSError(errno.ECONNRESET, "x"), CutOff),
        (FileNotFoundError(), FileNotFoundError),
        (KeyError(), KeyError),
    ],
)
def test_what_went_wrong_is_named_by_how_much_is_known(met: Exception, named: type[Exception]) -> None:
    """A client can tell what was surely not sent from what may have been, and our own faults from both."""
    with pytest.raises(named), explained():
        raise met
