"""An export on NemoVideo: ordered under ids that were stored before, looked at until it is there, never orphaned."""

import json

import pytest

from adapters.studios.nemo.api import RENDERS
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from bot.errors import Mendable, UserError
from bot.studio import Artifact, ArtifactReady, Cause, Export, Failed, Finished, Prepared, Progress
from tests.adapters.studios.lovart.service import Says, ok, refusal
from tests.adapters.studios.nemo.playing import EXPORT, PLACE, told, words
from tests.adapters.studios.nemo.service import HELLO, SESSION, STATE, TOKEN, NemoService, draft, holds, render
from tests.contracts.jumping import JumpingClock

DRAFT = {**draft(HELLO), "unknown": {"key": [1, 2.5, "ü"]}}


def one(status: str, progress: int = 50, **more: object) -> Says:
    """Tell how far an export is, in the shape without an envelope."""
    return Says(json={"taskId": "r", "status": status, "progress": progress, **more})


def other(status: str, progress: int = 50, **more: object) -> Says:
    """Tell the same in the other shape."""
    return Says(json={"success": True, "data": {"id": "r", "status": status, "progress": progress, **more}})


async def ordered(service: NemoService, nemo: Nemo) -> tuple[Prepared, str, str]:
    """Prepare an export; give its two ids, which are known before anything is ordered."""
    service.says(STATE, holds(DRAFT))
    prepared = await nemo.prepare(EXPORT, PLACE)
    found = json.loads(prepared.baseline[0])["ordered"]
    assert service.asked(RENDERS) == []
    return prepared, found["first"], found["second"]


@pytest.mark.parametrize(
    ("looks", "end"),
    [
        (one, one("completed", 100, output={"url": "https://cdn.example.org/a.mp4", "duration": 3, "size": 9})),
        (other, other("completed", 100, outputUrl="https://cdn.example.org/a.mp4")),
    ],
)
async def test_both_shapes_of_a_reply_are_understood(
    service: NemoService, nemo: Nemo, time: JumpingClock, looks: object, end: Says
) -> None:
    """Whichever of the two documents is right, the film is found, and the card hears how far it is."""
    prepared, first, _ = await ordered(service, nemo)
    service.says(RENDERS, looks("pending", 5))  # type: ignore[operator]
    service.says(render(first), looks("processing", 55), end)  # type: ignore[operator]

    events = [event async for event in nemo.follow(await nemo.start(prepared))]

    assert [event.words for event in events if isinstance(event, Progress)] == ["55 %", ""]
    ready, over = events[-2:]
    assert isinstance(ready, ArtifactReady)
    assert ready.artifact.url == "https://cdn.example.org/a.mp4"
    assert over == Finished(0.0)
    assert time.slept == [30.0]


async def test_the_draft_goes_out_as_it_was_read(service: NemoService, nemo: Nemo) -> None:
    """What nobody documents of a draft reaches the renderer all the same."""
    prepared, first, _ = await ordered(service, nemo)
    service.says(RENDERS, one("pending"))
    await nemo.start(prepared)

    assert json.loads(service.asked(RENDERS)[0].body) == {
        "id": first, "sessionId": SESSION, "draft": DRAFT, "output": {"format": "mp4", "quality": "high"},
    }  # fmt: skip


async def test_nothing_to_export_is_said_before_anything_is_sent(service: NemoService, nemo: Nemo) -> None:
    """An empty timeline is told as one, and so is a form that films do not have."""
    service.says(STATE, holds({"t": [{"tt": 0, "sg": []}]}))
    with pytest.raises(UserError) as refused:
        await nemo.prepare(EXPORT, PLACE)
    assert "nothing to export" in words(refused.value)
    with pytest.raises(UserError):
        await nemo.prepare(Export(None, "gif"), PLACE)
    assert service.asked(RENDERS) == []


async def test_a_plan_without_exports_is_no_matter_of_credits(service: NemoService, nemo: Nemo) -> None:
    """A refusal by the plan says what it is and what it is not."""
    prepared, _, _ = await ordered(service, nemo)
    service.says(RENDERS, Says(402, {"success": False, "error": "upgrade"}))

    with pytest.raises(Mendable) as refused:
        await nemo.start(prepared)
    assert "not about credits" in words(refused.value)


async def test_a_failed_export_is_ordered_once_more(service: NemoService, nemo: Nemo) -> None:
    """The second order has its own id, which was stored as well; after it nobody tries again."""
    prepared, first, second = await ordered(service, nemo)
    service.says(RENDERS, one("pending"))
    service.says(render(first), one("failed", error="node lost"))
    service.says(render(second), Says(404, {"message": "unknown"}), one("failed", error="node lost again"))

    assert await told(nemo, await nemo.start(prepared)) == [Failed(Cause.BROKEN, "node lost again")]
    assert [json.loads(seen.body)["id"] for seen in service.asked(RENDERS)] == [first, second]


async def test_a_restart_orders_nothing_twice(service: NemoService, nemo: Nemo, time: JumpingClock) -> None:
    """Another process finds the export by its stored id, also the second one."""
    prepared, first, second = await ordered(service, nemo)
    service.says(RENDERS, one("pending"))
    service.says(render(first), one("failed"))
    service.says(render(second), one("completed", output={"url": "https://cdn.example.org/b.mp4"}))
    ref = await nemo.start(prepared)
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address), time) as restarted:
        ready, _ = await told(restarted, ref)

    assert isinstance(ready, ArtifactReady)
    assert len(service.asked(RENDERS)) == 1


async def test_an_order_that_was_lost_is_made_again(service: NemoService, nemo: Nemo) -> None:
    """After a crash in the middle of ordering the same id is ordered, where the service does not know it."""
    prepared, first, _ = await ordered(service, nemo)
    service.says(RENDERS, refusal(409, 409, "duplicate id"))
    service.says(render(first), Says(404, {}), one("completed", output={"url": "https://cdn.example.org/a.mp4"}))

    ref = await nemo.recover(prepared)

    assert ref is not None
    assert isinstance((await told(nemo, ref))[0], ArtifactReady)
    assert [json.loads(seen.body)["id"] for seen in service.asked(RENDERS)] == [first]


async def test_an_export_that_takes_too_long_is_let_be(service: NemoService, nemo: Nemo, time: JumpingClock) -> None:
    """After ten looks the person is told, and may look again later."""
    prepared, first, _ = await ordered(service, nemo)
    service.says(RENDERS, one("pending"))
    service.says(render(first), one("processing"))

    assert await told(nemo, await nemo.start(prepared)) == [Failed(Cause.QUIET)]
    assert time.slept == [30.0] * 10


async def test_a_film_that_its_address_does_not_give_comes_from_the_service(service: NemoService, nemo: Nemo) -> None:
    """The documented fallback is asked, with the token, which no other address is shown."""
    prepared, first, _ = await ordered(service, nemo)
    service.says(RENDERS, one("pending"))
    service.says(render(first), one("completed", output={"url": f"{service.address}/cdn/a.mp4"}))
    service.says(f"/api/render/proxy/{first}/download", Says(raw=b"film"))
    film = await _film(nemo, prepared)

    assert b"".join([chunk async for chunk in nemo.fetch(film)]) == b"film"
    assert "Authorization" not in service.asked("/cdn/a.mp4")[0].headers
    assert service.asked(f"/api/render/proxy/{first}/download")[0].headers["Authorization"] == f"Bearer {TOKEN}"


async def _film(nemo: Nemo, prepared: Prepared) -> Artifact:
    ready = (await told(nemo, await nemo.start(prepared)))[0]
    assert isinstance(ready, ArtifactReady)
    return ready.artifact


async def test_an_export_can_be_taken_back(service: NemoService, nemo: Nemo) -> None:
    """Stop reaches the service, whichever of the two orders is under way."""
    prepared, first, second = await ordered(service, nemo)
    service.says(RENDERS, one("pending"))
    service.says(f"{render(first)}/cancel", ok())
    ref = await nemo.start(prepared)

    await nemo.stop(ref)

    assert len(service.asked(f"{render(first)}/cancel")) == 1
    assert len(service.asked(f"{render(second)}/cancel")) == 1
