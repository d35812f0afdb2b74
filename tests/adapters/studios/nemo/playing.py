"""One turn of NemoVideo, step by step."""

import asyncio

from adapters.studios.nemo.studio import Nemo
from bot.chat import AccountId, ChannelId, ChannelRef
from bot.errors import RetryLater, UserError
from bot.studio import (
    Conversation,
    ConversationId,
    Export,
    Place,
    PlaceId,
    Prepared,
    Progress,
    Prompt,
    StudioAccountId,
    TurnEvent,
    TurnRef,
)
from bot.texts import load
from tests.adapters.studios.nemo.service import SESSION

PLACE = Place(PlaceId(SESSION))
CONVERSATION = Conversation(
    ConversationId("conv"), ChannelRef(AccountId("web"), None, ChannelId("c")), StudioAccountId("nemo")
)
EXPORT = Export(None, "mp4")
ENGLISH = load().of("en")
ENGLISH.number(1), ENGLISH.series(["a", "b"]), ENGLISH.size(1)  # written once beforehand: their data come from files


async def prepared(nemo: Nemo, text: str = "add a title") -> Prepared:
    """Prepare a prompt in the known session."""
    return await nemo.prepare(Prompt(text), PLACE)


async def started(nemo: Nemo, text: str = "add a title") -> TurnRef:
    """Start a prompt and let its stream come to its end, so that a jumping clock does no harm."""
    ref = await nemo.start(await prepared(nemo, text))
    await ended(nemo, ref)
    return ref


async def ended(nemo: Nemo, ref: TurnRef) -> None:
    """Wait for the end of a turn's stream."""
    stream = nemo._streams.of(ref)
    assert stream is not None
    await asyncio.wait({stream._task})


async def told(nemo: Nemo, ref: TurnRef) -> list[TurnEvent]:
    """Follow a turn to its end, without the mere signs of life."""
    return [event async for event in nemo.follow(ref) if not isinstance(event, Progress)]


def words(error: UserError | RetryLater) -> str:
    """Read an error in English."""
    return error.say(ENGLISH)
