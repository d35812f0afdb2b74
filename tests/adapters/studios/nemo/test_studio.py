"""One turn on NemoVideo: sent once, told from its stream, and from the state where the stream tells nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from adapters.studios.nemo import limits
from adapters.studios.nemo.api import CHAT, CREDITS, SESSIONS, STATES
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.studio import Nemo
from bot.chat import Attachment, Spooled
from bot.errors import Mendable, OutcomeUnknown, PlaceGone, RetryLater, UserError
from bot.studio import (
    AgentText,
    Cause,
    Failed,
    Finished,
    Guide,
    Guided,
    Place,
    PlaceId,
    Progress,
    Prompt,
    TimelineTold,
    TurnEvent,
    Upload,
)
from bot.timeline import Change, Segment, TrackKind
from tests.adapters.studios.lovart.service import Says, ok, refusal
from tests.adapters.studios.nemo.playing import CONVERSATION, PLACE, ended, prepared, started, told, words
from tests.adapters.studios.nemo.service import (
    CUT,
    HELLO,
    SESSION,
    STATE,
    TOKEN,
    UPLOAD,
    NemoService,
    draft,
    event,
    holds,
    says,
    tool,
)
from tests.clock import ManualClock
from tests.contracts.jumping import JumpingClock

E = TypeVar("E", bound=TurnEvent)
ADDED = Change(TrackKind.TEXT, None, Segment("Hello", 0, 3))


async def test_a_session_is_made_in_the_askers_language(service: NemoService, nemo: Nemo) -> None:
    """The agent answers in the language of whoever asks first."""
    place = await nemo.open(replace(CONVERSATION, language="zh_CN"))

    assert place == PLACE
    assert json.loads(service.asked(SESSIONS)[0].body) == {"task_name": "project", "language": "zh-CN"}


async def test_a_known_session_is_not_made_again(service: NemoService, nemo: Nemo) -> None:
    """A conversation goes on in the session that it has."""
    assert await nemo.open(replace(CONVERSATION, place=PLACE.id)) == PLACE
    assert service.seen == []


async def test_every_call_says_through_what_it_comes(service: NemoService, nemo: Nemo) -> None:
    """Without the three headers the service would refuse the export."""
    service.tells(says("Hi."))
    await told(nemo, await started(nemo))

    for seen in service.seen:
        assert seen.headers["Authorization"] == f"Bearer {TOKEN}"
        assert [seen.headers[f"X-Skill-{each}"] for each in ("Source", "Version", "Platform")] == [
            "art-generator", "1.0.0", "unknown",
        ]  # fmt: skip


async def test_the_message_is_the_persons_own(service: NemoService, nemo: Nemo) -> None:
    """The words go out as they were written; of new files the agent learns by their names."""
    service.tells(says("Hi."))
    ready = await nemo.prepare(Prompt("cut them", (Upload("a.mp4"), Upload("b.mp3"))), PLACE)
    await ended(nemo, await nemo.start(ready))

    assert json.loads(service.asked(CHAT)[0].body) == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": SESSION,
        "new_message": {"parts": [{"text": "cut them\n\n[a.mp4, b.mp3]"}]},
    }


async def test_an_edit_is_told_in_words(service: NemoService, nemo: Nemo) -> None:
    """The agent's words come first, then what became of the timeline, then the end with its price."""
    service.says(STATE, holds(draft()), holds(draft(HELLO)))
    service.says(CREDITS, ok(available=100, frozen=0, total=100), ok(available=50, frozen=0, total=50))
    service.tells(says("Adding."), tool("edit_multitrack"), says("Title added."))

    first, second, timeline, end = await told(nemo, await started(nemo))

    assert [first, second] == [AgentText("said:0", "Adding."), AgentText("said:1", "Title added.")]
    assert isinstance(timeline, TimelineTold)
    assert timeline.changes == (ADDED,)
    assert end == Finished(50.0)


async def test_a_silent_edit_is_answered_from_the_state(service: NemoService, nemo: Nemo) -> None:
    """Three edits in ten come without a word; the person is told all the same."""
    service.says(STATE, holds(draft()), holds(draft(HELLO)))
    service.tells(tool("edit_multitrack"))

    timeline, end = await told(nemo, await started(nemo))

    assert isinstance(timeline, TimelineTold)
    assert timeline.changes == (ADDED,)
    assert isinstance(end, Finished)


async def test_silence_that_changed_nothing_is_no_success(service: NemoService, nemo: Nemo, time: JumpingClock) -> None:
    """Nobody is told that something was done when nothing was; the state had time to follow."""
    service.tells(tool("edit_multitrack"))

    assert await told(nemo, await started(nemo)) == [Failed(Cause.NOTHING)]
    assert time.slept == [0.0, 30.0, 60.0, 60.0, 60.0, 60.0]


async def test_words_alone_are_an_answer(service: NemoService, nemo: Nemo) -> None:
    """A question that changes nothing is answered and ends well."""
    service.tells(says("A film of at most 30 seconds works best."))

    assert isinstance((await told(nemo, await started(nemo)))[-1], Finished)


async def test_trailing_noise_is_left_out(service: NemoService, nemo: Nemo) -> None:
    """A made-up trouble at the end of a good turn is not shown; where it is all there is, it is."""
    service.says(STATE, holds(), holds(draft()), holds(draft()))
    service.tells(tool("edit_multitrack"), says("I encountered a temporary issue."))
    good = await told(nemo, await started(nemo))
    service.tells(says("I encountered a temporary issue."))
    bad = await told(nemo, await started(nemo))

    assert [type(each) for each in good] == [TimelineTold, Finished]
    assert bad == [
        AgentText("noise", "I encountered a temporary issue."),
        Failed(Cause.NOTHING, "I encountered a temporary issue."),
    ]


async def test_talk_of_windows_is_translated(service: NemoService, nemo: Nemo) -> None:
    """Nobody is sent to a button that a chat does not have; a panel is shown as what it would show."""
    service.says(STATE, holds(draft()))
    service.tells(says("The title is there. Open the timeline panel to see it. Click the Export button to save it."))

    first, *rest, end = await told(nemo, await started(nemo))

    assert first == AgentText("said:0", "The title is there.")
    assert {type(each) for each in rest} == {TimelineTold, Guided}
    assert Guided(Guide.EXPORT) in rest
    assert isinstance(end, Finished)


@pytest.mark.parametrize("anonymous", [True, False])
async def test_credits_that_end_in_the_middle(service: NemoService, time: JumpingClock, anonymous: bool) -> None:  # noqa: FBT001
    """Whoever runs out during a turn is led where there are more, and an anonymous person keeps the work."""
    service.tells(event(error={"code": 2001, "message": "no credits"}))
    settings = NemoSettings(token=None if anonymous else TOKEN, base_url=service.address)
    async with Nemo(settings, time) as nemo:
        end = (await told(nemo, await started(nemo)))[-1]

    assert isinstance(end, Failed)
    assert end.cause is (Cause.UNREGISTERED if anonymous else Cause.NO_CREDITS)
    assert end.link == "https://nemovideo.com/" + ("register?bind=anon_7" if anonymous else "dashboard/billing")


async def test_a_broken_turn_tells_what_it_did(service: NemoService, nemo: Nemo) -> None:
    """What changed before an error is not kept from the person."""
    service.says(STATE, holds(), holds(draft()))
    service.tells(tool("edit_multitrack"), event(error="worker died"))

    timeline, end = await told(nemo, await started(nemo))

    assert isinstance(timeline, TimelineTold)
    assert end == Failed(Cause.BROKEN, "worker died")


async def test_a_raw_clip_is_told_before_what_follows(service: NemoService) -> None:
    """While the agent goes on by itself, the clip is known; afterwards the whole is."""
    clock = ManualClock()
    service.says(STATE, holds(), holds(draft()), holds(draft(HELLO)))
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address, drain=0.0), clock) as nemo:
        ref = await nemo.start(await prepared(nemo))
        events = aiter(nemo.follow(ref))
        service.stream.put_nowait(tool("generate_video_with_seedance"))
        clip = await _next(events, TimelineTold)
        service.tells(tool("edit_multitrack"))
        whole = await _next(events, TimelineTold)

    assert clip.key == "clip:1"
    assert whole.changes == (ADDED,)


async def test_what_is_said_while_a_chat_is_slow_is_told_too(service: NemoService, nemo: Nemo) -> None:
    """Words that came while earlier ones were being posted never reached the chat."""
    ref = await nemo.start(await prepared(nemo))
    events = aiter(nemo.follow(ref))
    service.stream.put_nowait(says("I look at it."))
    await _next(events, AgentText)
    service.tells(says("It is done."))
    await ended(nemo, ref)

    assert (await _next(events, AgentText)).text == "It is done."


@pytest.mark.parametrize("titles", [(), (HELLO,)], ids=["nothing more", "a title more"])
async def test_a_told_clip_is_told_once(service: NemoService, time: JumpingClock, titles: tuple[object, ...]) -> None:
    """Broken outcome: after a restart the raw clip that the person had heard of was told as new once more."""
    clock = ManualClock()
    service.says(STATE, holds(), holds(draft()), holds(draft(*titles)))
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address, drain=0.0), clock) as nemo:
        ref = await nemo.start(await prepared(nemo))
        service.stream.put_nowait(tool("generate_video_with_seedance"))
        clip = await _next(aiter(nemo.follow(ref)), TimelineTold)
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address), time) as restarted:
        *timelines, end = await told(restarted, replace(ref, baseline=clip.notes))

    assert [getattr(each, "changes", None) for each in timelines] == [(ADDED,)] * len(titles)
    assert isinstance(end, Finished)
    assert len(time.slept) == (1 if titles else 6)  # of what may still go on the schedule is waited for


async def test_a_stream_is_known_by_whatever_was_noted_since(service: NemoService, nemo: Nemo) -> None:
    """Who follows a turn of this process again, after a clip was told, still has its stream."""
    service.says(STATE, holds(), holds(draft()))
    service.tells(says("A city."))
    ref = await started(nemo)
    (timeline,) = [each for each in await told(nemo, ref) if isinstance(each, TimelineTold)]

    assert AgentText("said:0", "A city.") in await told(nemo, replace(ref, baseline=timeline.notes))


async def _next(events: AsyncIterator[TurnEvent], kind: type[E]) -> E:
    async for found in events:
        if isinstance(found, kind):
            return found
    raise AssertionError


async def test_a_cut_stream_is_never_sent_again(service: NemoService, nemo: Nemo, time: JumpingClock) -> None:
    """After a break the state is read on the documented schedule until it differs."""
    service.says(STATE, holds(draft()), holds(draft()), holds(draft()), holds(draft(HELLO)))
    service.tells(says("Adding."), CUT)

    events = await told(nemo, await started(nemo))

    assert [type(each) for each in events] == [AgentText, TimelineTold, Finished]
    assert time.slept == [30.0, 60.0, 60.0]
    assert len(service.asked(CHAT)) == 1


async def test_a_cut_stream_that_left_nothing_is_said_to(service: NemoService, nemo: Nemo, time: JumpingClock) -> None:
    """After five looks without a change the person is told, and nothing was sent a second time."""
    service.tells(tool("edit_multitrack"), CUT)

    assert await told(nemo, await started(nemo)) == [Failed(Cause.CUT_OFF)]
    assert time.slept == [30.0, 60.0, 60.0, 60.0, 60.0]
    assert len(service.asked(CHAT)) == 1


async def test_another_process_reads_the_difference(service: NemoService, nemo: Nemo, time: JumpingClock) -> None:
    """After a restart the stream is gone; the state is compared with the stored one at once."""
    service.says(STATE, holds(draft()), holds(draft(HELLO)))
    service.stream.put_nowait(says("Adding."))
    ref = await nemo.start(await prepared(nemo))
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address), time) as restarted:
        timeline, end = await told(restarted, ref)

    assert isinstance(timeline, TimelineTold)
    assert timeline.changes == (ADDED,)
    assert end == Finished(None)
    assert len(service.asked(CHAT)) == 1


async def test_following_again_tells_the_same(service: NemoService, nemo: Nemo) -> None:
    """A second follower of this process hears everything once more, under the same keys."""
    service.says(STATE, holds(), holds(draft()))
    service.tells(says("A city."))
    ref = await started(nemo)

    assert await told(nemo, ref) == await told(nemo, ref)


async def test_signs_of_life_reach_the_card(service: NemoService) -> None:
    """At least every two minutes the card hears how long it has been, and when anything came last."""
    clock = ManualClock()
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address, drain=0.0), clock) as nemo:
        ref = await nemo.start(await prepared(nemo))
        events = aiter(nemo.follow(ref))
        signs = [await anext(events)]
        for _ in range(2):
            coming = asyncio.ensure_future(anext(events))
            await clock.asleep()
            await clock.advance(limits.LOOK)
            signs.append(await coming)

    assert signs == [Progress(), Progress("", 60.0, 60.0), Progress("", 120.0, 120.0)]


@pytest.mark.parametrize(("beats", "minutes"), [(True, 10), (False, 10)], ids=["heartbeats only", "nothing at all"])
async def test_nobody_waits_for_ever(service: NemoService, beats: bool, minutes: int) -> None:  # noqa: FBT001
    """Ten minutes of nothing but signs of life are a timeout, told as one, and nothing is sent again."""
    clock = ManualClock()
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address, drain=0.0), clock) as nemo:
        ref = await nemo.start(await prepared(nemo))
        following = asyncio.ensure_future(told(nemo, ref))
        for _ in range(minutes):
            if beats:
                service.stream.put_nowait(b": ping\n\n")
            await clock.asleep()
            assert not following.done()
            await clock.advance(limits.LOOK)
        assert await following == [Failed(Cause.QUIET)]

    assert len(service.asked(CHAT)) == 1


async def test_what_took_too_long_is_looked_at_again(service: NemoService) -> None:
    """Broken outcome: what was done after the patience had run out was told, and then that nothing had come of it."""
    clock = ManualClock()
    service.says(STATE, holds(), holds(), holds(draft()))
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address, drain=0.0), clock) as nemo:
        ref = await nemo.start(await prepared(nemo))
        await clock.advance(limits.STREAM_TIMEOUT)
        assert await told(nemo, ref) == [Failed(Cause.QUIET)]

        assert [type(each) for each in await told(nemo, ref)] == [TimelineTold, Finished]


async def test_an_unreadable_state_is_no_end(service: NemoService, nemo: Nemo) -> None:
    """Broken outcome: while the service could not be read, a silent edit was said to have changed nothing."""
    service.says(STATE, holds(), Says(502))
    service.tells(tool("edit_multitrack"))

    assert await told(nemo, await started(nemo)) == []


async def test_a_quarter_of_an_hour_is_the_end(service: NemoService) -> None:
    """An agent that keeps talking is not listened to for longer than the service says it may take."""
    clock = ManualClock()
    async with Nemo(NemoSettings(token=TOKEN, base_url=service.address, drain=0.0), clock) as nemo:
        ref = await nemo.start(await prepared(nemo))
        events = aiter(nemo.follow(ref))
        for minute in range(15):
            service.stream.put_nowait(says(f"Minute {minute}."))
            assert (await _next(events, AgentText)).text == f"Minute {minute}."
            await clock.advance(limits.LOOK)
        assert await _next(events, Failed) == Failed(Cause.QUIET)


@pytest.mark.parametrize("reply", [refusal(404, 1002, "session not found"), refusal(200, 1002, "session not found")])
async def test_a_lost_session_is_told_apart(service: NemoService, nemo: Nemo, reply: Says) -> None:
    """Whether before or at the sending, a session that is gone lets the request begin in another one."""
    ready = await prepared(nemo)
    service.streams = False
    service.says(CHAT, reply)
    with pytest.raises(PlaceGone):
        await nemo.start(ready)
    service.says(STATE, reply)
    with pytest.raises(PlaceGone):
        await prepared(nemo)


async def test_the_kits_own_refusal_is_understood(service: NemoService, nemo: Nemo) -> None:
    """An unknown session without the service's envelope is one all the same."""
    ready = await prepared(nemo)
    service.streams = False
    service.says(CHAT, Says(404, {"detail": "Session not found: 1"}))

    with pytest.raises(PlaceGone):
        await nemo.start(ready)


async def test_no_credits_before_the_start(service: NemoService, nemo: Nemo) -> None:
    """An empty account is told before anything is spent, with the page that helps."""
    ready = await prepared(nemo)
    service.streams = False
    service.says(CHAT, refusal(402, 2001, "insufficient credits"))

    with pytest.raises(Mendable) as refused:
        await nemo.start(ready)
    assert "https://nemovideo.com/dashboard/billing" in words(refused.value)


async def test_haste_is_waited_out_once(service: NemoService, nemo: Nemo) -> None:
    """The first 429 lets the request wait half a minute, the second is told."""
    ready = await prepared(nemo)
    service.streams = False
    service.says(CHAT, refusal(429, 429, "slow down"))

    with pytest.raises(RetryLater) as later:
        await nemo.start(ready)
    with pytest.raises(Mendable):
        await nemo.start(ready)
    assert later.value.after == 30


async def test_haste_of_a_read_is_waited_out_once(service: NemoService, nemo: Nemo, time: JumpingClock) -> None:
    """A read that came too fast waits and is made once more, not again and again."""
    service.says(STATE, refusal(429, 429, "slow down"), holds())
    await prepared(nemo)
    assert time.slept == [30.0]

    service.says(STATE, refusal(429, 429, "slow down"))
    with pytest.raises(Mendable):
        await prepared(nemo)
    assert len(service.asked(STATE)) == 4


@pytest.mark.parametrize("says", [Says(cut=True), Says(502), Says(200, {"hello": 1}), Says(200, raw=b"<html>")])
async def test_a_lost_reply_is_not_guessed(service: NemoService, nemo: Nemo, says: Says) -> None:
    """Nobody claims to know whether a message arrived whose answer makes no sense; it is sent once."""
    ready = await prepared(nemo)
    service.streams = False
    service.says(CHAT, says)

    with pytest.raises(OutcomeUnknown):
        await nemo.start(ready)
    assert len(service.asked(CHAT)) == 1


async def test_a_lost_start_is_found_by_what_it_changed(service: NemoService, nemo: Nemo, time: JumpingClock) -> None:
    """Reading alone finds a message that had arrived, and gives up after the documented time."""
    service.says(STATE, holds(), holds(), holds(draft()))
    ready = await prepared(nemo)

    found = await nemo.recover(ready)

    assert found is not None
    assert isinstance((await told(nemo, found))[0], TimelineTold)
    assert await nemo.recover(await prepared(nemo)) is None
    assert service.asked(CHAT) == []


async def test_a_file_is_streamed_into_the_session(service: NemoService, nemo: Nemo, tmp_path: Path) -> None:
    """An attachment arrives whole under a name that the service takes."""
    path = tmp_path / "spooled"
    path.write_bytes(b"x" * 300_000)
    service.says(UPLOAD, ok(files=[{"filename": "beach.mp4", "file_type": "video"}], session_state_applied=True))
    file = Attachment("beach", 300_000, Spooled(path, "0" * 64, 300_000, "video/mp4"))

    assert await nemo.upload(file, PLACE) == Upload("beach.mp4")

    sent = service.asked(UPLOAD)[0].body
    assert b'name="files"; filename="beach.mp4"' in sent
    assert b"Content-Type: video/mp4" in sent
    assert b"x" * 300_000 in sent


@pytest.mark.parametrize(
    ("media_type", "size", "says"),
    [("application/pdf", 10, "MP4, MOV"), ("video/mp4", limits.UPLOAD_BYTES + 1, "compress it")],
)
async def test_what_would_be_refused_is_not_sent(
    service: NemoService, nemo: Nemo, media_type: str, size: int, says: str
) -> None:
    """A file of another kind, or too large a one, is refused before a byte leaves, with what would do."""
    file = Attachment("plan.pdf", size, Spooled(Path("nowhere"), "0" * 64, size, media_type))

    with pytest.raises(UserError) as refused:
        await nemo.upload(file, PLACE)
    assert says in words(refused.value)
    assert service.seen == []


@pytest.mark.parametrize(("code", "says"), [(4001, "MP4, MOV"), (4002, "compress it")])
async def test_a_refused_file_is_explained(
    service: NemoService, nemo: Nemo, tmp_path: Path, code: int, says: str
) -> None:
    """What the service refuses although we thought it would not is told in the same words."""
    path = tmp_path / "a.mp4"
    path.write_bytes(b"x")
    service.says(UPLOAD, refusal(400, code, "no"))

    with pytest.raises(UserError) as refused:
        await nemo.upload(Attachment("a.mp4", 1, Spooled(path, "0" * 64, 1, "video/mp4")), PLACE)
    assert says in words(refused.value)


async def test_turns_side_by_side_have_no_price(service: NemoService, nemo: Nemo) -> None:
    """Credits that two turns may have spent are not booked on either."""
    other = Place(PlaceId("other"))
    service.says(f"{STATES}/other/latest", holds())
    first = await nemo.start(await prepared(nemo))
    second = await nemo.start(await nemo.prepare(Prompt("another"), other))
    service.tells(says("Hi."))
    service.tells(says("Hi."))
    await ended(nemo, first)
    await ended(nemo, second)

    assert (await told(nemo, first))[-1] == Finished(None)
    assert (await told(nemo, second))[-1] == Finished(None)
