"""What trouble with a call means for a turn: waiting, a sentence for the person, or not knowing."""

from functools import partial
from http import HTTPStatus

from adapters.studios.lovart import limits
from adapters.studios.lovart.trouble import LovartError, Trouble, Unreached, Unreadable
from bot.errors import Busy, Crowded, OutcomeUnknown, RetryLater, UserError
from bot.texts import Say, as_written, studio

NAME = "Lovart"
CROWDED = "concurrent task limit"  # how the one 402 that passes by itself begins
CROWDED_NUMBER = "1200000200"  # what it said before it had words


def spending(trouble: Trouble) -> RetryLater | UserError | OutcomeUnknown:
    """Judge trouble with a call that spends: only a refusal, or no connection at all, proves that nothing was."""
    refused = isinstance(trouble, LovartError) and trouble.proves_nothing_happened
    return plain(trouble) if refused or isinstance(trouble, Unreached) else OutcomeUnknown(str(trouble))


def plain(trouble: Trouble) -> RetryLater | UserError:
    """Judge trouble with a call that may simply be made again."""
    if isinstance(trouble, LovartError) and trouble.refuses:
        return _refused(trouble)
    text = studio.unreadable if isinstance(trouble, Unreadable) else studio.unreachable
    return RetryLater(limits.UNREACHED_PAUSE, partial(text, studio=NAME))


def _refused(error: LovartError) -> RetryLater | UserError:
    waiting = _waiting(error)
    if waiting is not None:
        return waiting
    if error.denies_keys and abs(error.skew) > limits.CLOCK_SKEW:
        return UserError(partial(studio.clock_off, studio=NAME, seconds=abs(error.skew)))
    if error.denies_keys:
        return UserError(partial(studio.bad_keys, studio=NAME))
    return UserError(_words(error))


def _waiting(error: LovartError) -> RetryLater | None:
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        pause = limits.RATE_PAUSE if error.after is None else error.after
        return RetryLater(pause, partial(studio.rate_limited, studio=NAME, seconds=pause))
    if error.status == HTTPStatus.CONFLICT:
        return Busy(limits.BUSY_PAUSE, partial(studio.thread_busy, studio=NAME))
    if error.status == HTTPStatus.PAYMENT_REQUIRED and crowded(error.message):
        return Crowded(limits.CROWDED_PAUSE, partial(studio.concurrent_limit, studio=NAME))
    return None


def crowded(message: str) -> bool:
    """Tell whether a 402 only means that too much runs at once. A hint by its words: there is nothing better."""
    return message.strip().lower().startswith(CROWDED) or CROWDED_NUMBER in message


def _words(error: LovartError) -> Say:
    return as_written(error.message) if error.message else partial(studio.refused, studio=NAME, status=error.status)
