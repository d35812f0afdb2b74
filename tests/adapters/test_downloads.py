"""Downloads: a file comes whole, from where it may come from, or not at all."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.downloads import DownloadLimits, Downloads, Network, is_public
from bot import texts
from bot.errors import OffLimits, RetryLater, UserError
from bot.texts import Translator

INSIDE = "127.0.0.2"  # of our own network, where a test lets another address be public
CONTENT = bytes(range(256)) * 1000
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """A loopback server with the pages of a test; counts who came."""

    def __init__(self) -> None:
        self.pages: dict[str, Handler] = {}
        self.visits: list[web.Request] = []
        self.port = 0

    @property
    def address(self) -> str:
        """The origin."""
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Serve a page."""
        self.visits.append(request)
        return await self.pages[request.path](request)

    def redirects(self, path: str, target: str, status: int = 302) -> None:
        """Make a page lead elsewhere."""
        self.pages[path] = lambda _: _ready(web.Response(status=status, headers={"Location": target}))

    def serves(self, path: str, body: bytes = CONTENT, status: int = 200) -> None:
        """Make a page of bytes."""
        self.pages[path] = lambda _: _ready(web.Response(status=status, body=body))


async def _ready(response: web.Response) -> web.Response:
    return response


async def _start(site: Site) -> web.AppRunner:
    app = web.Application()
    app.router.add_get("/{rest:.*}", site.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.port = runner.addresses[0][1]
    return runner


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """The configured origin."""
    site = Site()
    runner = await _start(site)
    yield site
    await runner.cleanup()


@pytest.fixture
async def inside() -> AsyncIterator[Site]:
    """Another server of our own network, which nobody configured."""
    site = Site()
    site.serves("/secret")
    runner = await _start(site)
    yield site
    await runner.cleanup()


@pytest.fixture
async def downloads(site: Site) -> AsyncIterator[Downloads]:
    """Downloads that trust one origin."""
    async with Downloads([site.address], DownloadLimits(idle=0.2)) as downloads:
        yield downloads


@pytest.fixture
def english() -> Translator:
    """English, with its number formats already read from their files."""
    english = texts.load().of("en")
    english.size(1)
    return english


async def fetched(downloads: Downloads, url: str, limit: int = 10**9) -> bytes:
    """Fetch all of a file."""
    headers = {"Referer": "https://studio.example/"}
    return b"".join([chunk async for chunk in downloads.stream(url, headers=headers, limit=limit)])


async def test_a_file_of_a_configured_origin_comes_whole(downloads: Downloads, site: Site) -> None:
    """A sandbox on loopback may be the source of files, and sees the headers it wants."""
    site.serves("/fox.png")

    assert await fetched(downloads, f"{site.address}/fox.png") == CONTENT
    assert site.visits[0].headers["Referer"] == "https://studio.example/"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]"])
async def test_our_own_network_is_out_of_reach(downloads: Downloads, inside: Site, host: str) -> None:
    """No notation of a private address gets a request through to it."""
    with pytest.raises(UserError):
        await fetched(downloads, f"http://{host}:{inside.port}/secret")

    assert not inside.visits


async def test_a_forbidden_address_is_named(downloads: Downloads, inside: Site, english: Translator) -> None:
    """The person reads where the file lies, and that it was not fetched on purpose."""
    with pytest.raises(UserError) as caught:
        await fetched(downloads, f"http://localhost:{inside.port}/secret")

    assert "localhost" in caught.value.say(english)


async def test_an_origin_is_exact(downloads: Downloads, site: Site) -> None:
    """Another name of a trusted address, or another scheme, is another origin."""
    site.serves("/fox.png")

    for url in (f"http://localhost:{site.port}/fox.png", f"https://127.0.0.1:{site.port}/fox.png"):
        with pytest.raises((UserError, RetryLater)):
            await fetched(downloads, url)

    assert not site.visits


async def test_a_redirect_does_not_lead_into_our_network(downloads: Downloads, site: Site, inside: Site) -> None:
    """Each redirect is judged as if it had been the first address."""
    site.redirects("/fox.png", f"{inside.address}/secret")

    with pytest.raises(UserError):
        await fetched(downloads, f"{site.address}/fox.png")

    assert not inside.visits


class Turncoat(AbstractResolver):
    """Gives a name one address when it is first asked, and another from then on."""

    def __init__(self, first: str, then: str) -> None:
        self.answers = [first, then]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Answer."""
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_name_that_resolves_differently_the_second_time(site: Site) -> None:
    """Broken outcome: a name is looked up and found public, and a second lookup leads into our own network."""
    site.redirects("/fox.png", "/moved.png")
    outside = ipaddress.ip_address("127.0.0.1")
    network = Network(Turncoat(str(outside), INSIDE), lambda address: address == outside)
    async with Downloads([], DownloadLimits(idle=0.2), network) as downloads:
        for _ in range(2):
            with pytest.raises(OffLimits):
                await fetched(downloads, f"http://files.example:{site.port}/fox.png")

    assert [visit.path for visit in site.visits] == ["/fox.png"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/x", "//", "http://[half", "data:,x"])
async def test_only_the_web_is_fetched_from(downloads: Downloads, site: Site, target: str) -> None:
    """Neither an address nor a redirect leads out of HTTP."""
    site.redirects("/fox.png", target)

    for url in (target, f"{site.address}/fox.png"):
        with pytest.raises(UserError):
            await fetched(downloads, url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_within_the_origin_are_followed(downloads: Downloads, site: Site, status: int) -> None:
    """A file that moved is found, also by a relative address."""
    site.redirects("/old/fox.png", "../new/fox.png", status)
    site.serves("/new/fox.png")

    assert await fetched(downloads, f"{site.address}/old/fox.png") == CONTENT


async def test_redirects_end(downloads: Downloads, site: Site) -> None:
    """A circle of redirects is left after five."""
    site.redirects("/fox.png", "/fox.png")

    with pytest.raises(UserError):
        await fetched(downloads, f"{site.address}/fox.png")

    assert len(site.visits) == 6


@pytest.mark.parametrize("announced", [True, False])
async def test_a_file_beyond_the_limit_is_refused(
    downloads: Downloads, site: Site, english: Translator, *, announced: bool
) -> None:
    """Neither an announced nor a hidden size gets past the limit, and the person reads the limit."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if announced:
            response.content_length = 10**12
        await response.prepare(request)
        await response.write(b"x" * 2000)
        await asyncio.sleep(60)
        return response

    site.pages["/big"] = endless

    with pytest.raises(UserError) as caught:
        await fetched(downloads, f"{site.address}/big", limit=1024)

    assert "1 kB" in caught.value.say(english)


async def test_a_short_file_is_no_file(downloads: Downloads, site: Site) -> None:
    """Fewer bytes than announced are fetched again, never delivered."""

    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = 5000
        await response.prepare(request)
        await response.write(b"x" * 2000)
        assert request.transport
        request.transport.close()
        return response

    site.pages["/cut"] = cut

    with pytest.raises(RetryLater):
        await fetched(downloads, f"{site.address}/cut")


async def test_a_silent_server_is_left(downloads: Downloads, site: Site) -> None:
    """A download that stands still ends, to be tried again."""

    async def silent(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        raise AssertionError

    site.pages["/silent"] = silent

    with pytest.raises(RetryLater):
        await fetched(downloads, f"{site.address}/silent")


@pytest.mark.parametrize(
    ("status", "error"), [(404, UserError), (403, UserError), (410, UserError), (500, RetryLater), (429, RetryLater)]
)
async def test_a_status_says_whether_to_try_again(
    downloads: Downloads, site: Site, status: int, error: type[Exception]
) -> None:
    """What is gone is told, what may pass is tried again; an error page is never taken for the file."""
    site.serves("/fox.png", b"<html>", status)

    with pytest.raises(error):
        await fetched(downloads, f"{site.address}/fox.png")


async def test_nobody_listening_may_pass(unused_tcp_port: int) -> None:
    """A server that is down is tried again."""
    async with Downloads([f"http://127.0.0.1:{unused_tcp_port}"]) as downloads:
        with pytest.raises(RetryLater):
            await fetched(downloads, f"http://127.0.0.1:{unused_tcp_port}/fox.png")


async def test_a_compressed_reply_is_not_asked_for(downloads: Downloads, site: Site) -> None:
    """The announced length is that of the file itself."""
    site.serves("/fox.png")

    await fetched(downloads, f"{site.address}/fox.png")

    assert site.visits[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.1.2.3", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d70e", True),
        ("2002:7f00:1::", False),
    ],
)
def test_public_means_public(address: str, *, public: bool) -> None:
    """Private, shared, local, multicast and wrapped private addresses are all told from public ones."""
    assert is_public(ipaddress.ip_address(address)) is public
