"""Fetching a file from an address that somebody else chose.

It may lie at a configured origin (exact scheme, host and port) or at a public address; what counts is the address
really connected to, at every redirect anew. No name, redirect or number notation leads into our own network.
"""

import ipaddress
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
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
from aiohttp.abc import AbstractResolver
from aiohttp.connector import AddrInfoType
from yarl import URL

from bot.errors import OffLimits, RetryLater, UserError
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


@dataclass(frozen=True, slots=True)
class Network:
    """How names become addresses (None: as the system does it), and which addresses belong to everybody."""

    resolver: AbstractResolver | None = None
    is_public: Callable[[Address], bool] = is_public

    def socket(self, info: AddrInfoType) -> socket.socket:
        """Make the socket of a connection that is allowed. Raises `NotPublic` for any other."""
        family, kind, protocol, _, place = info
        if not self.is_public(ipaddress.ip_address(str(place[0]).partition("%")[0])):
            raise NotPublic("not a public address")
        return socket.socket(family, kind, protocol)


class Downloads:
    """Streams files by GET; `origins` are the places beyond the public network that are trusted."""

    def __init__(
        self, origins: Iterable[str], limits: DownloadLimits | None = None, network: Network | None = None
    ) -> None:
        self._network = network or Network()
        self._origins = frozenset(URL(origin).origin() for origin in origins)
        self._limits = limits or DownloadLimits()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._trusted = await self._open.enter_async_context(self._session(TCPConnector()))
        self._public = await self._open.enter_async_context(self._session(self._guarded()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def stream(self, url: str, *, headers: Mapping[str, str], limit: int) -> AsyncGenerator[bytes, None]:
        """Give a file's bytes, at most `limit` of them.

        Raises `UserError` for what is gone, forbidden or too large, `OffLimits` for an address that is not public,
        `RetryLater` for what may pass, also when fewer
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
            raise OffLimits(partial(studio.address_refused, host=url.host or str(url)))
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
        host = error.host if isinstance(error, ClientConnectorError) else host
        if isinstance(cause, NotPublic | InvalidURL | NonHttpUrlClientError):
            return OffLimits(partial(studio.address_refused, host=host))
        return RetryLater(self._limits.retry, partial(studio.file_delayed, host=host))

    def _guarded(self) -> TCPConnector:
        # No answer is kept: each connection asks anew, and is judged by the address that it really leads to.
        return TCPConnector(
            socket_factory=self._network.socket, resolver=self._network.resolver, use_dns_cache=False, force_close=True
        )

    def _session(self, connector: TCPConnector) -> ClientSession:
        timeout = ClientTimeout(total=self._limits.total, connect=self._limits.connect, sock_read=self._limits.idle)
        # Undecoded, so that the announced length is the length that comes.
        plain = {"Accept-Encoding": "identity"}
        return ClientSession(connector=connector, cookie_jar=DummyCookieJar(), timeout=timeout, headers=plain)


def _parsed(url: str) -> URL:
    try:
        return URL(url)
    except ValueError as error:
        raise OffLimits(partial(studio.address_refused, host=url)) from error


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise UserError(partial(studio.file_too_large, limit=limit))
