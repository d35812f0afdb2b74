"""The library's requests, carried by aiohttp as all else of Atelier is: its own client takes several times as long."""

import aiohttp
from aiohttp import hdrs
from aiohttp.abc import AbstractStreamWriter
from telegram import error as told
from telegram.request import BaseRequest, RequestData

from adapters.platforms.telegram import limits


class Form(aiohttp.MultipartWriter):
    """A form with files, whose small pieces leave together: each alone would be a packet of its own."""

    async def write(self, writer: AbstractStreamWriter, close_boundary: bool = True) -> None:  # noqa: FBT001, FBT002 (the library's)
        """Write everything; what is read of a file passes as it is."""
        gathering = Gathering(writer)
        await super().write(gathering, close_boundary)  # type: ignore[arg-type]  # nothing else of a writer is used
        await gathering.drain()


class Gathering:
    """Holds small pieces back until they are worth sending."""

    def __init__(self, writer: AbstractStreamWriter) -> None:
        self._writer = writer
        self._held = bytearray()

    async def write(self, piece: bytes | bytearray | memoryview) -> None:
        """Hold a piece back, or send it after those before it."""
        if len(self._held) + len(piece) < limits.PIECE_BYTES:
            self._held += piece
            return
        await self.drain()
        await self._writer.write(piece)

    async def drain(self) -> None:
        """Send what is held."""
        held, self._held = self._held, bytearray()
        if held:
            await self._writer.write(held)


class Requests(BaseRequest):
    """A pool of so many connections; `proxied` by what the environment tells."""

    def __init__(self, connections: int, *, proxied: bool) -> None:
        self._connections = connections
        self._proxied = proxied
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How many seconds an answer may take where a call does not say."""
        return limits.READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool; no call is made yet."""
        if self._session is None:
            pool = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=pool, trust_env=self._proxied)

    async def shutdown(self) -> None:
        """Close the pool."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **timeouts: object
    ) -> tuple[int, bytes]:
        """Make one call; files are read while they are sent. Raises `TimedOut` and `NetworkError`."""
        if self._session is None:
            raise RuntimeError("the pool is closed")
        try:
            async with self._session.request(
                method,
                url,
                data=_form(request_data),
                timeout=_timeout(timeouts.get("read_timeout")),
                allow_redirects=False,
            ) as reply:
                return reply.status, await reply.read()
        except TimeoutError as error:
            raise told.TimedOut(f"timed out: {type(error).__name__}") from error
        except (aiohttp.ClientError, OSError) as error:
            raise told.NetworkError(f"{type(error).__name__}: {error}") from error


def _timeout(read: object) -> aiohttp.ClientTimeout:
    """Give an answer its time, the usual one where none is told, and what goes up some more."""
    answer = read if isinstance(read, int | float) else limits.READ_SECONDS
    return aiohttp.ClientTimeout(total=answer + limits.WRITE_SECONDS, connect=limits.READ_SECONDS, sock_read=answer)


def _form(data: RequestData | None) -> aiohttp.FormData | Form | None:
    if data is None:
        return None
    if not data.multipart_data:
        return aiohttp.FormData(data.json_parameters)
    form = Form("form-data")
    for name, value in data.json_parameters.items():
        _named(form.append(value), name)
    for name, (file, content, kind) in data.multipart_data.items():
        _named(form.append(content, {hdrs.CONTENT_TYPE: kind}), name, file)
    return form


def _named(part: aiohttp.Payload, name: str, file: str | None = None) -> None:
    called = {} if file is None else {"filename": file}
    part.set_content_disposition("form-data", quote_fields=False, name=name, **called)  # shown as it is written here
