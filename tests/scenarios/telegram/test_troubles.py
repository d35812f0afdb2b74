"""What goes wrong around Telegram, and that everything is there once, or said, when it is over."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import telegram as library
from structlog.testing import capture_logs

from adapters.platforms.telegram.settings import Webhook
from bot.chat import Phase
from tests.clock import ManualClock
from tests.emulators.telegram.faults import WEBHOOK, Fault
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.things import File, Medium
from tests.program.product import free_port
from tests.scenarios.pictures import picture
from tests.scenarios.stage import GARDEN, MAY, Stage, at_work
from tests.scenarios.telegram_stage import Place, TelegramPlatform, telegram

pytestmark = pytest.mark.timeout(60)

FOX = "a red fox"
WAVES = "a video of waves, costly"
MIB = 1 << 20
MINUTE = 60.0
DAY = 24 * 3600.0
SLOWLY = 0.04  # seconds that pass with each look: an edit waits for a picture, but only for seconds
AWAY = 5.0  # seconds after which a chat takes messages of a program that does not know of those before
SIGN = "sendChatAction"  # of work: it fades by itself, and holds nothing up
RUNNING = {"code": 0, "data": {"thread_id": "t", "status": "running", "items": []}}
ENDLESS = {"call": "result", "status": 200, "body": RUNNING, "times": 10**6}  # until the studio is cleared


def heavy(mebibytes: int) -> dict[str, object]:
    """Let the studio make a file that is so much heavier."""
    return {"kind": "heavy", "padding": mebibytes * MIB, "times": 10}


# --------------------------------------------------------------------------------------------------------------- sizes


async def test_a_file_of_25_megabytes_is_refused_in_words(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """What bots may not fetch is said at once, with what to do; nothing is started, and nothing spent."""
    large = File(Medium.DOCUMENT, picture("red") + bytes(25 * MIB), "large.png")
    await ann.says(here.group, "make it night", files=[large], mention=True)
    await stage.sees("Telegram lets bots fetch files of up to")
    assert await stage.accepted("chat") == []
    await stage.says("make it night", files={"small.png": picture("red")})
    await stage.sees_files("image", 1)

    assert len(await stage.accepted("chat")) == 1


async def test_an_album_with_files_too_large_is_refused_once(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Broken outcome: one file too large took the whole album along, and nobody was told which one it was."""
    names = {"red": 0, "blue": 25, "lime": 21, "white": 0}
    parts = [File(Medium.DOCUMENT, picture(name) + bytes(more * MIB), f"{name}.png") for name, more in names.items()]
    parts.insert(2, File(Medium.DOCUMENT, b"plain words", "notes.txt"))
    await ann.says(here.group, "make a poster of these", album=parts, mention=True)
    await here.taken()
    card = await stage.sees("The other 2 files are kept")
    assert "blue.png (no. 2) and lime.png (no. 4): Telegram lets bots fetch files of up to 20 MB" in card.text
    assert "notes.txt is of a kind I do not know" in card.text
    assert await stage.accepted("chat") == []
    await stage.presses("Go on with the others")
    await stage.sees_files("image", 1)

    assert [each["prompt"] for each in await stage.accepted("chat")] == ["make a poster of these"]
    assert await stage.attached() == [picture("red"), picture("white")]


async def test_a_file_of_60_megabytes_comes_as_a_link(stage: Stage) -> None:
    """What bots may not send is linked, and said; the work counts as done."""
    await stage.studio(fault=heavy(60))
    await stage.says("a 3D model of a fox")
    seen = await stage.sees("so here is a link to it")

    assert len(seen.links) == 2
    await stage.sees_card(Phase.DONE)


async def test_ones_own_server_takes_60_megabytes(tmp_path: Path, clock: ManualClock, small_art: None) -> None:
    """With a Bot API server of one's own the same file comes as it is, and one of 25 goes in."""
    async with (
        telegram(tmp_path, clock, local=True) as here,
        at_work(here, tmp_path, clock) as stage,
    ):
        await stage.studio(fault=heavy(60))
        await stage.says("a 3D model of a fox", files={"large.png": picture("red") + bytes(25 * MIB)})
        (model,) = await stage.sees_files("model", 1)
        assert model.size > 60 * MIB
        assert [len(each) > 25 * MIB for each in await stage.attached()] == [True]


# ------------------------------------------------------------------------------------------------------------ restarts


async def test_a_picture_whose_answer_was_lost_is_offered(stage: Stage, here: TelegramPlatform) -> None:
    """Telegram cannot be asked what arrived: such a file is not sent a second time, but named, and /show brings it."""
    await stage.says("two pictures of a kite")
    await stage.sees_card(Phase.WORKING)
    barrier = here.telegram.faults.hold("sendPhoto", "after")
    await stage.until(lambda: stage.holds(lambda: barrier.held > 0), "a picture whose answer is lost")
    await stage.ends()
    here.telegram.faults.release("sendPhoto")
    await stage.begins()
    said = await stage.sees("cannot tell whether it arrived")
    await stage.sees_card(Phase.DONE)
    photos = [
        each.file.name for each in here.ours(here.people["Ann"], here.group) if each.file and each.file.kind == "photo"
    ]
    assert "kite-1.png" in said.text
    assert sorted(photos) == ["two-pictures-of-a-kite-1.png", "two-pictures-of-a-kite-2.png"]
    await stage.commands("show")
    await stage.sees_files("image", 3)


async def test_words_whose_answer_was_lost_are_marked_and_counted(stage: Stage, here: TelegramPlatform) -> None:
    """A text that may have arrived is sent again and says so; whoever runs the bot reads how often that was."""
    await stage.says("two pictures of a kite")
    await stage.sees_card(Phase.WORKING)
    async with here.loses_answers() as begun:
        await stage.until(lambda: stage.holds(begun), "a text whose answer is lost")
        await stage.ends()
    await stage.begins()
    await stage.sees("so it may stand here twice")
    await stage.sees_files("image", 2)
    await stage.sees_card(Phase.DONE)
    await stage.commands("status", who=MAY)
    await stage.told("1", who=MAY)


# -------------------------------------------------------------------------------------------------------------- limits


async def test_a_flood_is_sat_out_with_the_result_first(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Nothing is sent sooner than Telegram told; then the picture comes before any edit of the card."""
    await stage.studio(fault=ENDLESS)
    await stage.says(FOX)
    await stage.sees_card(Phase.WORKING)
    stage.look = SLOWLY
    journal = here.telegram.journal
    here.telegram.faults.order(Fault(call="sendMessage", retry_after=20.0), Fault(call="sendPhoto", retry_after=20.0))
    await stage.studio(clear=True)
    await stage.sees_files("image", 1)
    await stage.sees_card(Phase.DONE)

    refused = [each for each in journal if each.status == 429]
    calls = [each for each in journal if each.chat == here.group.id and each.method != SIGN]
    after = [each for each in calls if each.at >= refused[-1].at + 20.0]
    assert len(refused) == 2
    assert after[0].method == "sendPhoto"


async def test_one_chats_flood_does_not_hold_another_up(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """While one chat takes nothing, what is asked for elsewhere is heard and made."""
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    await stage.rests()
    here.telegram.faults.order(Fault(call="sendMessage", chat=here.group.id, retry_after=10.0))
    await stage.commands("status")
    await here.sent("sendMessage", 429)
    await stage.says("a teapot", where=GARDEN)
    await stage.passes(3.0)
    await ann.finds(here.forum)  # while time stands still
    await stage.told("")
    await stage.sees_files("image", 1, where=GARDEN)

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX, "a teapot"]


# ------------------------------------------------------------------------------------------------------ heard by one


async def test_another_programs_poll_makes_us_stand_by(stage: Stage, here: TelegramPlatform) -> None:
    """Where a second program asks for the same bot's updates we say so and wait; when it is gone we go on."""
    here.telegram.refusals.allow(409)

    def said() -> list[object]:
        return [each for each in log if "another program hears" in each["event"]]

    with capture_logs() as log:
        async with library.Bot(here.telegram.token, base_url=here.telegram.base_url) as other:
            other_polls = asyncio.create_task(other.get_updates(timeout=50))
            await stage.until(lambda: stage.holds(lambda: bool(said())), "words about the other program")
            other_polls.cancel()
        await stage.says(FOX)
        await stage.sees_files("image", 1)

    assert len(said()) == 1
    assert len(await stage.accepted("chat")) == 1


async def test_a_webhook_that_is_delivered_twice_counts_once(
    here: TelegramPlatform, tmp_path: Path, clock: ManualClock, small_art: None
) -> None:
    """What Telegram brings again because our answer was lost starts nothing a second time."""
    port = free_port()
    here.settings = replace(here.settings, webhook=Webhook(f"http://127.0.0.1:{port}/telegram", port, "secret"))
    async with at_work(here, tmp_path, clock) as stage:
        here.telegram.faults.order(Fault(call=WEBHOOK, when="after", status=500, times=2))
        await stage.says(FOX)
        await stage.sees_files("image", 1)
        await stage.sees_card(Phase.DONE)
        await stage.passes(MINUTE)

        assert here.telegram.faults.calls[WEBHOOK] >= 3
        assert len(await stage.accepted("chat")) == 1
        assert len(await stage.files("image")) == 1


async def test_what_was_said_while_we_were_down_is_answered_once(stage: Stage) -> None:
    """Telegram keeps for a day what nobody has heard; what was heard before is not heard again."""
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    await stage.ends()
    await stage.says("a teapot")
    await stage.passes(AWAY)
    await stage.begins()
    await stage.sees_files("image", 2)
    await stage.ends()
    await stage.passes(AWAY)
    await stage.begins()
    await stage.says("a kite")
    await stage.sees_files("image", 3)

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX, "a teapot", "a kite"]


# ------------------------------------------------------------------------------------------------- places that change


async def test_a_group_that_moves_takes_its_question_along(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Between a question and the press the group becomes another chat: the press counts, and the film comes there."""
    here.telegram.refusals.allow("message to edit not found")  # what was said before stays as it was
    here.telegram.refusals.allow("upgraded to a supergroup")  # a sign of work may be on its way as the group moves
    small = here.telegram.world.add_group("Small", owner=ann.user)
    here.people[MAY.name].joins(small)
    here.places["small"] = Place(small)
    await stage.commands("settings", who=MAY, where="small", name="spoiler", value="yes", scope="channel")
    await stage.told("", who=MAY, where="small")
    await stage.says("a lighthouse", where="small")
    await stage.sees_card(Phase.DONE, where="small")
    await stage.says(WAVES, where="small")
    question = await stage.sees("48 credits", where="small")
    large = here.telegram.world.migrate(small)
    here.places["small"] = Place(large)
    await here.taken()
    await stage.presses("Approve", on=question, where="small")
    await stage.sees_files("video", 1, where="small")
    await stage.says("warmer light", where="small")
    await stage.sees_files("image", 1, where="small")

    assert len(await stage.accepted("confirm")) == 1
    assert len({each["thread_id"] for each in await stage.accepted("chat")}) == 1
    assert all(
        each.file.spoiler for each in here.ours(ann, large) if each.file and each.file.kind is not Medium.DOCUMENT
    )


async def test_a_group_that_put_us_out_is_let_go(stage: Stage, here: TelegramPlatform) -> None:
    """Work for a group that does not want us any more ends without an alarm, and no call is made there again."""
    here.telegram.refusals.allow(403)
    await stage.studio(fault=ENDLESS)
    await stage.says(FOX)
    await stage.sees_card(Phase.WORKING)
    here.telegram.world.leave(here.group, here.telegram.world.bot, by=here.people[MAY.name].user)
    await stage.studio(clear=True)
    await stage.says("a teapot", where=GARDEN)
    await stage.sees_files("image", 1, where=GARDEN)
    await stage.rests()
    await stage.passes(DAY)
    calls = len([each for each in here.telegram.journal if each.chat == here.group.id])
    await stage.restarts()
    await stage.passes(DAY)

    assert len([each for each in here.telegram.journal if each.chat == here.group.id]) == calls


async def test_an_answer_waits_for_a_full_group(stage: Stage, here: TelegramPlatform) -> None:
    """Broken outcome: in a group that had taken its messages of a minute the answer to a command never came."""
    here.telegram.faults.order(Fault(call="sendMessage", chat=here.group.id, retry_after=50.0))
    await stage.commands("status")
    await here.sent("sendMessage", 429)
    await stage.told("")


async def test_an_answer_waits_for_minutes_and_nobody_with_it(stage: Stage, here: TelegramPlatform) -> None:
    """Broken outcome: in a group that took nothing for minutes an answer was lost, and till then nobody was heard."""
    here.telegram.faults.order(Fault(call="sendMessage", chat=here.group.id, retry_after=5 * MINUTE))
    await stage.commands("settings", name="expiry")
    await here.sent("sendMessage", 429)
    await stage.says("a teapot")
    await here.taken()  # while time stands still
    await stage.told("Questions expire after")
    await stage.sees_files("image", 1)


async def test_no_sign_of_work_is_shown_in_a_closed_chat(stage: Stage, here: TelegramPlatform) -> None:
    """Broken outcome: while Telegram wanted to be left alone it was told every few seconds that we were typing."""
    await stage.studio(fault=ENDLESS)
    await stage.says(FOX)
    await stage.sees_card(Phase.WORKING)
    for window in here.telegram.flood._windows[here.group.id]:
        window.take(stage.clock.monotonic(), 20)  # so it is full, and we do not know
    await stage.commands("status")
    await here.sent("sendMessage", 429)
    await stage.passes(20.0)
    await stage.studio(clear=True)
    await stage.sees_files("image", 1)
