"""Only who may come in does: by the right name, from this very page, with the token where there is one."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from adapters.platforms.web.settings import WebSettings, is_near
from bot.chat import AccountId
from bot.errors import ConfigError
from tests.adapters.platforms.web.conftest import Visitor, visit
from tests.adapters.platforms.web.preview import Stage, page
from tests.clock import ManualClock

TOKEN = "open-sesame-42"
SAID = {"id": "abcdefgh", "text": "a fox"}
SAY = "/api/channels/studio/messages"


@pytest.fixture
async def locked(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Stage]:
    """A page behind a token."""
    async with page(tmp_path, clock, token=TOKEN) as stage:
        yield stage


@pytest.fixture
async def stranger(locked: Stage) -> AsyncIterator[Visitor]:
    """Somebody who has not shown the token."""
    async with visit(locked.address) as visitor:
        yield visitor


@pytest.mark.parametrize("host", ["0.0.0.0", "", "192.0.2.7", "atelier.example"])  # noqa: S104
def test_a_page_open_to_others_needs_a_token(tmp_path: Path, host: str) -> None:
    """Nobody opens a studio to the world by a wrong line in the configuration."""
    with pytest.raises(ConfigError, match=r"^web\.host.*token"):
        WebSettings(AccountId("web"), tmp_path, host=host)
    assert WebSettings(AccountId("web"), tmp_path, host=host, token=TOKEN).token == TOKEN


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_loopback_needs_none(tmp_path: Path, host: str) -> None:
    """On one's own machine nothing stands between a newcomer and the page."""
    assert WebSettings(AccountId("web"), tmp_path, host=host).token is None


async def test_a_foreign_name_is_refused(visitor: Visitor) -> None:
    """A site whose name was turned to this machine's address reads and writes nothing."""
    for path in ("/", "/api/channels", "/static/main.js"):
        async with visitor.asks("GET", path, headers={"Host": "evil.example"}) as response:
            assert response.status == 403


async def test_configured_names_are_served(tmp_path: Path, clock: ManualClock) -> None:
    """Behind a proxy the page goes by the name its operator gave it."""
    hosts = frozenset({"studio.example"})
    async with page(tmp_path, clock, hosts=hosts) as stage, visit(stage.address) as visitor:
        assert await visitor.gets("/api/channels", headers={"Host": "studio.example"})
        assert await visitor.gets("/api/channels", headers={"Host": "localhost:8080"})


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_cannot_speak_for_a_visitor(stage: Stage, visitor: Visitor, headers: dict[str, str]) -> None:
    """A form on somebody else's page spends nothing here."""
    async with visitor.asks("POST", SAY, json=SAID, headers=headers) as response:
        assert response.status == 403
    assert await visitor.sees() == []


async def test_the_page_itself_may_speak(visitor: Visitor) -> None:
    """What a browser adds to the page's own requests is welcome."""
    headers = {"Origin": visitor.address, "Sec-Fetch-Site": "same-origin"}
    async with visitor.asks("POST", SAY, json=SAID, headers=headers) as response:
        assert response.status == 200


@pytest.mark.parametrize("path", ["/api/page", "/api/channels", "/api/events", "/static/main.js", "/media/a/b"])
async def test_without_the_token_there_is_nothing(stranger: Visitor, path: str) -> None:
    """A stranger learns nothing but that there is a door."""
    async with stranger.asks("GET", path) as response:
        assert response.status == 401
    async with stranger.asks("GET", "/healthz") as response:
        assert response.status == 200


async def test_a_page_without_its_store_is_not_well(locked: Stage, stranger: Visitor) -> None:
    """Broken outcome: a page that could read nothing any more was called healthy, and nobody started it anew."""
    with closing(sqlite3.connect(locked.folder / "page.sqlite")) as store:
        store.execute("ALTER TABLE web_channels RENAME TO gone")
    async with stranger.asks("GET", "/healthz") as response:
        assert response.status == 503


async def test_the_page_is_a_door_first(stranger: Visitor) -> None:
    """A stranger is asked for the token in words, and a wrong one is told so."""
    async with stranger.asks("GET", "/") as response:
        assert response.status == 401
        assert "Token" in await response.text()
    async with stranger.asks("POST", "/signin", data={"token": "sesame"}) as response:
        assert response.status == 401
        assert "not the token" in await response.text()


async def test_the_token_opens(stranger: Visitor) -> None:
    """The right token, typed once, lets this browser in."""
    async with stranger.asks("POST", "/signin", data={"token": f" {TOKEN} "}, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/")
    assert await stranger.gets("/api/channels")


async def test_a_link_opens(locked: Stage, stranger: Visitor) -> None:
    """The link with the token lets in at once, and the cookie it leaves does not contain the token."""
    async with stranger.asks("GET", f"/?token={TOKEN}") as response:
        assert response.status == 200
        cookie = response.headers.getall("Set-Cookie")[0]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    assert await stranger.gets("/api/channels")


async def test_every_answer_is_fenced(visitor: Visitor) -> None:
    """No answer may be framed, sniffed or fed with foreign scripts."""
    for path in ("/", "/api/page", "/static/base.css", "/nothing"):
        async with visitor.asks("GET", path) as response:
            assert "script-src 'self'" in response.headers["Content-Security-Policy"]
            assert "unsafe" not in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(("told", "secure"), [("https", True), ("http", False), (None, False)])
async def test_cookies_are_secure_where_a_proxy_does_the_tls(locked: Stage, told: str | None, *, secure: bool) -> None:
    """Behind TLS no cookie ever leaves without it; on plain loopback a browser still sends it."""
    headers = {"X-Forwarded-Proto": told} if told else {}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{locked.address}/?token={TOKEN}", headers=headers) as response,
    ):
        assert {bool(cookie["secure"]) for cookie in response.cookies.values()} == {secure}
        assert set(response.cookies) == {"atelier_entry", "atelier_person"}


@pytest.mark.parametrize(("address", "near"), [("127.0.0.1", True), ("172.18.0.3", True), ("93.184.216.34", False)])
def test_only_a_near_proxy_is_believed(address: str, *, near: bool) -> None:
    """What a stranger says of its connection counts for nothing."""
    assert is_near(address) is near
    assert not is_near("")


async def test_a_browser_stays_the_same_person(visitor: Visitor) -> None:
    """One cookie, given once, that no script can read."""
    cookies = [cookie for cookie in visitor.session.cookie_jar if cookie.key == "atelier_person"]
    assert len(cookies) == 1
    assert cookies[0]["httponly"]
    async with visitor.asks("GET", "/api/page") as response:
        assert "Set-Cookie" not in response.headers
