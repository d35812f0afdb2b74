"""What trouble with a call means for a turn: waiting, a sentence for the person, or not knowing."""

import re
from functools import partial
from http import HTTPStatus

from adapters.studios.nemo import limits
from adapters.studios.nemo.identity import Identity, Refused
from adapters.studios.nemo.stream import Broke
from adapters.studios.nemo.trouble import (
    NO_CREDITS,
    SESSION_GONE,
    TOKEN_REFUSED,
    TOO_LARGE,
    WRONG_FORMAT,
    NemoError,
)
from adapters.trouble import Trouble, again
from bot.errors import Mendable, OutcomeUnknown, PlaceGone, RetryLater, UserError
from bot.studio import Cause, Failed
from bot.texts import Say, studio

NAME = "NemoVideo"
# How a stream says that the credits are used up, where it gives no code: a hint, as there is nothing better.
SPENT = re.compile(
    r"\b2001\b|(?:insufficient|not enough|out of|no) (?:\w+ )?credits|积分(?:不足|已用完)|余额不足", re.IGNORECASE
)


class Refusals:
    """Judges trouble for one account; it knows the pages that help."""

    def __init__(self, identity: Identity, site: str) -> None:
        self._identity = identity
        self._site = site.rstrip("/")

    def spending(self, trouble: Trouble) -> RetryLater | UserError | OutcomeUnknown:
        """Judge a call that spends: only a refusal, or no connection at all, proves that nothing was."""
        return self.plain(trouble) if trouble.proves_nothing_happened else OutcomeUnknown(str(trouble))

    def plain(self, trouble: Trouble) -> RetryLater | UserError:
        """Judge a call that may simply be made again."""
        if isinstance(trouble, NemoError) and trouble.refuses:
            return self._refused(trouble)
        return again(trouble, NAME)

    def failure(self, trouble: NemoError | Broke) -> Failed:
        """Judge an error that ends a running turn."""
        words = trouble.message if isinstance(trouble, NemoError) else trouble.words
        if trouble.code == NO_CREDITS or (isinstance(trouble, Broke) and SPENT.search(words)):
            cause = Cause.UNREGISTERED if self._identity.anonymous else Cause.NO_CREDITS
            return Failed(cause, link=self._way_to_credits())
        if isinstance(trouble, NemoError) and trouble.by_plan:
            return Failed(Cause.PLAN, link=self._way_to_plans())
        if trouble.code == TOKEN_REFUSED:
            return Failed(Cause.BAD_KEYS)
        return Failed(Cause.PLACE_GONE) if trouble.code == SESSION_GONE else Failed(Cause.BROKEN, words)

    def _refused(self, error: NemoError) -> UserError:
        if error.code == SESSION_GONE:
            return PlaceGone(partial(studio.thread_gone, studio=NAME))
        if isinstance(error, Refused):
            return Mendable(partial(studio.no_free_account, studio=NAME))
        says = self._mending(error)
        return UserError(_words(error)) if says is None else Mendable(says)

    def _mending(self, error: NemoError) -> Say | None:
        if error.too_fast:
            return partial(studio.too_busy, studio=NAME)
        if error.code == NO_CREDITS:
            says = studio.unregistered if self._identity.anonymous else studio.top_up
            return partial(says, studio=NAME, link=self._way_to_credits())
        if error.by_plan:
            return partial(studio.plan_too_small, studio=NAME, link=self._way_to_plans())
        return partial(studio.bad_keys, studio=NAME) if error.code == TOKEN_REFUSED else None

    def _way_to_credits(self) -> str:
        if self._identity.anonymous:
            return self._way_to_plans()
        return f"{self._site}/dashboard/billing"

    def _way_to_plans(self) -> str:
        if not self._identity.anonymous:
            return self._site
        user = self._identity.user
        return f"{self._site}/register?bind={user}" if user else f"{self._site}/register"


def rejected(trouble: Trouble, name: str, limit: int) -> UserError | None:
    """Judge a refused upload: a file of another kind, or too large a one."""
    code = trouble.code if isinstance(trouble, NemoError) else None
    if code == WRONG_FORMAT:
        return wrong_format(name)
    return too_large(name, limit) if code == TOO_LARGE else None


def wrong_format(name: str) -> UserError:
    """Refuse a file that cannot be part of a film."""
    formats = [each.upper() for each in limits.FORMATS]
    return UserError(partial(studio.wrong_format, name=name, formats=formats))


def too_large(name: str, limit: int) -> UserError:
    """Refuse a file that is too large."""
    return UserError(partial(studio.upload_too_large, name=name, limit=limit))


def _words(error: NemoError) -> Say:
    if error.message and error.status != HTTPStatus.UNPROCESSABLE_ENTITY:
        return partial(studio.refused_saying, words=error.message)
    return partial(studio.refused, studio=NAME, status=error.code or error.status)
