"""What every client of a service does alike: reading a whole reply, and naming what kept one from coming."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    InvalidURL,
    NonHttpUrlClientError,
)
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from adapters.trouble import CutOff, Silent, Unreached, Unreadable
from bot.clock import Clock

CHUNK_BYTES = 64 * 1024
ATTEMPTS = 3  # of a GET; a POST is sent once, ever
RETRY_PAUSE = 2.0  # doubles from attempt to attempt


@contextmanager
def explained() -> Iterator[None]:
    """Raise as `Trouble` what kept a call from its reply."""
    try:
        yield
    except (ClientConnectorError, ConnectionTimeoutError, InvalidURL, NonHttpUrlClientError) as error:
        raise Unreached(str(error)) from error
    except FileNotFoundError:  # what was to be sent is not here: that is between us and our disk
        raise
    except TimeoutError as error:
        raise Silent(f"{type(error).__name__}: {error}") from error
    except (ClientError, OSError) as error:
        raise CutOff(f"{type(error).__name__}: {error}") from error


async def body(response: ClientResponse, limit: int) -> bytes:
    """Read a reply of at most so many bytes."""
    read = bytearray()
    try:
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            read += chunk
            if len(read) > limit:
                raise Unreadable("a reply without end")
    except (ClientError, TimeoutError):
        # A refusal stands in the status line; its words are a comfort only.
        if response.status < HTTPStatus.BAD_REQUEST:
            raise
    return bytes(read)


def pause(response: ClientResponse) -> float | None:
    """Tell for how many seconds a service asks to be left alone, where it does."""
    told = response.headers.get("Retry-After", "").strip()
    return float(told) if told.isascii() and told.isdigit() else None


def decoded(body: bytes) -> dict[str, object] | None:
    """Read the JSON object that a reply is; None where it is none."""
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def within(session: ClientSession, total: float) -> ClientTimeout:
    """Give all of a call so many seconds; the parts of it have what they always have."""
    usual = session.timeout
    return ClientTimeout(total=total, connect=usual.connect, sock_read=usual.sock_read)


def patient(clock: Clock, passes: Callable[[BaseException], bool]) -> AsyncRetrying:
    """Make what tries a read again while it fails as `passes` tells; each call takes a `copy` that counts for it."""
    return AsyncRetrying(
        sleep=clock.sleep,
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(multiplier=RETRY_PAUSE),
        retry=retry_if_exception(passes),
        reraise=True,
    )
