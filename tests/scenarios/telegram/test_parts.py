"""Posts that Telegram takes as several messages, interrupted between them: nothing comes twice that does not say so."""

import pytest

from tests.emulators.telegram.faults import Fault
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.things import Medium
from tests.scenarios.stage import GARDEN, HOUR, MAY, Stage
from tests.scenarios.telegram_stage import TelegramPlatform

pytestmark = pytest.mark.timeout(60)

FOX = "a red fox"
ORIGINAL, ALBUM = "sendDocument", "sendMediaGroup"
MAY_NOT = "not enough rights to send documents to the chat"
TEN_MINUTES = 600.0


@pytest.fixture
def photos(here: TelegramPlatform, ann: Person) -> "Photos":
    """The pictures for the eye that stand in the group."""
    return Photos(here, ann)


class Photos:
    """Counts them; their originals are counted by the stage."""

    def __init__(self, here: TelegramPlatform, ann: Person) -> None:
        self._here = here
        self._ann = ann

    def __len__(self) -> int:
        shown = self._here.ours(self._ann, self._here.group)
        return len([each for each in shown if each.file and each.file.kind is Medium.PHOTO])


async def answered(stage: Stage, here: TelegramPlatform, status: int, call: str = ORIGINAL) -> None:
    """Wait until Telegram has answered a call so."""
    journal = here.telegram.journal

    def told() -> bool:
        return any(each.status == status for each in journal.of(call))

    await stage.until(lambda: stage.holds(told), f"{call} answered with {status}")


async def dies_later(stage: Stage, seconds: float) -> None:
    """End the program once what it was told is surely understood, and begin it anew after so long."""
    await stage.says("a teapot", where=GARDEN)
    await stage.sees_files("image", 1, where=GARDEN)
    await stage.ends()
    await stage.passes(seconds)
    await stage.begins()


async def offered(stage: Stage, photos: Photos) -> None:
    """See that what was begun is not sent again, but said, and that asking for it brings it whole."""
    await stage.sees("cannot tell whether it arrived")
    await stage.rests()
    assert len(photos) == 1
    assert await stage.files("image") == []
    await stage.commands("show")
    await stage.sees_files("image", 1)
    assert len(photos) == 2


async def test_a_death_between_two_messages_is_said(stage: Stage, here: TelegramPlatform, photos: Photos) -> None:
    """The photo stands there and the program dies before its original: neither comes again by itself."""
    here.telegram.faults.order(Fault(call=ORIGINAL, silence=True))
    await stage.says(FOX)
    await stage.until(lambda: stage.holds(lambda: here.telegram.faults.calls[ORIGINAL] > 0), "an original on its way")
    await stage.restarts()
    await offered(stage, photos)


@pytest.mark.parametrize(
    "refused",
    [
        Fault(call=ORIGINAL, status=400, description=MAY_NOT),
        Fault(call=ORIGINAL, retry_after=HOUR),
    ],
)
async def test_a_death_after_a_refused_message_is_said(
    stage: Stage, here: TelegramPlatform, photos: Photos, refused: Fault
) -> None:
    """Broken outcome: the photo came a second time without a word, because its original had been refused before."""
    here.telegram.faults.order(refused.model_copy(update={"chat": here.group.id}))
    await stage.says(FOX)
    await answered(stage, here, refused.status or 429)
    await dies_later(stage, refused.retry_after or 0.0)
    await offered(stage, photos)


async def test_an_album_whose_originals_were_refused_does_not_come_again(
    stage: Stage, here: TelegramPlatform, photos: Photos
) -> None:
    """Broken outcome: a whole album stood there twice after a restart, for the sake of the one below it."""
    await stage.says("two pictures of a kite")
    await stage.sees_files("image", 2)
    await stage.rests()
    first = here.telegram.faults.hold(ALBUM, "after")
    await stage.says("/show")  # which is not over before its album is
    await stage.until(lambda: stage.holds(lambda: first.held > 0), "an album")
    here.telegram.faults.order(Fault(call=ALBUM, chat=here.group.id, retry_after=HOUR))
    here.telegram.faults.release(ALBUM)
    await answered(stage, here, 429, ALBUM)
    await dies_later(stage, HOUR)
    await stage.sees("cannot tell whether it arrived")
    await stage.rests()

    assert len(photos) == 4
    assert len(await stage.files("image")) == 2


async def test_an_end_while_the_rest_waits_is_said(stage: Stage, here: TelegramPlatform, photos: Photos) -> None:
    """Closing the program while the rest of a post waits for its chat is a death between two messages."""
    here.telegram.faults.order(Fault(call=ORIGINAL, retry_after=60.0))
    await stage.says(FOX)
    await answered(stage, here, 429)
    await stage.passes(5.0)
    await stage.restarts()
    await stage.passes(60.0)
    await offered(stage, photos)


async def test_what_was_refused_in_the_middle_is_brought_to_its_end(
    stage: Stage, here: TelegramPlatform, photos: Photos
) -> None:
    """As long as the program lives it knows what stands there: the rest comes when it may, unmarked and uncounted."""
    here.telegram.faults.order(Fault(call=ORIGINAL, status=400, description=MAY_NOT))
    await stage.says(FOX)
    await answered(stage, here, 400)
    await stage.passes(TEN_MINUTES)
    await stage.sees_files("image", 1)
    await stage.rests()
    await stage.commands("status", who=MAY)
    status = await stage.told("", who=MAY)

    assert len(photos) == 1
    assert "twice" not in status.text
    assert not [each for each in await stage.shows() if "interrupted" in each.text]


async def test_what_is_packed_anew_in_the_middle_is_marked(
    stage: Stage, here: TelegramPlatform, photos: Photos
) -> None:
    """Broken outcome: an original that Telegram found too large had its photo sent again, as if it were another."""
    here.telegram.faults.order(Fault(call=ORIGINAL, status=413, description="Request Entity Too Large"))
    await stage.says(FOX)
    await stage.sees("so it may stand here twice")
    await stage.rests()
    await stage.commands("status", who=MAY)

    assert "1 message may stand in a chat twice" in (await stage.told("", who=MAY)).text
