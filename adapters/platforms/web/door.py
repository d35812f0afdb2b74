"""Who may come in: the host a browser asked for, where a request comes from, the token, the visitor's cookie."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from adapters.platforms.web import limits
from adapters.platforms.web.refusals import REFUSALS, Refusal, refusal_of, response_of
from adapters.platforms.web.settings import WebSettings, is_near
from bot.adapter import Inbox
from bot.chat import ChannelId, ChannelRef, CommunityId, Person, PersonId
from bot.fields import HasSettings
from bot.texts import Languages, Translator
from bot.texts import door as texts

PERSON_COOKIE = "atelier_person"
TOKEN_COOKIE = "atelier_entry"  # noqa: S105 (a cookie's name)
READING = frozenset({"GET", "HEAD"})
OPEN_TO_ALL = frozenset({"/", "/signin", "/healthz", "/static/base.css", "/static/signin.css", "/static/mark.svg"})

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-cache"),
)


VISITOR = web.RequestKey("visitor", PersonId)
CHOSEN: web.RequestKey[str | None] = web.RequestKey("chosen language")


class Door:
    """The middlewares every request passes, outermost first."""

    def __init__(self, settings: WebSettings, languages: Languages, inbox: Inbox) -> None:
        self._settings = settings
        self._inbox = inbox
        self._languages = languages
        self._entry = _digest(settings.token) if settings.token else None

    @property
    def middlewares(self) -> tuple[Middleware, ...]:
        """What an application is built with."""
        return self.refuse, self.guard, self.recognise

    @web.middleware
    async def refuse(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn what our own code raises into a sentence in the visitor's language."""
        try:
            return await handler(request)
        except REFUSALS as error:
            return response_of(refusal_of(error), self.translator(request))

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let nobody in by a foreign name, from a foreign page, or without the token."""
        if not self._settings.serves(request.host):
            raise Refusal(web.HTTPForbidden.status_code, texts.unknown_host)
        if request.method not in READING and not comes_from_here(request):
            raise Refusal(web.HTTPForbidden.status_code, texts.foreign_page)
        if request.path not in OPEN_TO_ALL and not self.is_in(request):
            raise Refusal(web.HTTPUnauthorized.status_code, texts.sign_in_first)
        return await handler(request)

    @web.middleware
    async def recognise(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Know a browser by its cookie, or give it one."""
        cookie = request.cookies.get(PERSON_COOKIE)
        fresh = None if cookie else secrets.token_urlsafe(24)
        request[VISITOR] = PersonId(_digest(cookie or fresh or "")[:16])
        request[CHOSEN] = await self._chosen(request)
        response = await handler(request)
        if fresh is not None and not response.prepared and request.path != "/healthz":
            give_cookie(request, response, PERSON_COOKIE, fresh)
        return response

    async def finish(self, _request: web.Request, response: web.StreamResponse) -> None:
        """Put the headers on any response, just before it leaves."""
        for name, value in HEADERS:
            response.headers.setdefault(name, value)

    def is_in(self, request: web.Request) -> bool:
        """Tell whether a browser has shown the token, or needs none."""
        return self._entry is None or _same(request.cookies.get(TOKEN_COOKIE, ""), self._entry)

    def opens(self, token: str) -> bool:
        """Tell whether a token is the right one."""
        return self._entry is not None and _same(_digest(token.strip()), self._entry)

    def let_in(self, request: web.Request, response: web.StreamResponse) -> None:
        """Give a browser the cookie that stands for the token."""
        give_cookie(request, response, TOKEN_COOKIE, self._entry or "")

    def translator(self, request: web.Request) -> Translator:
        """Give the visitor's language: the one that was set, else those of the browser in their order."""
        accepted = request.headers.get("Accept-Language", "").split(",")
        wishes = [each.partition(";")[0].strip() for each in accepted]
        return self._languages.of(request.get(CHOSEN), *(each for each in wishes if each != "*"))

    async def _chosen(self, request: web.Request) -> str | None:
        if not (request.path.startswith("/api/") and isinstance(self._inbox, HasSettings)):
            return None
        page = ChannelRef(self._settings.account, CommunityId(self._settings.account), ChannelId(""))
        return await self._inbox.language(page, Person(request[VISITOR], ""))


def comes_from_here(request: web.Request) -> bool:
    """Tell whether a writing request was made by this very page, or by a program that is no browser."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def give_cookie(request: web.Request, response: web.StreamResponse, name: str, value: str) -> None:
    """Set a cookie that no script and no other site can use, nor anybody on the way where the page came over TLS."""
    secure = request.secure or came_over_tls(request)
    response.set_cookie(name, value, max_age=limits.COOKIE_SECONDS, httponly=True, samesite="Strict", secure=secure)


def came_over_tls(request: web.Request) -> bool:
    """Tell whether a proxy on this machine or in its network says that it did the TLS; strangers are not believed."""
    return request.headers.get("X-Forwarded-Proto") == "https" and is_near(request.remote or "")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())
