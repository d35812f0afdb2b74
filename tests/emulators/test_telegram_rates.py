"""Flood control: so many a second, so many a minute, and no call sooner than told."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import InputMediaPhoto
from telegram.error import RetryAfter

from tests.clock import ManualClock
from tests.emulators.telegram import limits
from tests.emulators.telegram.faults import Fault
from tests.emulators.village import Village, picture
from tests.emulators.village import village as built


@pytest.fixture
async def strict(clock: ManualClock) -> AsyncIterator[Village]:
    """A Telegram that minds how much is sent."""
    async with built(clock, flood=True) as village:
        yield village


async def statuses(village: Village, count: int, chat: int) -> list[int]:
    """Send so many messages at once; how each was answered."""
    return [(await village.ask("sendMessage", {"chat_id": chat, "text": "x"})).status for _ in range(count)]


async def test_a_chat_takes_one_a_second(strict: Village, clock: ManualClock) -> None:
    """A short burst is forgiven, then one a second is the end; who waits as told is served (T23)."""
    burst = limits.CHAT_BURST
    assert await statuses(strict, burst + 1, strict.ann.id) == [200] * burst + [429]
    told = strict.server.journal[-1]
    assert (told.description, told.parameters) == ("Too Many Requests: retry after 3", {"retry_after": 3})
    await clock.advance(3)

    assert await statuses(strict, 1, strict.ann.id) == [200]
    assert strict.server.refusals.all == []


async def test_the_library_is_told_how_long(strict: Village) -> None:
    """python-telegram-bot raises its own error with the seconds."""
    await statuses(strict, limits.CHAT_BURST, strict.ann.id)
    with pytest.raises(RetryAfter) as told:
        await strict.bot.send_message(strict.ann.id, "x")

    assert told.value.retry_after == timedelta(seconds=3)


async def test_sooner_than_told_is_seen(strict: Village, clock: ManualClock) -> None:
    """A call before the time that was told is refused again, and is the caller's fault."""
    await statuses(strict, limits.CHAT_BURST + 1, strict.ann.id)
    await clock.advance(2.5)
    assert await statuses(strict, 1, strict.ann.id) == [429]

    assert ["0.500 s sooner than told" in each.why for each in strict.server.refusals.unexpected] == [True]
    strict.server.refusals.allow("sooner than told")


async def test_a_group_takes_twenty_a_minute(strict: Village, clock: ManualClock) -> None:
    """At one a second, the 21st message of a minute is too much in a group and not in private (T23)."""
    for chat, last in ((strict.group.id, 429), (strict.ann.id, 200)):
        for _ in range(limits.PER_GROUP_MINUTE):
            assert await statuses(strict, 1, chat) == [200]
            await clock.advance(1)
        assert await statuses(strict, 1, chat) == [last]
        await clock.advance(120)


async def test_an_edit_counts_like_a_message(strict: Village, clock: ManualClock) -> None:
    """Edits and messages share what a chat takes (T24)."""
    sent = await strict.bot.send_message(strict.ann.id, "0")
    for number in range(1, limits.CHAT_BURST):
        await sent.edit_text(str(number))
    with pytest.raises(RetryAfter):
        await sent.edit_text("more")


async def test_every_part_counts(strict: Village, clock: ManualClock) -> None:
    """An album of ten is ten messages: it goes out whole, and then the chat rests (T12)."""
    await strict.bot.send_media_group(strict.group.id, [InputMediaPhoto(picture()) for _ in range(10)])
    assert await statuses(strict, 1, strict.group.id) == [429]
    await clock.advance(3)
    for _ in range(10):
        assert await statuses(strict, 1, strict.group.id) == [200]
        await clock.advance(1)

    assert await statuses(strict, 1, strict.group.id) == [429]


async def test_thirty_a_second_is_the_end_for_the_bot(strict: Village, clock: ManualClock) -> None:
    """Over all chats thirty messages a second go out (T23)."""
    people = [strict.server.person(f"P{number}") for number in range(31)]
    for each in people:
        await each.starts()
    answers = [status for each in people for status in await statuses(strict, 1, each.dm.id)]

    assert answers == [200] * 30 + [429]
    await clock.advance(1)
    assert await statuses(strict, 1, people[-1].dm.id) == [200]


async def test_it_can_be_switched_off(village: Village) -> None:
    """A test about something else meets no flood control by chance."""
    assert await statuses(village, 40, village.ann.id) == [200] * 40


@pytest.mark.parametrize("chat", [True, False], ids=["one chat", "all"])
async def test_too_many_may_be_ordered(village: Village, clock: ManualClock, chat: bool) -> None:  # noqa: FBT001
    """A 429 by order closes a method in one chat, or everywhere, for as long as it says; other methods go on."""
    where = village.ann.id if chat else None
    village.server.faults.order(Fault(call="sendMessage", retry_after=7, chat=where))
    with pytest.raises(RetryAfter):
        await village.bot.send_message(village.ann.id, "x")
    village.server.refusals.allow("sooner than told")

    assert await statuses(village, 1, village.group.id) == [200 if chat else 429]
    assert await statuses(village, 1, village.ann.id) == [429]
    await village.bot.send_chat_action(village.ann.id, "typing")
    await clock.advance(7)
    assert await statuses(village, 1, village.ann.id) == [200]
