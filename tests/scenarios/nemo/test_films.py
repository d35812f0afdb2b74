"""Films by conversation, told once and true on every platform: from the first sentence to the MP4 in the chat."""

import pytest

from bot.chat import Phase
from bot.filetypes import media_type
from tests.scenarios.nemo.cutting import FILMS, CuttingRoom, clip, song
from tests.scenarios.stage import ART, LIN, LOOK, MAY

pytestmark = pytest.mark.timeout(60)

CITY = "a city at night"
SLOWLY = 0.1  # seconds that pass with each look while a film is still being made


async def test_a_sentence_becomes_a_film(stage: CuttingRoom) -> None:
    """A newcomer's first sentence is a timeline told in words, and “export” brings the MP4, which costs nothing."""
    await stage.says(CITY)
    await stage.sees_card(Phase.WORKING)
    card = await stage.done()
    assert "100 credits used" in card.text
    await stage.sees("Video added: a city at night (0–10 s)")
    await stage.says("export")
    (film,) = await stage.sees_files("video", 1)
    card = await stage.done(2)
    assert "costs no credits" in card.text
    assert media_type(await stage.reads(film)) == "video/mp4"
    assert await stage.posts() == {CITY: 1}


async def test_clips_and_a_song_are_cut_into_a_film(stage: CuttingRoom) -> None:
    """Uploaded files lie on the timeline, three edits are told in words, the silent one too, and the film comes."""
    files = {"beach.mp4": clip(), "hills.mp4": clip(shade=200), "song.wav": song()}
    await stage.says("put the clips one after the other, with the song", files=files)
    await stage.done()
    await stage.sees("beach.mp4 (0–1 s), hills.mp4 (1–2 s)")
    await stage.says("add a title “Hello” 0-1 s")
    await stage.done(2)
    await stage.sees("Title added: “Hello” (0–1 s)")
    await stage.says("silently set the volume to 50 %")
    await stage.done(3)
    await stage.sees("Music changed: song.wav (0–2 s, 35 %) → song.wav (0–2 s, 50 %)")
    await stage.says("remove the title")
    await stage.done(4)
    await stage.sees("Title removed: “Hello”")
    await stage.rests()
    assert len(await stage.files("image")) == 4
    await stage.says("export")
    (film,) = await stage.sees_files("video", 1)
    assert media_type(await stage.reads(film)) == "video/mp4"
    assert len(await stage.posts()) == 4
    (render,) = (await stage.nemo())["renders"]
    assert render["untouched"]


async def test_another_studios_picture_is_used_in_a_film(stage: CuttingRoom) -> None:
    """A press puts a picture into the channel's film, an answer says what to do with it, and the film comes."""
    await stage.commands("studio", name=ART, who=MAY)
    await stage.says("a red fox")
    await stage.sees_files("image", 1)
    await stage.presses("Use in video")
    asked = await stage.sees("Reply to this message to tell NemoVideo what to do")
    assert await stage.posts() == {}
    await stage.arrives()
    await stage.says("add music", reply_to=asked)
    await stage.sees("Music added: Lo-fi (")
    await stage.cards("50 credits used")
    await stage.commands("studio", name=FILMS, who=MAY)
    await stage.says("export")
    (film,) = await stage.sees_files("video", 1)
    assert media_type(await stage.reads(film)) == "video/mp4"
    assert list((await stage.posts()).values()) == [1]
    assert [each["prompt"] for each in await stage.accepted("chat")] == ["a red fox"]


async def test_two_stages_are_told_as_they_come(stage: CuttingRoom) -> None:
    """The raw clip is told as soon as it is there, then what the agent added by itself, which can be taken off."""
    stage.look = SLOWLY
    await stage.says("two-stage: a city at night")
    await stage.sees("Video added: ")
    await stage.sees_card(Phase.WORKING)
    stage.look = LOOK
    await stage.done()
    await stage.sees("Title added: ")


@pytest.mark.parametrize(
    ("asks", "told", "not_told"),
    [
        ("gui: add a title", "an export costs no credits", ("Click", "panel", "Drag", "dashboard")),
        ("界面：加标题", "an export costs no credits", ("点击", "面板", "拖拽", "账户")),
    ],
    ids=["en", "zh"],
)
async def test_nobody_is_sent_to_buttons(stage: CuttingRoom, asks: str, told: str, not_told: tuple[str, ...]) -> None:
    """The agent's talk of windows, in either language, becomes what can be done in the chat."""
    await stage.says(CITY)
    await stage.done()
    await stage.says(asks)
    await stage.done(2)
    await stage.sees(told)
    said = "\n".join(each.text for each in await stage.shows())
    assert [word for word in not_told if word in said] == []


async def test_a_chinese_person_reads_chinese(stage: CuttingRoom) -> None:
    """Who chose Chinese reads Chinese from the first word to the last, and exports in a Chinese word."""
    await stage.commands("language", who=LIN, language="zh_CN")
    await stage.says("夜晚的城市", who=LIN)
    await stage.sees("完成")
    await stage.says("静默加标题“你好”", who=LIN)
    await stage.cards("完成", 2)
    await stage.says("导出", who=LIN)
    (film,) = await stage.sees_files("video", 1)
    assert film.size
