"""The library's requests, carried by aiohttp as all else of Atelier is: its own client takes several times as long."""

import aiohttp
from telegram import error as told
from telegram.request import BaseRequest, RequestData

from adapters.platforms.telegram import limits


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


def _form(data: RequestData | None) -> aiohttp.FormData | None:
    if data is None:
        return None
    form = aiohttp.FormData(quote_fields=False)  # Telegram shows a file's name as it is written here
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=file, content_type=kind)
    return form
