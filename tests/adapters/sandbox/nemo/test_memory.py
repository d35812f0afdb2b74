"""What the NemoVideo side remembers over its own end."""

import asyncio
import sys
from pathlib import Path

import aiohttp

from adapters.sandbox.server import Sandbox, SandboxOptions
from tests.adapters.sandbox.nemo.talking import Talk
from tests.adapters.sandbox.nemo.test_uploads import picture
from tests.clock import ManualClock


def options(state: Path) -> SandboxOptions:
    """A sandbox that remembers."""
    return SandboxOptions(state=state, nemo_token="nmv_usr_kept")


def moved(talk: Talk, sandbox: Sandbox, http: aiohttp.ClientSession) -> Talk:
    """The same person at another sandbox."""
    other = Talk(sandbox, talk.clock, http)
    other.token, other.user, other.session = talk.token, talk.user, talk.session
    return other


async def test_a_restart_forgets_nothing(tmp_path: Path, clock: ManualClock) -> None:
    """Tokens, sessions, files, a turn under way, its credits, and a film half made outlive the process."""
    async with Sandbox(options(tmp_path), clock) as sandbox, aiohttp.ClientSession() as http:
        talk = await Talk(sandbox, clock, http).enter()
        await talk.control(nemo={"credits": 100})
        await talk.uploads(("red.png", picture()))
        await talk.says("put it on the timeline")
        await talk.submits()
        await talk.polls()
        reply = await talk.sends("a fox")
        reply.close()
        before, accepted = await talk.balance(), (await talk.control())["nemo"]
        urls = [each["cdn_url"].removeprefix(sandbox.address) for each in (await talk.state())["video_infos"]]
    await clock.advance(30)

    async with Sandbox(options(tmp_path), clock) as sandbox, aiohttp.ClientSession() as http:
        talk = moved(talk, sandbox, http)
        assert before == (50, 100, 150)
        assert await talk.balance() == (50, 0, 50)
        assert (await talk.control())["nemo"] == accepted
        assert [media["prompt"] for media in (await talk.state())["generated_media"]] == ["a fox"]
        assert (await talk.get(urls[0])).body == picture()
        assert (await talk.polls())["status"] == "completed"
        again = await talk.post("/api/auth/anonymous-token", X_Client_Id="0b7c2f60")
        assert again.refused == (429, 429)
        assert (await talk.submits(draft={"t": [{"tt": 0, "sg": [{"d": 1}]}]})).status == 409


async def test_lost_sessions_and_old_tokens_stay_lost(tmp_path: Path, clock: ManualClock) -> None:
    """What a test has ordered is remembered like everything else."""
    async with Sandbox(options(tmp_path), clock) as sandbox, aiohttp.ClientSession() as http:
        talk = await Talk(sandbox, clock, http).enter()
        kept = Talk(sandbox, clock, http)
        kept.token = sandbox.nemo_token
        await kept.begin()
        await talk.control(nemo={"forward": 604_800.0, "end_sessions": True})

    async with Sandbox(options(tmp_path), clock) as sandbox, aiohttp.ClientSession() as http:
        assert (await moved(talk, sandbox, http).get("/api/credits/balance/simple")).refused == (401, 1001)
        path = f"/api/state/nemo_agent/me/{kept.session}/latest"
        assert (await moved(kept, sandbox, http).get(path)).refused == (404, 1002)


SERVER = """
import asyncio, pathlib, sys
from adapters.sandbox.server import Sandbox, SandboxOptions

async def serve():
    options = SandboxOptions(state=pathlib.Path(sys.argv[1]), nemo_token="nmv_usr_kept")
    async with Sandbox(options) as sandbox:
        print(sandbox.address, flush=True)
        await asyncio.Event().wait()

asyncio.run(serve())
"""


async def test_a_killed_process_loses_nothing_it_answered(tmp_path: Path, clock: ManualClock) -> None:
    """Killed with -9 in the middle of a stream, the next process knows the message and what comes of it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    address = (await process.stdout.readline()).decode().strip()
    headers = {"Authorization": "Bearer nmv_usr_kept"}
    async with aiohttp.ClientSession(address, headers=headers) as http:
        opened = await http.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "project"})
        session = (await opened.json())["data"]["session_id"]
        said = {"app_name": "nemo_agent", "user_id": "me", "session_id": session}
        async with http.post("/run_sse", json={**said, "new_message": {"parts": [{"text": "a fox"}]}}) as reply:
            assert reply.status == 200
            process.kill()
            await process.wait()

    async with Sandbox(options(tmp_path)) as sandbox, aiohttp.ClientSession() as http:
        talk = Talk(sandbox, clock, http)
        talk.token = sandbox.nemo_token
        assert (await talk.control())["nemo"]["posts"] == {"a fox": 1}
        assert (await talk.balance())[2] <= 1100
