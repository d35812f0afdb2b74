"""A backup is worth what can be restored from it: made while the product runs, started from, read by people."""

import json
import shutil
import stat
from pathlib import Path

import aiohttp
import pytest

from tests.program.product import Product, running
from tests.program.test_check import check, said

pytestmark = pytest.mark.timeout(60)  # whole processes, started and ended
WITHOUT_WAL = 1  # https://www.sqlite.org/fileformat.html#file_format_version_numbers
HISTORY = "/api/channels/studio/history"


async def says(product: Product, text: str) -> None:
    """Send a message as a browser does."""
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        session.post(
            f"{product.address}/api/channels/studio/messages", json={"id": f"message-{text}", "text": text}
        ) as reply,
    ):
        assert reply.status == 200, await reply.text()


async def shows(product: Product) -> str:
    """Read what the page shows in its first channel."""
    async with aiohttp.ClientSession() as session, session.get(f"{product.address}{HISTORY}") as reply:
        return json.dumps(json.loads(await reply.text()))


async def backed_up(product: Product, target: Path) -> tuple[int, str]:
    """Run the command."""
    return await said("backup", str(target), "--config", str(product.folder / "config.toml"))


def leftovers(folder: Path) -> list[str]:
    """Name the halves of copies that lie about."""
    return [path.name for path in folder.glob("*.partial")]


async def test_a_restored_backup_starts_and_shows_the_history(tmp_path: Path) -> None:
    """What was said before the backup is there on another machine; what came after it is not, and nothing is broken."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    (second / "data").mkdir(parents=True)
    async with running(first) as product:
        await says(product, "before")
        code, text = await backed_up(product, tmp_path / "kept.sqlite3")
        await says(product, "later")
    assert code == 0, text
    shutil.copy(tmp_path / "kept.sqlite3", second / "data" / "atelier.sqlite3")
    async with running(second) as restored:
        history = await shows(restored)
        report = await check("--config", str(second / "config.toml"))
    assert "before" in history
    assert "later" not in history
    assert ("schema", "ok") in report.states()
    assert ("database", "bad") not in report.states()


async def test_a_backup_is_one_private_file(tmp_path: Path) -> None:
    """It holds what people wrote, so nobody else may read it; and it is whole without any file beside it."""
    product = Product(tmp_path)
    await product.start()
    await product.stop()
    folder = tmp_path / "kept"
    folder.mkdir()
    assert (await backed_up(product, folder / "copy.sqlite3"))[0] == 0
    assert [path.name for path in folder.iterdir()] == ["copy.sqlite3"]
    assert (folder / "copy.sqlite3").read_bytes()[18] == WITHOUT_WAL
    assert stat.S_IMODE((folder / "copy.sqlite3").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("there.sqlite3", "exists already"),
        ("no/such/folder.sqlite3", "the backup cannot be made"),
        ("new", "no database"),
    ],
)
async def test_a_backup_that_cannot_be_made_says_why(tmp_path: Path, target: str, reason: str) -> None:
    """The last good backup is never overwritten, and a script that makes backups sees the failure."""
    product = Product(tmp_path)
    product.write_config()
    if target != "new":
        await product.start()
        await product.stop()
    (tmp_path / "there.sqlite3").write_text("the last good one")
    code, text = await backed_up(product, tmp_path / target)
    assert code == 2
    assert reason in " ".join(text.split())
    assert (tmp_path / "there.sqlite3").read_text() == "the last good one"
    assert leftovers(tmp_path) == []
