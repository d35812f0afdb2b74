"""Long polling: what is told, in which order, until when; and that only one may poll."""

import asyncio

import pytest
from telegram.error import Conflict

from tests.clock import ManualClock
from tests.emulators.village import Village, client, keyboard, polled

A_DAY = 86_400


async def test_a_poll_is_held_until_something_comes(village: Village) -> None:
    """A held poll answers as soon as there is something, and not before."""
    asked = asyncio.create_task(village.bot.get_updates(timeout=30))
    await polled(village.server)
    assert not asked.done()
    await village.ann.says(village.ann.dm, "a fox")
    [update] = await asked

    assert update.message
    assert update.message.text == "a fox"


async def test_a_poll_ends_with_its_time(village: Village, clock: ManualClock) -> None:
    """A held poll in which nothing happens answers with nothing when its time is over, by the world's clock."""
    asked = asyncio.create_task(village.bot.get_updates(timeout=30))
    await polled(village.server)
    await clock.asleep()
    await clock.advance(30)

    assert await asked == ()


async def test_an_update_stays_until_it_is_confirmed(village: Village) -> None:
    """What was told is told again until a larger offset confirms it: who dies before that loses nothing."""
    await village.ann.says(village.ann.dm, "one")
    await village.ann.says(village.ann.dm, "two")
    [first, second] = await village.bot.get_updates()
    assert second.update_id == first.update_id + 1

    assert [each.update_id for each in await village.bot.get_updates()] == [first.update_id, second.update_id]
    assert [each.update_id for each in await village.bot.get_updates(limit=1)] == [first.update_id]
    assert [each.update_id for each in await village.bot.get_updates(offset=second.update_id)] == [second.update_id]
    assert await village.bot.get_updates(offset=second.update_id + 1) == ()


async def test_a_negative_offset_forgets_the_rest(village: Village) -> None:
    """An offset of -1 gives the last update, and all before it are gone."""
    for words in ("one", "two", "three"):
        await village.ann.says(village.ann.dm, words)
    [last] = await village.bot.get_updates(offset=-1)

    assert last.message
    assert last.message.text == "three"
    assert len(village.server.updates.pending) == 1


async def test_updates_are_kept_for_a_day(village: Village, clock: ManualClock) -> None:
    """What nobody fetches for 24 hours is never told (T37)."""
    await village.ann.says(village.ann.dm, "old")
    await clock.advance(A_DAY - 1)
    await village.ann.says(village.ann.dm, "new")
    assert len(await village.bot.get_updates()) == 2
    await clock.advance(2)

    assert [each.message.text for each in await village.bot.get_updates() if each.message] == ["new"]


async def test_a_second_poller_ends_the_first(village: Village) -> None:
    """Who polls while another poll is held ends it with 409, and is served itself (T26)."""
    village.server.refusals.allow("Conflict: terminated by other getUpdates request")
    first = asyncio.create_task(village.bot.get_updates(timeout=30))
    await polled(village.server)
    async with client(village.server) as other:
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
            await first
        await village.ann.says(village.ann.dm, "a fox")
        assert len(await second) == 1

    assert [each.code for each in village.server.refusals.all] == [409]


async def test_only_what_is_wanted_is_told(village: Village) -> None:
    """Kinds that are not in allowed_updates never come, not even later; an empty list is the usual ones."""
    await village.bot.get_updates(allowed_updates=["callback_query"])
    await village.ann.says(village.ann.dm, "unheard")
    await village.bot.send_message(village.ann.id, "x", reply_markup=keyboard("Go"))
    await village.ann.presses(village.ann.sees(village.ann.dm)[-1], "Go")
    [press] = await village.bot.get_updates(allowed_updates=[])
    assert press.callback_query
    await village.ann.says(village.ann.dm, "heard")

    told = await village.bot.get_updates(offset=press.update_id + 1)
    assert [each.message.text for each in told if each.message] == ["heard"]


async def test_what_members_do_is_told_on_request(village: Village) -> None:
    """Other people's standing is told to who asks for it, and to nobody else."""
    village.server.person("Bert", village.group)
    assert [each for each in await village.hears() if each.chat_member] == []
    await village.bot.get_updates(offset=village.offset, allowed_updates=["chat_member"])
    village.server.person("Carl", village.group)
    await village.bot.get_updates(offset=village.offset, allowed_updates=[])
    village.server.person("Dora", village.group)

    assert [each.chat_member.from_user.is_bot for each in await village.hears() if each.chat_member] == [False]
