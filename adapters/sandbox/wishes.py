"""Which words of a prompt the scripted agent obeys; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of file comes out."""

    IMAGE = "image"
    VIDEO = "video"
    MUSIC = "audio"
    SOLID = "3d"


class Word(StrEnum):
    """A word that changes how a run goes."""

    COSTLY = "costly"
    TWICE = "twice"
    REFUSE = "refuse"
    FAIL = "fail"
    ABORT = "abort"
    SLOW = "slow"
    LATE = "late"
    EARLY = "early"
    UPSCALE = "upscale"
    POOR = "poor"
    WATERCOLOUR = "watercolour"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a prompt asks for, and the words by which it did."""

    kind: Kind
    count: int
    words: frozenset[Word]
    obeyed: tuple[str, ...]

    def has(self, word: Word) -> bool:
        """Say whether that word was there."""
        return word in self.words


# "Late afternoon" and "early spring" describe the light, not the run.
_SEASON = r"(?![ -](?:afternoon|morning|evening|night|day|spring|summer|autumn|fall|winter|light|sun))"
_WORDS: tuple[tuple[Word, str], ...] = (
    (Word.COSTLY, r"\bcostly\b|昂贵|很贵"),
    (Word.TWICE, r"\btwice\b|两次"),
    (Word.REFUSE, r"\brefuse\b|拒绝"),
    (Word.FAIL, r"\bfail\b|失败"),
    (Word.ABORT, r"\babort\b|中止"),
    (Word.SLOW, r"\bslow(?:ly)?\b|慢"),
    (Word.LATE, rf"\blate\b{_SEASON}|迟到"),
    (Word.EARLY, rf"\bearly\b{_SEASON}|过早"),
    (Word.UPSCALE, r"\bupscale\b|\benlarge\b|放大|超分"),
    (Word.POOR, r"\bpoor\b|\bno credits\b|余额不足"),
    (Word.WATERCOLOUR, r"\bwater-?colou?rs?\b|水彩"),
)
_KINDS: tuple[tuple[Kind, str], ...] = (
    (Kind.SOLID, r"\b3d\b|\bglb\b|三维"),
    (Kind.VIDEO, r"\bvideos?\b|\bclips?\b|\bmovies?\b|\banimat(?:e|ed|ion)\b|视频|动画|影片"),
    (Kind.MUSIC, r"\bmusic\b|\bsongs?\b|\baudio\b|\bmelody\b|音乐|歌曲|音频"),
)
_TOOLS = (("generate_3d", Kind.SOLID), ("generate_video", Kind.VIDEO), ("generate_image", Kind.IMAGE))
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_HANZI = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_THINGS = (
    r"(?:variations?|versions?|variants?|pictures?|images?|photos?|posters?|drawings?|options?|ones|videos?|clips?)"
)
# "4:3", "4.5", "4K" and "4 seconds" are no number of pictures.
_FOUR = re.compile(
    r"\bfour\b|(?<![\w:x/.])4(?![\w:/.%]|\s*(?:x|seconds?|minutes?|s|pm|am)\b)|四(?!季|月|周)", re.IGNORECASE
)
_COUNTED = re.compile(rf"\b({'|'.join(_NUMBERS)}|1\d|[2-9])\s+(?:[\w-]+\s+){{0,2}}?{_THINGS}\b", re.IGNORECASE)
_COUNTED_HANZI = re.compile(rf"(?<!\d)(1\d|[2-9{''.join(_HANZI)}])\s*[张幅个种款]")


def read(prompt: str, tools: Sequence[str] = (), *, sings: bool = True) -> Wishes:
    """Read the wishes out of a prompt and the tools it insists on.

    Without `sings` the agent has no voice: whoever asks for audio gets a video, as in the real service's fast mode.
    """
    found = frozenset(word for word, pattern in _WORDS if re.search(pattern, prompt, re.IGNORECASE))
    words = found | ({Word.UPSCALE} if "upscale_image" in tools else frozenset())
    if Word.UPSCALE in words:
        return Wishes(Kind.IMAGE, 1, words, _said(words))
    kind = _kind(prompt, tools)
    count, counted = _count(prompt)
    made = Kind.VIDEO if kind is Kind.MUSIC and not sings else kind
    return Wishes(made, count, words, (*counted, *_NAMES[made], *_said(words)))


_NAMES: dict[Kind, tuple[str, ...]] = {
    Kind.IMAGE: (),
    Kind.VIDEO: ("video",),
    Kind.MUSIC: ("music",),
    Kind.SOLID: ("3d",),
}


def _said(words: frozenset[Word]) -> tuple[str, ...]:
    return tuple(word.value for word in Word if word in words)


def _kind(prompt: str, tools: Sequence[str]) -> Kind:
    forced = next((kind for start, kind in _TOOLS if any(tool.startswith(start) for tool in tools)), None)
    asked = next((kind for kind, pattern in _KINDS if re.search(pattern, prompt, re.IGNORECASE)), Kind.IMAGE)
    return forced or asked


def _count(prompt: str) -> tuple[int, tuple[str, ...]]:
    if counted := _COUNTED.search(prompt):
        number = counted[1].lower()
        return _NUMBERS.get(number) or int(number), (number,)
    if counted := _COUNTED_HANZI.search(prompt):
        number = _HANZI.get(counted[1]) or int(counted[1])
        return number, (str(number),)
    return (4, ("four",)) if _FOUR.search(prompt) else (1, ())
