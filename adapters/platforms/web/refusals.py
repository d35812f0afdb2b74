"""How the page says no: a status for the browser, a sentence for the person."""

from aiohttp import web
from pydantic import ValidationError

from bot.errors import ChannelGone, TooLarge, UserError
from bot.texts import Say, Translator, page


class Refusal(Exception):
    """A request that is not served, and why."""

    def __init__(self, status: int, say: Say) -> None:
        super().__init__(status)
        self.status = status
        self.say = say


REFUSALS = (Refusal, UserError, TooLarge, ChannelGone, ValidationError)


def refusal_of(error: BaseException) -> Refusal:
    """Translate what went wrong with a request into a refusal."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, UserError):
        return Refusal(web.HTTPConflict.status_code, error.say)
    if isinstance(error, TooLarge):
        return Refusal(web.HTTPRequestEntityTooLarge.status_code, too_large(error.limit))
    if isinstance(error, ChannelGone):
        return Refusal(web.HTTPNotFound.status_code, page.no_such_channel)
    return Refusal(web.HTTPBadRequest.status_code, page.malformed)


def too_large(limit: int) -> Say:
    """Say which size is the largest."""
    return lambda t: page.file_too_large(t, limit=limit)


def response_of(refusal: Refusal, t: Translator) -> web.Response:
    """Answer a request with a refusal."""
    return web.json_response({"error": refusal.say(t)}, status=refusal.status)


def bad(say: Say) -> Refusal:
    """Refuse what cannot be understood or is empty."""
    return Refusal(web.HTTPBadRequest.status_code, say)
