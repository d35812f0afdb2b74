"""Everything that can be said, in every sort of place: it stands where it was asked for, and nowhere else."""

import pytest

from bot.chat import Phase
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.things import GENERAL, File, Medium, Topic
from tests.scenarios.stage import GARDEN, MAY, STUDIO, Stage
from tests.scenarios.telegram_stage import Place, TelegramPlatform

pytestmark = pytest.mark.timeout(60)

RUNNING = {"code": 0, "data": {"thread_id": "t", "status": "running", "items": []}}
ENDLESS = {"call": "result", "status": 200, "body": RUNNING, "times": 10**6}  # until the studio is cleared
WAVES = "a video of waves, costly"
DAY = 24 * 3600.0


@pytest.fixture(params=["General", "topic", "private", "reply chain"])
async def where(request: pytest.FixtureRequest, here: TelegramPlatform, ann: Person) -> str:
    """A place of each sort, by its name on the stage."""
    match request.param:
        case "General":
            here.places["general"] = Place(here.forum, GENERAL)
            return "general"
        case "topic":
            return GARDEN
        case "private":
            return "private"
        case _:
            first = await ann.says(here.group, "what shall we draw?")
            here.chains[STUDIO] = await ann.says(here.group, "something nice", reply_to=first)
            return STUDIO


async def test_everything_stands_where_it_was_asked_for(
    stage: Stage, here: TelegramPlatform, ann: Person, where: str
) -> None:
    """Text, edit, document, album, action, question and error: each with the topic's number as its call wants it."""
    place = here.places[where]
    await stage.studio(fault=ENDLESS)
    await stage.says("two pictures of a kite", where=where)
    await stage.sees_card(Phase.WORKING, where=where)
    await stage.until(lambda: stage.holds(lambda: ann.sees_bot(place.chat, place.topic) == "typing"), "typing")
    await stage.studio(clear=True)
    await stage.sees_files("image", 2, where=where)
    await stage.sees_card(Phase.DONE, where=where)
    await stage.sees("Here they are", where=where)
    await stage.commands("show", where=where)
    await stage.sees_files("image", 4, where=where)
    await stage.says(WAVES, where=where)
    await stage.sees("48 credits", where=where)
    await stage.presses("Decline", where=where)
    await stage.sees_card(Phase.STOPPED, where=where)
    await stage.fills("Edit…", "please refuse", where=where)
    await stage.sees("declined this request", where=where)
    await ann.says(place.chat, "use this", topic=place.topic, files=[File(Medium.DOCUMENT, b"MZ\x90\x00", "a.exe")],
                   mention=not place.chat.is_private)  # fmt: skip
    await stage.sees("a.exe", where=where)
    await stage.rests()

    said = [each for chat in here.telegram.world.chats.values() if chat.id in here.telegram.world.said
            for each in here.ours(ann, chat)]  # fmt: skip
    assert {(each.chat, each.topic) for each in said} == {(place.chat.id, _number(place))}
    albums = {each.album for each in said if each.album}
    assert len(albums) == 2  # for the eye, and the originals
    assert any(each.edited for each in said)
    assert any(each.asks for each in said)


async def test_whoever_asked_in_a_topic_that_was_closed_is_told(
    stage: Stage, here: TelegramPlatform, ann: Person
) -> None:
    """Broken outcome: what had no place in a closed topic was tried there for ever, and nobody was told."""
    here.telegram.refusals.allow("TOPIC_CLOSED")
    topic = here.places[GARDEN].topic
    assert isinstance(topic, Topic)
    await stage.studio(fault=ENDLESS)
    await stage.says("two pictures of a kite", where=GARDEN)
    await stage.sees_card(Phase.WORKING, where=GARDEN)
    here.telegram.world.close_topic(here.forum, topic)
    await stage.studio(clear=True)
    await stage.sees("The topic in which you asked is closed", where="private")
    await stage.rests()
    assert len(here.ours(ann, ann.dm)) == 1
    calls = len([each for each in here.telegram.journal if each.chat == here.forum.id])
    await stage.passes(DAY)
    assert len([each for each in here.telegram.journal if each.chat == here.forum.id]) == calls
    await stage.commands("doctor", who=MAY, where=GARDEN)
    await stage.told("This topic is closed", who=MAY, where=GARDEN)

    here.telegram.world.close_topic(here.forum, topic, closed=False)
    await stage.commands("show", where=GARDEN)
    await stage.sees_files("image", 2, where=GARDEN)


def _number(place: Place) -> int | None:
    return place.topic if place.topic is None or isinstance(place.topic, int) else place.topic.id
