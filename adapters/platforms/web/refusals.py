"""How the page says no: a status for the browser, a sentence for the person."""

from functools import partial

from aiohttp import web
from pydantic import ValidationError

from adapters.platforms.web import limits
from bot.errors import ChannelGone, StoreUnavailable, TooLarge, UserError
from bot.texts import Say, Translator, refusal


class Refusal(Exception):
    """A request that is not served, and why."""

    def __init__(self, status: int, say: Say) -> None:
        super().__init__(status)
        self.status = status
        self.say = say


REFUSALS = (Refusal, UserError, TooLarge, ChannelGone, StoreUnavailable, ValidationError, web.HTTPRequestEntityTooLarge)


def refusal_of(error: BaseException) -> Refusal:
    """Translate what went wrong with a request into a refusal."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, UserError | StoreUnavailable):
        answer = web.HTTPServiceUnavailable if isinstance(error, StoreUnavailable) else web.HTTPConflict
        return Refusal(answer.status_code, error.say)
    if isinstance(error, web.HTTPRequestEntityTooLarge):  # more than any text that is taken, without files
        return text_too_long()
    if isinstance(error, TooLarge):
        return Refusal(web.HTTPRequestEntityTooLarge.status_code, too_large(error.limit))
    if isinstance(error, ChannelGone):
        return Refusal(web.HTTPNotFound.status_code, refusal.no_such_channel)
    return Refusal(web.HTTPBadRequest.status_code, refusal.malformed)


def too_large(limit: int) -> Say:
    """Say which size is the largest."""
    return lambda t: refusal.file_too_large(t, limit=limit)


def text_too_long(length: int | None = None) -> Refusal:
    """Refuse a text; its length is unknown where reading it stopped half-way."""
    say = partial(refusal.text_too_long, length=length, limit=limits.TEXT_LENGTH)
    return Refusal(web.HTTPRequestEntityTooLarge.status_code, say)


def response_of(refusal: Refusal, t: Translator) -> web.Response:
    """Answer a request with a refusal."""
    return web.json_response({"error": refusal.say(t)}, status=refusal.status)


def bad(say: Say) -> Refusal:
    """Refuse what cannot be understood or is empty."""
    return Refusal(web.HTTPBadRequest.status_code, say)
