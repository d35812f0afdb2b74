"""Whole conversations, told once and true on every platform: the product, the studio's protocol and the platform's."""

import asyncio
from io import BytesIO

import pytest
from PIL import Image

from bot.chat import Phase
from bot.filetypes import media_type
from tests.scenarios.pictures import picture
from tests.scenarios.stage import BOB, GARDEN, LIN, MAY, STUDIO, Stage
from tests.stickers import drawing

pytestmark = pytest.mark.timeout(60)

FOX = "a red fox"
WAVES = "a video of waves, costly"
MINUTE = 60.0
DAY = 24 * 3600.0
RUNNING = {"code": 0, "data": {"thread_id": "t", "status": "running", "items": []}}
ENDLESS = {"call": "result", "status": 200, "body": RUNNING, "times": 10**6}  # until the studio is cleared


# ------------------------------------------------------------------------------------------------- pictures and films


async def test_four_pictures_arrive_one_by_one_with_the_project_link(stage: Stage) -> None:
    """A newcomer's first sentence becomes four real files, each with its words and the project's link."""
    await stage.says("four variations of a red fox, watercolour")
    await stage.sees_card(Phase.WORKING)
    files = await stage.sees_files("image", 4)
    card = await stage.sees_card(Phase.DONE)

    posts = [each for each in await stage.shows() if each.files]
    assert [len(each.files) for each in posts] == [1, 1, 1, 1]
    assert all("Open project" in dict(each.links) for each in (*posts, card))
    assert all(file.alt for file in files)
    for file in files:
        with Image.open(BytesIO(await stage.reads(file))) as image:
            assert image.format == "PNG"


async def test_a_film_comes_as_a_film(stage: Stage) -> None:
    """A film is a file of its own kind, whole."""
    await stage.says("a video of waves")
    (film,) = await stage.sees_files("video", 1)

    assert len(await stage.reads(film)) == film.size


async def test_thirteen_files_shown_again_are_packed(stage: Stage) -> None:
    """What comes one by one is shown again in as few messages as the channel allows, with none left out."""
    await stage.says("13 pictures of a paper boat")
    await stage.sees_files("image", 13)
    await stage.sees_card(Phase.DONE)
    await stage.commands("show")
    await stage.sees_files("image", 26)

    most = stage.platform.files_per_post
    assert [len(each.files) for each in await stage.shows() if len(each.files) > 1] == [most, 13 - most]


async def test_a_picture_over_the_limit_comes_as_a_smaller_copy(stage: Stage) -> None:
    """What is too large for the channel is seen there all the same, and the link leads to it as it was made."""
    await stage.studio(fault={"kind": "heavy", "padding": 2 * stage.platform.file_bytes})
    await stage.says(FOX)
    seen = await stage.sees("so this is a smaller copy of it")

    (copy,) = seen.files
    assert len(seen.links) == 2
    with Image.open(BytesIO(await stage.reads(copy))) as image:
        assert image.format == "JPEG"
    await stage.sees_card(Phase.DONE)


async def test_a_film_over_the_limit_comes_as_a_smaller_copy(stage: Stage) -> None:
    """A film that is too large can be watched where it was asked for, and had as it was made."""
    await stage.studio(fault={"kind": "heavy", "padding": 2 * stage.platform.file_bytes})
    await stage.says("a video of waves")
    seen = await stage.sees("so this is a smaller copy of it")

    (copy,) = seen.files
    assert (copy.kind, len(seen.links)) == ("video", 2)
    assert media_type(await stage.reads(copy)) == "video/mp4"


async def test_a_file_over_the_limit_comes_as_its_link(stage: Stage) -> None:
    """What the channel cannot carry is not dropped: it is said, and linked, and the project too."""
    await stage.studio(fault={"kind": "heavy", "padding": 2 * stage.platform.file_bytes})
    await stage.says("a 3D model of a fox")
    seen = await stage.sees("so here is a link to it")

    assert len(seen.links) == 2
    assert seen.files == ()
    await stage.sees_card(Phase.DONE)


async def test_a_job_longer_than_a_quarter_of_an_hour_is_delivered(stage: Stage) -> None:
    """A command's work may outlast the time in which a platform lets it be answered; its file comes all the same."""
    await stage.studio(fault=ENDLESS)
    await stage.commands("create", prompt=FOX)
    await stage.sees_card(Phase.WORKING)
    await stage.passes(16 * MINUTE)
    await stage.sees_card(Phase.WORKING)
    await stage.studio(clear=True)
    await stage.sees_files("image", 1)
    await stage.sees_card(Phase.DONE)

    assert len(await stage.accepted("chat")) == 1


async def test_two_channels_work_side_by_side(stage: Stage) -> None:
    """Each channel gets what was asked there, and neither waits for the other."""
    await stage.studio(fault=ENDLESS)
    await stage.says("two pictures of a snail")
    await stage.sees_card(Phase.WORKING)
    await stage.says("three pictures of a teapot", who=BOB, where=GARDEN)
    await stage.sees_card(Phase.WORKING, where=GARDEN)
    await stage.studio(clear=True)
    await stage.sees_files("image", 3, where=GARDEN)
    await stage.sees_files("image", 2)

    threads = [each["thread_id"] for each in await stage.accepted("chat")]
    assert len(set(threads)) == 2


# --------------------------------------------------------------------------------------------- questions that cost


async def test_a_costly_film_waits_for_a_yes(stage: Stage) -> None:
    """Nothing is confirmed before Approve is pressed, and then the film comes once."""
    await stage.says(WAVES)
    await stage.sees("48 credits")
    assert await stage.accepted("confirm") == []
    await stage.presses("Approve")
    await stage.sees_files("video", 1)
    await stage.sees_card(Phase.DONE)

    assert len(await stage.accepted("confirm")) == 1


async def test_a_declined_film_costs_nothing(stage: Stage) -> None:
    """Decline ends the request without a confirmation, and the buttons go."""
    await stage.says(WAVES)
    await stage.sees("48 credits")
    await stage.presses("Decline")
    await stage.sees_card(Phase.STOPPED)
    await stage.rests()

    assert not any(each.button("Approve") for each in await stage.shows())
    assert await stage.accepted("confirm") == []


async def test_a_typed_yes_counts(stage: Stage) -> None:
    """Who would rather write than press answers the question with a word."""
    await stage.says(WAVES)
    question = await stage.sees("48 credits")
    await stage.arrives()
    await stage.says("yes", reply_to=question)
    await stage.sees_files("video", 1)

    assert len(await stage.accepted("confirm")) == 1
    assert len(await stage.accepted("chat")) == 1


async def test_a_stranger_cannot_press(stage: Stage) -> None:
    """Another member's press is refused in words that only they see, and nothing happens."""
    await stage.says(WAVES)
    await stage.sees("48 credits")
    await stage.presses("Approve", who=BOB)
    await stage.told("Only the person who asked", who=BOB)

    assert await stage.accepted("confirm") == []
    await stage.sees_card(Phase.ASKING)


async def test_a_moderator_may_press(stage: Stage) -> None:
    """Whoever looks after a channel can answer for somebody who left."""
    await stage.says(WAVES)
    await stage.sees("48 credits")
    await stage.presses("Decline", who=MAY)
    await stage.sees_card(Phase.STOPPED)


async def test_a_double_press_counts_once(stage: Stage) -> None:
    """Two presses in the same moment are one yes, and whoever came second is told."""
    await stage.says(WAVES)
    question = await stage.sees("48 credits")
    await asyncio.gather(stage.presses("Approve", on=question), stage.presses("Approve", on=question))
    await stage.told("already been answered")
    await stage.sees_files("video", 1)

    assert len(await stage.accepted("confirm")) == 1


async def test_a_press_counts_after_a_restart(stage: Stage) -> None:
    """The buttons of a question outlive the program that asked it."""
    await stage.says(WAVES)
    await stage.sees("48 credits")
    await stage.restarts()
    await stage.presses("Approve")
    await stage.sees_files("video", 1)

    assert len(await stage.accepted("confirm")) == 1


async def test_a_press_after_ninety_days_is_explained(stage: Stage) -> None:
    """An old button never spends: it says that it is too late, and the card offers to ask anew."""
    await stage.says(WAVES)
    question = await stage.sees("48 credits")
    await stage.passes(90 * DAY)
    await stage.presses("Approve", on=question)
    await stage.told("expired")
    card = await stage.sees_card(Phase.STOPPED)
    assert card.button("Run again")
    assert await stage.accepted("confirm") == []
    await stage.presses("Run again")
    await stage.sees_card(Phase.ASKING)


# -------------------------------------------------------------------------------------------------------- restarts


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage) -> None:
    """Work that was under way is taken up again: nothing is asked of the studio twice, each file comes once."""
    await stage.says("four pictures of a kite")
    await stage.finds(lambda seen: bool(seen.files), "a picture")
    await stage.restarts()
    await stage.sees_files("image", 4)
    await stage.sees_card(Phase.DONE)
    await stage.passes(MINUTE)

    assert len(await stage.files("image")) == 4
    assert len(await stage.accepted("chat")) == 1


async def test_a_restart_in_the_middle_of_a_send_posts_once(stage: Stage) -> None:
    """What the platform had taken when the program died is recognised, not posted again."""
    await stage.says("two pictures of a kite")
    await stage.sees_card(Phase.WORKING)
    async with stage.platform.loses_answers() as begun:
        await stage.until(lambda: stage.holds(begun), "a post whose answer is lost")
        await stage.ends()
    await stage.begins()
    await stage.sees_files("image", 2)
    await stage.sees_card(Phase.DONE)
    await stage.passes(MINUTE)

    assert len(await stage.files("image")) == 2
    texts = [each.text for each in await stage.shows() if each.text and not each.files]
    assert len(texts) == len(set(texts)), texts


# --------------------------------------------------------------------------------------------------- going on with it


async def test_a_follow_up_goes_on_in_the_same_thread(stage: Stage) -> None:
    """The second message continues the first one's thread, and earlier files are not delivered again."""
    await stage.says("a lighthouse at dusk")
    await stage.sees_card(Phase.DONE)
    await stage.says("warmer light, please")
    await stage.sees_files("image", 2)
    await stage.sees_card(Phase.DONE)

    first, second = await stage.accepted("chat")
    assert first["thread_id"] == second["thread_id"]
    assert len(await stage.files("image")) == 2


async def test_attached_pictures_are_edited_in_their_order(stage: Stage) -> None:
    """The studio gets the very files that were attached, in the order in which they were."""
    red, blue = picture("red"), picture("blue")
    await stage.says("put the first into the second", files={"red.png": red, "blue.png": blue})
    await stage.sees_files("image", 1)

    assert await stage.attached() == [red, blue]


async def test_a_sticker_is_given_to_the_studio_as_a_film(stage: Stage) -> None:
    """A studio that knows no stickers gets a film of one, and whoever sent it reads that."""
    await stage.says("a dog that moves like this", files={"wave.json": drawing()})
    await stage.sees("wave.json goes to Lovart as a short film (MP4)")
    await stage.sees_files("image", 1)

    (film,) = await stage.attached()
    assert media_type(film) == "video/mp4"


async def test_a_command_takes_a_picture(stage: Stage) -> None:
    """A picture given with /create is worked on like one that came with a message."""
    house = picture("green")
    await stage.commands("create", prompt="make it a night scene", files={"house.png": house})
    await stage.sees_files("image", 1)

    assert await stage.attached() == [house]


async def test_a_reply_to_a_result_goes_on_with_it(stage: Stage) -> None:
    """After a new beginning, a reply leads back into the conversation that made the result."""
    await stage.says("a lighthouse")
    await stage.sees_card(Phase.DONE)
    result = await stage.finds(lambda seen: bool(seen.files), "the lighthouse")
    await stage.commands("new", prompt="a teapot")
    await stage.sees_files("image", 2)
    await stage.sees_card(Phase.DONE)
    await stage.says("make it night", reply_to=result)
    await stage.sees_files("image", 3)

    first, second, third = (each["thread_id"] for each in await stage.accepted("chat"))
    assert first == third != second


async def test_a_new_topic_begins_another_thread(stage: Stage) -> None:
    """After /new the next request knows nothing of the last."""
    await stage.says("a lighthouse")
    await stage.sees_card(Phase.DONE)
    await stage.commands("new")
    await stage.sees("A new conversation begins")
    await stage.says("a teapot")
    await stage.sees_files("image", 2)

    first, second = (each["thread_id"] for each in await stage.accepted("chat"))
    assert first != second


async def test_stop_ends_the_relaying_and_show_brings_it_back(stage: Stage) -> None:
    """Stop says honestly what it can do, and /show takes the work up again without paying twice."""
    await stage.studio(fault=ENDLESS)
    await stage.says("a snail")
    await stage.sees_card(Phase.WORKING)
    await stage.presses("Stop")
    card = await stage.sees_card(Phase.STOPPED)
    assert "/show" in card.text
    await stage.studio(clear=True)
    await stage.commands("show")
    await stage.sees_files("image", 1)

    assert len(await stage.accepted("chat")) == 1


async def test_stop_as_a_command_ends_ones_own(stage: Stage) -> None:
    """/stop means the giver's own latest request, never somebody else's."""
    await stage.studio(fault=ENDLESS)
    await stage.says("a snail")
    await stage.sees_card(Phase.WORKING)
    await stage.commands("stop", who=BOB)
    await stage.told("Nothing is running", who=BOB)
    await stage.sees_card(Phase.WORKING)
    await stage.commands("stop")
    await stage.told("Stopping")
    await stage.sees_card(Phase.STOPPED)


async def test_again_sends_the_same_once_more(stage: Stage) -> None:
    """/again repeats the request as it was written."""
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    await stage.commands("again")
    await stage.sees_files("image", 2)

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX, FOX]


async def test_upscale_makes_a_result_larger(stage: Stage) -> None:
    """Upscale under a picture has the studio enlarge that very picture."""
    await stage.says(FOX)
    (small,) = await stage.sees_files("image", 1)
    await stage.presses("Upscale")
    _, large = await stage.sees_files("image", 2)

    with (
        Image.open(BytesIO(await stage.reads(small))) as before,
        Image.open(BytesIO(await stage.reads(large))) as after,
    ):
        assert after.width == 2 * before.width
    assert await stage.attached() == [await stage.reads(small)]


async def test_edit_opens_a_form_with_the_words(stage: Stage) -> None:
    """The form holds the request's words; what is sent goes to the studio as it was changed."""
    await stage.says(FOX)
    await stage.sees_card(Phase.DONE)
    form = await stage.fills("Edit…", "a blue fox")
    await stage.sees_files("image", 2)

    assert form.prefilled == FOX
    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX, "a blue fox"]


# -------------------------------------------------------------------------------------------------- refusals and rights


async def test_no_credits_are_told(stage: Stage) -> None:
    """A studio without credits is not called a failure of ours, and the request can be sent again."""
    await stage.studio(fault={"kind": "no_credits"})
    await stage.says(FOX)
    await stage.sees_card(Phase.FAILED)
    await stage.sees("credits are used up")
    await stage.presses("Run again")
    await stage.sees_files("image", 1)


async def test_a_refusal_is_no_success(stage: Stage) -> None:
    """When the studio declines in words, the card says that no file was made, and the words are there."""
    await stage.says("refuse this one")
    await stage.sees_card(Phase.FAILED)
    await stage.sees("declined this request and made no file")

    assert await stage.files("image") == []


async def test_who_may_not_spend_is_told_why(stage: Stage) -> None:
    """A request that its writer may not make is refused in words to them alone, and nothing reaches the studio."""
    await stage.commands("settings", who=MAY, name="spend", value="moderators", scope="channel")
    await stage.told("Moderators", who=MAY)
    await stage.says(FOX)
    await stage.told("You are not allowed to do this here")
    assert await stage.accepted("chat") == []
    await stage.says(FOX, where=GARDEN)
    await stage.sees_files("image", 1, where=GARDEN)


async def test_unlimited_mode_says_who_is_affected(stage: Stage) -> None:
    """Who sets an account's mode reads first whom else it meets; members may not."""
    await stage.studio(fault=ENDLESS)
    await stage.says(FOX)
    await stage.says("a teapot", who=BOB, where=GARDEN)
    await stage.sees_card(Phase.WORKING)
    await stage.sees_card(Phase.WORKING, where=GARDEN)
    await stage.commands("mode", mode="unlimited")
    refused = await stage.told("")
    assert refused.text
    assert not any(each.button("Switch when idle") for each in await stage.shows())
    await stage.commands("mode", who=MAY, mode="unlimited")
    await stage.sees("2 requests of 2 other people in 2 channels")
    await stage.studio(clear=True)
    await stage.presses("Switch when idle", who=MAY)
    await stage.sees("The mode is now: unlimited")
    await stage.commands("mode", who=BOB)
    await stage.told("unlimited", who=BOB)


async def test_each_reads_their_own_language(stage: Stage) -> None:
    """A Chinese client is answered in Chinese, and who chooses a language is answered in that."""
    await stage.commands("help", who=LIN)
    await stage.told("我能做什么", who=LIN)
    await stage.commands("help", who=BOB)
    await stage.told("four variations", who=BOB)
    await stage.commands("language", who=BOB, language="zh_CN")
    await stage.told("简体中文", who=BOB)
    await stage.commands("status", who=BOB)
    await stage.told("这里没有", who=BOB)
    await stage.says(FOX, who=BOB, where=STUDIO)
    await stage.sees("完成")


async def test_help_names_examples_and_commands(stage: Stage) -> None:
    """Whoever knows nothing gets sentences to try and the commands, in an answer of their own."""
    await stage.commands("help")
    said = await stage.told("four variations of a red fox")

    assert "/create" in said.text
