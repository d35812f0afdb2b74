"""What a test can order: broken answers, cut lines, held calls, from inside and over HTTP."""

import asyncio
import json
import sys

import aiohttp
import pytest

from tests.emulators.asking import Town
from tests.emulators.discord.codes import Code
from tests.emulators.discord.faults import CONTROL, FILE, POST_MESSAGE, Fault


async def test_a_failure_before_the_call_leaves_nothing(town: Town) -> None:
    """A 502 before the message was taken: nothing is there, and it is no refusal of Discord's."""
    town.server.faults.order(Fault(call=POST_MESSAGE, status=502))

    assert (await town.says({"content": "x"})).status == 502
    assert town.server.world.messages.all(town.channel.id) == []
    assert (await town.says({"content": "x"})).status == 200


async def test_a_lost_answer_leaves_the_message(town: Town) -> None:
    """A line cut after the call: the message is there, and only its sender does not know."""
    town.server.faults.order(Fault(call=POST_MESSAGE, when="after", reset=True))
    with pytest.raises(aiohttp.ClientError):
        await town.says({"content": "x"})

    assert [each.content for each in town.server.world.messages.all(town.channel.id)] == ["x"]


async def test_a_fault_may_be_about_one_channel(town: Town) -> None:
    """A fault of one channel leaves the others alone, and happens as often as ordered."""
    other = town.server.world.add_channel(town.guild.id, "more")
    town.server.faults.order(Fault(call=POST_MESSAGE, channel=other.id, times=2, status=500))
    statuses = [(await town.says({"content": "x"}, place)).status for place in (town.channel, other, other, other)]

    assert statuses == [200, 500, 500, 200]


@pytest.mark.parametrize(("when", "there"), [("before", 0), ("after", 1)])
async def test_a_barrier_holds_a_call(town: Town, when: str, there: int) -> None:
    """A call is held before or after it has happened, until the barrier is lifted."""
    barrier = town.server.faults.hold(POST_MESSAGE, "before" if when == "before" else "after")
    asked = asyncio.create_task(town.says({"content": "x"}))
    await barrier.reached.wait()
    assert len(town.server.world.messages.all(town.channel.id)) == there
    town.server.faults.release(POST_MESSAGE)
    assert (await asked).status == 200


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault(call=POST_MESSAGE, code=Code.LINK_BLOCKED), 400, 240000),
        (Fault(call=POST_MESSAGE, code=Code.UNKNOWN_CHANNEL), 404, 10003),
        (Fault(call=POST_MESSAGE, code=Code.TOO_MANY_EDITS_OF_OLD, retry_after=2.0), 429, 30046),
    ],
)
async def test_a_refusal_may_be_ordered_by_its_code(town: Town, fault: Fault, status: int, code: int) -> None:
    """What the world has no reason for is refused by order, in Discord's form, and is no mistake of the caller's."""
    town.server.faults.order(fault)
    answer = await town.says({"content": "x"})

    assert (answer.status, answer.code) == (status, code)


async def test_a_misspelt_call_is_no_order(town: Town) -> None:
    """A fault of a call that does not exist would never happen, and so is refused."""
    with pytest.raises(ValueError, match="no such call"):
        town.server.faults.order(Fault(call="POST /message", status=500))


async def test_a_program_of_its_own_gives_orders_over_http(town: Town) -> None:
    """Benches and killed programs order faults and look at refusals without being inside."""
    control = f"{town.server.origin}{CONTROL}"
    order = {"fault": {"call": POST_MESSAGE, "status": 503}, "hold": FILE}
    async with town.session.post(control, json=order) as response:
        assert (await response.json())["barriers"] == [{"hold": FILE, "when": "before", "held": 0}]
    assert (await town.says({"content": "x"})).status == 503
    async with town.session.post(control, json={"clear": True}) as response:
        shown = await response.json()

    assert (shown["calls"], shown["faults"], shown["barriers"], shown["refusals"]) == ({POST_MESSAGE: 1}, [], [], [])


async def test_a_broken_file_is_a_fault_too(town: Town) -> None:
    """The content network fails as ordered, and recovers."""
    sent = await town.upload("POST", f"/channels/{town.channel.id}/messages", {}, [("a.txt", b"x")])
    url = sent.body["attachments"][0]["url"]
    town.server.faults.order(Fault(call=FILE, status=503))

    assert (await town.get(url))[0] == 503
    assert (await town.get(url))[0] == 200


async def test_it_runs_alone(town: Town) -> None:
    """A bench starts it as a program, reads one line, and lets a person speak through it."""
    program = [sys.executable, "-m", "tests.emulators.discord.server", "--channels", "2", "--haste", "1000"]
    process = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        told = json.loads(await process.stdout.readline())
        [_, place] = told["channels"]
        order = {"says": {"channel": place, "person": told["person"], "text": f"<@{told['bot']}> a fox"}}
        async with town.session.post(told["control"], json=order) as response:
            assert response.status == 200
        headers = {"Authorization": f"Bot {told['token']}"}
        async with town.session.get(f"{told['api']}/channels/{place}/messages", headers=headers) as response:
            assert [each["content"] for each in await response.json()] == [order["says"]["text"]]
    finally:
        process.kill()
        await process.wait()
