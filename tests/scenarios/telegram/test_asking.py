"""The ways in which people on Telegram ask for something, and as what the answers come."""

from io import BytesIO

import pytest
from PIL import Image

from bot.chat import Phase
from bot.filetypes import media_type
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.things import File, Medium, Status
from tests.scenarios.pictures import picture
from tests.scenarios.stage import LIN, MAY, Stage
from tests.scenarios.telegram_stage import Place, TelegramPlatform
from tests.stickers import film, packed

pytestmark = pytest.mark.timeout(60)

FOX = "a red fox"
SENTENCE = "I'll make four pictures"
COLOURS = ("red", "lime", "blue", "black", "white")
RGB = {"red": (1, 0, 0), "lime": (0, 1, 0), "blue": (0, 0, 1), "black": (0, 0, 0), "white": (1, 1, 1)}


def photos(*colours: str) -> list[File]:
    """Make photos of one colour each."""
    return [File(Medium.PHOTO, picture(each, "JPEG"), f"{each}.jpg") for each in colours]


def colours(files: list[bytes]) -> list[str]:
    """Tell which colours pictures have."""
    found = []
    for each in files:
        with Image.open(BytesIO(each)) as image:
            pixel = image.convert("RGB").getpixel((5, 5))
            assert isinstance(pixel, tuple)
            rounded = tuple(round(part / 255) for part in pixel)
        found.append(next(name for name, rgb in RGB.items() if rgb == rounded))
    return found


# -------------------------------------------------------------------------------------------------------------- albums


async def test_an_album_is_one_request(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Five photos sent together with one sentence are five files of one request, in their order, answered once."""
    await ann.says(here.group, "make a poster of these", album=photos(*COLOURS), mention=True)
    await here.taken()
    await stage.sees_files("image", 1)
    await stage.sees_card(Phase.DONE)

    (request,) = await stage.accepted("chat")
    assert request["prompt"] == "make a poster of these"
    assert colours(await stage.attached()) == list(COLOURS)
    assert len([each for each in await stage.shows() if each.phase]) == 1


async def test_an_album_that_a_restart_splits_is_one_request(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """What was taken before the program ended and what comes after it has begun again belong together."""
    first = await ann.says(here.group, "make a poster of these", album=photos("red", "lime"), mention=True)
    await here.taken()
    await stage.ends()
    await ann.says(here.group, album=photos("blue"), part_of=first)
    await stage.begins()
    await here.taken()
    await stage.sees_files("image", 1)
    await stage.rests()

    assert len(await stage.accepted("chat")) == 1
    assert colours(await stage.attached()) == ["red", "lime", "blue"]


async def test_a_part_that_comes_too_late_is_answered(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Who waits long before the last photo is told that it is not in the request, and how it can be."""
    first = await ann.says(here.group, "make a poster of these", album=photos("red", "lime"), mention=True)
    await here.taken()
    await stage.sees_card(Phase.DONE)
    await ann.says(here.group, album=photos("blue"), part_of=first)
    await stage.sees("too late for its album")

    assert colours(await stage.attached()) == ["red", "lime"]


# ---------------------------------------------------------------------------------------------------------- what comes


async def test_thirteen_files_are_two_albums_with_their_originals(
    stage: Stage, here: TelegramPlatform, ann: Person
) -> None:
    """What is shown again is an album of ten for the eye and one of three, each with the files as they were made."""
    await stage.says("13 pictures of a paper boat")
    await stage.sees_files("image", 13)
    await stage.sees_card(Phase.DONE)
    last = ann.sees(here.group)[-1]
    await stage.commands("show")
    await stage.sees_files("image", 26)
    await stage.rests()

    shown = [each for each in here.ours(ann, here.group) if each.id > last.id]
    albums = dict.fromkeys(each.album for each in shown if each.album)
    parts = [[each.file.kind for each in shown if each.album == album and each.file] for album in albums]
    assert parts == [
        [Medium.PHOTO] * 10,
        [Medium.DOCUMENT] * 10,
        [Medium.PHOTO] * 3,
        [Medium.DOCUMENT] * 3,
    ]
    assert not any(each.album and each.buttons for each in shown)


async def test_what_the_agent_says_stands_there_once(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Broken outcome: the same sentence stood above the pictures and under each of them."""
    await stage.says("four pictures of a kite")
    await stage.sees_card(Phase.DONE)
    await stage.rests()
    said = [each for each in here.ours(ann, here.group) if SENTENCE in each.text]
    assert [each.file for each in said] == [None]
    await stage.commands("show")
    await stage.sees_files("image", 8)
    await stage.rests()
    again = [each for each in here.ours(ann, here.group) if SENTENCE in each.text][len(said) :]

    assert [each.file and each.file.name for each in again] == ["four-pictures-of-a-kite-1.png"]


async def test_a_film_can_be_watched_while_it_comes(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """A film is a film with its size, length and cover, which clients play before it is there whole."""
    await stage.says("a video of waves", where="private")
    await stage.sees_files("video", 1, where="private")

    (shown,) = [each.file for each in here.ours(ann, ann.dm) if each.file]
    assert (shown.kind, shown.streaming) == (Medium.VIDEO, True)
    assert shown.width > 0
    assert shown.duration > 0
    assert shown.cover is not None


async def test_pictures_are_covered_where_that_is_wanted(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Where a moderator wants spoilers each picture for the eye lies behind a cover."""
    await stage.commands("settings", who=MAY, name="spoiler", value="yes", scope="channel")
    await stage.told("", who=MAY)
    await stage.says(FOX)
    await stage.sees_files("image", 1)

    shown = [each.file for each in here.ours(ann, here.group) if each.file]
    assert [each.spoiler for each in shown if each.kind is Medium.PHOTO] == [True]


async def test_what_a_person_wrote_is_never_markup(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Words with signs in them come back as they were written."""
    words = "a *red* _fox_ <b>in</b> `code` [link](https://example.com)"
    await stage.says(words)
    await stage.sees_card(Phase.DONE)
    form = await stage.presses("Edit…")

    assert form is not None
    assert form.prefilled == words
    assert {entity["type"] for each in here.ours(ann, here.group) for entity in each.entities} <= {
        "bot_command",
        "code",
        "text_link",
        "text_mention",
        "url",
    }


# ---------------------------------------------------------------------------------------------------- what people send


@pytest.mark.parametrize(("moving", "content"), [("animated", packed()), ("video", film())], ids=["tgs", "webm"])
async def test_a_sticker_goes_on_as_a_film(
    stage: Stage, here: TelegramPlatform, ann: Person, moving: str, content: bytes
) -> None:
    """A sticker that moves is given to the studio as a short film, and whoever sent it reads that."""
    sticker = File(Medium.STICKER, content, moving=moving)
    await ann.says(ann.dm, files=[sticker])
    seen = await stage.sees("words", where="private")
    assert seen.private
    await ann.says(ann.dm, "a dog that moves like this", reply_to=ann.sees(ann.dm)[0])
    await stage.sees("as a short film (MP4)", where="private")
    await stage.sees_files("image", 1, where="private")

    (given,) = await stage.attached()
    assert media_type(given) == "video/mp4"


async def test_an_answered_photo_goes_along(stage: Stage, here: TelegramPlatform, ann: Person, bob: Person) -> None:
    """Who answers somebody's photo with what to make of it means that photo."""
    shown = await bob.says(here.group, "look", files=photos("blue"))
    await ann.says(here.group, "make it night", reply_to=shown, mention=True)
    await stage.sees_files("image", 1)

    assert colours(await stage.attached()) == ["blue"]


async def test_a_quote_is_told_to_the_studio(stage: Stage, here: TelegramPlatform, ann: Person, bob: Person) -> None:
    """What somebody picks out of a message they answer is known to belong to the request."""
    said = await bob.says(here.group, "a lighthouse, a teapot and a kite")
    await ann.says(here.group, "draw this", reply_to=said, quote="a teapot", mention=True)
    await stage.sees_files("image", 1)

    (request,) = await stage.accepted("chat")
    assert request["prompt"] == "draw this\n\n> a teapot"


async def test_a_forwarded_photo_is_worked_on(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """A photo that was sent on to the bot in private can be answered with what to make of it."""
    seen = await ann.says(here.group, files=photos("lime"))
    sent_on = await ann.says(ann.dm, forwards=seen)
    await ann.says(ann.dm, "make it night", reply_to=sent_on)
    await stage.sees_files("image", 1, where="private")

    assert colours(await stage.attached()) == ["lime"]


async def test_a_deep_link_opens_a_command(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Who follows a link from outside begins with what it names; without a name, with help."""
    await ann.starts("create-a-red-fox")
    await stage.sees_files("image", 1, where="private")
    await ann.starts()
    await stage.sees("four variations", where="private")

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX]


async def test_help_in_private_is_told_of_in_ones_language(stage: Stage, here: TelegramPlatform) -> None:
    """Broken outcome: whoever asks in Chinese for help in a group read in English that it had come in private."""
    await stage.commands("help", who=LIN)
    await stage.told("已私信发给你。", who=LIN)
    await stage.told("红狐水彩画", who=LIN)

    assert all("private" not in each.text for each in here.ours(here.people[LIN.name], here.group))


async def test_another_bots_command_is_left_alone(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """What is typed for somebody else is not answered; the same with our name is."""
    await ann.says(here.group, "/create@other_bot a kite")
    await ann.says(here.group, f"/create@{here.telegram.world.bot.username} {FOX}")
    await stage.sees_files("image", 1)

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX]


async def test_privacy_mode_leaves_commands_and_replies(stage: Stage, here: TelegramPlatform, ann: Person) -> None:
    """Where Telegram tells us little, a command works, and so does the answer to a result; /doctor says how it is."""
    here.telegram.world.privacy = True
    quiet = here.telegram.world.add_supergroup("Quiet")
    ann.joins(quiet)
    here.people[MAY.name].joins(quiet, status=Status.ADMINISTRATOR)
    here.places["quiet"] = Place(quiet)
    await stage.restarts()
    await ann.says(quiet, "a teapot", mention=True)
    await stage.commands("create", where="quiet", prompt=FOX)
    await stage.sees_files("image", 1, where="quiet")
    card = await stage.sees_card(Phase.DONE, where="quiet")
    await stage.says("warmer light", where="quiet", reply_to=card)
    await stage.sees_files("image", 2, where="quiet")

    assert [each["prompt"] for each in await stage.accepted("chat")] == [FOX, "warmer light"]
    await stage.commands("doctor", who=MAY, where="quiet")
    await stage.told("Privacy mode is on", who=MAY, where="quiet")
