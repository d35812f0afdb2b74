"""What trouble with a call means for a turn: waiting, a sentence for the person, or not knowing."""

import re
from functools import partial
from http import HTTPStatus

from adapters.studios.lovart import limits
from adapters.studios.lovart.trouble import LovartError
from adapters.trouble import Trouble, again
from bot.errors import Busy, Crowded, Mendable, OutcomeUnknown, PlaceGone, RetryLater, ThreadGone, UserError
from bot.texts import Say, studio

NAME = "Lovart"
CROWDED = "concurrent task limit"  # how the one 402 that passes by itself begins
# The only words that tell a project or thread that is no more from any other refusal.
GONE = re.compile(r"(?P<what>Project|Thread) '?(?P<id>[\w-]*)'? ?(?:does not exist|not found)", re.IGNORECASE)
# How an agent says in words, instead of making something, that it will not: a hint, as there is nothing better.
DECLINES = re.compile(
    r"\b(?:can(?:'|\u2019)?t|cannot|can not|won(?:'|\u2019)?t|unable|not able|not allowed|rather not|declined?|"
    r"refused?|polic(?:y|ies)|moderat\w+|unsafe|sensitive|prohibited)\b|不便|不能|无法|拒绝|违规|违反|敏感|不支持",
    re.IGNORECASE,
)
CROWDED_NUMBER = "1200000200"  # what it said before it had words


def spending(trouble: Trouble) -> RetryLater | UserError | OutcomeUnknown:
    """Judge trouble with a call that spends: only a refusal, or no connection at all, proves that nothing was."""
    return plain(trouble) if trouble.proves_nothing_happened else OutcomeUnknown(str(trouble))


def plain(trouble: Trouble) -> RetryLater | UserError:
    """Judge trouble with a call that may simply be made again."""
    if isinstance(trouble, LovartError) and trouble.refuses:
        return _refused(trouble)
    return again(trouble, NAME)


def _refused(error: LovartError) -> RetryLater | UserError:
    waiting = _waiting(error)
    if waiting is not None:
        return waiting
    if error.blames_clock:
        return Mendable(partial(studio.clock_off, studio=NAME, seconds=abs(error.skew)))
    if error.denies_keys:
        return Mendable(partial(studio.bad_keys, studio=NAME))
    if error.status == HTTPStatus.PAYMENT_REQUIRED and error.message:
        return Mendable(partial(studio.no_credits, words=error.message))
    return _gone(error) or UserError(_words(error))


def _gone(error: LovartError) -> UserError | None:
    found = GONE.search(error.message)
    if found is None:
        return None
    if found["what"].lower() == "thread":
        return ThreadGone(partial(studio.thread_gone, studio=NAME))
    return PlaceGone(partial(studio.project_gone, studio=NAME, project=found["id"]))


def _waiting(error: LovartError) -> RetryLater | None:
    if error.too_fast:
        pause = limits.RATE_PAUSE if error.after is None else error.after
        return RetryLater(pause, partial(studio.rate_limited, studio=NAME, seconds=pause))
    if error.status == HTTPStatus.CONFLICT:
        return Busy(limits.BUSY_PAUSE, partial(studio.thread_busy, studio=NAME))
    if error.status == HTTPStatus.PAYMENT_REQUIRED and crowded(error.message):
        return Crowded(limits.CROWDED_PAUSE, partial(studio.concurrent_limit, studio=NAME))
    return None


def declines(words: str) -> bool:
    """Tell whether what an agent said in place of a file sounds like a no."""
    return DECLINES.search(words) is not None


def crowded(message: str) -> bool:
    """Tell whether a 402 only means that too much runs at once. A hint by its words: there is nothing better."""
    return message.strip().lower().startswith(CROWDED) or CROWDED_NUMBER in message


def _words(error: LovartError) -> Say:
    if error.message:
        return partial(studio.refused_saying, words=error.message)
    return partial(studio.refused, studio=NAME, status=error.status)
