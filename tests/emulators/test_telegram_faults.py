"""What a test can order: broken answers, cut lines, held calls, from inside and over HTTP."""

import asyncio
import gc
import json
import socket
import sys
import warnings

import aiohttp
import pytest
from telegram.error import BadRequest, NetworkError

from tests.emulators.telegram.attaching import document
from tests.emulators.telegram.faults import CONTROL, FILE, Fault
from tests.emulators.telegram.server import Telegram
from tests.emulators.village import Village, keyboard

SEND = "sendMessage"


def there(village: Village) -> list[str]:
    """What Ann sees."""
    return [each.text for each in village.ann.sees(village.ann.dm)]


async def test_a_failure_before_the_call_leaves_nothing(village: Village) -> None:
    """A 502 before the message was taken: nothing is there, and it is no refusal of Telegram's."""
    village.server.faults.order(Fault(call=SEND, status=502, body="<html>"))
    with pytest.raises(NetworkError):
        await village.bot.send_message(village.ann.id, "x")
    assert there(village) == []
    await village.bot.send_message(village.ann.id, "y")

    assert there(village) == ["y"]


async def test_a_lost_answer_leaves_the_message(village: Village) -> None:
    """A line cut after the call: the message is there, and only its sender does not know."""
    village.server.faults.order(Fault(call=SEND, when="after", reset=True))
    with pytest.raises(NetworkError):
        await village.bot.send_message(village.ann.id, "x")

    assert there(village) == ["x"]


async def test_silence_is_no_answer(village: Village) -> None:
    """A call is taken and never answered, until the silence is ended."""
    village.server.faults.order(Fault(call=SEND, when="after", silence=True))
    asked = asyncio.create_task(village.says({"text": "x"}))
    await village.ann.finds(village.ann.dm, "x")
    for _ in range(3):
        await village.bot.get_me()
    assert not asked.done()
    village.server.faults.release()
    with pytest.raises(aiohttp.ClientError):
        await asked


async def test_a_fault_may_be_about_one_chat(village: Village) -> None:
    """A fault of one chat leaves the others alone, and happens as often as ordered."""
    village.server.faults.order(Fault(call=SEND, chat=village.group.id, times=2, status=500))
    chats = (village.ann.dm, village.group, village.group, village.group)
    statuses = [await _status(village, each.id) for each in chats]

    assert statuses == [200, 500, 500, 200]


async def _status(village: Village, chat: int) -> int:
    address = f"{village.server.base_url}{village.server.token}/{SEND}"
    async with village.session.post(address, json={"chat_id": chat, "text": "x"}) as answer:
        return answer.status


@pytest.mark.parametrize(("when", "seen"), [("before", []), ("after", ["x"])])
async def test_a_barrier_holds_a_call(village: Village, when: str, seen: list[str]) -> None:
    """A call is held before or after it has happened, until the barrier is lifted."""
    barrier = village.server.faults.hold(SEND, "before" if when == "before" else "after")
    asked = asyncio.create_task(village.says({"text": "x"}))
    await barrier.reached.wait()
    assert there(village) == seen
    village.server.faults.release(SEND)
    assert (await asked).status == 200


async def test_a_refusal_may_be_ordered_by_its_words(village: Village) -> None:
    """What the world has no reason for is refused by order, and is no mistake of the caller's."""
    village.server.faults.order(Fault(call=SEND, description="Bad Request: CHAT_RESTRICTED"))
    with pytest.raises(BadRequest, match="Chat_restricted"):
        await village.bot.send_message(village.ann.id, "x")


async def test_a_misspelt_call_is_no_order(village: Village) -> None:
    """A fault of a call that does not exist would never happen, and so is refused."""
    with pytest.raises(ValueError, match="no such call"):
        village.server.faults.order(Fault(call="sendMesage", status=500))


async def test_the_journal_tells_what_was_called(village: Village) -> None:
    """Every call is kept with its fields, its time and its answer."""
    village.server.refusals.allow("message text is empty")
    await village.says({"text": "x"})
    await village.says({"text": ""})
    good, bad = village.server.journal.of(SEND)

    assert (good.fields["text"], good.status, good.chat) == ("x", 200, village.ann.id)
    assert (bad.status, bad.description) == (400, "Bad Request: message text is empty")


async def test_a_program_of_its_own_gives_orders_over_http(village: Village) -> None:
    """Benches and killed programs order faults and look at refusals without being inside."""
    control = f"{village.server.origin}{CONTROL}"
    order = {"fault": {"call": SEND, "status": 503}, "hold": "getMe"}
    async with village.session.post(control, json=order) as answer:
        assert (await answer.json())["barriers"] == [{"hold": "getMe", "when": "before", "held": 0}]
    assert await _status(village, village.ann.id) == 503
    async with village.session.post(control, json={"clear": True}) as answer:
        told = await answer.json()

    assert (told["calls"][SEND], told["faults"], told["barriers"], told["refusals"]) == (1, [], [], [])


async def test_people_act_over_http(village: Village) -> None:
    """A program of its own lets people write and press, and reads what they see."""
    control = f"{village.server.origin}{CONTROL}"
    chat = village.ann.id
    order = {"says": {"chat": chat, "person": chat, "text": "a fox"}}
    async with village.session.post(control, json=order) as answer:
        assert answer.status == 200
    await village.bot.send_message(chat, "Go?", reply_markup=keyboard("Go"))
    async with village.session.get(control) as answer:
        told = await answer.json()
    seen = told["said"][str(chat)]
    assert (told["pending"], told["polled"]) == (1, False)
    assert [(each["text"], each["buttons"]) for each in seen] == [("a fox", []), ("Go?", ["Go"])]
    press = {"presses": {"chat": chat, "person": chat, "message": seen[-1]["id"], "label": "Go"}}
    async with village.session.post(control, json=press) as answer:
        assert answer.status == 200

    assert [each.callback_query.data for each in await village.hears() if each.callback_query] == ["go"]


async def test_a_broken_file_is_a_fault_too(village: Village) -> None:
    """The file server fails as ordered, or hangs up in the middle, and recovers."""
    await village.ann.says(village.ann.dm, files=[document("a.txt", b"abcd")])
    message = (await village.hears_one()).message
    assert message
    assert message.document
    file = await message.document.get_file()
    village.server.faults.order(Fault(call=FILE, status=503))
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()

    village.server.faults.order(Fault(call=FILE, when="after", reset=True))
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()

    assert bytes(await file.download_as_bytearray()) == b"abcd"


async def test_it_runs_alone(village: Village) -> None:
    """A bench starts it as a program, reads one line, and lets a person speak through it."""
    program = [sys.executable, "-m", "tests.emulators.telegram.server", "--chats", "2"]
    process = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        told = json.loads(await process.stdout.readline())
        [_, chat] = told["chats"]
        order = {"says": {"chat": chat, "person": told["person"], "text": "/new a fox"}}
        async with village.session.post(told["control"], json=order) as answer:
            assert answer.status == 200
        async with village.session.get(f"{told['base_url']}{told['token']}/getUpdates") as answer:
            updates = (await answer.json())["result"]
        assert [each["message"]["text"] for each in updates if "text" in each.get("message", {})] == ["/new a fox"]
    finally:
        process.kill()
        await process.wait()


@pytest.mark.parametrize("turns", range(5))
def test_who_calls_as_the_server_ends_is_put_off_too(turns: int) -> None:
    """Broken outcome: a connection of the last moment was left open, and the whole run of tests failed of it."""

    async def called_late() -> None:
        async with Telegram() as server:
            with socket.create_connection(("127.0.0.1", int(server.origin.rpartition(":")[2]))):
                for _ in range(turns):
                    await asyncio.sleep(0)

    with warnings.catch_warnings(record=True) as left:
        warnings.simplefilter("always", ResourceWarning)
        asyncio.run(called_late())
        gc.collect()

    assert [str(each.message) for each in left] == []
