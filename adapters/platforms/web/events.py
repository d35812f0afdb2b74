"""The stream a window listens to: each event is the present state of what changed, numbered by its revision."""

import json

from aiohttp import web

from adapters.platforms.web import limits
from adapters.platforms.web.feed import woken_within
from adapters.platforms.web.history import History
from adapters.platforms.web.outbound import Reader, room_view, view
from bot.chat import ChannelId
from bot.clock import Clock

HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Stream:
    """One open window: what it has seen of messages and of channels."""

    def __init__(self, history: History, reader: Reader, after: int, channel: ChannelId | None) -> None:
        self._history = history
        self._reader = reader
        self._channel = channel
        self._seen = after
        self._seen_rooms = after

    async def serve(self, request: web.Request, clock: Clock) -> web.StreamResponse:
        """Send what is new, again and again, until the window closes or the page goes down."""
        response = web.StreamResponse(headers=HEADERS)
        await response.prepare(request)
        try:
            await response.write(f"retry: {limits.RECONNECT_MILLISECONDS}\n\n".encode())
            await self._follow(response, clock)
        except ConnectionResetError:  # the window was closed
            pass
        return response

    async def _follow(self, response: web.StreamResponse, clock: Clock) -> None:
        feed = self._history.feed
        with feed.watch() as woken:
            while not feed.closed:
                woken.clear()
                while news := await self._news():
                    await response.write(news)
                if not await woken_within(woken, clock, limits.HEARTBEAT_SECONDS):
                    await response.write(b": still here\n\n")

    async def _news(self) -> bytes:
        rooms = await self._history.channels(max(1, self._seen_rooms))
        entries = await self._history.after(self._seen, self._reader.person, self._channel)
        self._seen_rooms = max([self._seen_rooms, *(room.revision for room in rooms)])
        self._seen = max([self._seen, *(entry.revision for entry in entries)])
        told = [_event("channel", room_view(room, self._reader.translator)) for room in rooms]
        told += [_event("message", view(entry, self._reader), entry.revision) for entry in entries]
        return "".join(told).encode()


def _event(name: str, data: object, revision: int | None = None) -> str:
    number = "" if revision is None else f"id: {revision}\n"
    return f"{number}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
