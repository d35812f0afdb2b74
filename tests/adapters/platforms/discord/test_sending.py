"""What is sent to Discord arrives once, whole, in its place, and an edit never holds up a result."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path

import pytest

from adapters.platforms.discord import limits
from bot.capabilities import MediaKind
from bot.chat import DeliveryKey, MessageId, PersonId, Post, PostFile, SentMessage
from bot.errors import ChannelGone, InDoubt, TooLarge, Unsent
from tests.adapters.platforms.discord.house import House
from tests.emulators.discord.codes import Code
from tests.emulators.discord.faults import EDIT_MESSAGE, POST_MESSAGE, Fault
from tests.emulators.discord.permissions import Permission
from tests.emulators.discord.shown import Shown
from tests.emulators.discord.things import Overwrite

CARD, FILE = DeliveryKey("turn", "card"), DeliveryKey("turn", "file:1")


def a_file(path: Path, content: bytes = b"fox", alt: str = "a fox") -> PostFile:
    """Make a picture to post."""
    path.write_bytes(content)
    return PostFile(path, path.name, "image/png", MediaKind.IMAGE, len(content), alt)


async def sent(home: House, post: Post, key: DeliveryKey = FILE) -> SentMessage:
    """Post into the garden."""
    return await home.adapter.post(home.ref(home.garden), post, key)


def seen(home: House) -> Shown:
    """The only message there is."""
    (shown,) = home.ann.sees(home.garden)
    return shown


async def after_pauses(home: House, work: Awaitable[object], pause: float) -> None:
    """Let somebody run into their patience: time passes once they wait."""
    task = asyncio.ensure_future(work)
    while not task.done():
        await home.clock.advance(pause / 4)
        await asyncio.sleep(0.01)
    await task


async def test_ten_files_go_in_one_message_with_their_words(home: House, tmp_path: Path) -> None:
    """D11, D14: ten files, in order, each with its alt text, read from the disk as they go."""
    files = tuple(a_file(tmp_path / f"{number}.png", bytes([number]) * 1000, f"fox {number}") for number in range(10))
    await sent(home, Post("ten", files=files))
    assert [(each.name, each.data, each.alt) for each in seen(home).files] == [
        (f"{number}.png", bytes([number]) * 1000, f"fox {number}") for number in range(10)
    ]


async def test_a_spoiler_is_covered(home: House, tmp_path: Path) -> None:
    """D15: a covered file keeps its name."""
    await sent(home, Post("a fox", files=(a_file(tmp_path / "fox.png"),), spoiler=True))
    assert [(each.name, each.spoiler) for each in seen(home).files] == [("fox.png", True)]


async def test_only_who_is_meant_is_called(home: House) -> None:
    """D33: neither everyone, nor names in a text, nor the author of what is answered; only who wanted to be."""
    asked = await home.ann.says(home.garden, "a fox")
    bob = home.discord.person("Bob", home.guild)
    for ping, called in ((None, frozenset[int]()), (PersonId(str(home.ann.id)), frozenset({home.ann.id}))):
        post = Post(f"@everyone {bob.mention}", reply_to=MessageId(str(asked.id)), ping=ping)
        made = await sent(home, post, DeliveryKey("turn", str(ping)))
        shown = next(each for each in home.ann.sees(home.garden) if str(each.id) == made.id)
        assert (shown.pings, shown.answers) == (called, asked.id)


async def test_an_answer_to_a_deleted_request_is_sent(home: House) -> None:
    """Broken outcome: a result was refused because somebody had deleted their request."""
    asked = await home.ann.says(home.garden, "a fox")
    await home.ann.deletes(asked)
    await sent(home, Post("done", reply_to=MessageId(str(asked.id))))
    assert seen(home).text == "done"


async def test_the_limit_follows_the_boosts(home: House, tmp_path: Path) -> None:
    """D10: a boosted server takes 50 or 100 MiB, others and direct messages 10."""
    world = home.discord.world
    for tier, limit in ((0, 10), (1, 10), (2, 50), (3, 100)):
        channel = world.add_channel(world.add_guild(f"tier {tier}", tier=tier).id, "x")
        assert (await home.adapter.capabilities(home.ref(channel))).file_bytes == limit << 20
    assert (await home.adapter.capabilities(home.ref(home.ann.dm))).file_bytes == 10 << 20


async def test_a_server_that_put_us_out_is_told_by_the_post(home: House) -> None:
    """Broken outcome: a turn broke over the question what a channel carries, because its server was gone."""
    home.discord.refusals.allow(Code.UNKNOWN_GUILD, Code.MISSING_ACCESS)
    other = home.discord.world.add_guild("Other", bot=False)
    channel = home.discord.world.add_channel(other.id, "square")
    for _ in range(3):
        assert (await home.adapter.capabilities(home.ref(channel))).file_bytes == limits.FILE_BYTES
    assert home.discord.faults.calls["GET /guilds/{guild_id}"] == 1, "it was asked again and again"
    with pytest.raises(ChannelGone):
        await home.adapter.post(home.ref(channel), Post("hello"), CARD)


async def test_a_late_refusal_for_size_makes_the_limit_smaller(home: House, tmp_path: Path) -> None:
    """D10, D11, 40005: what was told is not always taken; the next packing is for less, nothing is dropped."""
    home.discord.refusals.allow(Code.TOO_LARGE)
    home.discord.faults.order(
        Fault(call=POST_MESSAGE, status=413, body={"code": 40005, "message": "Request entity too large"})
    )
    file = a_file(tmp_path / "film.mp4", b"x" * (9 << 20))
    with pytest.raises(TooLarge) as refused:
        await sent(home, Post("a film", files=(file,)))
    assert refused.value.limit == 8 << 20
    assert (await home.adapter.capabilities(home.ref(home.garden))).file_bytes == 8 << 20


async def test_files_that_are_too_large_together_leave_the_limit_alone(home: House, tmp_path: Path) -> None:
    """D11: ten small files may be refused as one request; a single one of that size is still sent as it is."""
    home.discord.refusals.allow(Code.TOO_LARGE)
    home.discord.faults.order(
        Fault(call=POST_MESSAGE, status=413, body={"code": 40005, "message": "Request entity too large"})
    )
    files = tuple(a_file(tmp_path / f"{number}.png", b"x" * (5 << 20)) for number in range(6))
    with pytest.raises(TooLarge) as refused:
        await sent(home, Post("six", files=files))
    assert refused.value.limit == limits.FILE_BYTES, "each of them fits"
    await sent(home, Post("one", files=files[:1]))


async def test_a_lost_answer_is_in_doubt_and_found(home: House, tmp_path: Path) -> None:
    """D12: the message was taken and its answer lost; the same key gives the same message, and so does a search."""
    home.discord.faults.order(Fault(call=POST_MESSAGE, when="after", status=503))
    post = Post("a fox", files=(a_file(tmp_path / "fox.png"),))
    with pytest.raises(InDoubt):
        await sent(home, post)
    there = seen(home)
    assert (await sent(home, post)).id == str(there.id)
    found = await home.adapter.find(home.ref(home.garden), FILE, post)
    assert found == SentMessage(home.ref(home.garden), MessageId(str(there.id)))
    assert await home.adapter.find(home.ref(home.garden), CARD, Post("a cat")) is None


async def test_what_was_surely_not_taken_is_said_so(home: House) -> None:
    """A connection that was never made took nothing."""
    here = home.ref(home.garden)
    await home.adapter.capabilities(here)
    await home.discord._stack.aclose()
    with pytest.raises(Unsent):
        await home.adapter.post(here, Post("hello"), CARD)


async def test_an_edit_that_must_wait_lets_results_pass(home: House) -> None:
    """D34, D39: a card told to wait comes again later; meanwhile a result is sent, and nothing sooner than told."""
    card = await sent(home, Post("working"), CARD)
    home.discord.faults.order(Fault(call=EDIT_MESSAGE, retry_after=0.5))
    with pytest.raises(Unsent):
        await after_pauses(home, home.adapter.edit(card, Post("half done")), limits.EDIT_PATIENCE)
    await sent(home, Post("result"), FILE)
    await home.ann.until(lambda: home.ann.sees(home.garden)[0].text == "half done" or None)
    await home.adapter.edit(card, Post("done"))
    assert [each.text for each in home.ann.sees(home.garden)] == ["done", "result"]


async def test_the_last_word_is_not_overtaken_by_an_older_one(home: House) -> None:
    """Broken outcome: an edit that had waited for its turn put old words over the last ones."""
    card = await sent(home, Post("working"), CARD)
    barrier = home.discord.faults.hold(EDIT_MESSAGE)
    with pytest.raises(Unsent):
        await after_pauses(home, home.adapter.edit(card, Post("half done")), limits.EDIT_PATIENCE)
    with pytest.raises(Unsent):
        await after_pauses(home, home.adapter.edit(card, Post("done")), limits.EDIT_PATIENCE)
    assert barrier.held == 1
    home.discord.faults.release()
    await home.adapter.edit(card, Post("done"))
    assert seen(home).text == "done"


async def test_an_edit_on_a_slow_line_is_made_once(home: House) -> None:
    """Broken outcome: where an edit took longer than its patience, the same one was sent again, for ever."""
    card = await sent(home, Post("working"), CARD)
    home.discord.faults.hold(EDIT_MESSAGE, "after")
    with pytest.raises(Unsent):
        await after_pauses(home, home.adapter.edit(card, Post("done")), limits.EDIT_PATIENCE)
    home.discord.faults.release()
    await home.adapter.edit(card, Post("done"))
    assert home.discord.faults.calls[EDIT_MESSAGE] == 1
    await home.adapter.edit(card, Post("done"))
    assert home.discord.faults.calls[EDIT_MESSAGE] == 2


async def test_a_result_that_must_wait_long_is_joined(home: House) -> None:
    """A post that waits for a limit is sent once, however often it is asked for meanwhile."""
    home.discord.faults.order(Fault(call=POST_MESSAGE, retry_after=0.5))
    with pytest.raises(InDoubt):
        await after_pauses(home, sent(home, Post("result")), limits.POST_PATIENCE)
    again = await sent(home, Post("result"))
    assert seen(home).text == "result"
    assert again.id == str(seen(home).id)
    assert home.discord.faults.calls[POST_MESSAGE] == 2


async def test_an_edit_keeps_the_files_and_takes_the_buttons(home: House, tmp_path: Path) -> None:
    """A result whose buttons are spent still shows its picture."""
    made = await sent(home, Post("a fox", files=(a_file(tmp_path / "fox.png"),)))
    await home.adapter.edit(made, Post("a fox, upscaled"))
    shown = seen(home)
    assert (shown.text, [each.name for each in shown.files], shown.labels) == ("a fox, upscaled", ["fox.png"], [])


async def test_a_message_is_taken_back_once(home: House) -> None:
    """Taking back what is gone already is fine."""
    home.discord.refusals.allow(Code.UNKNOWN_MESSAGE)
    made = await sent(home, Post("working"), CARD)
    await home.adapter.delete(made)
    await home.adapter.delete(made)
    assert home.ann.sees(home.garden) == []


async def test_a_sleeping_thread_wakes_and_a_locked_one_waits(home: House) -> None:
    """D41: sending wakes an archived thread; a locked one is asked again later, since a moderator may open it."""
    thread = await home.ann.opens_thread(home.garden, "foxes")
    home.discord.world.archive(thread.id)
    await home.adapter.post(home.ref(thread), Post("awake"), CARD)
    assert not thread.archived
    home.discord.refusals.allow(Code.ARCHIVED, Code.LOCKED)
    home.discord.world.archive(thread.id, locked=True)
    with pytest.raises(Unsent) as refused:
        await home.adapter.post(home.ref(thread), Post("locked"), FILE)
    assert refused.value.after == limits.FORBIDDEN_PAUSE


async def test_a_missing_right_is_waited_for_and_a_missing_channel_is_not(home: House) -> None:
    """50013 may be mended by a moderator, 10003 never; an edit does not wait for either."""
    home.discord.refusals.allow(Code.MISSING_PERMISSIONS, Code.UNKNOWN_CHANNEL, Code.MISSING_ACCESS)
    silent = [Overwrite(home.guild.id, deny=Permission.SEND_MESSAGES)]
    mute = home.discord.world.add_channel(home.guild.id, "mute", overwrites=silent)
    with pytest.raises(Unsent) as refused:
        await home.adapter.post(home.ref(mute), Post("hello"), CARD)
    assert refused.value.after == limits.FORBIDDEN_PAUSE
    home.discord.world.delete_channel(mute.id)
    with pytest.raises(ChannelGone):
        await home.adapter.post(home.ref(mute), Post("hello"), CARD)


async def test_words_that_a_servers_rules_hold_back_do_not_take_the_picture_along(home: House, tmp_path: Path) -> None:
    """D40, D50: AutoMod refuses a message for its words; the file comes all the same, and the words' place says why."""
    home.discord.refusals.allow(Code.BLOCKED_BY_AUTOMOD)
    home.guild.blocked_words.append("vixen")
    await sent(home, Post("a vixen", files=(a_file(tmp_path / "fox.png"),)))
    shown = seen(home)
    assert [each.name for each in shown.files] == ["fox.png"]
    assert "rules" in shown.text
    assert "vixen" not in shown.text
    blocked = {"code": 200000, "message": "Message was blocked by AutoMod"}
    home.discord.faults.order(Fault(call=EDIT_MESSAGE, status=400, body=blocked))
    await home.adapter.edit(SentMessage(home.ref(home.garden), MessageId(str(shown.id))), Post("a vixen, done"))
    assert "rules" in seen(home).text


async def test_typing_is_shown(home: House) -> None:
    """D45: while something comes, the sign is shown."""
    await home.adapter.typing(home.ref(home.garden))
    assert any(each.name == "TYPING_START" for each in home.happened)
