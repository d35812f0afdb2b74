"""Rate limits: told in headers, enforced, believed by the real discord.py, and watched by a witness."""

from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest

from tests.clock import ManualClock
from tests.emulators.asking import Town
from tests.emulators.discord import limits
from tests.emulators.discord.buckets import SECOND, Buckets, TooMany
from tests.emulators.discord.faults import EDIT_MESSAGE, POST_MESSAGE, Fault
from tests.emulators.discord.rest import TOO_SOON
from tests.emulators.discord.server import Discord

KEY = (POST_MESSAGE, "1")


@pytest.fixture
def buckets(clock: ManualClock) -> Buckets:
    """Buckets whose time the test turns."""
    return Buckets(clock)


@pytest.mark.parametrize("call", [POST_MESSAGE, EDIT_MESSAGE])
async def test_a_bucket_tells_what_is_left_and_opens_anew(buckets: Buckets, clock: ManualClock, call: str) -> None:
    """Five posts, or edits, fit into five seconds; the headers count them down and say when the next may come."""
    key = (call, "1")
    told = [buckets.take(key, counts=True) for _ in range(5)]
    assert [each["X-RateLimit-Remaining"] for each in told] == ["4", "3", "2", "1", "0"]
    assert {each["X-RateLimit-Reset-After"] for each in told} == {"5.000"}
    await clock.advance(5)
    assert buckets.take(key, counts=True)["X-RateLimit-Remaining"] == "4"


async def test_a_call_sooner_than_told_is_seen(buckets: Buckets, clock: ManualClock) -> None:
    """The sixth post within five seconds was told to wait; another channel's was not."""
    for _ in range(5):
        buckets.take(KEY, counts=True)
    await clock.advance(4)
    with pytest.raises(TooMany) as caught:
        buckets.take(KEY, counts=True)
    assert (caught.value.retry_after, caught.value.scope, caught.value.sooner) == (1.0, "user", True)
    buckets.take((POST_MESSAGE, "2"), counts=True)


async def test_fifty_a_second_is_the_end_for_the_token(buckets: Buckets, clock: ManualClock) -> None:
    """The 51st call of a second is a global 429; calls by an interaction's token do not count."""
    for at in range(limits.PER_SECOND):
        buckets.take((POST_MESSAGE, str(at)), counts=True)
    with pytest.raises(TooMany) as caught:
        buckets.take((POST_MESSAGE, "x"), counts=True)
    assert (caught.value.scope, caught.value.sooner) == ("global", False)
    assert caught.value.headers["X-RateLimit-Global"] == "true"
    buckets.take((POST_MESSAGE, "y"), counts=False)
    await clock.advance(SECOND)
    buckets.take((POST_MESSAGE, "x"), counts=True)


async def test_who_goes_on_after_a_global_limit_is_seen(buckets: Buckets, clock: ManualClock) -> None:
    """What was on its way when the limit was told is forgiven; what comes later is not."""
    buckets.forbid(KEY, 2.0, "global")
    with pytest.raises(TooMany) as on_its_way:
        buckets.take(KEY, counts=True)
    await clock.advance(1)
    with pytest.raises(TooMany) as later:
        buckets.take(KEY, counts=True)
    assert (on_its_way.value.sooner, later.value.sooner) == (False, True)


async def test_too_many_invalid_requests_are_a_ban(buckets: Buckets, clock: ManualClock) -> None:
    """Ten thousand refusals in ten minutes shut the door, and ten minutes later it is open again."""
    for _ in range(limits.INVALID - 1):
        buckets.invalid()
    assert not buckets.banned()
    buckets.invalid()
    assert buckets.banned()
    await clock.advance(limits.INVALID_WINDOW + 1)
    assert not buckets.banned()


async def test_a_banned_bot_gets_no_json(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ban is answered by the wall before Discord: a 429 without `Via` that discord.py does not repeat."""
    town.server.refusals.allow(401)
    monkeypatch.setattr(limits, "INVALID", 2)
    for _ in range(2):
        await town.ask("GET", "/users/@me", token="another")
    answer = await town.ask("GET", "/users/@me")

    assert (answer.status, answer.body) == (429, "error code: 1015")
    assert "Via" not in answer.headers


async def test_the_witness_speaks_in_the_refusals(town: Town) -> None:
    """A client that does not wait as told fails its test."""
    town.server.faults.order(Fault(call=POST_MESSAGE, retry_after=30.0))
    ordered = await town.says({"content": "x"})
    assert (ordered.status, ordered.body["retry_after"], ordered.headers["Via"]) == (429, 30.0, "1.1 google")
    assert town.server.refusals.unexpected == []
    assert (await town.says({"content": "x"})).status == 429
    assert [each.code for each in town.server.refusals.unexpected] == [TOO_SOON]
    town.server.refusals.allow(TOO_SOON)


async def test_a_shared_limit_is_not_our_fault(town: Town) -> None:
    """A limit that others used up says so, and says how long."""
    town.server.faults.order(Fault(call=EDIT_MESSAGE, retry_after=2.0, scope="shared"))
    answer = await town.ask("PATCH", f"/channels/{town.channel.id}/messages/1", {"content": "x"})

    assert (answer.headers["X-RateLimit-Scope"], answer.headers["Retry-After"]) == ("shared", "2")


@pytest.fixture
async def hasty() -> AsyncIterator[Discord]:
    """A server whose windows are short, by the true clock: discord.py waits by it."""
    async with Discord(haste=50.0) as server:
        yield server


async def test_the_real_library_keeps_to_the_headers(hasty: Discord) -> None:
    """Twelve posts through discord.py go over the limit of five twice, and nothing comes sooner than told."""
    channel = hasty.world.add_channel(hasty.world.add_guild("Town").id, "art")
    with hasty.leads():
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(hasty.token)
            place = client.get_partial_messageable(channel.id)
            for at in range(12):
                await place.send(str(at))

    assert [each.content for each in hasty.world.messages.all(channel.id)] == [str(at) for at in range(12)]


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_the_real_library_believes_a_storm(hasty: Discord, scope: str) -> None:
    """Ordered 429s of every scope are waited out by discord.py, and the post arrives once."""
    channel = hasty.world.add_channel(hasty.world.add_guild("Town").id, "art")
    storm = {"call": POST_MESSAGE, "times": 3, "retry_after": 0.02, "scope": scope}
    hasty.faults.order(Fault.model_validate(storm))
    with hasty.leads():
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(hasty.token)
            await client.get_partial_messageable(channel.id).send("x")

    assert hasty.faults.calls[POST_MESSAGE] == 4
    assert len(hasty.world.messages.all(channel.id)) == 1


async def test_every_answer_names_its_bucket(town: Town) -> None:
    """discord.py learns buckets from the headers: two routes have two, two channels share a name."""
    other = town.server.world.add_channel(town.guild.id, "more")
    first, second = await town.says({"content": "x"}), await town.says({"content": "x"}, other)
    typing = await town.ask("POST", f"/channels/{town.channel.id}/typing")

    names = [each.headers["X-RateLimit-Bucket"] for each in (first, second, typing)]
    assert names[0] == names[1] != names[2]


async def test_the_gateway_is_found_without_a_token(server: Discord) -> None:
    """The one public call needs none."""
    async with aiohttp.ClientSession() as session, session.get(f"{server.api}/gateway") as response:
        assert await response.json() == {"url": server.gateway_url}
