"""Which words are obeyed, and which only look as if they should be."""

import pytest

from adapters.sandbox.wishes import Kind, Word, read


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("four variations of a red fox", 4),
        ("a fox, four", 4),
        ("4 cats", 4),
        ("画四张图", 4),
        ("两张海报", 2),
        ("two different pictures of a fox", 2),
        ("9 images", 9),
        ("13 pictures of a fox", 13),
        ("13张图", 13),
        ("three red foxes", 1),
        ("a 4K picture", 1),
        ("a poster in 4:3", 1),
        ("a clip of 4 seconds", 1),
        ("a fox in the year 2024", 1),
        ("四季", 1),
    ],
)
def test_counting(prompt: str, count: int) -> None:
    """So many files are made as the prompt asks for; sizes, ratios and durations are no counts."""
    assert read(prompt).count == count


@pytest.mark.parametrize(
    ("prompt", "tools", "kind"),
    [
        ("a fox", (), Kind.IMAGE),
        ("a Video of waves", (), Kind.VIDEO),
        ("海浪的视频", (), Kind.VIDEO),
        ("a video with music", (), Kind.VIDEO),
        ("a song", (), Kind.MUSIC),
        ("a 3D fox", (), Kind.SOLID),
        ("a fox", ("generate_video_kling_v3",), Kind.VIDEO),
        ("a video, as one still", ("generate_image_midjourney",), Kind.IMAGE),
        ("upscale this video still", (), Kind.IMAGE),
    ],
)
def test_the_kind_of_file(prompt: str, tools: tuple[str, ...], kind: Kind) -> None:
    """Words choose the kind of file, and a tool that is insisted on beats them."""
    assert read(prompt, tools).kind is kind


def test_light_is_not_a_race() -> None:
    """A late afternoon and an early morning are moods; late and early alone are orders."""
    assert read("a late afternoon in early spring").words == frozenset()
    assert read("late, early").words == {Word.LATE, Word.EARLY}


def test_obeyed_words_are_told() -> None:
    """The label of a picture names each word that had a consequence."""
    assert read("four costly videos, slowly, 水彩").obeyed == ("four", "video", "costly", "slow", "watercolour")
