"""The private folder: whole files with their sums, nothing half, never more than there is room for."""

import asyncio
import hashlib
import os
import stat
from collections.abc import AsyncIterator
from functools import partial
from gettext import NullTranslations
from pathlib import Path

import pytest

from bot import texts
from bot.app import MIGRATIONS, VERSION_TABLE
from bot.capabilities import MediaKind
from bot.chat import DeliveryKey, Post, PostFile
from bot.config import Limits
from bot.errors import UserError
from bot.inspection import Bounds, Inspection
from bot.spool import Caps, Spool
from bot.store.database import Database
from bot.store.deliveries import Delivery, DeliveryState, plan
from bot.texts import Translator
from bot.workshop import Workshop
from tests.clock import ManualClock
from tests.harness import ROOM, SCRIPTED, TrustingProbe
from tests.scripted import PNG

CAPS = Caps(file=100, total=250)
DAY = 24 * 3600


async def stream(*chunks: bytes) -> AsyncIterator[bytes]:
    """Bytes in pieces."""
    for chunk in chunks:
        yield chunk


@pytest.fixture
async def workshop(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Workshop]:
    """A store and nothing else."""
    database = await asyncio.to_thread(Database, f"sqlite:///{tmp_path / 'core.sqlite3'}")
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    languages = await asyncio.to_thread(texts.load)
    yield Workshop(database, clock, languages, {}, {}, SCRIPTED, tmp_path)
    await database.close()


@pytest.fixture
def spool(workshop: Workshop) -> Spool:
    """A small spool."""
    return Spool(workshop.folder / "spool", CAPS, workshop, Inspection(TrustingProbe(), Bounds(100, 1)))


def lying(folder: Path) -> list[Path]:
    """What lies in the spool."""
    return sorted((folder / "spool").iterdir())


def said(refused: "pytest.ExceptionInfo[UserError]") -> str:
    """The refusal in English."""
    return refused.value.say(Translator("en", NullTranslations()))


async def test_a_file_is_kept_whole_with_its_sum_size_and_type(spool: Spool, tmp_path: Path) -> None:
    """What is handed on later is byte for byte what came in."""
    kept = await spool.write(stream(PNG[:20], PNG[20:], b"rest"), "fox.JPG")

    assert kept.path.read_bytes() == PNG + b"rest"
    assert kept.sha256 == hashlib.sha256(PNG + b"rest").hexdigest()
    assert (kept.size, kept.media_type) == (len(PNG) + 4, "image/png")
    assert lying(tmp_path) == [kept.path]


async def test_a_type_is_told_however_the_bytes_are_cut(spool: Spool) -> None:
    """Broken outcome: a picture whose first piece was a single byte was refused as no picture."""
    kept = await spool.write(stream(*(PNG[at : at + 1] for at in range(len(PNG)))), "fox.png")

    assert kept.media_type == "image/png"


async def test_only_the_owner_can_look_inside(spool: Spool, tmp_path: Path) -> None:
    """Other users of the machine do not see what people attach."""
    await spool.write(stream(PNG), "fox.png")

    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700


async def test_a_file_over_the_limit_is_cut_off_and_leaves_nothing(spool: Spool, tmp_path: Path) -> None:
    """A stream that does not end cannot fill the disk; the refusal says the limit."""
    taken: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            taken.append(40)
            yield b"x" * 40

    with pytest.raises(UserError) as refused:
        await spool.write(endless(), "fox.png")
    assert "fox.png" in said(refused)
    assert "100 B" in said(refused)
    assert (len(taken), lying(tmp_path)) == (3, [])


async def test_an_empty_file_is_refused_and_leaves_nothing(spool: Spool, tmp_path: Path) -> None:
    """Nothing is not a file."""
    with pytest.raises(UserError) as refused:
        await spool.write(stream(), "fox.png")
    assert "empty" in said(refused)
    assert lying(tmp_path) == []


async def test_a_stream_that_breaks_or_is_left_leaves_nothing(spool: Spool, tmp_path: Path) -> None:
    """Half a file is never found later."""

    async def breaking() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await spool.write(breaking(), "fox.png")
    assert lying(tmp_path) == []

    begun = asyncio.Event()

    async def hanging() -> AsyncIterator[bytes]:
        yield b"half"
        begun.set()
        await asyncio.Event().wait()

    writing = asyncio.create_task(spool.write(hanging(), "fox.png"))
    await begun.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert lying(tmp_path) == []


async def test_a_full_spool_refuses_and_old_files_make_room(spool: Spool, tmp_path: Path, clock: ManualClock) -> None:
    """What lies here for long gives way to what comes; what is fresh does not."""
    fresh = clock.now()
    first, *others = [await spool.write(stream(bytes([number]) * 100), "fox.png") for number in range(3)]
    for kept in (first, *others):
        os.utime(kept.path, (fresh, fresh))
    with pytest.raises(UserError):
        await spool.write(stream(b"more"), "fox.png")

    os.utime(first.path, (fresh - 100 * DAY, fresh - 100 * DAY))
    await spool.write(stream(b"more"), "fox.png")
    assert first.path not in lying(tmp_path)
    assert len(lying(tmp_path)) == 3


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("fox.png", ".png"),
        ("fox", ""),
        ("狐狸.png", ".png"),
        ("fox.狐狸", ""),
        ("fox.\0png", ""),
        ("../../fox.a b", ""),
        ("fox.averylongending", ".averylo"),
        ("fox.", ""),
        ("", ""),
    ],
)
async def test_a_foreign_name_never_leads_out_of_the_folder(
    spool: Spool, tmp_path: Path, name: str, ending: str
) -> None:
    """Broken outcome: a name with a zero byte in it ended a turn as a fault of our own."""
    kept = await spool.write(stream(PNG), name)

    assert kept.path.parent == tmp_path / "spool"
    assert kept.path.suffix == ending


def test_the_usual_limits_hold_many_files() -> None:
    """The spool has room for more than one of the largest files."""
    assert Limits().spool_bytes > Limits().file_bytes


async def test_a_file_that_waits_to_be_sent_does_not_make_room(
    spool: Spool, workshop: Workshop, clock: ManualClock
) -> None:
    """Broken outcome: a picture whose channel was down for a day was thrown away to make room for others."""
    needed, spare = [await spool.write(stream(bytes([number]) * 100), "fox.png") for number in range(2)]
    os.utime(needed.path, (clock.now() - 3 * DAY, clock.now() - 3 * DAY))
    os.utime(spare.path, (clock.now() - 2 * DAY, clock.now() - 2 * DAY))
    file = PostFile(needed.path, "fox.png", "image/png", MediaKind.IMAGE, needed.size, "a fox")
    delivery = Delivery(DeliveryKey("t", "file:1:0"), None, ROOM, Post(files=(file,)), DeliveryState.PLANNED)
    await workshop.database.write(partial(plan, delivery=delivery, now=0.0))

    for _ in range(2):
        await spool.write(stream(b"x" * 90), "fox.png")

    assert needed.path.exists()
    assert not spare.path.exists()
