"""What the processes of a benchmark tell each other: one line of JSON per noun, decoded at both ends.

Instants are seconds of the monotonic clock, which all processes of a machine share.
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import TypeAdapter

Noun = TypeVar("Noun")

LOOPBACK = "127.0.0.1"
FILM = "film.mp4"
ACCESS_KEY = "ak_bench"
SECRET_KEY = "sk_bench"  # noqa: S105 (of a stub on loopback: it opens nothing)


@dataclass(frozen=True, slots=True)
class Listening:
    """A program waits for connections on a port of loopback."""

    port: int


@dataclass(frozen=True, slots=True)
class Event:
    """A message that somebody wrote, as the load sends it; `number` stands in its text too."""

    number: int
    conversation: int
    text: str


@dataclass(frozen=True, slots=True)
class Taken:
    """An event was acknowledged at that instant."""

    number: int
    at: float


@dataclass(frozen=True, slots=True)
class Load:
    """What the load is to do: steady messages over conversations, a pause, then a burst of simultaneous ones."""

    port: int
    rate: float
    count: int
    conversations: int
    burst: int
    drain: float

    @property
    def events(self) -> int:
        """Everything that is sent."""
        return self.count + self.burst


@dataclass(frozen=True, slots=True)
class Loaded:
    """When each event left, and when it was acknowledged, by its number; the burst has the highest numbers."""

    sent: Mapping[int, float]
    taken: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Expected:
    """How many chats the studio's stub is to wait for, before it tells of those that came."""

    chats: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When the first byte of each `POST /chat` came to the studio, by the number in its prompt."""

    first_bytes: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Fed:
    """What a program under load needs: the studio's address, a folder of its own, how many conversations there are."""

    studio: str
    folder: str
    conversations: int


@dataclass(frozen=True, slots=True)
class Guild:
    """A guild on the emulated Discord: where its API and its gateway are, the bot's token, the channels' ids."""

    api: str
    gateway: str
    token: str
    id: int
    channels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """What a program under load on Discord needs: what any needs, and the guild, a conversation in each channel."""

    fed: Fed
    guild: Guild


@dataclass(frozen=True, slots=True)
class Chats:
    """A bot on the emulated Telegram: where its API is, its token, the people who each have a chat with it."""

    api: str
    token: str
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Started:
    """What a program under load on Telegram needs: what any needs, and the chats, a conversation in each."""

    fed: Fed
    chats: Chats


@dataclass(frozen=True, slots=True)
class Wait:
    """The turns a program is to hold: `left` by an earlier process, `coming` now, after some more to warm up.

    It gives them `settle` seconds until nothing changes any more, and is then watched for `idle` seconds.
    """

    left: int
    coming: int
    folder: str
    awaiting: bool
    warm_up: int
    settle: float
    idle: float


@dataclass(frozen=True, slots=True)
class Held:
    """What waiting costs: resident bytes for each that was left, for each that came, and the idle share of a core."""

    left: float
    came: float
    idle_percent: float


@dataclass(frozen=True, slots=True)
class Follow:
    """The running turns a program is to follow, dealt out among so many accounts, after some more to warm up.

    Once each was looked at, it is given `settle` seconds, and is then watched for `watched` seconds. The bare script
    looks at each thread once in `pause` seconds.
    """

    studio: str
    folder: str
    turns: int
    accounts: int
    warm_up: int
    settle: float
    watched: float
    pause: float


@dataclass(frozen=True, slots=True)
class Followed:
    """What following costs: resident bytes for each turn, the share of a core, and how often was looked a second."""

    each: float
    percent: float
    looks: float


@dataclass(frozen=True, slots=True)
class Reel:
    """The film that somebody attaches, as a server of films has it."""

    path: str


@dataclass(frozen=True, slots=True)
class Pass:
    """The film a program is to pass on: where it lies and where it goes, its bytes, how often; a short one before."""

    studio: str
    folder: str
    size: int
    times: int


@dataclass(frozen=True, slots=True)
class Brought:
    """The same film, which people on the emulated Telegram send; each does when asked at `port` by their number."""

    passing: Pass
    chats: Chats
    port: int


@dataclass(frozen=True, slots=True)
class Passed:
    """What passing on costs: seconds from each message to the last byte at the studio, most bytes that memory grew."""

    seconds: tuple[float, ...]
    grown: int


def plan(kind: type[Noun]) -> Noun:
    """Read what this program is to do from its one argument."""
    return TypeAdapter(kind).validate_json(sys.argv[1])


def line(noun: object) -> bytes:
    """Write a noun as one line."""
    return TypeAdapter(type(noun)).dump_json(noun) + b"\n"


def tell(noun: object) -> None:
    """Say something to whoever started this program."""
    sys.stdout.buffer.write(line(noun))
    sys.stdout.buffer.flush()


async def until_closed() -> None:
    """Wait until whoever started this program wants its end, or has ended."""
    await asyncio.to_thread(sys.stdin.read)
