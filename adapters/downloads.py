"""Fetching a file from an address that somebody else chose.

It may lie at a configured origin (exact scheme, host and port) or at a public address; what counts is the address
really connected to, at every redirect anew. No name, redirect or number notation leads into our own network.
"""

import ipaddress
import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from types import TracebackType
from typing import Self

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    InvalidURL,
    NonHttpUrlClientError,
    TCPConnector,
)
from aiohttp.connector import AddrInfoType
from yarl import URL

from bot.errors import RetryLater, UserError
from bot.texts import studio

SCHEMES = frozenset({"http", "https"})
REDIRECTS = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)
PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
DENIED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS})
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """How long and how far a download may go; times in seconds, sizes in bytes."""

    total: float = 1_800.0
    idle: float = 60.0
    connect: float = 15.0
    redirects: int = 5
    retry: float = 15.0
    chunk: int = 64 * 1024


class NotPublic(OSError):
    """A connection was about to lead to an address that is not public."""


class Downloads:
    """Streams files by GET; `origins` are the places beyond the public network that are trusted."""

    def __init__(self, origins: Iterable[str], limits: DownloadLimits | None = None) -> None:
        self._origins = frozenset(URL(origin).origin() for origin in origins)
        self._limits = limits or DownloadLimits()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._trusted = await self._open.enter_async_context(self._session(TCPConnector()))
        self._public = await self._open.enter_async_context(self._session(TCPConnector(socket_factory=_public_socket)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def stream(self, url: str, *, headers: Mapping[str, str], limit: int) -> AsyncIterator[bytes]:
        """Give a file's bytes, at most `limit` of them.

        Raises `UserError` for what is gone, forbidden or too large, `RetryLater` for what may pass, also when fewer
        bytes come than were announced.
        """
        here = _parsed(url)
        host = here.host or ""
        got = 0
        try:
            async with self._found(here, headers) as response:
                _check_size(response.content_length or 0, limit)
                async for chunk in response.content.iter_chunked(self._limits.chunk):
                    got += len(chunk)
                    _check_size(got, limit)
                    yield chunk
        except (ClientError, TimeoutError, OSError) as error:
            raise self._explained(error, host) from error

    @asynccontextmanager
    async def _found(self, url: URL, headers: Mapping[str, str]) -> AsyncIterator[ClientResponse]:
        here = url
        for _ in range(self._limits.redirects + 1):
            async with self._session_for(here).get(here, headers=headers, allow_redirects=False) as response:
                target = response.headers.get("Location") if response.status in REDIRECTS else None
                if target is None:
                    self._check_status(response)
                    yield response
                    return
                here = here.join(_parsed(target))
        raise UserError(partial(studio.file_gone, host=url.host or ""))

    def _session_for(self, url: URL) -> ClientSession:
        if url.scheme not in SCHEMES or not url.host:
            raise UserError(partial(studio.address_refused, host=url.host or str(url)))
        return self._trusted if url.origin() in self._origins else self._public

    def _check_status(self, response: ClientResponse) -> None:
        host = response.url.host or ""
        if response.status in PASSING or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise RetryLater(self._limits.retry, partial(studio.file_delayed, host=host))
        if response.status in DENIED:
            raise UserError(partial(studio.file_denied, host=host, status=response.status))
        if response.status != HTTPStatus.OK:
            raise UserError(partial(studio.file_gone, host=host))

    def _explained(self, error: Exception, host: str) -> UserError | RetryLater:
        cause = error.os_error if isinstance(error, ClientConnectorError) else error
        if isinstance(cause, NotPublic | InvalidURL | NonHttpUrlClientError):
            return UserError(partial(studio.address_refused, host=host))
        return RetryLater(self._limits.retry, partial(studio.file_delayed, host=host))

    def _session(self, connector: TCPConnector) -> ClientSession:
        timeout = ClientTimeout(total=self._limits.total, connect=self._limits.connect, sock_read=self._limits.idle)
        # Undecoded, so that the announced length is the length that comes.
        plain = {"Accept-Encoding": "identity"}
        return ClientSession(connector=connector, cookie_jar=DummyCookieJar(), timeout=timeout, headers=plain)


def is_public(address: Address) -> bool:
    """Tell whether an address, also one wrapped inside another, belongs to the public network."""
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast


def _wrapped(address: Address) -> Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _public_socket(info: AddrInfoType) -> socket.socket:
    family, kind, protocol, _, place = info
    if not is_public(ipaddress.ip_address(str(place[0]).partition("%")[0])):
        raise NotPublic("not a public address")
    return socket.socket(family, kind, protocol)


def _parsed(url: str) -> URL:
    try:
        return URL(url)
    except ValueError as error:
        raise UserError(partial(studio.address_refused, host=url)) from error


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise UserError(partial(studio.file_too_large, limit=limit))
