"""The real discord.py lives with the emulator's gateway: it connects, hears, is cut off and comes back."""

import asyncio
from collections.abc import AsyncIterator

import discord
import pytest

from tests.clock import ManualClock
from tests.emulators.clients import PLAIN, WITH_CONTENT, running
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.server import Discord
from tests.emulators.discord.sessions import Close
from tests.emulators.discord.things import Channel, File

BEAT = 0.05
DEAD = 0.5
PNG = b"\x89PNG\r\n\x1a\n and so on"


class Listener(discord.Client):
    """Keeps what it hears in order, and counts how often it came back."""

    def __init__(self, *, intents: discord.Intents = PLAIN, heartbeat_timeout: float = 60.0) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0, max_messages=None, heartbeat_timeout=heartbeat_timeout)
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.resumed = asyncio.Event()

    async def on_message(self, message: discord.Message) -> None:
        """Keep it."""
        self.heard.put_nowait(message)

    async def on_resumed(self) -> None:
        """Note it."""
        self.resumed.set()


class Shards(discord.AutoShardedClient):
    """As above, over several shards that start without the pause that a real gateway wants."""

    def __init__(self, count: int) -> None:
        super().__init__(intents=PLAIN, guild_ready_timeout=0, max_messages=None, shard_count=count)
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Start at once."""

    async def on_message(self, message: discord.Message) -> None:
        """Keep it."""
        self.heard.put_nowait(message)


@pytest.fixture
async def server(clock: ManualClock) -> AsyncIterator[Discord]:
    """A Discord whose time stands still."""
    async with Discord(clock=clock) as server:
        yield server


@pytest.fixture
def garden(server: Discord) -> Channel:
    """A channel of a server with the bot in it."""
    return server.world.add_channel(server.world.add_guild("Garden").id, "pictures")


async def test_the_client_knows_its_servers(server: Discord, garden: Channel) -> None:
    """After connecting the guild, its channel and the bot's own rights are known."""
    ann = server.person("Ann")
    async with running(server, Listener()) as client:
        await ann.says(garden, "hello")
        await client.heard.get()  # guilds are told after the greeting, and before what is said in them
        [guild] = client.guilds
        channel = guild.get_channel(garden.id)
        assert isinstance(channel, discord.TextChannel)
        assert channel.permissions_for(guild.me).attach_files


async def test_strangers_messages_are_empty_without_the_intent(server: Discord, garden: Channel) -> None:
    """Text and files of what is not meant for the bot are withheld; mentions, pinging replies and DMs are not (D31)."""
    ann = server.person("Ann")
    async with running(server, Listener()) as client:
        told = await ann.says(garden, "a secret", files=[File("fox.png", PNG)])
        await ann.says(garden, "look", mention=True)
        own = await client.get_partial_messageable(garden.id).send("a result")
        await ann.says(garden, "quoting", reply_to=ann.again(told), mention=True)
        [result] = [each for each in ann.sees(garden) if each.id == own.id]
        await ann.says(garden, "again, in red", reply_to=result)
        await ann.says(garden, "by the way", reply_to=result, ping=False)
        await ann.says(garden, forwards=told)
        await ann.says(ann.dm, "hello")
        heard = [await client.heard.get() for _ in range(8)]
    mention = f"<@{server.world.bot.id}>"
    texts = ["", f"{mention} look", "a result", f"{mention} quoting", "again, in red", "", "", "hello"]
    assert [each.content for each in heard] == texts
    assert heard[0].attachments == []
    assert heard[3].reference is not None
    assert isinstance(heard[3].reference.resolved, discord.Message)
    assert heard[3].reference.resolved.content == ""
    assert heard[6].message_snapshots[0].content == ""
    assert heard[6].message_snapshots[0].attachments == []


async def test_with_the_intent_everything_is_shown(server: Discord, garden: Channel) -> None:
    """With the switch on, text, files, what is answered and what is forwarded arrive."""
    server.world.application.content_intent = True
    ann = server.person("Ann")
    async with running(server, Listener(intents=WITH_CONTENT)) as client:
        told = await ann.says(garden, "no secret", files=[File("fox.png", PNG)])
        await ann.says(garden, "look", reply_to=told)
        await ann.says(garden, forwards=told)
        said, reply, forward = [await client.heard.get() for _ in range(3)]
        assert await said.attachments[0].read() == PNG
        assert await forward.message_snapshots[0].attachments[0].read() == PNG
    assert said.content == "no secret"
    assert reply.reference is not None
    assert isinstance(reply.reference.resolved, discord.Message)
    assert reply.reference.resolved.content == "no secret"
    assert forward.message_snapshots[0].content == "no secret"


async def test_a_client_without_the_switch_is_refused(server: Discord) -> None:
    """discord.py names the intent that is missing."""
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(server, Listener(intents=WITH_CONTENT)):
            pass
    server.refusals.allow(Close.DISALLOWED_INTENTS)


async def test_missed_messages_arrive_after_a_drop(server: Discord, garden: Channel) -> None:
    """The client resumes by itself and hears everything exactly once, in order."""
    ann = server.person("Ann")
    async with running(server, Listener()) as client:
        said = [await ann.says(garden, "before")]
        async with server.gateway.away():
            said += [await ann.says(garden, "during"), await ann.says(garden, "still")]
        await client.resumed.wait()
        said.append(await ann.says(garden, "after"))
        heard = [await client.heard.get() for _ in said]
        assert client.heard.empty()
    assert [each.id for each in heard] == [each.id for each in said]
    assert server.gateway.starts_left == 999


@pytest.mark.parametrize("order", ["reconnect", "invalidate_resumable"])
async def test_a_client_comes_back_when_asked(server: Discord, garden: Channel, order: str) -> None:
    """Op 7 and a resumable op 9 bring the client back to the same session."""
    ann = server.person("Ann")
    async with running(server, Listener()) as client:
        if order == "reconnect":
            server.gateway.reconnect()
        else:
            server.gateway.invalidate(resumable=True)
        await client.resumed.wait()
        said = await ann.says(garden, "hello again")
        assert (await client.heard.get()).id == said.id


async def test_a_dead_line_is_noticed(server: Discord, garden: Channel) -> None:
    """A connection that died without a word is given up by its heartbeat, and what was missed is told again."""
    server.gateway.manners.heartbeat = BEAT
    ann = server.person("Ann")
    async with running(server, Listener(heartbeat_timeout=DEAD)) as client:
        server.gateway.fall_silent()
        said = await ann.says(garden, "anybody there?")
        assert (await client.heard.get()).id == said.id


async def test_two_shards_share_the_servers(server: Discord, garden: Channel, clock: ManualClock) -> None:
    """Each guild is known on its own shard and its messages come once; DMs come on the first."""
    world, channels = server.world, [garden]
    while len({(each.guild or 0) >> 22 & 1 for each in channels}) < 2:
        await clock.advance(0.001)
        channels.append(world.add_channel(world.add_guild("Meadow").id, "pictures"))
    ann = server.person("Ann")
    async with running(server, Shards(2)) as client:
        said = [await ann.says(each, "hello") for each in (*channels, ann.dm)]
        heard = [await client.heard.get() for _ in said]
        assert client.heard.empty()
        assert {each.shard_id for each in client.guilds} == {0, 1}
    assert sorted(each.id for each in heard) == [each.id for each in said]


async def test_threads_and_posts_are_heard(server: Discord, garden: Channel) -> None:
    """A mention in a thread, and one that opens a forum post, arrive with their place."""
    forum = server.world.add_forum(garden.guild or 0, "showcase", ["pictures"], must_tag=True)
    ann = server.person("Ann")
    async with running(server, Listener()) as client:
        under = await ann.says(garden, "a thread about foxes")
        thread = await ann.opens_thread(garden, "foxes", under=under)
        await ann.says(thread, "one more", mention=True)
        post = await ann.posts(forum, "Owls", f"<@{server.world.bot.id}> an owl")
        heard = [await client.heard.get() for _ in range(3)]
    assert [each.channel.id for each in heard] == [garden.id, thread.id, post.id]
    assert all(isinstance(each.channel, discord.Thread) for each in heard[1:])


async def test_reading_back_withholds_the_same(server: Discord, garden: Channel) -> None:
    """What the gateway keeps back, the history keeps back."""
    ann = server.person("Ann")
    async with running(server, Listener()) as client:
        await ann.says(garden, "a secret", files=[File("fox.png", PNG)])
        await ann.says(garden, "look", mention=True)
        read = [each async for each in client.get_partial_messageable(garden.id).history(oldest_first=True)]
    assert [each.content for each in read] == ["", f"<@{server.world.bot.id}> look"]
    assert read[0].attachments == []


async def test_people_keep_to_what_they_may_do(server: Discord, garden: Channel) -> None:
    """What Discord would not let a person do is the mistake of the test that tries it."""
    ann, bob = server.person("Ann"), server.person("Bob", may=Permission.MANAGE_MESSAGES)
    said = await ann.says(garden, "mine")
    with pytest.raises(AssertionError, match="one's own"):
        await bob.edits(said, "yours")
    assert (await ann.edits(said, "still mine")).text == "still mine"
    with pytest.raises(AssertionError, match="too long"):
        await ann.says(garden, "x" * 2_001)
    server.world.archive((thread := await ann.opens_thread(garden, "old")).id, locked=True)
    with pytest.raises(AssertionError, match="locked"):
        await ann.says(thread, "anybody?")
    await bob.deletes(said)
    assert ann.is_gone(said)
    with pytest.raises(AssertionError, match="does not see"):
        ann.again(said)
