"""The studio's stub: as much of Lovart's protocol as turns need, as light as it can be; it notes when chats arrive.

A chat works for a while, then its thread shows one more picture. Signatures are not verified: that costs nothing here
and would cost both sides alike.
"""

import asyncio
import io
import itertools
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from bench.wire import LOOPBACK, Arrivals, Expected, Listening, plan, tell, until_closed

PATIENCE = 15.0
WORKS = 1.5  # seconds from a chat to its picture
HEAD_END = b"\r\n\r\n"
SIDE, NOISE = 45, 60  # of a picture of two kilobytes

Json = dict[str, object]


def picture() -> bytes:
    """Draw what every chat makes."""
    drawn = io.BytesIO()
    Image.effect_noise((SIDE, SIDE), NOISE).save(drawn, "PNG")
    return drawn.getvalue()


@dataclass(slots=True)
class Books:
    """The chats of each thread by their instants, and the first byte of each chat by its number."""

    expected: int
    address: str = ""
    threads: dict[str, list[float]] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)
    looks: int = 0
    first_bytes: dict[int, float] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    picture: bytes = field(default_factory=picture)

    def chat(self, body: Json, arrived: float) -> Json:
        """Accept a prompt, which begins with its number."""
        thread = str(body.get("thread_id") or f"thread-{next(self.numbers)}")
        self.threads.setdefault(thread, []).append(arrived)
        self.first_bytes[int(str(body["prompt"]).partition(" ")[0])] = arrived
        if len(self.first_bytes) == self.expected:
            self.complete.set()
        return {"thread_id": thread}

    def result(self, thread: str) -> Json:
        """Show a thread: a picture for every chat that has worked long enough; one begun elsewhere works for ever."""
        self.looked_at.add(thread)
        self.looks += 1
        if thread not in self.threads:
            return {"thread_id": thread, "status": "running", "items": [{"type": "assistant", "artifacts": []}]}
        chats = self.threads[thread]
        done = sum(at + WORKS <= time.monotonic() for at in chats)
        pictures = [{"type": "image", "content": f"{self.address}/{thread}/{number}.png"} for number in range(done)]
        status = "done" if done == len(chats) else "running"
        return {"thread_id": thread, "status": status, "items": [{"type": "assistant", "artifacts": pictures}]}


class Connection(asyncio.Protocol):
    """One connection; requests come one after the other."""

    def __init__(self, books: Books) -> None:
        """All connections share the books."""
        self._books = books
        self._received = bytearray()
        self._arrived = 0.0
        self._send: Callable[[bytes], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where replies go."""
        if isinstance(transport, asyncio.Transport):
            self._send = transport.write

    def data_received(self, data: bytes) -> None:
        """Note when a request began; answer it once it is complete."""
        if not self._received:
            self._arrived = time.monotonic()
        self._received += data
        head, end, body = bytes(self._received).partition(HEAD_END)
        if end and len(body) >= _length(head) and self._send is not None:
            self._received.clear()
            self._send(self._answer(head, body))

    def _answer(self, head: bytes, body: bytes) -> bytes:
        url = urlsplit(head.split(b" ", 2)[1].decode())
        if url.path.endswith(".png"):
            return _reply(self._books.picture, "image/png")
        return _reply(
            json.dumps({"code": 0, "message": "success", "data": self._data(url.path, url.query, body)}).encode()
        )

    def _data(self, path: str, query: str, body: bytes) -> Json:
        match path.removeprefix("/v1/openapi"):
            case "/chat":
                return self._books.chat(json.loads(body), self._arrived)
            case "/chat/result":
                return self._books.result(parse_qs(query)["thread_id"][0])
            case "/looks":
                return {"looks": self._books.looks, "threads": len(self._books.looked_at)}
            case _:
                return {"valid": True, "project_name": "Bench"}


def _length(head: bytes) -> int:
    found = (field.partition(b":") for field in head.lower().split(b"\r\n"))
    return next((int(value) for name, _, value in found if name == b"content-length"), 0)


def _reply(body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def main(expected: Expected) -> None:
    """Serve until the end is asked for, give what is still on its way some time, and tell what arrived."""
    books = Books(expected.chats)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(books), LOOPBACK, backlog=1_000)
    port = server.sockets[0].getsockname()[1]
    books.address = f"http://{LOOPBACK}:{port}"
    tell(Listening(port))
    await until_closed()
    if not expected.chats:
        books.complete.set()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await books.complete.wait()
    tell(Arrivals(books.first_bytes))


if __name__ == "__main__":
    asyncio.run(main(plan(Expected)))
