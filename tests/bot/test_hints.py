"""What a prompt's own words wish for (the tables of the skill page), and what only looks like it."""

import pytest

from adapters.studios.lovart.catalog import DOCUMENTED
from bot import hints
from bot.studio import Features, Mode, Tools, Wishes

FEATURES = Features("Some", frozenset(), None, None, 2, True, None, upscaler="upscale_image")  # noqa: FBT003
PLAIN = Features("Plain", frozenset(), None, None, 2, True, None)  # noqa: FBT003

UPSCALES = [
    "upscale this image to 4K",
    "Upscale it, please",
    "enlarge the picture twice",
    "enhance the resolution",
    "enhance resolution of the second one",
    "super-resolution please",
    "把这张图放大",
    "放大到 4K",
    "超分这张照片",
    "提升分辨率",
]
NO_UPSCALES = [
    "do not upscale, only sharpen",
    "a fox, don't enlarge anything",
    "make it larger than life",
    "不要放大",
    "draw a cat",
    "画一只大猫",
    "an upscaled lifestyle",
]
MODELS = {
    "draw a cat with Midjourney": ["Midjourney"],
    "generate ocean waves with kling 3.0": ["Kling 3.0"],
    "waves in Kling 3.0 Omni": ["Kling 3.0 Omni"],
    "compare Nano Banana Pro and Nano Banana 2": ["Nano Banana Pro", "Nano Banana 2"],
    "用 Seedream 4.5 画一只猫": ["Seedream 4.5"],
    "用Midjourney画一只猫": ["Midjourney"],
    "a cover with GPT Image 2 High": ["GPT Image 2 High"],
    "flux.2 max, a lighthouse": ["Flux.2 Max"],
    "not Midjourney, please": [],
    "generate ocean waves video using kling": [],
    "Veo 3.14 things to do": [],
    "不要 Midjourney": [],
    "a nano sized banana": [],
}
SOUNDS = [
    "a happy song about foxes",
    "background music for a cafe",
    "narration in a calm voice",
    "a jingle of five seconds",
    "BGM, lo-fi",
    "写一首歌",
    "生成一段背景音乐",
    "给这段视频配音",
]
SILENT = [
    "a fox playing the violin",
    "a silent night",
    "a singer on stage",
    "a video of waves, no music",
    "画一只猫",
    "一个录音机",
]


@pytest.mark.parametrize("text", UPSCALES)
def test_upscaling_words_force_the_tool_where_a_picture_is(text: str) -> None:
    """Upscaling a picture never becomes drawing it anew; without a picture the words are only words."""
    wished = hints.wishes(text, DOCUMENTED, FEATURES, pictures=True)

    assert hints.tools(wished, FEATURES) == Tools(include=("upscale_image",))
    assert hints.wishes(text, DOCUMENTED, FEATURES, pictures=False) == Wishes()
    assert hints.wishes(text, DOCUMENTED, PLAIN, pictures=True) == Wishes()


@pytest.mark.parametrize("text", NO_UPSCALES)
def test_other_words_force_nothing(text: str) -> None:
    """A tool is only forced by those who asked for it."""
    assert hints.wishes(text, DOCUMENTED, FEATURES, pictures=True) == Wishes()


@pytest.mark.parametrize(("text", "labels"), MODELS.items())
def test_a_model_s_name_is_a_preference(text: str, labels: list[str]) -> None:
    """A model called by its full name is preferred; a longer name is not taken for the shorter one inside it."""
    assert [model.label for model in hints.named(text, DOCUMENTED)] == labels


def test_preferences_are_told_by_category() -> None:
    """The studio gets its own names, each under its category."""
    wished = hints.wishes("Midjourney stills, then Veo 3.1 Fast", DOCUMENTED, FEATURES, pictures=True)

    assert hints.tools(wished, FEATURES).prefer == (
        ("IMAGE", ("generate_image_midjourney",)),
        ("VIDEO", ("generate_video_veo3_1_fast",)),
    )


@pytest.mark.parametrize(("text", "heard"), [*((text, True) for text in SOUNDS), *((text, False) for text in SILENT)])
def test_what_is_to_be_heard_is_known(text: str, heard: bool) -> None:  # noqa: FBT001  one row of a table
    """Sound needs deeper thinking, so it is recognised, and nothing else is."""
    assert hints.sounds(text) is heard


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("in fast mode draw a cat", Mode.FAST),
        ("用快速模式画一只猫", Mode.FAST),
        ("unlimited mode: a fox", Mode.UNLIMITED),
        ("无限模式下画狐狸", Mode.UNLIMITED),
        ("a fast fox", None),
        ("画一只快速的猫", None),
    ],
)
def test_a_mode_inside_a_prompt_is_seen(text: str, mode: Mode | None) -> None:
    """Whoever writes the mode into a prompt can be told what does change it."""
    assert hints.mode(text) is mode
