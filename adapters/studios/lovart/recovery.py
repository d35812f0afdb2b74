"""Looking for a turn whose acceptance was lost on the way: by reading alone."""

from adapters.studios.lovart import marks
from adapters.studios.lovart.api import Api
from adapters.studios.lovart.replies import Result
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.trouble import LovartError
from adapters.trouble import PAUSE, Trouble
from bot.clock import Clock
from bot.studio import StudioThreadId


async def find_again(
    api: Api, thread: StudioThreadId, before: tuple[str, ...], settings: LovartSettings, clock: Clock
) -> bool:
    """Tell whether a thread that rested at `before` is at work now, or has moved within the time patience allows.

    A service that cannot be read is waited for: to give up would call a turn unknown that can be known.
    """
    if marks.BUSY in before:
        return False
    looked_for = 0.0
    while looked_for <= settings.patience:
        try:
            result = await api.result(thread)
        except Trouble as trouble:
            if isinstance(trouble, LovartError) and not trouble.passes:
                return False
            await clock.sleep(PAUSE)
            continue
        if moved(result, before):
            return True
        await clock.sleep(settings.recheck)
        looked_for += settings.recheck
    return False


def moved(result: Result, before: tuple[str, ...]) -> bool:
    """Tell whether a snapshot proves that something new was begun."""
    return not result.ended or marks.differs(result, before)
