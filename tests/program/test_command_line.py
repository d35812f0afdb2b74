"""The program as an operator meets it: started, refused, and told why in one sentence."""

import asyncio
import json
import re
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.adapters.sandbox.openapi_client import Client, Keys
from tests.program.product import Product, running
from tests.program.studio import CHECKOUT

WRONG_SETTING = 2


async def refused(*arguments: str) -> str:
    """Run a command that must be refused as a wrong setting; give what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=CHECKOUT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == WRONG_SETTING, said.decode()
    return " ".join(said.decode().split())


async def test_a_second_program_on_the_same_data_is_refused(tmp_path: Path) -> None:
    """Two programs on one store would spend twice, so the second says who is in its way and ends."""
    async with running(tmp_path) as first:
        said = await refused("run", "--config", str(first.folder / "config.toml"))
    assert "another Atelier is running" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("taken", ["web", "sandbox"])
async def test_a_taken_port_is_named(tmp_path: Path, taken: str) -> None:
    """Broken once: with its port taken, the program logged a fault every few seconds and never said that it was up."""
    async with running(tmp_path) as first:
        other = Product(tmp_path / "other")
        other.folder.mkdir()
        if taken == "web":
            other.web_port = first.web_port
        else:
            other.sandbox_port = first.sandbox_port
        said = await refused("run", "--config", str(other.write_config()))
    assert f"{taken}.port" in said
    assert "already in use" in said


async def test_a_misspelt_setting_is_refused_with_its_path(tmp_path: Path) -> None:
    """The operator reads which key is wrong, not a stack."""
    config = tmp_path / "config.toml"
    config.write_text("[web]\nprot = 3\n")
    assert "web.prot: there is no such setting" in await refused("run", "--config", str(config))


async def test_missing_keys_are_named_by_their_variable(tmp_path: Path) -> None:
    """A studio without keys is refused before anything starts, naming the variable and no secret."""
    config = tmp_path / "config.toml"
    config.write_text(
        f'[atelier]\ndata = "{tmp_path}"\n[studios.mine]\nkind = "lovart"\naccess_key_env = "NOBODY_SET_THIS"\n'
    )
    assert "NOBODY_SET_THIS is not set" in await refused("run", "--config", str(config))


async def test_the_sandbox_alone_prints_one_line_that_a_client_can_use() -> None:
    """Its one line of JSON is all that an independent client needs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--speed", "50"), cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = json.loads(await process.stdout.readline())
    client = Client(line["lovart_base_url"], Keys(line["access_key"], line["secret_key"]))
    created = await asyncio.to_thread(
        client.post,
        "/project/save",
        {"project_id": "", "canvas": "", "project_cover_list": [], "pic_count": 0, "project_type": 3},
    )
    balance = f"{line['nemo_base_url']}/api/credits/balance/simple"
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {line['nemo_token']}"}) as session,
        session.get(balance) as reply,
    ):
        credits_left = (await reply.json())["data"]["available"]
    process.terminate()
    await process.wait()
    assert created.status == 200
    assert credits_left > 0
    assert process.returncode == 0


async def test_no_key_is_ever_logged(tmp_path: Path) -> None:
    """What the program prints in a whole start and end holds no secret."""
    async with running(tmp_path) as product:
        await product.stop()
        printed = (tmp_path / "log.txt").read_text()
    assert "sk_" not in printed
    assert product.address in printed


async def test_the_printed_link_signs_the_operator_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken once: with a token set, the printed address led to a sign-in page and said nothing of the token."""
    monkeypatch.setenv("ATELIER_WEB_TOKEN", "open sesame & [bold]come in[/bold] " + "x" * 80)
    async with (
        running(tmp_path) as product,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
    ):
        link = await _printed(product)
        async with session.get(f"{product.address}/api/channels") as refused_entry:
            assert refused_entry.status == 401
        async with session.get(link) as entry:
            assert entry.status == 200
        async with session.get(f"{product.address}/api/channels") as told:
            assert told.status == 200


async def _printed(product: Product) -> str:
    async with asyncio.timeout(10):
        while not (found := re.search(r"is open at (\S+)", (product.folder / "log.txt").read_text())):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found[1]
