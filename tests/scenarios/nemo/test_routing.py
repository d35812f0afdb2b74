"""What people say of a film that is none of the agent's business never reaches it, told on every platform."""

import pytest

from bot.filetypes import media_type
from tests.scenarios.nemo.cutting import FILMS, CuttingRoom, clip, song
from tests.scenarios.stage import ART, LIN, MAY

pytestmark = pytest.mark.timeout(60)

CITY = "a city at night"


async def test_a_film_is_asked_about_and_exported_without_the_agent(stage: CuttingRoom) -> None:
    """Status, credits and upload are answered, two exports bring two films; only the first message cost anything."""
    await stage.says(CITY)
    await stage.done()
    await stage.says("status")
    await stage.sees("1. Video: a city at night")
    await stage.says("credits")
    await stage.sees("credits left.")
    await stage.says("upload")
    await stage.sees("It takes MP4, MOV")
    await stage.says("积分", who=LIN)
    await stage.sees("1,000", who=LIN)
    await stage.says("export 1080p MP4")
    (film,) = await stage.sees_files("video", 1)
    await stage.done(2)
    await stage.says("导出", who=LIN)
    await stage.sees_files("video", 2)

    assert media_type(await stage.reads(film)) == "video/mp4"
    assert await stage.posts() == {CITY: 1}
    assert (await stage.calls())["render"] == 2


async def test_files_without_words_wait_for_them(stage: CuttingRoom) -> None:
    """Two files are listed and asked about for nothing; the words that follow work with them; captions are free."""
    await stage.says("", files={"beach.mp4": clip(), "song.wav": song()})
    asked = await stage.sees("What should I do with them?")
    before = await stage.posts()
    await stage.says("add a title “Hello” 0-3 s")
    await stage.done()
    await stage.says("export captions as srt")
    captions = await stage.finds(lambda seen: any(file.name == "captions.srt" for file in seen.files), "captions")

    assert "1. beach.mp4 (an MP4 video, 1 s, " in asked.text
    assert "2. song.wav (a WAV file, 1 s, " in asked.text
    assert before == {}
    assert list(await stage.posts()) == ["add a title “Hello” 0-3 s"]
    assert b"00:00:00,000 --> 00:00:01,000\nHello" in await stage.reads(captions.files[0])


async def test_a_channel_goes_back_and_forth_between_two_studios(stage: CuttingRoom) -> None:
    """A channel that makes a picture meanwhile finds its film again; only with the one studio there is an export."""
    await stage.says(CITY)
    await stage.done()
    await stage.commands("studio", name=ART, who=MAY)
    await stage.commands("export")
    await stage.told(f"It is for {FILMS}: /studio {FILMS} changes to it.")
    await stage.says("a red fox")
    await stage.sees_files("image", 2)
    await stage.commands("studio", name=FILMS, who=MAY)
    await stage.says("add a title “Hello” 0-3 s")
    await stage.sees("2. Title: “Hello” (0–3 s)")
    await stage.says("download")
    await stage.sees_files("video", 1)

    assert [each["prompt"] for each in await stage.accepted("chat")] == ["a red fox"]
    assert set(await stage.posts()) == {CITY, "add a title “Hello” 0-3 s"}
