"""What every client of a service does alike: reading a whole reply, and naming what kept one from coming."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ConnectionTimeoutError,
    InvalidURL,
    NonHttpUrlClientError,
)

CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Troubles:
    """What a client raises: no byte was sent; nothing came for too long; no whole reply came; a reply has no end."""

    unreached: type[Exception]
    silent: type[Exception]
    cut_off: type[Exception]
    endless: type[Exception]


@contextmanager
def explained(troubles: Troubles) -> Iterator[None]:
    """Say in a client's own words what kept a call from its reply."""
    try:
        yield
    except (ClientConnectorError, ConnectionTimeoutError, InvalidURL, NonHttpUrlClientError) as error:
        raise troubles.unreached(str(error)) from error
    except FileNotFoundError:  # what was to be sent is not here: that is between us and our disk
        raise
    except TimeoutError as error:
        raise troubles.silent(f"{type(error).__name__}: {error}") from error
    except (ClientError, OSError) as error:
        raise troubles.cut_off(f"{type(error).__name__}: {error}") from error


async def body(response: ClientResponse, limit: int, troubles: Troubles) -> bytes:
    """Read a reply of at most so many bytes."""
    read = bytearray()
    try:
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            read += chunk
            if len(read) > limit:
                raise troubles.endless("a reply without end")
    except (ClientError, TimeoutError):
        # A refusal stands in the status line; its words are a comfort only.
        if response.status < HTTPStatus.BAD_REQUEST:
            raise
    return bytes(read)


def pause(response: ClientResponse) -> float | None:
    """Tell for how many seconds a service asks to be left alone, where it does."""
    told = response.headers.get("Retry-After", "").strip()
    return float(told) if told.isascii() and told.isdigit() else None
