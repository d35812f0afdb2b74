"""`atelier check` over broken set-ups: each is named for what it is, with the way out, and nothing is changed."""

import asyncio
import json
import os
import re
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.sandbox.server import Sandbox, SandboxOptions
from bot.cli import cli
from bot.clock import SystemClock
from tests.clock import ManualClock
from tests.program.product import free_port, running
from tests.program.studio import CHECKOUT, open_studio

pytestmark = pytest.mark.timeout(60)  # whole processes, started and ended
KEYS = {"LOVART_ACCESS_KEY": "ak_given", "LOVART_SECRET_KEY": "sk_given"}
SILENT = {"ATELIER_WEB_TOKEN": "", "LOVART_ACCESS_KEY": "", "LOVART_SECRET_KEY": "", "LC_ALL": "en_US.UTF-8"}


@dataclass(frozen=True, slots=True)
class Report:
    """What one run of the command said."""

    code: int
    text: str
    findings: tuple[dict[str, Any], ...] = ()

    def only(self, status: str) -> dict[str, Any]:
        """Give the one finding of a status."""
        found = [finding for finding in self.findings if finding["status"] == status]
        assert len(found) == 1, self.text
        return found[0]

    def states(self) -> set[tuple[str, str]]:
        """Name what was looked at, and how each stands."""
        return {(finding["name"], finding["status"]) for finding in self.findings}


@dataclass(frozen=True, slots=True)
class SetUp:
    """A configuration file, and the environment it is used in."""

    folder: Path
    tables: str = ""
    place: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def write(self) -> Path:
        """Write the file, with ports of its own where the tables name none."""
        file = self.folder / "config.toml"
        data = "" if "data =" in self.place else f'data = "{self.folder / "data"}"\n'
        web = "" if "[web]" in self.tables else f"[web]\nport = {free_port()}\n"
        sandbox = "" if "[sandbox]" in self.tables else f"[sandbox]\nport = {free_port()}\n"
        file.write_text(f"[atelier]\n{data}{self.place}\n{web}{sandbox}{self.tables}\n", encoding="utf-8")
        return file

    async def checked(self) -> Report:
        """Run the command over it."""
        return await check("--config", str(self.write()), environment=self.environment)


async def check(*arguments: str, environment: Mapping[str, str] | None = None) -> Report:
    """Run `atelier check --json` as the console script does, beside the test's own event loop."""
    ran = await asyncio.to_thread(
        CliRunner().invoke, cli, ["check", "--json", *arguments], env={**SILENT, **(environment or {})}
    )
    return Report(ran.exit_code, ran.output, tuple(json.loads(ran.output)["findings"]))


async def said(*arguments: str, environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run any command in a process of its own; give its exit code and all it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=CHECKOUT,
        env={**os.environ, **SILENT, **(environment or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode()


def studio(address: str) -> str:
    """A studio account at an address."""
    return f'[studios.mine]\nkind = "lovart"\nbase_url = "{address}"\n'


@asynccontextmanager
async def sandbox(clock: SystemClock | ManualClock | None = None) -> AsyncIterator[str]:
    """A studio that takes the keys of `KEYS`; give its address."""
    access, secret = KEYS.values()
    async with Sandbox(SandboxOptions(access_key=access, secret_key=secret), clock) as server:
        yield server.address


def trouble(report: Report, name: str, about: str) -> str:
    """The one thing that is wrong, which must be this; give what is said to mend it."""
    found = report.only("bad")
    assert (found["name"], found["about"]) == (name, about)
    assert report.code == 1
    assert found["why"]
    return str(found["mend"])


# ------------------------------------------------------------------------------------------------------- all is well


async def test_a_good_set_up_is_called_good(tmp_path: Path) -> None:
    """Who did everything right reads so, and a script sees 0."""
    async with sandbox() as address:
        report = await SetUp(tmp_path, studio(address), environment=KEYS).checked()
    assert report.code == 0, report.text
    assert {status for _, status in report.states()} == {"ok"}
    looked_at = {name for name, _ in report.states()}
    assert looked_at >= {
        "config",
        "secrets",
        "keys",
        "clock",
        "folder",
        "disk",
        "database",
        "ports",
        "codecs",
        "python",
    }


async def test_looking_leaves_no_trace(tmp_path: Path) -> None:
    """A check is safe at any time: it makes no folder, no file, no project, and spends nothing."""
    async with open_studio(tmp_path / "studio.log") as remote:
        set_up = SetUp(tmp_path / "here", studio(remote.address), environment=remote.keys)
        set_up.folder.mkdir()
        report = await set_up.checked()
        calls = (await remote.order())["calls"]
    assert report.code == 0, report.text
    assert [path.name for path in set_up.folder.iterdir()] == ["config.toml"]
    assert calls == {"mode_query": 1}


async def test_a_resting_database_is_not_touched(tmp_path: Path) -> None:
    """Not even for a moment does a file appear beside it: the check may run on a disk that takes nothing more."""
    folder = await stopped(tmp_path)
    before = stamps(folder)
    report = await check("--config", str(tmp_path / "config.toml"))
    assert {("database", "ok"), ("schema", "ok")} <= report.states()
    assert ("database", "warn") not in report.states()
    assert stamps(folder) == before


async def test_beside_a_running_atelier_its_own_ports_are_no_fault(tmp_path: Path) -> None:
    """An operator checks while it runs: that it runs is said, and its ports and database are not called broken."""
    async with running(tmp_path) as product:
        before = sorted(path.name for path in (product.folder / "data").iterdir())
        report = await check("--config", str(product.folder / "config.toml"))
        after = sorted(path.name for path in (product.folder / "data").iterdir())
    assert report.code == 0, report.text
    assert report.only("warn")["name"] == "running"
    assert ("ports", "ok") in report.states()
    assert before == after


async def test_people_read_sentences_in_their_language(tmp_path: Path) -> None:
    """Without a terminal there is one plain line per finding, in the language of the one who asks."""
    set_up = SetUp(tmp_path, '[log]\nlevel = "loud"')
    code, text = await said("check", "--config", str(set_up.write()))
    _, chinese = await said("check", "--config", str(set_up.write()), environment={"LC_ALL": "zh_CN.UTF-8"})
    assert code == 1
    assert "bad  config       log.level: input should be 'debug', 'info', 'warning' or 'error'" in text
    assert "1 thing is in the way." in text
    assert "\x1b" not in text
    assert "有 1 处问题必须先解决。" in chinese


async def test_the_shape_for_programs_stays(tmp_path: Path) -> None:
    """Monitoring reads these keys; a change of them is a new `version`."""
    _, text = await said("check", "--json", "--config", str(SetUp(tmp_path).write()))
    whole = json.loads(text)
    assert (whole["version"], whole["status"]) == (1, "ok")
    assert {tuple(finding) for finding in whole["findings"]} == {("name", "about", "status", "what", "why", "mend")}


async def test_a_wrong_option_is_neither_good_nor_bad() -> None:
    """A typing error on the command line is told apart from a broken set-up."""
    code, _ = await said("check", "--jsno")
    assert code == 2


# ---------------------------------------------------------------------------------------------------- broken: the file


async def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Broken: a path that leads nowhere."""
    report = await check("--config", str(tmp_path / "nowhere.toml"))
    assert "--config" in trouble(report, "config", str(tmp_path / "nowhere.toml"))


async def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    """Broken: a bracket that nobody closed."""
    file = tmp_path / "config.toml"
    file.write_text("[web\nport = 1\n")
    report = await check("--config", str(file))
    trouble(report, "config", str(file))
    assert "line 1" in report.only("bad")["what"]


@pytest.mark.parametrize(
    ("tables", "key", "mend"),
    [
        ("[web]\nprot = 3", "web.prot", "Write web.port instead of web.prot"),
        ("[studios.mine]\nkind = 'lovart'\nbase_ulr = 'x'", "studios.mine.base_ulr", "studios.mine.base_url"),
        ("[studio.mine]\nkind = 'lovart'", "studio", "Write studios instead of studio"),
        ("[web]\nqqq = 3", "web.qqq", "config.example.toml"),
        ("[log]\nlevel = 'loud'", "log.level", "config.example.toml"),
    ],
)
async def test_a_wrong_setting_is_named_with_what_was_meant(tmp_path: Path, tables: str, key: str, mend: str) -> None:
    """Broken: a slip of the fingers in the file."""
    report = await SetUp(tmp_path, tables).checked()
    assert mend in trouble(report, "config", key)


async def test_a_key_in_the_file_is_refused_and_never_repeated(tmp_path: Path) -> None:
    """Broken: the secret itself stands where its variable's name belongs; no report may spread it."""
    report = await SetUp(tmp_path, '[studios.mine]\nkind = "lovart"\nsecret_key_env = "sk_0123456789"\n').checked()
    trouble(report, "config", "studios.mine.secret_key_env")
    assert "sk_0123456789" not in report.text


@pytest.mark.parametrize(
    ("place", "tables", "about", "mend"),
    [
        ('language = "tlh"', "", "atelier.language", "zh_CN"),
        ('studio = "other"', "", "atelier.studio", "[studios.other]"),
        ("", "[sandbox]\nenabled = false", "studios", "sandbox.enabled = true"),
    ],
)
async def test_settings_that_do_not_fit_together_are_named(
    tmp_path: Path, place: str, tables: str, about: str, mend: str
) -> None:
    """Broken: each setting is valid by itself, and yet Atelier could not start."""
    report = await SetUp(tmp_path, tables, place).checked()
    assert mend in trouble(report, "config", about)


async def test_an_owner_on_an_account_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Broken: whose moderators were to set the mode is on an account of another name, so none of them can."""
    async with sandbox() as address:
        tables = f'{studio(address)}owner = "main/12"\n'
        report = await SetUp(tmp_path, tables, environment=KEYS).checked()
    found = report.only("warn")
    assert (found["name"], found["about"]) == ("config", "studios.mine.owner")
    assert "web" in found["mend"]


# ------------------------------------------------------------------------------------------------ broken: the secrets


async def test_a_missing_key_is_named_by_its_variable(tmp_path: Path) -> None:
    """Broken: one of two keys was not put into the environment."""
    environment = {"LOVART_ACCESS_KEY": "ak_given"}
    report = await SetUp(tmp_path, studio("http://127.0.0.1:9"), environment=environment).checked()
    assert "LOVART_SECRET_KEY" in trouble(report, "secrets", "studios.mine.secret_key_env")


async def test_quotes_of_an_env_file_are_seen(tmp_path: Path) -> None:
    """Broken: an env file in quotes, which Docker takes literally, so that a good key is refused."""
    environment = {**KEYS, "LOVART_SECRET_KEY": '"sk_given"'}
    async with sandbox() as address:
        report = await SetUp(tmp_path, studio(address), environment=environment).checked()
    assert ("secrets", "bad") in report.states()
    assert "without quotes" in report.text
    assert "sk_given" not in report.text


async def test_an_env_file_that_others_can_read_is_named(tmp_path: Path) -> None:
    """Broken: the keys lie beside the configuration, open to every user of the machine."""
    (tmp_path / "atelier.env").write_text("LOVART_SECRET_KEY=sk_given\n")
    (tmp_path / "atelier.env").chmod(0o644)
    report = await SetUp(tmp_path).checked()
    assert report.only("warn")["mend"] == f"Run: chmod 600 {tmp_path / 'atelier.env'}"
    assert report.code == 0


# ------------------------------------------------------------------------------------------------- broken: the studio


async def test_refused_keys_are_named(tmp_path: Path) -> None:
    """Broken: keys that the studio does not know."""
    wrong = {"LOVART_ACCESS_KEY": "ak_other", "LOVART_SECRET_KEY": "sk_other"}
    async with sandbox() as address:
        report = await SetUp(tmp_path, studio(address), environment=wrong).checked()
    assert "LOVART_ACCESS_KEY, LOVART_SECRET_KEY" in trouble(report, "keys", "studios.mine")
    assert "sk_other" not in report.text


async def test_a_wrong_clock_is_not_called_a_wrong_key(tmp_path: Path) -> None:
    """Broken: the clock is off, and the studio says only that the signature is invalid."""
    async with sandbox(ManualClock(time.time() + 7200)) as address:
        report = await SetUp(tmp_path, studio(address), environment=KEYS).checked()
    assert "timedatectl" in trouble(report, "clock", "studios.mine")
    assert "2 hours" in report.only("bad")["what"]


async def test_a_clock_that_begins_to_drift_is_told_in_time(tmp_path: Path) -> None:
    """Two minutes off still work, and are said before anything is refused."""
    async with sandbox(ManualClock(time.time() - 120)) as address:
        report = await SetUp(tmp_path, studio(address), environment=KEYS).checked()
    assert report.only("warn")["name"] == "clock"
    assert ("keys", "ok") in report.states()
    assert report.code == 0


async def test_a_studio_that_cannot_be_reached_is_told_apart_from_wrong_keys(tmp_path: Path) -> None:
    """Broken: nobody listens at the address."""
    address = f"http://127.0.0.1:{free_port()}"
    report = await SetUp(tmp_path, studio(address), environment=KEYS).checked()
    assert "studios.mine.base_url" in trouble(report, "reach", "studios.mine")


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ({"status": 403}, "edge"),
        ({"status": 403, "body": {"code": 403, "message": "Invalid signature"}}, "keys"),
        ({"html": True}, "answer"),
        ({"status": 404, "body": {"message": "no such page"}}, "answer"),
        ({"reset": True}, "reach"),
    ],
)
async def test_other_refusals_have_their_own_names(tmp_path: Path, fault: dict[str, Any], name: str) -> None:
    """Broken: what stands between us and the studio, or another server at its address, says no in its own way."""
    async with open_studio(tmp_path / "studio.log") as remote:
        await remote.order(fault={"call": "mode_query", **fault})
        report = await SetUp(tmp_path, studio(remote.address), environment=remote.keys).checked()
    trouble(report, name, "studios.mine")


# ------------------------------------------------------------------------------------- broken: folder, disk, database


async def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    """Broken: the data folder, or one above it, is a file."""
    (tmp_path / "taken").write_text("")
    report = await SetUp(tmp_path, place=f'data = "{tmp_path / "taken" / "data"}"').checked()
    assert "atelier.data" in trouble(report, "folder", "atelier.data")
    assert str(tmp_path / "taken") in report.only("bad")["what"]


async def test_an_open_data_folder_is_named(tmp_path: Path) -> None:
    """Broken: what people wrote lies open to every user of the machine."""
    (tmp_path / "data").mkdir(mode=0o755)
    report = await SetUp(tmp_path).checked()
    assert report.only("warn")["mend"] == f"Run: chmod 700 {tmp_path / 'data'}"


@pytest.mark.parametrize(("limit", "status", "code"), [("file_bytes", "bad", 1), ("spool_bytes", "warn", 0)])
async def test_a_disk_without_room_is_named(tmp_path: Path, limit: str, status: str, code: int) -> None:
    """Broken: what the limits allow does not fit on the disk."""
    report = await SetUp(tmp_path, f"[limits]\n{limit} = {10**18}\n").checked()
    assert report.only(status)["name"] == "disk"
    assert report.code == code


async def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    """Broken: a file that is no database, as a full disk or a half copy leaves one."""
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "atelier.sqlite3").write_bytes(b"half a copy" * 1000)
    report = await SetUp(tmp_path).checked()
    assert "restore the last backup" in trouble(report, "database", str(tmp_path / "data" / "atelier.sqlite3"))


async def test_a_torn_page_is_found(tmp_path: Path) -> None:
    """Broken: the database opens, and one of its pages is rubbish."""
    database = (await stopped(tmp_path)) / "atelier.sqlite3"
    whole = bytearray(database.read_bytes())
    whole[4096 * 5 : 4096 * 20] = b"\xff" * 4096 * 15
    database.write_bytes(bytes(whole))
    report = await check("--config", str(tmp_path / "config.toml"))
    assert ("database", "bad") in report.states()


@pytest.mark.parametrize(("version", "status", "said"), [("9999", "bad", "newer"), ("0001", "warn", "earlier")])
async def test_tables_of_another_version_are_named(tmp_path: Path, version: str, status: str, said: str) -> None:
    """Broken: after going back to an old program the tables are too new; before an update they are merely old."""
    await stopped(tmp_path)
    set_version(tmp_path, version)
    report = await check("--config", str(tmp_path / "config.toml"))
    found = report.only(status)
    assert (found["name"], found["about"]) == ("schema", "atelier_version")
    assert f"{said} version ({version})" in found["what"]
    assert "backup" in found["mend"]


async def test_a_newer_database_refuses_to_start_in_one_sentence(tmp_path: Path) -> None:
    """Broken once: an older program on newer tables ended with a stack of the migration library."""
    await stopped(tmp_path)
    set_version(tmp_path, "9999")
    code, text = await said("run", "--config", str(tmp_path / "config.toml"))
    assert code == 2
    assert "from a newer Atelier" in text
    assert "Traceback" not in text


def stamps(folder: Path) -> dict[str, int]:
    """When a folder and each thing in it was changed last."""
    return {str(path): path.stat().st_mtime_ns for path in (folder, *folder.rglob("*"))}


async def stopped(folder: Path) -> Path:
    """Run the product once, end it, and give its data folder."""
    async with running(folder) as product:
        await product.stop()
    return folder / "data"


def set_version(folder: Path, version: str) -> None:
    """Pretend that another version wrote the tables."""
    with closing(sqlite3.connect(folder / "data" / "atelier.sqlite3")) as connection:
        connection.execute("UPDATE atelier_version SET version_num = ?", (version,))
        connection.commit()


# -------------------------------------------------------------------------------------------- broken: ports, the page


async def test_a_taken_port_is_named(tmp_path: Path) -> None:
    """Broken: another program has the page's port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        report = await SetUp(tmp_path, f"[web]\nport = {port}\n").checked()
    assert f"sport = :{port}" in trouble(report, "ports", "web.port")


async def test_two_settings_with_one_port_are_named(tmp_path: Path) -> None:
    """Broken: page and sandbox are given the same port, which is free until the first of them takes it."""
    port = free_port()
    report = await SetUp(tmp_path, f"[web]\nport = {port}\n[sandbox]\nport = {port}\n").checked()
    trouble(report, "ports", "sandbox.port")
    assert "web.port" in report.only("bad")["what"]


async def test_an_address_of_another_machine_is_named(tmp_path: Path) -> None:
    """Broken: the page is told to listen where this machine is not."""
    environment = {"ATELIER_WEB_TOKEN": "a-long-enough-token"}
    tables = f'[web]\nhost = "192.0.2.1"\nport = {free_port()}\nnames = ["art.example.org"]\n'
    report = await SetUp(tmp_path, tables, environment=environment).checked()
    assert "address of this machine" in trouble(report, "ports", "web.port")


async def test_a_page_open_to_everybody_is_named(tmp_path: Path) -> None:
    """Broken: the page listens to the network and has no token, so that anybody could spend."""
    tables = f'[web]\nhost = "0.0.0.0"\nport = {free_port()}\nnames = ["art.example.org"]\n'
    report = await SetUp(tmp_path, tables).checked()
    assert "ATELIER_WEB_TOKEN" in trouble(report, "exposure", "web.host")


async def test_a_token_that_can_be_guessed_and_a_page_without_a_name_are_told(tmp_path: Path) -> None:
    """Broken: a short token, and no name by which a browser is let in."""
    tables = f'[web]\nhost = "0.0.0.0"\nport = {free_port()}\n'
    report = await SetUp(tmp_path, tables, environment={"ATELIER_WEB_TOKEN": "short"}).checked()
    warned = {finding["about"] for finding in report.findings if finding["status"] == "warn"}
    assert warned == {"web.token_env", "web.names"}
    assert re.search(r"openssl rand", report.text)
    assert report.code == 0
