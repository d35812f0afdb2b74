"""What a browser loads beside JSON: the page itself, its scripts, the sign-in, and files."""

import asyncio
import html
from pathlib import Path
from string import Template
from types import MappingProxyType
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from adapters.platforms.web import limits
from adapters.platforms.web.api import Site
from adapters.platforms.web.door import Door
from adapters.platforms.web.entries import Kept
from adapters.platforms.web.refusals import Refusal
from bot.texts import Translator, door, refusal

STATIC = Path(__file__).parent / "static"
STATIC_TYPES = MappingProxyType(
    {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
)
FOREVER = "private, max-age=31536000, immutable"  # a file never changes under its id
NOTHING_RUNS = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'"


class Pages:
    """The handlers for everything that is not JSON."""

    def __init__(self, site: Site, door: Door) -> None:
        self._site = site
        self._door = door

    def routes(self) -> list[web.RouteDef]:
        """Say which handler serves what."""
        return [
            web.get("/", self.index),
            web.post("/signin", self.sign_in),
            web.get("/healthz", self.health),
            web.get("/media/{media}/{name}", self.media),
            web.get(r"/static/{name:[a-z]+\.(?:js|css|svg)}", self.static),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Serve the page to who may enter, the sign-in to others; a link with the token lets in at once."""
        token = request.query.get("token")
        opened = token is not None and self._door.opens(token)
        if not opened and not self._door.is_in(request):
            return await self._ask_token(request, wrong=token is not None)
        response = web.FileResponse(STATIC / "index.html")
        if opened:
            self._door.let_in(request, response)
        return response

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Take the token from the sign-in page."""
        form = await request.post()
        if not self._door.opens(str(form.get("token", ""))):
            return await self._ask_token(request, wrong=True)
        response = web.Response(status=web.HTTPSeeOther.status_code, headers={"Location": "/"})
        self._door.let_in(request, response)
        return response

    async def health(self, _request: web.Request) -> web.Response:
        """Say whether the page can do its work: it answers, and its store can be read in time."""
        try:
            async with asyncio.timeout(limits.HEALTH_SECONDS):
                await self._site.history.channels()
        except (SQLAlchemyError, TimeoutError):
            return web.Response(text="the store does not answer\n", status=web.HTTPServiceUnavailable.status_code)
        return web.Response(text="ok\n")

    async def static(self, request: web.Request) -> web.StreamResponse:
        """Serve one of the page's own files."""
        name = request.match_info["name"]
        return web.FileResponse(STATIC / name, headers={"Content-Type": STATIC_TYPES[name.rpartition(".")[2]]})

    async def media(self, request: web.Request) -> web.StreamResponse:
        """Serve a file, or a range of it; only what cannot run anything is shown inside the browser."""
        file = await self._site.history.file(request.match_info["media"])
        if file is None:
            raise Refusal(web.HTTPNotFound.status_code, refusal.file_gone)
        return web.FileResponse(self._site.media.path(file.id), headers=headers_of(file))

    async def _ask_token(self, request: web.Request, *, wrong: bool) -> web.Response:
        template = await asyncio.to_thread((STATIC / "signin.html").read_text, "utf-8")
        text = Template(template).substitute(signin_texts(self._door.translator(request), wrong=wrong))
        return web.Response(text=text, content_type="text/html", status=web.HTTPUnauthorized.status_code)


def headers_of(file: Kept) -> dict[str, str]:
    """Describe a file to a browser so that it can be seen or saved, never run."""
    known = limits.BY_MEDIA_TYPE.get(file.media_type, limits.UNKNOWN)
    manner = "inline" if known.inline else "attachment"
    return {
        "Content-Type": known.media_type,
        "Content-Disposition": f"{manner}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": NOTHING_RUNS,
        "Cache-Control": FOREVER,
    }


def signin_texts(t: Translator, *, wrong: bool) -> dict[str, str]:
    """Fill the sign-in page."""
    texts = {
        "language": t.locale.replace("_", "-"),
        "title": door.sign_in(t),
        "explanation": door.sign_in_explanation(t),
        "label": door.token(t),
        "button": door.enter(t),
        "trouble": door.wrong_token(t) if wrong else "",
    }
    return {name: html.escape(text) for name, text in texts.items()}
