"""Who may come in: signatures, the edge, and the rate limits."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.sandbox.server import Sandbox, SandboxOptions
from adapters.sandbox.signing import sign
from tests.adapters.sandbox.conftest import Talk
from tests.adapters.sandbox.openapi_client import PREFIX, Client, Keys, Reply, fetch
from tests.clock import ManualClock

SECRET = "sk_example_secret_0001"
CONFIRM = f"{PREFIX}/chat/confirm"
STATUS, CHAT = f"{PREFIX}/chat/status", f"{PREFIX}/chat"
VECTORS = [
    (SECRET, "1700000000", "GET", STATUS, "748c615984b726cc0fd23da6dc3e44c963a8f6f833b2259b28ed1668316b57d5"),
    (SECRET, "1700000000", "POST", CHAT, "6614502692a7ac7aeeecdfcb40855231c176c35ae3fe3bfd8ec3336b8cb0f5ef"),
    (SECRET, "1700000001", "POST", CHAT, "607837fda05a94a3bcc6bb7d1c91daf13260f19364e190176eeab6c33e4f3083"),
    ("sk_密钥_é", "1753600000", "POST", CONFIRM, "f1504ed82a3af330d86348419c3f1cc5a1efb4326d0e5e056d8dc5b8090f2082"),
    ("", "1700000000", "GET", STATUS, "5aee1428b278bc35921c5701162c0deca6576fbfabdfca3d7ac02ca48396053c"),
]  # fmt: skip


@pytest.fixture
async def door() -> AsyncIterator[Client]:
    """A sandbox at the instant of the published vectors, and a client with their keys."""
    options = SandboxOptions(access_key="ak_example_0001", secret_key=SECRET)
    async with Sandbox(options, ManualClock(1_700_000_000.999)) as sandbox:
        yield Client(sandbox.address, Keys(sandbox.access_key, sandbox.secret_key), "1700000000")


@pytest.mark.parametrize(("secret", "timestamp", "method", "path", "digest"), VECTORS)
def test_a_signature_is_the_published_one(secret: str, timestamp: str, method: str, path: str, digest: str) -> None:
    """The server signs as the real client does, so it can tell a good signature from a bad one."""
    assert sign(secret, method, path, timestamp) == digest


async def knock(client: Client) -> Reply:
    """Ask for the state of a thread that does not exist."""
    return await asyncio.to_thread(client.get, "/chat/status", thread_id="thr-0001")


async def test_a_request_signed_as_published_comes_in(door: Client) -> None:
    """V1 and V2: the query is not signed and the clock is cut to seconds; past the door only the thread is unknown."""
    reply = await knock(door)

    assert reply.refused == (404, 404, "Thread 'thr-0001' does not exist")


async def test_a_signed_query_is_refused(door: Client) -> None:
    """V3: who signs the query along with the path is turned away, even with the matching header."""
    digest = "b73f2c185fee3e6facb022c3edee666cc7160f947a5b0577e62b9d930f0c031a"
    assert sign(SECRET, "GET", f"{STATUS}?thread_id=thr-0001", "1700000000") == digest

    door.overrides = {"X-Signature": digest}
    assert (await knock(door)).refused == (401, 401, "Invalid signature: the digest differs")
    door.overrides = {"X-Signature": digest, "X-Signed-Path": f"{STATUS}?thread_id=thr-0001"}
    assert (await knock(door)).refused[0] == 401


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("X-Access-Key", "", "a signing header is missing"),
        ("X-Timestamp", "", "a signing header is missing"),
        ("X-Signature", "", "a signing header is missing"),
        ("X-Signed-Method", "", "a signing header is missing"),
        ("X-Signed-Path", "", "a signing header is missing"),
        ("X-Access-Key", "ak_somebody_else", "unknown access key"),
        ("X-Signed-Method", "POST", "method or path differ from what was signed"),
        ("X-Signed-Path", CHAT, "method or path differ from what was signed"),
        ("X-Timestamp", "1699999699", "the timestamp is not of now"),
        ("X-Timestamp", "1700000302", "the timestamp is not of now"),
        ("X-Timestamp", "yesterday", "the timestamp is not of now"),
        ("X-Timestamp", "1700000001", "the digest differs"),
        ("X-Signature", "0" * 64, "the digest differs"),
    ],
)
async def test_each_flaw_of_a_signature_is_refused(door: Client, name: str, value: str, reason: str) -> None:
    """A request with a missing, foreign, stale or wrong signing header never comes in."""
    door.overrides = {name: value}

    assert (await knock(door)).refused == (401, 401, f"Invalid signature: {reason}")


@pytest.mark.parametrize(
    "agent", ["Python-urllib/3.11", "python-requests/2.32", "Python/3.11 aiohttp/3.12", "python-httpx/0.28"]
)
async def test_default_python_clients_stop_at_the_edge(door: Client, agent: str) -> None:
    """A client that forgot its User-Agent is told so here, not only by the real service."""
    door.overrides = {"User-Agent": agent}

    reply = await knock(door)

    assert (reply.status, reply.body) == (403, b"error code: 1010")


async def test_the_catalog_needs_no_signature(door: Client) -> None:
    """The list of tools is public, curated, and marks what is premium."""
    reply = await asyncio.to_thread(fetch, f"{door.base}{PREFIX}/tools/catalog")
    tools = {tool["name"]: tool for tool in reply.data["tools"]}

    assert len(tools) == 40
    assert tools["generate_video_kling_v3"] == {
        "name": "generate_video_kling_v3",
        "display_name": "Kling 3.0",
        "category": "VIDEO",
        "is_premium": True,
    }
    assert tools["generate_3d_tripo"]["category"] == "3D"


async def test_an_unknown_path_is_an_envelope_too(door: Client) -> None:
    """A typing error in a path gets JSON, after the signature was checked."""
    assert (await asyncio.to_thread(door.get, "/chat/history")).refused == (404, 404, "Not Found")
    assert (await asyncio.to_thread(door.get, "/chat")).refused == (405, 405, "Method Not Allowed")


async def test_too_many_calls_are_refused_until_a_minute_is_over(talk: Talk) -> None:
    """The chat tier gives 60 calls a minute and says when to come back; reading has its own, larger budget."""
    for _ in range(60):
        assert (await talk.asks("a fox", mode="wrong")).status == 400

    reply = await talk.asks("a fox")
    assert reply.refused == (429, 1429, "Rate limit exceeded. Please slow down.")
    assert reply.headers["Retry-After"] == "60"
    assert (await talk.post("/mode/query", {})).status == 200
    await talk.clock.advance(60)
    assert (await talk.asks("a fox")).status == 200
