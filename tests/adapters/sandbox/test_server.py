"""The sandbox over its life: restarts, sudden deaths, speed."""

import asyncio
import sys
import time
from dataclasses import replace
from pathlib import Path

from adapters.sandbox.server import Sandbox, SandboxOptions
from bot.clock import SystemClock
from tests.adapters.sandbox.conftest import Talk, artifacts, opened
from tests.adapters.sandbox.openapi_client import Client, Keys, fetch
from tests.clock import ManualClock


def options(state: Path) -> SandboxOptions:
    """A sandbox that remembers, with keys that stay."""
    return SandboxOptions(state=state, access_key="ak_kept", secret_key="sk_kept")


async def test_a_restart_forgets_nothing(tmp_path: Path, clock: ManualClock) -> None:
    """Projects, runs, confirms, uploads and the mode outlive the process, and time went on meanwhile."""
    async with Sandbox(options(tmp_path), clock) as sandbox:
        talk = await opened(sandbox, clock)
        await talk.post("/mode/set", {"unlimited": True})
        upload = (await talk.upload("a.txt", b"kept")).data["url"].removeprefix(sandbox.address)
        thread = await talk.starts("a picture of a fox, costly")
        await clock.advance(2)
        await talk.post("/chat/confirm", {"thread_id": thread})
        before = (await talk.control())["accepted"]
    await clock.advance(4)

    async with Sandbox(options(tmp_path), clock) as sandbox:
        again = Talk(sandbox, clock)
        result = await again.result(thread)
        assert (result["status"], len(artifacts(result))) == ("done", 1)
        assert (await again.control())["accepted"] == before
        assert (await again.post("/mode/query", {})).data["unlimited"]
        assert (await again.get("/project/validate", project_id=talk.project)).data["project_name"] == "Foxes"
        assert (await again.fetch(sandbox.address + upload)).body == b"kept"
        assert (await again.fetch(artifacts(result)[0][1])).status == 200


async def test_a_line_torn_by_a_sudden_death_is_cut_off(tmp_path: Path, clock: ManualClock) -> None:
    """A half written last line neither stops the start nor spoils the next line."""
    for torn in (b"", b'{"kind": "chat", "thr'):
        async with Sandbox(options(tmp_path), clock) as sandbox:
            await opened(sandbox, clock)
        with (tmp_path / "journal.jsonl").open("ab") as journal:
            journal.write(torn)

    async with Sandbox(options(tmp_path), clock) as sandbox:
        await opened(sandbox, clock)
    assert len((tmp_path / "journal.jsonl").read_bytes().splitlines()) == 3


async def test_keys_are_drawn_when_none_are_given(clock: ManualClock) -> None:
    """Two sandboxes do not open with each other's keys, and the shape of the keys is the real one."""
    async with Sandbox(clock=clock) as one, Sandbox(clock=clock) as other:
        keys = [one.access_key, other.access_key, one.secret_key, other.secret_key]
        stranger = Client(one.address, Keys(other.access_key, other.secret_key), str(int(clock.now())))

        assert len({*keys}) == 4
        assert [key[:3] for key in keys] == ["ak_", "ak_", "sk_", "sk_"]
        assert (await asyncio.to_thread(stranger.post, "/mode/query", {})).status == 401


async def test_nothing_stays_behind_without_a_state_folder(tmp_path: Path, clock: ManualClock) -> None:
    """A sandbox that shall forget leaves the port and no file."""
    async with Sandbox(clock=clock) as sandbox:
        talk = await opened(sandbox, clock)
        folder = sandbox.folder
        await talk.upload("a.txt", b"x")
        assert list(folder.rglob("*.txt"))

    assert not folder.exists()


async def test_speed_divides_all_waiting() -> None:
    """At 50 times the speed a whole run, by the machine's own clock, is over in a moment, and so is every lag."""
    async with Sandbox(SandboxOptions(speed=50), SystemClock()) as sandbox:
        client = Client(sandbox.address, Keys(sandbox.access_key, sandbox.secret_key))
        result = await asyncio.to_thread(complete, client, "four variations of a red fox")
        picture = await asyncio.to_thread(fetch, artifacts(result)[3][1])

    assert (len(artifacts(result)), picture.headers["Content-Type"]) == (4, "image/png")


SERVER = """
import asyncio, pathlib, sys
from adapters.sandbox.server import Sandbox, SandboxOptions

async def serve():
    options = SandboxOptions(state=pathlib.Path(sys.argv[1]), access_key="ak_kept", secret_key="sk_kept", speed=20)
    async with Sandbox(options) as sandbox:
        print(sandbox.address, flush=True)
        await asyncio.Event().wait()

asyncio.run(serve())
"""


async def test_a_killed_process_loses_nothing_it_answered(tmp_path: Path) -> None:
    """Killed with -9 right after the reply, the run goes on in the next process and ends with its file."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    address = (await process.stdout.readline()).decode().strip()
    client = Client(address, Keys("ak_kept", "sk_kept"))
    project = (await asyncio.to_thread(client.post, "/project/save", {"project_name": "Foxes"})).data["project_id"]
    chat = {"prompt": "a red fox", "project_id": project}
    thread = (await asyncio.to_thread(client.post, "/chat", chat)).data["thread_id"]
    process.kill()
    await process.wait()

    async with Sandbox(replace(options(tmp_path), speed=20)) as sandbox:
        client = Client(sandbox.address, Keys("ak_kept", "sk_kept"))
        result = await asyncio.to_thread(ended, client, thread)
        picture = await asyncio.to_thread(fetch, artifacts(result)[0][1])

    assert picture.body.startswith(b"\x89PNG")


def complete(client: Client, prompt: str) -> object:
    """Do what the official client does in one chat: create, validate until known, chat, poll until done, read."""
    project = client.post("/project/save", {"project_name": "Foxes"}).data["project_id"]
    while not client.get("/project/validate", project_id=project).data["valid"]:
        time.sleep(0.02)
    thread = client.post("/chat", {"prompt": prompt, "project_id": project}).data["thread_id"]
    return ended(client, thread)


def ended(client: Client, thread: str) -> object:
    """Poll a thread until it is done, and read it."""
    while client.get("/chat/status", thread_id=thread).data["status"] == "running":
        time.sleep(0.05)
    return client.get("/chat/result", thread_id=thread).data
