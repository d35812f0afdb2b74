"""What the editor does with a message, and what a client hears of it."""

# ruff: noqa: ANN401 - foreign JSON is what it is; each test says what it expects of it

import asyncio
from typing import Any

import pytest

from adapters.sandbox.nemo.speech import CHINESE, ENGLISH, NOISE, POOR
from tests.adapters.sandbox.nemo.talking import Heard, Talk, hear, words

FOX = "a red fox by the sea"


def tracks(state: Any) -> list[tuple[int, str, int, int]]:
    """Each segment of the draft: its track's type, its name, when it begins and how long it is."""
    told = [(track["tt"], each) for track in state["draft"]["t"] for each in track["sg"]]
    return [(kind, each["m"].get("name") or each["m"]["text"], each["m"]["start"], each["d"]) for kind, each in told]


def tools(heard: Heard) -> list[str]:
    """The tools that were called, and those that answered."""
    parts = (part for event in heard.events for part in event.get("content", {}).get("parts", ()))
    told = [(kind, part[kind]) for part in parts for kind in ("functionCall", "functionResponse") if kind in part]
    return [f"{kind} {each['name']}" for kind, each in told]


async def test_a_question_is_answered_in_words(talk: Talk) -> None:
    """A turn may be nothing but text: nothing changes and nothing is paid."""
    heard = await talk.says("What can you do?")

    assert (heard.status, heard.media_type, heard.cut) == (200, "text/event-stream", False)
    assert words(heard.events) == [ENGLISH.hello]
    assert "draft" not in await talk.state()
    assert await talk.balance() == (100, 0, 100)


async def test_a_wish_may_be_put_as_a_question(talk: Talk) -> None:
    """Who asks politely for a clip gets one, not a talk about clips."""
    await talk.says("Could you film a red fox?")

    assert "draft" in await talk.state()


async def test_a_clip_is_made(talk: Talk) -> None:
    """Words around a tool call, then a timeline with the clip, the clip itself, and 100 credits less."""
    heard = await talk.says(FOX)
    state = await talk.state()

    assert words(heard.events) == [ENGLISH.will_make, ENGLISH.clip_ready]
    assert tools(heard) == [
        "functionCall generate_video_with_seedance",
        "functionResponse generate_video_with_seedance",
    ]
    assert tracks(state) == [(0, FOX, 0, 10_000)]
    assert state["draft"]["d"] == 10_000
    assert [media["prompt"] for media in state["generated_media"]] == [FOX]
    assert await talk.balance() == (0, 0, 0)


async def test_credits_are_frozen_while_work_goes_on(talk: Talk) -> None:
    """Available falls at once, frozen at the end, and the total is always their sum."""
    heard = asyncio.create_task(hear(await talk.sends(FOX)))
    assert await talk.balance() == (0, 100, 100)
    await talk.passes(30, heard)

    assert await talk.balance() == (0, 0, 0)


async def test_a_session_is_edited_for_fifty_credits(rich: Talk) -> None:
    """The first edit of a session is paid for, the others are not."""
    await rich.uploads(("beach.png", b"x"))
    seen = []
    for edit in ("put it on the timeline", "add a title 'Hello' 0-3 s", "add music at 40%"):
        await rich.says(edit)
        seen.append((await rich.balance())[0])

    assert seen == [1050, 1050, 1050]


async def test_edits_change_what_they_name(rich: Talk) -> None:
    """Titles, music, volume, length and removal, each in words of either language."""
    await rich.says(FOX)
    edits = [
        ("add a title 'Urban Dreams' from 1 to 4 s", (7, "Urban Dreams", 1_000, 3_000)),
        ("add lo-fi music at 35%", (1, "Lo-fi", 0, 10_000)),
        ("change the music to jazz", (1, "Jazz", 0, 10_000)),
        ("trim it to 6 seconds", (1, "Jazz", 0, 6_000)),
        ("去掉音乐", (0, FOX, 0, 6_000)),
        ("加上字幕“你好”，0到2秒", (7, "你好", 0, 2_000)),
        ("remove the titles", (0, FOX, 0, 6_000)),
    ]
    for text, segment in edits:
        await rich.says(text)
        assert segment in tracks(await rich.state())

    assert tracks(await rich.state()) == [(0, FOX, 0, 6_000)]


async def test_the_volume_is_told(rich: Talk) -> None:
    """The music's segment says how loud it is, before and after it is changed."""
    await rich.says(FOX)
    await rich.says("add music at 35%")
    await rich.says("set the volume to 20%")
    (music,) = (track for track in (await rich.state())["draft"]["t"] if track["tt"] == 1)

    assert music["sg"][0]["m"]["volume"] == 0.2


async def test_the_answer_comes_in_the_language_of_the_message(rich: Talk) -> None:
    """Chinese is answered in Chinese."""
    assert words((await rich.says("一只狐狸")).events) == [CHINESE.will_make, CHINESE.clip_ready]


async def test_an_edit_may_be_silent(rich: Talk) -> None:
    """Tool events only, then a last event with nothing in it, and yet the timeline has changed."""
    await rich.says(FOX)
    heard = await rich.says("silently add a title 'Hi' 0-3 s")

    assert words(heard.events) == []
    assert tools(heard) == ["functionCall edit_multitrack", "functionResponse edit_multitrack"]
    assert heard.events[-1]["content"]["parts"] == []
    assert (7, "Hi", 0, 3_000) in tracks(await rich.state())


async def test_a_film_may_be_made_in_two_stages(rich: Talk) -> None:
    """The raw clip is there before music and title, which come in the same turn without being asked for."""
    heard = asyncio.create_task(hear(await rich.sends(f"{FOX}, two-stage")))
    await rich.passes(13, heard)
    between = await rich.state()
    await rich.passes(30, heard)

    assert [kind for kind, *_ in tracks(between)] == [0]
    assert len(between["generated_media"]) == 1
    assert [kind for kind, *_ in tracks(await rich.state())] == [0, 1, 7]
    assert words((await heard).events)[-1] == ENGLISH.polished


async def test_long_work_is_full_of_heartbeats(rich: Talk) -> None:
    """Two minutes of work bring nothing but heartbeats in between, one every ten seconds."""
    heard = await rich.says(f"{FOX}, slow", seconds=200)

    assert heard.frames.count(b"data:") == 11
    assert words(heard.events)[-1] == ENGLISH.clip_ready


async def test_work_may_never_come_to_anything(rich: Talk) -> None:
    """An hour of heartbeats, and nothing at the end of it, and nothing paid."""
    heard = asyncio.create_task(hear(await rich.sends(f"{FOX}, endless")))
    await rich.clock.asleep()
    assert (await rich.balance())[1] == 100
    for _ in range(400):
        await rich.clock.advance(10)
        await asyncio.sleep(0)

    assert (await heard).frames.count(b"data:") > 300
    assert "draft" not in await rich.state()
    assert await rich.balance() == (1100, 0, 1100)


async def test_noise_may_follow_an_answer(rich: Talk) -> None:
    """A last line speaks of an issue although all went well."""
    heard = await rich.says(f"{FOX}, noise")

    assert words(heard.events)[-2:] == [ENGLISH.clip_ready, NOISE]
    assert "draft" in await rich.state()


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("gui", ("Click", "Export button", "Open the", "Drag and drop", "Preview in timeline", "account dashboard")),
        ("界面", ("点击", "导出", "打开", "拖拽", "时间线", "账户")),
    ],
)
async def test_the_editor_may_speak_of_a_surface(talk: Talk, text: str, phrases: tuple[str, ...]) -> None:
    """Every phrase that a client has to translate is said once, in either language."""
    said = "\n".join(words((await talk.says(text)).events))

    assert [phrase for phrase in phrases if phrase not in said] == []


async def test_talk_of_a_surface_may_follow_an_edit(rich: Talk) -> None:
    """The same phrases come after real work too."""
    await rich.says(FOX)
    heard = await rich.says("add a title 'Hi', gui")

    assert words(heard.events)[-len(ENGLISH.gui) :] == [*ENGLISH.gui]
    assert (7, "Hi", 0, 3_000) in tracks(await rich.state())


async def test_a_run_may_break_inside_the_stream(talk: Talk) -> None:
    """HTTP stays 200: an event with an error code, a bare error, the end; nothing has changed and nothing is paid."""
    heard = await talk.says(f"{FOX}, fail")

    assert (heard.status, heard.cut) == (200, False)
    assert "errorCode" in heard.events[-2]
    assert [*heard.events[-1]] == ["error"]
    assert "draft" not in await talk.state()
    assert await talk.balance() == (100, 0, 100)


async def test_the_editor_may_refuse(talk: Talk) -> None:
    """Words, and nothing else."""
    heard = await talk.says("refuse this")

    assert len(words(heard.events)) == 1
    assert await talk.balance() == (100, 0, 100)


async def test_the_line_may_be_cut_before_the_state_changes(rich: Talk) -> None:
    """The stream breaks off while nothing has changed; the work goes on and is seen later."""
    heard = await rich.says(f"{FOX}, hang up before", seconds=7)

    assert heard.cut
    assert "draft" not in await rich.state()
    await rich.clock.advance(30)
    assert tracks(await rich.state())[0][0] == 0
    assert (await rich.balance())[0] == 1000


async def test_the_line_may_be_cut_after_the_state_has_changed(rich: Talk) -> None:
    """The stream breaks off with the work done and nothing said of it."""
    heard = await rich.says(f"{FOX}, hang up after", seconds=12.5)

    assert heard.cut
    assert words(heard.events) == [ENGLISH.will_make]
    assert tracks(await rich.state())[0][0] == 0


async def test_the_line_may_be_cut_for_good(rich: Talk) -> None:
    """The stream breaks off and nothing ever comes of it."""
    heard = await rich.says(f"{FOX}, hang up for good")
    await rich.clock.advance(3_600)

    assert heard.cut
    assert "draft" not in await rich.state()
    assert await rich.balance() == (1100, 0, 1100)


@pytest.mark.parametrize("text", [f"{FOX}, no credits", FOX])
async def test_nobody_works_for_nothing(talk: Talk, text: str) -> None:
    """Without credits plain JSON comes instead of a stream, by the word or for want of any; questions are free."""
    if text == FOX:
        await talk.control(nemo={"credits": -1})
    reply = await talk.sends(text)

    assert (reply.status, reply.content_type) == (402, "application/json")
    assert (await reply.json())["code"] == 2001
    assert (await talk.control())["nemo"]["accepted"] == []
    assert words((await talk.says("hello")).events)


async def test_no_credits_may_be_told_inside_the_stream(talk: Talk) -> None:
    """Where it is switched so, the stream opens and ends with the error, and nothing is frozen."""
    await talk.control(switches={"poor_in_stream": True}, nemo={"credits": -1})
    heard = await talk.says(FOX)

    assert heard.status == 200
    assert heard.events[-1] == {"error": POOR}
    assert await talk.balance() == (99, 0, 99)


async def test_a_second_message_meanwhile_is_paid_twice_and_counted(rich: Talk) -> None:
    """What the client must never do is done to it as the service does: another job, another 100 credits."""
    first = asyncio.create_task(hear(await rich.sends(FOX)))
    second = asyncio.create_task(hear(await rich.sends(FOX)))
    assert (await rich.balance())[1] == 200
    await rich.passes(30, first)
    await asyncio.gather(first, second)
    told = (await rich.control())["nemo"]

    assert (told["posts"], told["overlapping"]) == ({FOX: 2}, 1)
    assert [each["beside"] for each in told["accepted"]] == [False, True]


async def test_messages_in_turn_do_not_overlap(rich: Talk) -> None:
    """One after the other they are counted, not blamed."""
    await rich.says(FOX)
    await rich.says("add a title")
    told = (await rich.control())["nemo"]

    assert (told["posts"], told["overlapping"]) == ({FOX: 1, "add a title": 1}, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"user_id": None},
        {"app_name": "other"},
        {"new_message": {"parts": []}},
        {"new_message": {"parts": [{"text": "a", "image": "b"}]}},
        {"new_message": {"parts": [{"text": ""}]}},
        {"unheard": "of"},
    ],
)
async def test_a_message_of_a_strange_shape_is_refused(talk: Talk, change: dict[str, object]) -> None:
    """The kit underneath says 422 and what is wrong, and nothing is accepted."""
    said = {"app_name": "nemo_agent", "user_id": "me", "session_id": talk.session}
    body = {**said, "new_message": {"parts": [{"text": "hello"}]}, **change}
    reply = await talk.post("/run_sse", {name: value for name, value in body.items() if value is not None})

    assert reply.status == 422
    assert reply.json["detail"][0]["loc"][0] == "body"
    assert (await talk.control())["nemo"]["accepted"] == []
