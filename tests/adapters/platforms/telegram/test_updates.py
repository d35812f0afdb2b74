"""How updates come: each counts once it is committed, and one program alone hears for a bot."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from structlog.testing import capture_logs

from adapters.platforms.telegram.limits import NEXT_PASSES
from adapters.platforms.telegram.settings import TelegramSettings, Webhook
from adapters.platforms.telegram.updates import SECRET
from bot.chat import ChannelRef, Form, Message
from bot.errors import StoreUnavailable
from bot.texts import as_written
from tests.adapters.platforms.desk import Desk, silently
from tests.adapters.platforms.telegram.house import ACCOUNT, SOON, House, house
from tests.clock import ManualClock
from tests.contracts.adapters import Event
from tests.emulators.telegram.faults import Fault

PATH = "/telegram"


async def is_full(_event: Event) -> Form | None:
    """Take nothing."""
    raise StoreUnavailable(as_written("the disk is full"))


async def until(home: House, call: str, count: int) -> None:
    """Wait until a method was called so often."""
    while home.telegram.faults.calls[call] < count:  # noqa: ASYNC110  nobody tells
        await asyncio.sleep(SOON)


async def test_nothing_counts_as_heard_before_it_is_committed(home: House, clock: ManualClock) -> None:
    """Broken outcome elsewhere: what a full disk did not take was never told again."""
    home.desk.does = is_full
    await home.ann.says(home.ann.dm, "a fox")
    await home.desk.message()
    assert home.telegram.updates.pending

    home.desk.does = silently
    await clock.asleep()
    await clock.advance(1)
    assert (await home.desk.message()).text == "a fox"
    await home.confirmed()


async def test_a_restart_hears_what_was_not_committed(home: House) -> None:
    """Telegram keeps it, and tells it to whoever asks next, with the same key."""
    home.desk.does = is_full
    await home.ann.says(home.ann.dm, "a fox")
    first = await home.desk.message()
    await home.disconnect()
    home.desk.does = silently
    home.connect()

    assert (await home.desk.message()).key == first.key


async def test_what_one_person_says_is_heard_in_order(home: House) -> None:
    """Several messages of a chat in one answer are given one after another."""
    await home.disconnect()
    for number in range(5):
        await home.ann.says(home.ann.dm, str(number))
    home.connect()

    assert [(await home.desk.message()).text for _ in range(5)] == list("01234")


async def test_what_takes_long_lets_the_next_pass(home: House, clock: ManualClock) -> None:
    """Broken outcome: a group waited for the studio that somebody's `/credits` asked, a minute if need be."""
    over = asyncio.Event()

    async def slowly(event: Event) -> Form | None:
        if isinstance(event, Message) and event.text == "slow":
            await over.wait()
        return None

    home.desk.does = slowly
    await home.ann.says(home.ann.dm, "slow")
    await home.desk.message()
    await home.ann.says(home.ann.dm, "next")
    await clock.asleep(2)
    await clock.advance(NEXT_PASSES)

    assert (await home.desk.message()).text == "next"
    assert home.telegram.updates.pending
    over.set()
    await home.confirmed()


async def test_an_outage_is_waited_out(home: House, clock: ManualClock) -> None:
    """Nobody gives up hearing; the pauses grow, and what was said meanwhile is heard."""
    home.telegram.faults.order(*[Fault(call="getUpdates", status=502)] * 2)
    await home.ann.says(home.ann.dm, "second")
    while home.desk.events.empty():
        await asyncio.sleep(SOON)
        await clock.advance(1)

    assert (await home.desk.message()).text == "second"


async def test_a_second_program_here_stands_by(home: House, clock: ManualClock) -> None:
    """Broken outcome elsewhere: two programs took the updates from each other for ever. One waits, and says so."""
    other = Desk()
    with capture_logs() as log:
        standing = asyncio.create_task(home.adapter.run(other))
        while not [each for each in log if "standing by" in each["event"]]:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(SOON)
    await home.ann.says(home.ann.dm, "one")
    assert (await home.desk.message()).text == "one"
    await home.confirmed()
    await home.disconnect()
    await clock.advance(30)
    await home.ann.says(home.ann.dm, "two")

    assert (await other.message()).text == "two"
    standing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await standing


async def test_whoever_is_disturbed_from_elsewhere_stands_by(home: House, clock: ManualClock) -> None:
    """A program on another machine that asks with the same token is left alone for a while, not disturbed back."""
    home.telegram.refusals.allow(409)
    await until(home, "getUpdates", 1)
    while not home.telegram.updates.polled:  # noqa: ASYNC110  nobody tells
        await asyncio.sleep(SOON)
    with capture_logs() as log:
        url = f"{home.telegram.base_url}{home.telegram.token}/getUpdates"
        async with aiohttp.ClientSession() as session, session.post(url, json={"timeout": 0}) as answer:
            assert answer.status == 200
        while not log:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(SOON)
    assert "standing by" in log[0]["event"]
    before = home.telegram.faults.calls["getUpdates"]
    await clock.advance(29)
    assert home.telegram.faults.calls["getUpdates"] == before

    await clock.advance(2)
    await home.ann.says(home.ann.dm, "still here?")
    assert (await home.desk.message()).text == "still here?"


class Mover(Desk):
    """An inbox that hears of moves."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: asyncio.Queue[tuple[ChannelRef, ChannelRef]] = asyncio.Queue()

    async def moved(self, before: ChannelRef, after: ChannelRef) -> None:
        """Remember a move."""
        self.moves.put_nowait((before, after))


async def test_a_group_that_becomes_a_supergroup_is_told(home: House) -> None:
    """Its settings and conversations would be lost otherwise (T38)."""
    await home.disconnect()
    home.desk = mover = Mover()
    home.connect()
    small = home.telegram.world.add_group("Small", owner=home.ann.user)
    large = home.telegram.world.migrate(small)

    assert await asyncio.wait_for(mover.moves.get(), 10) == (home.ref(small), home.ref(large))


@pytest.fixture
async def hooked(clock: ManualClock) -> AsyncIterator[House]:
    """The adapter with a door of its own."""
    port = unused_port()
    hook = Webhook(f"http://127.0.0.1:{port}{PATH}", port, "a-secret")
    async with house(clock, lambda _: TelegramSettings(ACCOUNT, "", webhook=hook)) as home:
        await until(home, "setWebhook", 1)
        yield home


async def test_updates_are_brought_where_that_is_set(hooked: House) -> None:
    """Nothing is asked for, and what is brought is heard."""
    await hooked.ann.says(hooked.ann.dm, "a fox")

    assert (await hooked.desk.message()).text == "a fox"
    assert hooked.telegram.faults.calls["getUpdates"] == 0


async def test_only_telegram_may_bring_updates(hooked: House) -> None:
    """Whoever does not know the secret is not believed, and what is no update breaks nothing."""
    hook = hooked.adapter._settings.webhook
    assert hook is not None
    forged = {"update_id": 1, "message": {"text": "free art"}}
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {SECRET: "guess"}):
            async with session.post(hook.url, json=forged, headers=headers) as answer:
                assert answer.status == 403
        async with session.post(hook.url, data="nothing", headers={SECRET: hook.secret}) as answer:
            assert answer.status == 400

    assert hooked.desk.events.empty()


async def test_what_was_not_committed_is_brought_again(hooked: House, clock: ManualClock) -> None:
    """A door that cannot keep something says so, and Telegram comes back; twice the same has one key."""
    hooked.desk.does = is_full
    await hooked.ann.says(hooked.ann.dm, "a fox")
    first = await hooked.desk.message()
    hooked.desk.does = silently
    while hooked.desk.events.empty():
        await asyncio.sleep(SOON)
        await clock.advance(1)

    assert (await hooked.desk.message()).key == first.key


async def test_a_webhook_of_an_earlier_set_up_is_taken_away(hooked: House, clock: ManualClock) -> None:
    """Whoever changes from a webhook to polling hears at once."""
    await hooked.disconnect()
    hooked.adapter._settings = TelegramSettings(ACCOUNT, hooked.telegram.token, api_url=hooked.telegram.origin)
    hooked.connect()
    await hooked.ann.says(hooked.ann.dm, "a fox")

    assert (await hooked.desk.message()).text == "a fox"
