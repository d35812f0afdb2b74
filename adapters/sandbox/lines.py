"""The agent's lines, in the language of the prompt."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from adapters.sandbox.wishes import Kind

_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Lines:
    """Everything the agent can say, in one language."""

    will_make: Callable[[Kind, int], str]
    finished_all: Callable[[int], str]
    finished_one: str
    will_edit: str
    will_enlarge: str
    refused: str
    no_picture: str
    failed: str


def lines_for(prompt: str) -> Lines:
    """Answer in Chinese where the prompt has Chinese in it, else in English."""
    return _chinese() if is_chinese(prompt) else _english()


def is_chinese(prompt: str) -> bool:
    """Say whether there is Chinese in it."""
    return bool(_HAN.search(prompt))


def _english() -> Lines:
    return Lines(
        will_make=_will_make,
        finished_all=lambda count: f"Here they are, all {count}. Tell me what to change.",
        finished_one="Here it is. Tell me what to change.",
        will_edit="I'll work on the picture you gave me.",
        will_enlarge="I'll enlarge the picture to twice its size.",
        refused="I'd rather not make this one. Could you describe something else?",
        no_picture="There is no picture here to enlarge. Please attach one.",
        failed="The model I wanted did not answer, so there is nothing to show. Please try again.",
    )


def _will_make(kind: Kind, count: int) -> str:
    one, many = _ENGLISH_NAMES[kind]
    return f"I'll make {one}." if count == 1 else f"I'll make {_spelled(count)} {many}, one after the other."


_ENGLISH_NAMES = {
    Kind.IMAGE: ("a picture", "pictures"),
    Kind.VIDEO: ("a short film", "short films"),
    Kind.MUSIC: ("a piece of music", "pieces of music"),
    Kind.SOLID: ("a 3D model", "3D models"),
}


def _spelled(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else str(count)


def _chinese() -> Lines:
    return Lines(
        will_make=lambda kind, count: f"好的，我来制作{count}{_CHINESE_NAMES[kind]}。",
        finished_all=lambda count: f"{count}个都完成了。想改哪里，请告诉我。",
        finished_one="完成了。想改哪里，请告诉我。",
        will_edit="好的，我来修改您提供的图片。",
        will_enlarge="好的，我把图片放大到两倍。",
        refused="这个请求我不便完成，换个描述试试吧。",
        no_picture="这里没有可以放大的图片，请先附上一张。",
        failed="所选的模型没有响应，这次没有生成结果。请再试一次。",
    )


_CHINESE_NAMES = {Kind.IMAGE: "张图片", Kind.VIDEO: "段视频", Kind.MUSIC: "段音乐", Kind.SOLID: "个三维模型"}
