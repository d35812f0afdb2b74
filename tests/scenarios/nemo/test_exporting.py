"""The film itself, told on every platform: from “export” to the MP4 in the chat, and what may come between."""

import pytest

from bot.chat import Phase
from tests.scenarios.nemo.cutting import CuttingRoom

pytestmark = [pytest.mark.timeout(60), pytest.mark.usefixtures("undrawn")]

CITY = "a city at night"
GONE = "no longer has this conversation's timeline"


async def test_an_export_that_the_plan_refuses(stage: CuttingRoom) -> None:
    """402 says what it is and what it is not, the timeline stays, and after another plan the export comes."""
    await stage.says(CITY)
    await stage.done()
    await stage.studio(set={"export_refused": True})
    await stage.says("export")
    await stage.sees("not about credits, and the timeline is safe")
    await stage.studio(set={"export_refused": False})
    await stage.presses("Run again")
    await stage.sees_files("video", 1)


async def test_a_lost_session_has_nothing_to_export(stage: CuttingRoom) -> None:
    """Who exports a timeline that is gone is told so, and gets no film of nothing."""
    await stage.says(CITY)
    await stage.done()
    await stage.nemo(nemo={"end_sessions": True})
    await stage.says("export")
    await stage.sees(GONE)
    await stage.sees("nothing on the timeline yet")
    assert (await stage.nemo())["renders"] == []


async def test_a_restart_in_the_middle_of_a_render(stage: CuttingRoom) -> None:
    """The render is found by its id: ordered once, delivered once."""
    await stage.says(CITY)
    await stage.done()
    await stage.studio(hold="render_status")
    await stage.says("export")
    await stage.sees_card(Phase.WORKING)
    await stage.restarts()
    await stage.studio(release="render_status")
    await stage.sees_files("video", 1)
    await stage.done(2)
    assert len((await stage.nemo())["renders"]) == 1


async def test_a_render_that_fails_is_ordered_once_more(stage: CuttingRoom) -> None:
    """One failed render is the service's affair: another is ordered, and one film comes."""
    await stage.studio(set={"render_fails": "once"})
    await stage.says(CITY)
    await stage.done()
    await stage.says("export")
    await stage.sees_files("video", 1)
    assert [each["status"] for each in (await stage.nemo())["renders"]] == ["failed", "completed"]


async def test_a_render_that_always_fails(stage: CuttingRoom) -> None:
    """After the second failure it is told, with the service's reason."""
    await stage.studio(set={"render_fails": "always"})
    await stage.says(CITY)
    await stage.done()
    await stage.says("export")
    await stage.sees("Something broke at NemoVideo")
    assert len((await stage.nemo())["renders"]) == 2


async def test_a_render_can_be_stopped(stage: CuttingRoom) -> None:
    """Stop takes an export back at the service too."""
    await stage.studio(set={"render_polls": 100})
    await stage.says(CITY)
    await stage.done()
    await stage.says("export")
    await stage.sees_card(Phase.WORKING)
    await stage.presses("Stop")
    await stage.sees_card(Phase.STOPPED)

    async def cancelled() -> bool | None:
        return (await stage.nemo())["renders"][0]["status"] == "failed" or None

    await stage.until(cancelled, "a render that was cancelled")
