"""The emulator's gateway keeps Discord's rules."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest

from tests.clock import ManualClock
from tests.emulators.clients import WITH_CONTENT, Socket, plugged
from tests.emulators.discord.gateway import GUILDS_PER_SHARD, PAYLOAD_BYTES, SENDS
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.server import Discord
from tests.emulators.discord.sessions import RESUMABLE, Close, Op
from tests.emulators.discord.things import Json, Overwrite


@pytest.fixture
async def server(clock: ManualClock) -> AsyncIterator[Discord]:
    """A Discord whose time stands still."""
    async with Discord(clock=clock) as server:
        yield server


async def welcomed(server: Discord, socket: Socket, **changes: object) -> str:
    """Identify and read READY: the session's id."""
    await socket.identify(server, **changes)
    session: str = (await socket.event("READY"))["d"]["session_id"]
    return session


async def resumed(server: Discord, session: str) -> Json:
    """Take a session up after its first two events: the next message."""
    async with plugged(server) as socket:
        await socket.resume(server, session, 2)
        return await socket.event("MESSAGE_CREATE")


async def asked(server: Discord) -> None:
    """One request there and back, in which another could have been through as well."""
    async with aiohttp.ClientSession() as session, session.get(f"{server.api}/gateway") as response:
        await response.read()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "stolen"}, Close.AUTHENTICATION_FAILED),
        ({"shard": [2, 2]}, Close.INVALID_SHARD),
        ({"intents": 1 << 30}, Close.INVALID_INTENTS),
        ({"intents": WITH_CONTENT.value}, Close.DISALLOWED_INTENTS),
        ({"intents": discord.Intents(members=True).value}, Close.DISALLOWED_INTENTS),
    ],
)
async def test_who_may_not_identify_is_sent_away(server: Discord, changes: dict[str, object], code: Close) -> None:
    """A wrong token, shard or intent ends the connection with Discord's own code, and the test hears of it."""
    async with plugged(server) as socket:
        await socket.identify(server, **changes)
        assert await socket.closed() == code
    assert [each.code for each in server.refusals.unexpected] == [code]
    server.refusals.allow(code)


async def test_the_content_intent_works_once_it_is_switched_on(server: Discord) -> None:
    """What the application's page allows is not refused."""
    server.world.application.content_intent = True
    async with plugged(server) as socket:
        assert await welcomed(server, socket, intents=WITH_CONTENT.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no JSON", Close.DECODE_ERROR),
        (json.dumps({"op": 99, "d": None}), Close.UNKNOWN_OPCODE),
        (json.dumps({"op": Op.HEARTBEAT, "d": None, "padding": "x" * PAYLOAD_BYTES}), Close.DECODE_ERROR),
    ],
)
async def test_what_the_gateway_cannot_read_ends_the_connection(server: Discord, text: str, code: Close) -> None:
    """Payloads that are broken, unknown or over 4,096 bytes are refused (D38)."""
    async with plugged(server) as socket:
        await socket._socket.send_str(text)
        assert await socket.closed() == code
    server.refusals.allow(code)


async def test_too_many_sends_end_the_connection(server: Discord) -> None:
    """The 121st payload within a minute is refused (D38)."""
    async with plugged(server) as socket:
        for _ in range(SENDS + 1):
            await socket.send(Op.HEARTBEAT, None)
        assert await socket.closed() == Close.RATE_LIMITED
    server.refusals.allow(Close.RATE_LIMITED)


async def test_a_client_without_a_heartbeat_is_dropped(server: Discord) -> None:
    """A connection that says nothing any more does not hold its session for ever."""
    server.gateway.manners.heartbeat = 0.02
    async with plugged(server) as socket:
        assert await socket.closed() == Close.SESSION_TIMED_OUT


async def test_a_new_client_hears_of_its_guilds(server: Discord) -> None:
    """READY names the guilds as not there yet, and each then arrives with its channels and the bot itself."""
    guild = server.world.add_guild("Garden")
    channel = server.world.add_channel(guild.id, "pictures")
    async with plugged(server, compress="zlib-stream") as socket:
        await socket.identify(server)
        ready = (await socket.receive())["d"]
        arrived = (await socket.receive())["d"]
    assert ready["guilds"] == [{"id": str(guild.id), "unavailable": True}]
    assert [each["id"] for each in arrived["channels"]] == [str(channel.id)]
    assert [each["user"]["id"] for each in arrived["members"]] == [str(server.world.bot.id)]


async def test_events_come_only_by_intent(server: Discord) -> None:
    """Without the intent of guild messages none is told; what comes next is the direct message."""
    channel = server.world.add_channel(server.world.add_guild("Garden").id, "pictures")
    ann = server.person("Ann")
    async with plugged(server) as socket:
        await welcomed(server, socket, intents=discord.Intents(dm_messages=True).value)
        await ann.says(channel, "to everybody")
        await ann.says(ann.dm, "to you")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["content"] == "to you"


async def test_a_hidden_channel_is_not_heard(server: Discord) -> None:
    """What the bot may not see is not told to it."""
    guild = server.world.add_guild("Garden")
    hidden = [Overwrite(server.world.bot.id, deny=Permission.VIEW_CHANNEL, member=True)]
    secret = server.world.add_channel(guild.id, "secret", overwrites=hidden)
    public = server.world.add_channel(guild.id, "public")
    ann = server.person("Ann")
    async with plugged(server) as socket:
        await welcomed(server, socket)
        await ann.says(secret, "a secret")
        said = await ann.says(public, "no secret")
        assert (await socket.event("MESSAGE_CREATE"))["d"]["id"] == str(said.id)


async def test_a_session_is_taken_up_where_it_was_left(server: Discord) -> None:
    """What happened while the line was down is replayed in order, each once, before RESUMED."""
    channel = server.world.add_channel(server.world.add_guild("Garden").id, "pictures")
    ann = server.person("Ann")
    async with plugged(server) as socket:
        session = await welcomed(server, socket)
        before = await ann.says(channel, "before")
        seen = await socket.event("MESSAGE_CREATE")
        server.gateway.drop()
        assert await socket.closed() == 1006
    missed = [await ann.says(channel, "missed"), await ann.says(channel, "missed too")]
    async with plugged(server) as socket:
        await socket.resume(server, session, seen["s"])
        told = [await socket.receive() for _ in range(3)]
    assert seen["d"]["id"] == str(before.id)
    assert [each["t"] for each in told] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
    assert [each["d"]["id"] for each in told[:2]] == [str(each.id) for each in missed]


@pytest.mark.parametrize("ended", ["unknown", "forgotten", "left", "late"])
async def test_a_session_that_is_over_cannot_be_resumed(server: Discord, clock: ManualClock, ended: str) -> None:
    """A client that asks for a session that never was, or is no more, is told so (op 9) and must identify anew."""
    async with plugged(server) as socket:
        session = await welcomed(server, socket)
        await socket.leave(1000 if ended == "left" else 4000)
    if ended == "forgotten":
        server.gateway.forget()
    await clock.advance(RESUMABLE + 1 if ended == "late" else 0)
    async with plugged(server) as socket:
        await socket.resume(server, "nothing" if ended == "unknown" else session, 1)
        assert await socket.receive() == {"op": Op.INVALID_SESSION, "d": False, "s": None, "t": None}


async def test_a_number_that_was_never_told_cannot_be_resumed_from(server: Discord) -> None:
    """A client that claims to have heard what was never said is sent away."""
    async with plugged(server) as socket:
        session = await welcomed(server, socket)
        await socket.leave(4000)
    async with plugged(server) as socket:
        await socket.resume(server, session, 999)
        assert await socket.closed() == Close.INVALID_SEQ
    server.refusals.allow(Close.INVALID_SEQ)


async def test_identifying_again_too_soon_is_refused(server: Discord) -> None:
    """With Discord's own pause, a second shard of the same bucket that starts at once gets op 9 (D36)."""
    server.gateway.manners.identify_pause = 60.0
    async with plugged(server) as first, plugged(server) as second:
        await welcomed(server, first, shard=[0, 2])
        await second.identify(server, shard=[1, 2])
        assert (await second.receive())["op"] == Op.INVALID_SESSION


async def test_starts_are_counted_for_a_day(server: Discord, clock: ManualClock) -> None:
    """A day's IDENTIFYs are numbered; one more is a fault, for it would cost the token (D36)."""
    server.gateway.manners.starts = 1
    async with plugged(server) as socket:
        await welcomed(server, socket)
        assert server.gateway.starts_left == 0
    assert server.refusals.unexpected == []
    async with plugged(server) as socket:
        await welcomed(server, socket)
    assert [each.what for each in server.refusals.unexpected] == ["gateway"]
    server.refusals.allow(Close.AUTHENTICATION_FAILED)
    await clock.advance(24 * 3600.0)
    assert server.gateway.starts_left == 1


async def test_guilds_are_shared_out_over_shards(server: Discord, clock: ManualClock) -> None:
    """Each guild is told of on its own shard, direct messages on the first (D37)."""
    world = server.world
    guilds = [world.add_guild("Garden")]
    while len({(each.id >> 22) % 2 for each in guilds}) < 2:
        await clock.advance(0.001)
        guilds.append(world.add_guild("Garden"))
    channels = {(each.id >> 22) % 2: world.add_channel(each.id, "pictures") for each in guilds}
    ann = server.person("Ann")
    async with plugged(server) as first, plugged(server) as second:
        await welcomed(server, first, shard=[0, 2])
        await welcomed(server, second, shard=[1, 2])
        said = [
            await ann.says(ann.dm, "hello"),
            await ann.says(channels[1], "one"),
            await ann.says(channels[0], "zero"),
        ]
        heard = [(await each.event("MESSAGE_CREATE"))["d"]["id"] for each in (first, first, second)]
    assert heard == [str(said[0].id), str(said[2].id), str(said[1].id)]


async def test_a_large_bot_must_share_out_its_servers(server: Discord) -> None:
    """With 2,500 guilds a single connection is refused, and two shards are not (D37)."""
    owner = server.world.add_user("Owner").id
    for _ in range(GUILDS_PER_SHARD):
        server.world.add_guild("Garden", owner=owner)
    async with plugged(server) as socket:
        await socket.identify(server)
        assert await socket.closed() == Close.SHARDING_REQUIRED
    async with plugged(server) as socket:
        assert await welcomed(server, socket, shard=[0, 2])
    server.refusals.allow(Close.SHARDING_REQUIRED)


async def test_orders_reach_every_client(server: Discord) -> None:
    """A test can ask clients to come again and can end their sessions."""
    async with plugged(server) as socket:
        await welcomed(server, socket)
        server.gateway.reconnect()
        server.gateway.invalidate()
        assert [(await socket.receive())["op"] for _ in range(2)] == [Op.RECONNECT, Op.INVALID_SESSION]
    assert server.gateway.sessions == {}


async def test_a_silent_line_answers_nothing(server: Discord) -> None:
    """A dead line takes heartbeats and gives nothing back, only its end comes through."""
    async with plugged(server) as socket:
        await welcomed(server, socket)
        server.gateway.fall_silent()
        await socket.send(Op.HEARTBEAT, 1)
        await socket.send(99, "a payload that ends the connection")
        assert await socket.payloads() == []
    server.refusals.allow(Close.UNKNOWN_OPCODE)


async def test_nobody_comes_in_while_the_gateway_is_away(server: Discord) -> None:
    """During an outage connections wait outside, and what happens is only in the replay."""
    channel = server.world.add_channel(server.world.add_guild("Garden").id, "pictures")
    ann = server.person("Ann")
    async with plugged(server) as socket:
        session = await welcomed(server, socket)
        async with server.gateway.away():
            await socket.closed()
            missed = await ann.says(channel, "missed")
            early = asyncio.create_task(resumed(server, session))
            for _ in range(3):
                await asked(server)
            assert server.gateway.connected == 0
            assert not early.done()
        assert (await early)["d"]["id"] == str(missed.id)
